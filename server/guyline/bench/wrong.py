"""Names in a completion that do not exist, as judges say that are not the oracle.

Judged is the finished file. What the judges say against the author's own file they may
not say against a completion: there the fault is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guyline.bench.checker import Checker, Fault
from guyline.bench.cursors import Cursor
from guyline.bench.introspect import introspect
from guyline.bench.lexical import names_in
from guyline.bench.sites import places
from guyline.monitors import Form, Monitor, Settled
from guyline.text import Document

VERSION = 3
"""Of what is excused and asked; another judges anew."""

MADE_UP = "qzx"
"""What is put behind an author's name to make one that does not exist."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A name that does not exist, in a completion that was shown.

    Attributes:
        word: The name.
        line: Its line in the file with the completion, from 1.
        offset: Where it begins there.
        receiver: What it belongs to, as the analysis reads it.
        said: What the judge says.
        standing: What the analysis says, asked anew: ``allowed`` or ``forbidden`` (it
            claims to know all names there), ``definition``, ``open`` or ``unwatched``.
        reason: Why.
    """

    word: str
    line: int
    offset: int
    receiver: str
    said: str
    standing: str
    reason: str

    @property
    def closed(self) -> bool:
        """Whether the analysis claimed to know every name that may stand there."""
        return self.standing in ("allowed", "forbidden")


@dataclass(frozen=True, slots=True)
class Control:
    """What the judge says where the answer is known.

    Attributes:
        objected: Whether it objects to what the author wrote.
        asked: Whether a made-up name was put in; not where a new name may stand.
        saw: Whether it saw the made-up name.
    """

    objected: bool
    asked: bool
    saw: bool


class Judge:
    """The judges, and what they say against the author's own files.

    Args:
        checker: The type checker.
        python: The interpreter that is asked about the standard library.
    """

    def __init__(self, checker: Checker, python: Path) -> None:
        self._checker = checker
        self._python = python
        self._original: tuple[Path, list[Fault]] | None = None

    @property
    def version(self) -> str:
        """Which judge it is."""
        return f"{VERSION} {self._checker.version}"

    def faults(self, cursor: Cursor, text: str, shown: str) -> list[Fault]:
        """The names in ``shown`` that do not exist.

        Args:
            cursor: The place.
            text: The author's file.
            shown: What stands there instead of what the author wrote.
        """
        if not names_in(shown):
            return []
        whole = cursor.written(text, shown)
        end = cursor.offset + len(shown)
        excused = {(fault.rule, fault.message) for fault in self._against_author(cursor, text)}
        found = {
            fault.start: fault
            for fault in self._checker.faults(whole, cursor.path, cursor.root)
            if cursor.offset <= fault.start < end and (fault.rule, fault.message) not in excused
        }
        for spoken in introspect(whole, cursor.offset, end, self._python):
            if spoken.exists:
                found.pop(spoken.start, None)
            else:
                said = f"{spoken.owner} has no {spoken.word} when asked"
                fault = Fault(spoken.word, spoken.start, "runtime", said)
                found.setdefault(spoken.start, fault)
        return [found[start] for start in sorted(found)]

    def control(self, cursor: Cursor, text: str) -> Control:
        """What is said of the author's own words there, and of a made-up one."""
        end = cursor.offset + len(cursor.author)
        against = self._against_author(cursor, text)
        objected = any(cursor.offset <= fault.start < end for fault in against)
        name = names_in(cursor.author)[0]
        at = cursor.offset + name.start
        if not any(place.offset == at for place in places(Document(text))):
            return Control(objected, asked=False, saw=False)
        made_up = cursor.author[: name.end] + MADE_UP + cursor.author[name.end :]
        found = self.faults(cursor, text, made_up)
        saw = any(fault.start == at for fault in found)
        return Control(objected, asked=True, saw=saw)

    def _against_author(self, cursor: Cursor, text: str) -> list[Fault]:
        if self._original is None or self._original[0] != cursor.path:
            found = self._checker.faults(text, cursor.path, cursor.root)
            self._original = cursor.path, found
        return self._original[1]


async def standing(
    fault: Fault, cursor: Cursor, text: str, shown: str, monitors: Sequence[Monitor]
) -> Wrong:
    """A fault with what the analysis says of it, asked anew about the finished text."""
    whole = cursor.written(text, shown)
    end = cursor.offset + len(shown)
    start, word = fault.start, fault.word
    said = ("unwatched", "nothing watches it", "")
    upto, after = whole[:end], whole[end:]
    trigger = len(upto[:start].rstrip(" \t\r\n\\"))
    for monitor in monitors:
        if monitor.form is Form.MARK:
            continue  # it judges commas and brackets, and a fault is a name
        found = monitor.find(upto[: start + 1], max(trigger, start - 200))
        if found is None or found.start > start:
            continue
        settled = monitor.settle(upto + "\n", start, complete=True)
        if settled is Settled.OTHER:
            continue
        allowed = await monitor.allowed(whole[:start], found, after, cursor.path)
        if word in allowed.forbidden:
            said = ("forbidden", allowed.reason, allowed.receiver)
        elif allowed.names is None:
            if said[0] == "unwatched":  # another monitor of this word may know
                said = ("open", allowed.reason, allowed.receiver)
        elif settled is Settled.DEFINITION:
            said = ("definition", allowed.reason, allowed.receiver)
        else:
            known = "allowed" if word in allowed.names else "forbidden"
            said = (known, allowed.reason, allowed.receiver)
    line = Document(whole).lines.line_at(start) + 1
    return Wrong(word, line, start, said[2], fault.message, said[0], said[1])
