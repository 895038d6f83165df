"""Monitors of a toy language, whose oracles say what they are told, or what chance says.

The language has names, dots, calls with keyword arguments, and strings on one line.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from guyline.monitors import Allowed, Form, Settled, Site
from guyline.text import word_end

Oracle = Callable[[str, str], Awaitable[Allowed]]
"""What may stand behind a text, by the name of the monitor that asks."""

_NAME = re.compile(r"(?<![\w.])[a-z_]")
_CALLED = re.compile(r"(?<![\w.])[a-z_]+\(")
_GIVEN = re.compile(r"[ \t]*=(?!=)")


def in_string(text: str, place: int) -> bool:
    """Whether a place lies in a string of its line."""
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return line.count('"') % 2 == 1


@dataclass
class Toy:
    """What the toy monitors share; each of them finds its own sites."""

    oracle: Oracle
    name: str = "dot"
    form: Form = Form.WORD
    shared: bool = False
    optional: bool = False

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        return await self.oracle(self.name, text)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        return Settled.USE

    def find(self, text: str, start: int) -> Site | None:
        """Behind a dot; the name tells several such monitors apart."""
        dot = text.find(".", max(0, start - 1))
        while dot >= 0:
            if not in_string(text, dot):
                return Site(dot + 1)
            dot = text.find(".", dot + 1)
        return None


@dataclass
class Name(Toy):
    """Words that follow no dot; one that is given a value is not this monitor's."""

    name: str = "name"
    shared: bool = True
    optional: bool = True

    def find(self, text: str, start: int) -> Site | None:
        for match in _NAME.finditer(text, start):
            if not in_string(text, match.start()):
                return Site(match.start())
        return None

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        after = text[word_end(text, start) :]
        if not complete and re.fullmatch(r"[ \t]*=?", after):
            return Settled.WAIT
        if not _GIVEN.match(after):
            return Settled.USE
        return Settled.OTHER if re.search(r"[(,][ \t]*$", text[:start]) else Settled.DEFINITION


@dataclass
class Keyword(Name):
    """Words behind a bracket or a comma that are given a value."""

    name: str = "keyword"
    form: Form = Form.KEYWORD

    def find(self, text: str, start: int) -> Site | None:
        while (site := Name.find(self, text, start)) is not None:
            if re.search(r"[(,][ \t]*$", text[: site.start]):
                return site
            start = site.start + 1
        return None

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        after = text[word_end(text, start) :]
        if not complete and re.fullmatch(r"[ \t]*=?", after):
            return Settled.WAIT
        return Settled.USE if _GIVEN.match(after) else Settled.OTHER


@dataclass
class Text(Toy):
    """What stands in strings."""

    name: str = "text"
    form: Form = Form.STRING

    def find(self, text: str, start: int) -> Site | None:
        quote = text.find('"', max(0, start - 1))
        while quote >= 0:
            if not in_string(text, quote):
                return Site(quote + 1)
            quote = text.find('"', quote + 1)
        return None


@dataclass
class Called(Name):
    """Names that are called; the trigger is the bracket behind them."""

    name: str = "called"

    def find(self, text: str, start: int) -> Site | None:
        for match in _CALLED.finditer(text):
            if match.end() >= start and not in_string(text, match.start()):
                return Site(match.start(), match.end())
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        return await self.oracle(self.name, text[: site.start])

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        return Settled.USE if text[word_end(text, start) :].startswith("(") else Settled.OTHER


@dataclass
class Mark(Toy):
    """Commas and closing brackets; what they are called in the oracle's lists stands below."""

    name: str = "mark"
    form: Form = Form.MARK
    shared: bool = True

    def find(self, text: str, start: int) -> Site | None:
        for match in re.finditer(r"[,)]", text[max(0, start - 1) :]):
            mark = max(0, start - 1) + match.start()
            if not in_string(text, mark):
                return Site(mark, mark + 1)
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        found = await self.oracle(self.name, text[: site.start])
        names = None if found.names is None else _marks(found.names)
        return replace(found, names=names, forbidden=_marks(found.forbidden))


def _marks(words: frozenset[str]) -> frozenset[str]:
    return frozenset(MARKS[word] for word in words if word in MARKS)


MARKS = {"a": ",", "b": ")", "ab": ", a=", ",": ",", ")": ")"}
WORDS = ("a", "b", "ab", "ba", "x", "if")
NO_WORDS = {"other", "called"}


def by_chance(seed: int, *, late: bool) -> Oracle:
    """An oracle that knows all, some, or nothing, as a function of the text.

    Args:
        seed: Another seed, another oracle.
        late: Whether some answers take longer than others.
    """

    async def answer(name: str, text: str) -> Allowed:
        chance = zlib.crc32(f"{seed}|{name}|{text}".encode())
        for _ in range(chance >> 26 & 7 if late else 0):
            await asyncio.sleep(0)
        names = frozenset(word for bit, word in enumerate(WORDS) if chance >> bit & 1)
        forbidden = frozenset(word for bit, word in enumerate(WORDS) if chance >> 6 + bit & 7 == 7)
        only_forbids = name in NO_WORDS or chance >> 30 == 0  # that is one in four
        return Allowed(None if only_forbids else names, "chance", "", 0.0, forbidden)

    return answer


def told(names: dict[str, frozenset[str] | None]) -> Oracle:
    """An oracle that says the same of every place: a list, or None, for each monitor."""

    async def answer(name: str, text: str) -> Allowed:
        return Allowed(names[name], "toy")

    return answer
