"""The rules, one a file; the docstring is the manual page."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from importlib.resources import files

from guyline.hints.rule import Rule

_NAMED = re.compile(r'^RULE = Rule\(\n    "(GL\d+)",\n    "([a-z0-9-]+)",$', re.MULTILINE)


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by number."""
    names = [each.name for each in pkgutil.iter_modules(__path__)]
    rules = [importlib.import_module(f"{__name__}.{name}").RULE for name in names]
    return tuple(sorted(rules, key=lambda rule: rule.code))


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


@cache
def _modules() -> dict[str, str]:
    """The docstring of each rule's file, by the rule's number."""
    names = [f"{__name__}.{each.name}" for each in pkgutil.iter_modules(__path__)]
    modules = [importlib.import_module(name) for name in names]
    return {module.RULE.code: (module.__doc__ or "").strip() for module in modules}


def documentation(rule: Rule) -> str:
    """A rule's manual page, as its file has it; empty for a rule of none."""
    return _modules().get(rule.code, "")
