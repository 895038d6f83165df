"""Efficiency hints: what is slow in a file, why, and what is faster."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from guyline.hints.finding import Finding, Repair
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule, Safety

if TYPE_CHECKING:
    from guyline.hints.check import Hint, Report, check_code
    from guyline.hints.rules import all_rules

__all__ = [
    "Edit",
    "Example",
    "Finding",
    "Fix",
    "Found",
    "Gain",
    "Hint",
    "Repair",
    "Report",
    "Rule",
    "Safety",
    "all_rules",
    "check_code",
]

_LATER = {
    "Hint": "check",
    "Report": "check",
    "all_rules": "rules",
    "check_code": "check",
}
"""What is imported when it is asked for: the server has its files checked by another process."""


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(f"guyline.hints.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
