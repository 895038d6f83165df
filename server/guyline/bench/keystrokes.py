"""What a person does at a keyboard: real files, some of whose lines are typed again.

A session is a list of stretches. At each, lines are taken out of a file and typed again,
a key at a time, with the speed, the pauses, the slips and the second thoughts of a
person; then it goes on elsewhere. All of it is drawn from one seed, so that a session
can be played again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from guyline.errors import InputError
from guyline.text import Document

_LINES = (2, 7)
"""Lines of a stretch."""

_LONGEST = 400
"""Characters of a stretch."""

_SLIP, _UNDO, _PAUSE = 0.015, 0.004, 0.03
"""How likely a key is a wrong one that is taken back, is followed by taking back a word, or
by a pause."""

_BLOCK = re.compile(r"^[ \t]+\S")


class Action(Enum):
    """What is done."""

    TYPE = "type"
    """A character is put in."""
    DELETE = "delete"
    """The character before the cursor is taken away."""
    UNDO = "undo"
    """Some characters before the cursor are taken away at once."""
    PAUSE = "pause"
    """Nothing, for a while."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a file that are typed again.

    Attributes:
        path: The file.
        offset: Where they begin in it.
        text: What the author wrote there.
    """

    path: Path
    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person does.

    Attributes:
        action: What.
        wait: Seconds before it.
        count: How many characters are taken away.
        char: What is put in.
    """

    action: Action
    wait: float
    count: int = 0
    char: str = ""


def stretches(root: Path, count: int, seed: int, *, files: int = 6) -> list[Stretch]:
    """Places of a folder's files whose lines are typed again, in the order of a session.

    Args:
        root: The folder, or one file.
        count: How many places.
        seed: Which.
        files: In how many files at most.

    Raises:
        InputError: There are not enough lines to type.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    paths = [root] if root.is_file() else sorted(root.rglob("*.py"))
    chance.shuffle(paths)
    found: dict[Path, list[Stretch]] = {}
    for path in paths:
        if len(found) < files and len(of_file := _in_file(path)) >= 3:
            found[path] = of_file
    if not found:
        raise InputError(f"There is nothing to type again in {root}", "Name a folder of Python")
    chosen = []
    for number in range(count):
        if number % 3 == 0:
            path = chance.choice(list(found))
        chosen.append(chance.choice(found[path]))
    return chosen


class Hand:
    """A person's way of typing.

    Args:
        seed: Whose.
        hurry: What every wait is divided by; 0: nothing is waited for.
    """

    def __init__(self, seed: int, hurry: float = 1.0) -> None:
        self._chance = random.Random(f"hand {seed}")  # noqa: S311 - a sample, no secret
        self._hurry = hurry

    def next_steps(self, wanted: str, typed: str) -> Sequence[Step]:
        """What is done to get from ``typed`` a little nearer to ``wanted``, which begins so."""
        char = wanted[len(typed)]
        chance = self._chance
        if chance.random() < _PAUSE:
            yield_pause = Step(Action.PAUSE, self.waits(chance.uniform(0.6, 1.8)))
            return [yield_pause, Step(Action.TYPE, self._interval(char), char=char)]
        if chance.random() < _SLIP and char.isalpha():
            wrong = chance.choice("asdfjkl")
            return [
                Step(Action.TYPE, self._interval(char), char=wrong),
                Step(Action.DELETE, self.waits(chance.uniform(0.2, 0.4)), count=1),
                Step(Action.TYPE, self._interval(char), char=char),
            ]
        if len(typed) > 8 and chance.random() < _UNDO:
            return [Step(Action.UNDO, self.waits(chance.uniform(0.4, 0.9)), count=6)]
        return [Step(Action.TYPE, self._interval(char), char=char)]

    def looks(self) -> float:
        """Seconds until a person who sees a suggestion takes it."""
        return self.waits(self._chance.uniform(0.25, 0.5))

    def waits(self, seconds: float) -> float:
        """Seconds, as this hand hurries."""
        return seconds / self._hurry if self._hurry else 0.0

    def _interval(self, char: str) -> float:
        # Within a word keys follow each other faster than from one word to the next.
        mean = 0.13 if char.isalnum() or char == "_" else 0.21
        return self.waits(min(0.6, max(0.05, self._chance.lognormvariate(0, 0.4) * mean)))


def _in_file(path: Path) -> list[Stretch]:
    try:
        document = Document.read(path)
    except InputError:
        return []
    lines, text = document.lines, document.text
    found = []
    for first in range(1, len(lines) - _LINES[0]):
        start = lines.start(first)
        if not _BLOCK.match(text[start : lines.end(first)]):
            continue
        last = min(len(lines) - 1, first + _LINES[0] + first % (_LINES[1] - _LINES[0]))
        taken = text[start : lines.end(last - 1)]
        if 20 <= len(taken) <= _LONGEST and '"""' not in taken:
            found.append(Stretch(path, start, taken))
    return found
