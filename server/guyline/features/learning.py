"""What is kept of searches, where a person lets it be: on this machine, and nowhere else."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.errors import InputError
from guyline.settings import state_folder

if TYPE_CHECKING:
    from guyline.features.optimise.found import Found
    from guyline.features.optimise.order import Order
    from guyline.features.refine.refined import Refined
    from guyline.search.judging import Judged
    from guyline.search.memory import Memory, PastEdit

_log = logging.getLogger(__name__)

_LONGEST_TITLE = 200


def memory() -> Memory:
    """The person's edits."""
    from guyline.search.memory import Memory

    return Memory(memory_path())


def memory_path() -> Path:
    """The file that edits are kept in."""
    return state_folder() / "edits.sqlite3"


def like(order: Order) -> tuple[tuple[str, str], ...]:
    """Accepted edits of functions like the one of an order, as a model is shown them."""
    from guyline.search.memory import shown

    try:
        return shown(memory().like(function_text(order.text, order.function.name)))
    except InputError as error:
        _log.warning(str(error))
        return ()


def keep(found: Found | Refined) -> str:
    """Keep what came of a search; what it is settled by later, empty: nothing is kept."""
    from guyline.features.optimise.found import Found

    search = uuid.uuid4().hex
    edits = _edits(found, search) if isinstance(found, Found) else _fixes(found, search)
    try:
        memory().keep(edits)
    except InputError as error:
        _log.warning(str(error))
        return ""
    return search


def accepted(found: Found | Refined, search: str, text: str) -> None:
    """One of the edits of a search was made.

    Args:
        found: What came of the search.
        search: What it is kept by; empty: it is not.
        text: The file's text with the edit.
    """
    if not search or found.old == text:
        return
    try:
        memory().accept(search, function_text(text, found.name))
    except InputError as error:
        _log.warning(str(error))


def _fixes(found: Refined, search: str) -> Iterator[PastEdit]:
    from guyline.search.memory import Ending, PastEdit, now

    old = function_text(found.old, found.name)
    for fix in found.fixes:
        yield PastEdit(
            search=search,
            at=now(),
            task="refine",
            name=found.name,
            origin=fix.origin.value,
            title="; ".join(fix.said)[:_LONGEST_TITLE],
            fate=Ending.OFFERED,
            old=old,
            new=function_text(fix.text, found.name),
            why="; ".join(fix.doubts),
        )


def _edits(found: Found, search: str) -> Iterator[PastEdit]:
    from guyline.search.memory import Ending, PastEdit, now

    at, old = now(), function_text(found.old, found.name)
    offered = {each.candidate.text for each in found.offers}
    last = {each.candidate.text: each for each in found.judged}
    for text, judged in last.items():
        fate = Ending.OFFERED if text in offered else _ending(judged)
        yield PastEdit(
            search=search,
            at=at,
            task="optimise",
            name=found.name,
            origin=judged.candidate.origin.value,
            title=judged.candidate.title,
            fate=fate,
            old=old,
            new=function_text(text, found.name),
            why=_why(judged),
            gain=round(judged.gain, 2),
        )


def _ending(judged: Judged) -> str:
    from guyline.search.judging import Fate
    from guyline.search.memory import Ending

    return Ending.REFUTED if judged.fate is Fate.REFUTED else Ending.NO_BETTER


def _why(judged: Judged) -> str:
    from guyline.features.optimise.found import told_of

    return told_of(judged)["why"]


def function_text(text: str, name: str) -> str:
    """A function's own lines; the whole text where it is not in it any more."""
    from guyline.proof.functions import functions_of

    try:
        lines = text.splitlines(keepends=True)
        found = next(each for each in functions_of(text) if each.name == name)
    except (InputError, StopIteration):
        return text
    return "".join(lines[found.first : found.last + 1])
