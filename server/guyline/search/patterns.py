"""The measured patterns, for a model to see beside a function that is like them.

They are the examples that the rules of the hints are timed by: a slow form, a fast one, and how
many times as fast that is. A pattern is like a function as far as it is in it: a function is more
than its slow part. Source: retrieval of similar pairs, as in Learning Performance-Improving Code
Edits (Shypula et al., 2024), section 3.2.
"""

from __future__ import annotations

import ast
import sys
import textwrap
from functools import cache

from guyline.hints.effects import effect_of
from guyline.hints.rule import Gain, Rule
from guyline.search.likeness import Shingles, shingles

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

_LEAST = 0.4
"""The part of a pattern that has to be in a function for it to be shown."""

_SHORTEST = 8
"""The runs of tokens of a pattern at the least: fewer are in any function."""

_FASTER = 1.5
"""How many times as fast a pattern is at the least that is worth a model's attention."""


def alike(source: str, most: int = 2) -> tuple[tuple[str, str], ...]:
    """The patterns that are in a function most, each with a name, and both forms.

    Args:
        source: The function.
        most: How many.
    """
    wanted = _of_body(source)
    found = [(len(wanted & form) / len(form), times, rule) for rule, times, form in _known()]
    found = [each for each in found if each[0] >= _LEAST]
    found.sort(key=lambda each: (-each[0], -each[1], each[2].code))
    return tuple(_shown(rule, times) for _, times, rule in found[:most])


@cache
def _known() -> tuple[tuple[Rule, float, Shingles], ...]:
    from guyline.hints.rules import all_rules

    version = sys.version_info[:2]
    rules = [(rule, effect_of(rule, version)) for rule in all_rules() if rule.gain is Gain.SPEED]
    return tuple(
        (rule, times, form)
        for rule, times in rules
        if times is not None
        and times >= _FASTER
        and len(form := _of_body(rule.example.slow)) >= _SHORTEST
    )


def _of_body(source: str) -> Shingles:
    """The runs of tokens in the body of the last function of a text; none where it has none."""
    try:
        parsed = ast.parse(textwrap.dedent(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    functions = [each for each in parsed.body if isinstance(each, _FUNCTIONS)]
    if not functions:
        return frozenset()
    body = functions[-1].body
    told = ast.get_docstring(functions[-1], clean=False) is not None
    return shingles("\n".join(ast.unparse(each) for each in body[told:]) + "\n")


def _shown(rule: Rule, times: float) -> tuple[str, str]:
    name = f"{rule.name}: measured {times:g} times as fast at {rule.example.size}"
    before, after = rule.example.slow.rstrip(), rule.example.fast.rstrip()
    return name, f"# before\n{before}\n\n# after\n{after}\n"
