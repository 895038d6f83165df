"""Does it matter how the code around is phrased?

At places in real code the surroundings are changed without changing what they mean
(:mod:`guyline.bench.phrasing`). What the analysis says of the place must stay the same,
and so must the verdict on a text that stays the same. The text itself is the model's: how
often that changes is told, not judged.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from guyline.analysis import Answer, Kind, Question
from guyline.bench.cursors import Cursor
from guyline.bench.phrasing import WAYS, phrase
from guyline.bench.results import within
from guyline.features import Completion, Engine
from guyline.settings import Settings
from guyline.text import Document

_PATIENCE = 60.0
"""Seconds for an answer: what is late says nothing of the phrasing."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One place, said otherwise.

    Attributes:
        path: The file.
        line: The line, from 1.
        kind: What kind of place.
        way: What was changed.
        known: Whether the analysis knew every name there before.
        known_same: Whether it says the same of that now.
        names_same: Whether it lists the same names, but for what was renamed. A list may be
            longer than the truth, and by other names.
        text_same: Whether the completion is the same text, but for what was renamed; None
            where no model was asked.
        verdict: The verdict on the completion before.
        verdict_same: Whether the verdict is the same now.
        before: What the analysis said before.
        after: What it says now.
    """

    path: str
    line: int
    kind: str
    way: str
    known: bool
    known_same: bool
    names_same: bool
    text_same: bool | None
    verdict: str
    verdict_same: bool | None
    before: str
    after: str


async def measure(
    cursors: Sequence[Cursor], settings: Settings, seed: int, *, model: bool
) -> AsyncIterator[list[Phrasing]]:
    """Each place in each way that changes something there.

    Args:
        cursors: The places, those of one import root together.
        settings: The model, and the interpreter whose packages are analysed.
        seed: Which changes.
        model: Whether completions are made too.
    """
    engine: Engine | None = None
    root = None
    try:
        for cursor in cursors:
            if engine is None or cursor.root != root:
                if engine is not None:
                    await engine.close()
                root, engine = cursor.root, Engine(settings, cursor.root, limit=_PATIENCE)
            yield await _at(cursor, engine, seed, model=model)
    finally:
        if engine is not None:
            await engine.close()


async def _at(cursor: Cursor, engine: Engine, seed: int, *, model: bool) -> list[Phrasing]:
    text = Document.read(cursor.path).text
    base = cursor.taken(text)
    said = await _ask(engine, base, cursor.offset, cursor.kind)
    done = await engine.complete(base, cursor.offset) if model else None
    found = []
    for way in WAYS:
        phrased = phrase(text, cursor.offset, cursor.author, way, seed)
        if phrased is None:
            continue
        end = phrased.offset + len(phrased.author)
        document = Document(phrased.text[: phrased.offset] + phrased.text[end:], cursor.path)
        now = await _ask(engine, document, phrased.offset, cursor.kind)
        again = await engine.complete(document, phrased.offset) if model else None
        found.append(_compared(cursor, way, phrased.renamed, (said, done), (now, again)))
    return found


async def _ask(engine: Engine, document: Document, offset: int, kind: str) -> Answer:
    asked = Kind.ATTRIBUTE if kind == "attribute" else Kind.NAME
    question = Question(document.text, offset, document.path, asked)
    return await engine.oracle.ask(question, limit=_PATIENCE)


def _compared(
    cursor: Cursor,
    way: str,
    renamed: Mapping[str, str],
    before: tuple[Answer, Completion | None],
    after: tuple[Answer, Completion | None],
) -> Phrasing:
    (said, done), (now, again) = before, after
    names = frozenset(renamed.get(name, name) for name in now.names or ())
    same_text = same_verdict = None
    if done is not None and again is not None:
        same_text = done.text == with_old_names(again.text, renamed)
        same_verdict = done.outcome.verdict is again.outcome.verdict
    return Phrasing(
        path=str(cursor.path),
        line=cursor.line,
        kind=cursor.kind,
        way=way,
        known=said.closed,
        known_same=said.closed == now.closed,
        names_same=(said.names or frozenset()) == names,
        text_same=same_text,
        verdict=done.outcome.verdict.value if done is not None else "",
        verdict_same=same_verdict,
        before=said.reason,
        after=now.reason,
    )


def with_old_names(text: str, renamed: Mapping[str, str]) -> str:
    """A text with new names made the old ones again."""
    return re.sub(r"\w+", lambda word: renamed.get(word[0], word[0]), text)


def totals(rows: Sequence[Phrasing]) -> dict[str, Any]:
    """The figures of a run, by way and in all."""
    figures = {way: _of([row for row in rows if row.way == way]) for way in WAYS}
    return figures | {"all": _of(rows)}


def _of(rows: Sequence[Phrasing]) -> dict[str, Any]:
    completed = [row for row in rows if row.text_same is not None]
    same = [row for row in completed if row.text_same]
    return {
        "places": len(rows),
        "known": sum(row.known for row in rows),
        "known_same": sum(row.known_same for row in rows),
        "names_same": sum(row.names_same for row in rows),
        "completed": len(completed),
        "text_same": len(same),
        "verdict_same_of_same_text": sum(bool(row.verdict_same) for row in same),
        "verdict_same": sum(bool(row.verdict_same) for row in completed),
    }


def as_rows(rows: Sequence[Phrasing]) -> list[dict[str, Any]]:
    """The rows worth writing down: where something that should be the same is not."""
    kept = [
        row for row in rows if not row.known_same or (row.text_same and row.verdict_same is False)
    ]
    return [asdict(row) | {"path": within(row.path)} for row in kept]
