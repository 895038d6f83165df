"""The rules, one a file; the docstring is the manual page."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from guyline.hints.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by number."""
    names = [each.name for each in pkgutil.iter_modules(__path__)]
    rules = [importlib.import_module(f"{__name__}.{name}").RULE for name in names]
    return tuple(sorted(rules, key=lambda rule: rule.code))
