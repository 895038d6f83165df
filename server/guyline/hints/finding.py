"""A hint as plain values, as it passes from the process that finds it to who shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from guyline.hints.rule import Edit, Safety


@dataclass(frozen=True, slots=True)
class Repair:
    """A fix with all its edits, those of its imports among them.

    Attributes:
        title: What it does, in a few words.
        edits: The replacements, from the top down, apart from each other.
        safety: How far it is known to be safe.
        unproved: What could not be proved, for a person.
    """

    title: str
    edits: tuple[Edit, ...]
    safety: Safety
    unproved: tuple[str, ...] = ()

    @property
    def is_proved(self) -> bool:
        """Whether it may be applied without being tried."""
        return self.safety is Safety.PROVED


@dataclass(frozen=True, slots=True)
class Finding:
    """A hint in a text.

    Attributes:
        code: The rule's number.
        name: The rule's name.
        gain: What it is about: ``speed``, ``memory`` or ``latency``.
        start: Where it begins, in code points.
        end: Where it ends.
        message: What is slow here, and what helps.
        depth: How many loops run it again and again, in its own function.
        repair: The edit, where one can be made.
        ignore: The edit that hides it; None where no comment can stand.
        related: Spans of other places that belong to it, each with what it is.
        page: The file of the rule's manual page; empty: it could not be written.
        level: How loudly it is told: ``warning``, ``information`` or ``hint``.
    """

    code: str
    name: str
    gain: str
    start: int
    end: int
    message: str
    depth: int = 0
    repair: Repair | None = None
    ignore: Edit | None = None
    related: tuple[tuple[int, int, str], ...] = ()
    page: str = ""
    level: str = "information"

    def as_data(self) -> dict[str, Any]:
        """The same for JSON."""
        data = asdict(self)
        if self.repair is not None:
            data["repair"]["safety"] = self.repair.safety.value
        return data

    @staticmethod
    def of_data(data: Mapping[str, Any]) -> Finding:
        """What :meth:`as_data` was made from.

        Raises:
            KeyError, TypeError, ValueError: It is something else.
        """
        repair, ignore = data["repair"], data["ignore"]
        return Finding(
            code=data["code"],
            name=data["name"],
            gain=data["gain"],
            start=int(data["start"]),
            end=int(data["end"]),
            message=data["message"],
            depth=int(data["depth"]),
            repair=None
            if repair is None
            else Repair(
                repair["title"],
                tuple(Edit(**each) for each in repair["edits"]),
                Safety(repair["safety"]),
                tuple(repair["unproved"]),
            ),
            ignore=None if ignore is None else Edit(**ignore),
            related=tuple((int(start), int(end), what) for start, end, what in data["related"]),
            page=data["page"],
            level=data["level"],
        )
