"""The rules, one a file; the docstring is the manual page."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from functools import cache
from importlib.resources import files
from types import ModuleType

from guyline.hints.rule import Rule

_NAMED = re.compile(r'^RULE = Rule\(\n    "(GL\d+)",\n    "([a-z0-9-]+)",$', re.MULTILINE)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by number."""
    return tuple(rule for rule, _ in _modules())


def manual_page(rule: Rule) -> str:
    """The manual page of a rule: the docstring of its file."""
    return next(inspect.cleandoc(module.__doc__ or "") for r, module in _modules() if r is rule)


@cache
def _modules() -> tuple[tuple[Rule, ModuleType], ...]:
    names = [each.name for each in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(sorted(((m.RULE, m) for m in modules), key=lambda pair: pair[0].code))


@cache
def rule_names() -> dict[str, str]:
    """The name of each rule by its number, told from the files: no rule is imported for it."""
    names: dict[str, str] = {}
    for each in pkgutil.iter_modules(__path__):
        try:
            text = files(__name__).joinpath(f"{each.name}.py").read_text(encoding="utf-8")
        except OSError:  # an installation without sources
            text = ""
        found = _NAMED.search(text)
        if found is None:
            return {rule.code: rule.name for rule in all_rules()}
        names[found[1]] = found[2]
    return dict(sorted(names.items()))
