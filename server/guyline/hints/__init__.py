"""Efficiency hints: what is slow in a file, why, and what is faster."""

from guyline.hints.check import Hint, Report, check, check_code
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule, Safety
from guyline.hints.rules import all_rules

__all__ = [
    "Edit",
    "Example",
    "Fix",
    "Found",
    "Gain",
    "Hint",
    "Report",
    "Rule",
    "Safety",
    "all_rules",
    "check",
    "check_code",
]
