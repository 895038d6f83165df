"""What making a prompt costs at each keystroke, and how much of it stays as it was.

A session of real edits (:mod:`guyline.bench.session`) is typed again, and a prompt made at
each step, in a workspace and in a larger one. Between two places a person pauses; time is
made up, so that nothing waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from guyline.analysis import Answer, JediOracle, Question
from guyline.bench.cursors import Cursor, import_root
from guyline.bench.session import STEP, Editor, Visit, session
from guyline.features.context import Context, Shares, cached_share
from guyline.features.context.nearby import to_search
from guyline.settings import ContextSettings
from guyline.text import Document

BUDGETS = (1000, 4000)
"""Tokens of a prompt: for an endpoint of some speed, and a fast one."""

_KEY = 0.2
_PAUSE = 5.0
"""Seconds between two keystrokes, and before a place: made up."""

_LIMIT = 20.0
"""Seconds for an answer of the oracle: nobody is typing here."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One keystroke.

    Attributes:
        ms: What making the prompt took, in milliseconds.
        share: The share of it that the prompt before began with.
        first: Whether it is the first at its place.
        snippets: How many pieces from elsewhere it has.
    """

    ms: float
    share: float
    first: bool
    snippets: int


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def typed(
    visits: Sequence[Visit],
    workspace: Path,
    ask: Callable[[Question, float], Any],
    budget: int,
    *,
    built: Callable[[Context], None] = lambda _: None,
) -> list[Typed]:
    """Type a session again.

    Args:
        visits: The session.
        workspace: The folder that similar code is looked for in.
        ask: Asks the oracle for definitions.
        budget: Tokens of a prompt.
        built: Is given the context when the workspace was looked through.
    """
    shares = Shares.of(budget)
    clock, editor, found = _Clock(), Editor(), list[Typed]()
    context = Context(workspace, ask, ContextSettings(), clock=clock)
    before = ""
    try:
        await context.similar.built()
        built(context)
        for cursor in (cursor for visit in visits for cursor in visit.cursors):
            clock.now += _PAUSE
            for number, (document, offset) in enumerate(_steps(cursor, editor)):
                clock.now += _KEY
                context.edits.put(document)
                begun = time.perf_counter()
                prompt = context.prompt(document, offset, shares)
                ms = (time.perf_counter() - begun) * 1000
                text = prompt.plain()
                share = cached_share(before, text)
                found.append(Typed(ms, share, number == 0, len(prompt.snippets)))
                before = text
                await context.refresh(document, offset, shares)
    finally:
        await context.close()
    return found


def _steps(cursor: Cursor, editor: Editor) -> Iterator[tuple[Document, int]]:
    """The document at each step of what its author wrote at a cursor."""
    text, written = editor.text(cursor.path), ""
    end = cursor.offset + len(cursor.author)
    for step in ["", *STEP.findall(cursor.author)]:
        written += step
        whole = text[: cursor.offset] + written + text[end:]
        yield Document(whole, cursor.path), cursor.offset + len(written)


async def measure(
    root: Path,
    large: Path,
    python: Path | None,
    edits: int,
    seed: int,
    *,
    files: int = 6,
    progress: Callable[[str, int, int | None], None] = lambda *_: None,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The figures of a session in its own workspace and in a large one.

    Args:
        root: The folder whose files are edited.
        large: A folder that ``root`` lies in, with much else.
        python: The interpreter whose packages are analysed.
        edits: How many edits in each file.
        seed: Which files and places.
        files: How many files.
        progress: Is told what is done.
    """
    visits = session(root, files, edits, seed)
    figures: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    runs = [
        (name, f, budget) for name, f in (("own", root), ("large", large)) for budget in BUDGETS
    ]
    searched: dict[str, Any] = {}

    for number, (name, workspace, budget) in enumerate(runs):
        progress("session", number, len(runs))
        oracle = JediOracle(import_root(root), python, limit=_LIMIT, patience=2 * _LIMIT)

        async def ask(question: Question, limit: float, oracle: JediOracle = oracle) -> Answer:
            return await oracle.ask(question, max(limit, _LIMIT))

        def look(context: Context, name: str = name) -> None:
            searched.setdefault(name, _searched(context, visits))

        try:
            found = await typed(visits, workspace, ask, budget, built=look)
        finally:
            await oracle.close()
        figures[f"{name}_{budget}"] = _figures(found)
        rows += [{"run": f"{name}_{budget}"} | asdict(each) for each in found if each.share < 0.5]
    for budget in BUDGETS:
        ratio = figures[f"large_{budget}"]["ms_median"] / figures[f"own_{budget}"]["ms_median"]
        figures[f"large_over_own_{budget}"] = round(ratio, 2)
    return figures | {"search": searched}, rows


def _searched(context: Context, visits: Sequence[Visit]) -> dict[str, Any]:
    """What a search costs, at each place of a session."""
    index, times = context.similar.index, []
    for cursor in (cursor for visit in visits for cursor in visit.cursors):
        wanted = to_search(Editor().text(cursor.path), cursor.offset)
        begun = time.perf_counter()
        index.search(wanted, "", 6)
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return {
        "lines": index.lines,
        "pieces": index.pieces,
        "ms_median": round(median(times), 2),
        "ms_p95": round(times[round(0.95 * (len(times) - 1))], 2),
    }


def _figures(found: list[Typed]) -> dict[str, Any]:
    times = sorted(each.ms for each in found)
    shares = sorted(each.share for each in found)
    return {
        "keystrokes": len(found),
        "with_snippets": round(sum(each.snippets > 0 for each in found) / len(found), 3),
        "ms_median": round(median(times), 3),
        "ms_p95": round(times[round(0.95 * (len(times) - 1))], 3),
        "same_median": round(median(shares), 4),
        "same_p05": round(shares[round(0.05 * (len(shares) - 1))], 4),
        "same_typing_median": round(median(e.share for e in found if not e.first), 4),
    }
