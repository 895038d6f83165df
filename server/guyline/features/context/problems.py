"""What is known to be wrong near a place, from wherever it is known.

An editor's diagnostics are not sent to servers. Whoever has some (a request that brings
them along, a check of Guyline's own) puts them here; where nobody does, there are none.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

_DOCUMENTS = 16
_KEPT = 50
_REACH = 20
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Problem:
    """A diagnostic.

    Attributes:
        line: The line it is about, from 0.
        message: What is wrong, in a line.
        source: Who says so; may be empty.
    """

    line: int
    message: str
    source: str = ""


class Problems:
    """The latest problems of some documents."""

    def __init__(self) -> None:
        self._of: dict[Hashable, tuple[Problem, ...]] = {}

    def put(self, document: Hashable, problems: Sequence[Problem], source: str = "") -> None:
        """Take what one source says of a document, in place of what it said before."""
        others = [each for each in self._of.pop(document, ()) if each.source != source]
        said = [Problem(each.line, each.message, source) for each in problems]
        self._of[document] = (*others, *said)[:_KEPT]
        while len(self._of) > _DOCUMENTS:
            del self._of[next(iter(self._of))]

    def near(self, document: Hashable, line: int) -> list[Problem]:
        """The problems within some lines of a place, from the top down."""
        found = [each for each in self._of.get(document, ()) if abs(each.line - line) <= _REACH]
        return sorted(found, key=lambda each: (each.line, each.message))


def shown(problem: Problem) -> str:
    """A problem as a line of text."""
    message = " ".join(problem.message.split())[:_SHOWN]
    return f"# line {problem.line + 1}: {message}\n"
