"""Patterns and matches of regular expressions, as what makes their like.

A match can't be pickled. It is found again by the pattern, in the same text: by the method that
finds just this one. A match that came of a search further on begins where it stands.
"""

from __future__ import annotations

import operator
import re
from typing import Any

from .recipe import Made, Plain, Recipe, Source, Unmade

_METHODS = ("match", "fullmatch", "search")


def recipe_of_match(value: Any) -> Recipe | None:
    """The recipe of a pattern or a match; None: it is neither.

    Raises:
        Unmade: A match is not found again, as in a buffer that was changed.
    """
    if type(value) is re.Pattern:
        return Made("re.compile", (Plain(value.pattern), Plain(int(value.flags))))
    if type(value) is not re.Match:
        return None
    method, given = _found_by(value)
    pattern = f"re.compile({value.re.pattern!r}, {int(value.re.flags)})"
    return Source(f"{pattern}.{method}({', '.join(map(repr, given))})")


def reduced_match(value: re.Match[Any]) -> Any:
    """How a pickle makes a match again; see ``pickle``'s ``reducer_override``.

    Raises:
        Unmade: It is not found again.
    """
    method, given = _found_by(value)
    return operator.methodcaller(method, *given), (value.re,)


def _found_by(value: re.Match[Any]) -> tuple[str, tuple[Any, ...]]:
    """A method of its pattern, and what that is given."""
    text = value.string
    if type(text) not in (str, bytes):
        raise Unmade("a match in a text that may change")
    begin, end = value.pos, value.endpos
    for start in dict.fromkeys((begin, value.start())):
        for method in _METHODS:
            again = getattr(value.re, method)(text, start, end)
            if again is not None and again.regs == value.regs:
                whole = end == len(text)
                return method, (text,) if whole and not start else (text, start, end)
    raise Unmade("a match that is not found again")
