"""Texts that a regular expression matches, drawn by chance from the pattern itself."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from random import Random
from typing import Any

__all__ = ["matching"]

_MOST_TIMES = 3
_LONGEST = 120
_LETTERS = "abzAZ"
_OF_CATEGORY = {
    "CATEGORY_DIGIT": "0129",
    "CATEGORY_NOT_DIGIT": "aZ_ ",
    "CATEGORY_SPACE": " \t\n",
    "CATEGORY_NOT_SPACE": "aZ0_-",
    "CATEGORY_WORD": "abZ09_",
    "CATEGORY_NOT_WORD": " -.,!",
}
_ANY = "abz AZ09_-.,:;/"


def matching(pattern: re.Pattern[Any], random: Random, count: int) -> list[str]:
    """Texts that a pattern matches from their beginning; fewer where none is found.

    Args:
        pattern: The pattern, of texts or bytes.
        random: The source of chance.
        count: How many at the most.
    """
    source = pattern.pattern
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    flags = pattern.flags & ~re.UNICODE if isinstance(source, bytes) else pattern.flags
    try:
        parsed = _parser().parse(text, flags & ~re.DEBUG)
    except Exception:
        return []
    found: dict[str, None] = {}
    for _ in range(count * 3):
        drawn = _Drawing(random).of(parsed)
        if len(drawn) <= _LONGEST:
            found[drawn] = None
        if len(found) >= count:
            break
    return list(found)


def _parser() -> Any:
    return importlib.import_module("re._parser")  # as the library calls it from 3.11 on


class _Drawing:
    """One text; what a group gave is kept for the references to it."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.groups: dict[int, str] = {}

    def of(self, parsed: Iterable[Any]) -> str:
        return "".join(self._one(str(operator), given) for operator, given in parsed)

    def _one(self, operator: str, given: Any) -> str:
        match operator:
            case "LITERAL":
                return chr(given)
            case "NOT_LITERAL":
                return self.random.choice([each for each in _ANY if ord(each) != given])
            case "ANY":
                return self.random.choice(_ANY)
            case "IN":
                return self._in(given)
            case "BRANCH":
                return self.of(self.random.choice(given[1]))
            case "SUBPATTERN":
                number, _, _, inner = given
                drawn = self.of(inner)
                if number is not None:
                    self.groups[number] = drawn
                return drawn
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, most, inner = given
                times = self.random.randint(least, max(least, min(int(most), least + _MOST_TIMES)))
                return "".join(self.of(inner) for _ in range(min(times, _LONGEST)))
            case "ATOMIC_GROUP":
                return self.of(given)
            case "GROUPREF":
                return self.groups.get(given, "")
            case "GROUPREF_EXISTS":
                number, yes, no = given
                return self.of(yes if number in self.groups else no or ())
        return ""  # a place, or what has to stand around it

    def _in(self, given: list[tuple[Any, Any]]) -> str:
        items = [(str(operator), value) for operator, value in given]
        if items and items[0][0] == "NEGATE":
            refused = {each for item in items[1:] for each in _members(*item)}
            return self.random.choice([each for each in _ANY if each not in refused] or ["\x7f"])
        return self.random.choice(_members(*self.random.choice(items)) or "a")


def _members(operator: str, value: Any) -> str:
    if operator == "LITERAL":
        return chr(value)
    if operator == "RANGE":
        low, high = value
        near = [low, high, (low + high) // 2, *(ord(each) for each in _LETTERS)]
        return "".join(chr(each) for each in near if low <= each <= high)
    return _OF_CATEGORY.get(str(value), "") if operator == "CATEGORY" else ""
