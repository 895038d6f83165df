"""What is known to be wrong near a place, from whoever knows it.

An editor's diagnostics come with ``guyline/diagnostics``. A problem is about a line of one
version of a document. It goes along where lines are put in or taken out above it, and is
forgotten with the first change of its own line: what was wrong there may not be any more,
and whoever said so will say it again if it still is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from guyline.features.context.edits import key_of
from guyline.features.context.moved import Moved
from guyline.features.context.selection import cost
from guyline.models import Snippet
from guyline.text import Document

DOCUMENTS = 32
"""Documents whose problems are kept: those that something was said of last."""

KEPT = 200
"""Problems of one document that are kept."""

LONGEST = 160
"""Characters of a message."""

_CODE = 80
"""Characters of the line that a message is about."""

_STEPS = 200
"""Versions of a document that problems may have been said for."""

_REACH = 20
"""Lines around a place within which problems matter there."""

_SHOWN = 8
"""Problems that are shown at a time."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong.

    Attributes:
        line: The line it is about, from 0.
        message: What is wrong, in a line.
        source: Who says so; may be empty.
        code: What stands on that line.
    """

    line: int
    message: str
    source: str = ""
    code: str = ""


@dataclass(slots=True)
class _Known:
    """What is known of one document.

    Attributes:
        version: Its version as it is now.
        problems: Its problems, by the lines of that version.
        steps: The versions before, each with what then became of the lines; the last first.
    """

    version: int
    problems: tuple[Problem, ...] = ()
    steps: deque[tuple[int, Moved]] = field(default_factory=lambda: deque(maxlen=_STEPS))

    def since(self, version: int | None) -> list[Moved] | None:
        """What became of the lines of some version, in order; None where it can't be told."""
        if version is None or version == self.version:
            return []
        found: list[Moved] = []
        for before, moved in self.steps:
            found.append(moved)
            if before == version:
                return found[::-1]
        return None


class Problems:
    """The latest problems of some documents; what is kept is bounded."""

    def __init__(self) -> None:
        self._of: dict[Hashable, _Known] = {}

    def opened(self, document: Document) -> None:
        """Take note of a document's first version; nothing said before holds for it."""
        self._of.pop(key_of(document), None)
        self._keep(document, _Known(document.version))

    def follow(self, document: Document, moved: Moved | None) -> None:
        """Take note of a document's next version.

        Args:
            document: The version.
            moved: What became of the lines of the one before; None where nobody knows.
        """
        known = self._of.get(key_of(document))
        if known is None or moved is None:
            self.opened(document)
            return
        known.steps.appendleft((known.version, moved))
        known.version = document.version
        lines = [(each, moved.line(each.line)) for each in known.problems]
        known.problems = tuple(
            each if to == each.line else replace(each, line=to)
            for each, to in lines
            if to is not None
        )

    def put(
        self,
        document: Document,
        problems: Iterable[Problem],
        source: str = "",
        version: int | None = None,
    ) -> None:
        """Take what one source says of a document, in place of what it said before.

        Args:
            document: The document as it is now.
            problems: What is wrong; the most important first, if there are many.
            source: Who says so.
            version: The version it was said for; None for the one it has now. Of a version
                that was not seen, or too long ago, nothing is taken.
        """
        known = self._of.pop(key_of(document), None) or _Known(document.version)
        self._keep(document, known)
        found = {(each.line, each.message): each for each in known.problems}
        found = {at: each for at, each in found.items() if each.source != source}
        since = known.since(version)
        if since is None:
            problems, since = (), []
        for problem in problems:
            line = _now(problem.line, since)
            code = "" if line is None else _line(document, line)
            message = _plain(problem.message, LONGEST) if code else ""
            if line is not None and message:
                found.setdefault((line, message), Problem(line, message, source, code))
            if len(found) >= KEPT:
                break
        known.problems = tuple(found.values())

    def forget(self, document: Document) -> None:
        """Forget a document."""
        self._of.pop(key_of(document), None)

    def clear(self) -> None:
        """Forget all problems, but not which versions there were."""
        for known in self._of.values():
            known.problems = ()

    def near(self, document: Document, line: int) -> tuple[Problem, ...]:
        """Some problems within some lines of a place, the nearest first."""
        found = [each for each in self._problems(document) if abs(each.line - line) <= _REACH]
        found.sort(key=lambda each: (abs(each.line - line), each.line, each.message))
        return tuple(found[:_SHOWN])

    def current(self, document: Document, problems: Sequence[Problem]) -> tuple[Problem, ...]:
        """Those of some problems that are still known, in the same order."""
        known = {(each.code, each.message) for each in self._problems(document)}
        return tuple(each for each in problems if (each.code, each.message) in known)

    def _keep(self, document: Document, known: _Known) -> None:
        self._of[key_of(document)] = known
        while len(self._of) > DOCUMENTS:
            del self._of[next(iter(self._of))]

    def _problems(self, document: Document) -> tuple[Problem, ...]:
        known = self._of.get(key_of(document))
        return () if known is None else known.problems


def shown(name: str, problems: Sequence[Problem], tokens: int) -> Snippet | None:
    """Problems as a piece of a prompt.

    Lines are quoted, not numbered: a model that is shown a part of a document can't count
    them, and the text stays the same when they move.

    Args:
        name: What the document is called.
        problems: The problems, the most wanted first.
        tokens: The most tokens it may take.

    Returns:
        The piece, with as many problems as fit, from the top of the document down; None if
        there is none.
    """
    kept: list[Problem] = []
    piece = None
    for problem in problems:
        kept.append(problem)
        texts = [f"# {each.message}\n#     {each.code}\n" for each in sorted(kept, key=_order)]
        longer = Snippet(f"{name} (problems)", "".join(texts))
        if cost(longer) > tokens:
            break
        piece = longer
    return piece


def _order(problem: Problem) -> tuple[int, str]:
    return problem.line, problem.message


def _now(line: int, since: Sequence[Moved]) -> int | None:
    """Where a line is after it was moved so; None where it was changed."""
    now: int | None = line
    for moved in since:
        now = None if now is None else moved.line(now)
    return now


def _line(document: Document, line: int) -> str:
    """What stands on a line; empty if there is no such line."""
    lines = document.lines
    if not 0 <= line < len(lines):
        return ""
    start = lines.start(line)
    return _plain(document.text[start : min(lines.end(line), start + 10 * _CODE)], _CODE)


def _plain(text: str, longest: int) -> str:
    """A text in one line, with nothing in it that can't be printed."""
    short = " ".join(text[: 10 * longest].split())[:longest]
    return " ".join("".join(char if char.isprintable() else " " for char in short).split())
