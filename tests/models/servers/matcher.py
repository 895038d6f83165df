"""Reads the very text of a constraint that was sent, and says what may be written under it.

It knows the little that constraints are made of: text, classes, groups, alternatives and
repetition, as GBNF, EBNF, Lark and regular expressions write them. What it doesn't know it
refuses, as a server would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


@dataclass
class Matcher:
    """An automaton.

    Attributes:
        arcs: For each state, which characters lead where.
        jumps: For each state, where it leads without a character.
        last: The state in which a text may end.
    """

    arcs: list[list[tuple[Callable[[str], bool], int]]] = field(default_factory=list)
    jumps: list[list[int]] = field(default_factory=list)
    last: int = 0

    def viable(self, text: str) -> bool:
        """Whether ``text`` may be written."""
        return bool(self._states(text))

    def accepts(self, text: str) -> bool:
        """Whether it may end there."""
        return self.last in self._states(text)

    def state(self) -> int:
        self.arcs.append([])
        self.jumps.append([])
        return len(self.arcs) - 1

    def _states(self, text: str) -> set[int]:
        states = self._closed({0})
        for char in text:
            following = {to for at in states for takes, to in self.arcs[at] if takes(char)}
            states = self._closed(following)
        return states

    def _closed(self, states: Iterable[int]) -> set[int]:
        found, waiting = set(), list(states)
        while waiting:
            state = waiting.pop()
            if state not in found:
                found.add(state)
                waiting += self.jumps[state]
        return found


@dataclass
class AnyOf:
    """A list of whole texts."""

    texts: list[str]

    def viable(self, text: str) -> bool:
        return any(one.startswith(text) for one in self.texts)

    def accepts(self, text: str) -> bool:
        return text in self.texts


def of_grammar(text: str) -> Matcher:
    """One rule of llama.cpp's or xgrammar's, or one that is called so.

    Raises:
        ValueError: It is something else.
        KeyError: It has no root.
    """
    rules = dict(line.split(" ::= ", 1) for line in text.rstrip("\n").split("\n"))
    rule = rules["root"]
    return _Reader(rules.get(rule, rule), quoted=True).matcher()


def of_lark(text: str) -> Matcher:
    """One rule of one expression."""
    if not (text.startswith("start: /") and text.endswith("/\n")):
        raise ValueError("no start rule of one expression")
    return _Reader(text[8:-2], quoted=False).matcher()


def of_regex(text: str) -> Matcher:
    """A regular expression for all of a text."""
    return _Reader(text.removesuffix("$"), quoted=False).matcher()


class _Reader:
    """Builds a matcher while it reads."""

    def __init__(self, text: str, *, quoted: bool) -> None:
        self.text, self.quoted, self.at = text, quoted, 0
        self.built = Matcher()

    def matcher(self) -> Matcher:
        begin = self.built.state()
        self.built.last = self._either(begin)
        if self.at != len(self.text):
            raise ValueError(f"unexpected {self.text[self.at :]!r}")
        return self.built

    def _peek(self) -> str:
        while self.quoted and self.text[self.at : self.at + 1] == " ":
            self.at += 1
        return self.text[self.at : self.at + 1]

    def _either(self, begin: int) -> int:
        end = self.built.state()
        while True:
            inner = self.built.state()
            self.built.jumps[begin].append(inner)
            self.built.jumps[self._sequence(inner)].append(end)
            if self._peek() != "|":
                return end
            self.at += 1

    def _sequence(self, at: int) -> int:
        while (char := self._peek()) and char not in "|)":
            end = self._atom(at)
            match self._peek():
                case "?":
                    self.built.jumps[at].append(end)
                case "*":
                    self.built.jumps[at].append(end)
                    self.built.jumps[end].append(at)
                case "+":
                    self.built.jumps[end].append(at)
                case _:
                    at = end
                    continue
            self.at += 1
            # What follows must not come back into the loop.
            at = self.built.state()
            self.built.jumps[end].append(at)
        return at

    def _atom(self, begin: int) -> int:
        char = self._peek()
        self.at += 1
        # A state of its own, so that repetition does not reach what stands before.
        inner = self.built.state()
        self.built.jumps[begin].append(inner)
        if char == "(":
            if not self.quoted and self.text.startswith("?:", self.at):
                self.at += 2
            end = self._either(inner)
            if self._peek() != ")":
                raise ValueError("a group that is not closed")
            self.at += 1
            return end
        if char == "[":
            return self._step(inner, self._class())
        if self.quoted:
            if char != '"':
                raise ValueError(f"unexpected {char!r}")
            at = inner
            while self.text[self.at] != '"':
                at = self._step(at, self._char().__eq__)
            self.at += 1
            return at
        if char in "?*+{}^$.":
            raise ValueError(f"unexpected {char!r}")
        self.at -= 1
        return self._step(inner, self._char().__eq__)

    def _step(self, at: int, takes: Callable[[str], bool]) -> int:
        to = self.built.state()
        self.built.arcs[at].append((takes, to))
        return to

    def _char(self) -> str:
        char = self.text[self.at]
        self.at += 1
        if char != "\\":
            return char
        kind = self.text[self.at]
        self.at += 1
        if digits := {"x": 2, "u": 4}.get(kind, 0):
            self.at += digits
            return chr(int(self.text[self.at - digits : self.at], 16))
        return _ESCAPES.get(kind, kind)

    def _class(self) -> Callable[[str], bool]:
        negated = self.text[self.at] == "^"
        self.at += negated
        spans: list[tuple[str, str]] = []
        while self.text[self.at] != "]":
            low = high = self._char()
            if self.text[self.at] == "-" and self.text[self.at + 1] != "]":
                self.at += 1
                high = self._char()
            spans.append((low, high))
        self.at += 1
        return lambda char: any(low <= char <= high for low, high in spans) is not negated
