"""Would guidance have forbidden what authors wrote? Real code, replayed.

Files are cut before a word; the monitors are asked what may stand there, as they are while
a model writes; and the author's own text tells whether they would have been wrong. What
an author wrote in a released library is right, as far as anyone can tell without running
it, so a forbidden word is a fault of the analysis.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from guyline.analysis import AdvisedOracle, Answer, JediOracle, Oracle, with_checker
from guyline.bench.results import within
from guyline.bench.sites import KINDS, Place, places, take_out
from guyline.errors import InputError
from guyline.monitors import ArgumentMonitor, Monitor, Settled, monitors_for
from guyline.monitors.arguments import given_at, judged, question_of
from guyline.monitors.given import given_before
from guyline.text import Document

_ANY = " takes any keyword"
"""Ends the reason of places where every word may stand, and that is known."""

_PATIENCE = 30.0
"""Seconds for an answer about a file that has to be read first."""

_QUOTED = re.compile(
    r"(?<=parameter )\w+|(?<=class )[\w.]+|(?<=module )[\w.]+|(?<=of )[\w.\[\]()]+|(?<=where )\w+"
    r"|(?<=import of )\w+|(?<=calling )\w+|(?<=what )\w+(?= gives)"
)

_LONGEST = 1_000_000
"""Characters; longer files are generated, and their one sample would take minutes to parse."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One word, and what would have become of it.

    Attributes:
        path: The file.
        line: Its line, from 1.
        kind: What kind of word.
        receiver: What the word belongs to, as written.
        word: What the author wrote.
        closed: Whether the analysis claimed to know every word that may stand there.
        forbidden: The monitor that would have forbidden the author's word; empty: none.
        reason: Why it was closed or open.
        ms: How long the oracle took, in milliseconds.
    """

    path: str
    line: int
    kind: str
    receiver: str
    word: str
    closed: bool
    forbidden: str
    reason: str
    ms: float


@dataclass(frozen=True, slots=True)
class Batch:
    """The sites of one file, and the folder that is its workspace."""

    path: Path
    workspace: Path
    places: tuple[Place, ...]


def choose(
    paths: Sequence[Path], count: int, seed: int, kinds: Sequence[str] = KINDS
) -> list[Batch]:
    """A seeded sample of about ``count`` sites, as even over paths and kinds as they allow.

    Raises:
        InputError: A path is not there, or holds no Python.
    """
    batches: list[Batch] = []
    for index, path in enumerate(paths):
        share = count // len(paths) + (index < count % len(paths))
        batches += _choose_in(path, share, seed, kinds)
    return batches


def _choose_in(path: Path, count: int, seed: int, kinds: Sequence[str]) -> list[Batch]:
    path = path.absolute()
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    if not files:
        raise InputError(f"There is no Python in {path}", "Name files or folders")
    workspace = _workspace(path)
    chance = random.Random(f"{seed} {path.name}")  # noqa: S311 - a sample, no secret
    chance.shuffle(files)
    found: dict[str, list[tuple[Path, Place]]] = {kind: [] for kind in kinds}
    for number, file in enumerate(files):
        enough = min((len(each) for each in found.values()), default=0) > 3 * count
        if number > 200 and enough:
            break
        document = _read(file)
        for place in places(document) if document is not None else ():
            if place.kind in found:
                found[place.kind].append((file, place))
    chosen: dict[Path, list[Place]] = {}
    left = count
    for rank, kind in enumerate(sorted(kinds, key=lambda kind: len(found[kind]))):
        quota = left // (len(kinds) - rank)
        taken = chance.sample(found[kind], min(quota, len(found[kind])))
        left -= len(taken)
        for file, place in taken:
            chosen.setdefault(file, []).append(place)
    return [
        Batch(file, workspace, tuple(sorted(at, key=lambda place: place.offset)))
        for file, at in sorted(chosen.items())
    ]


def _workspace(path: Path) -> Path:
    """The folder that imports of the code under ``path`` start from."""
    folder = path.absolute() if path.is_dir() else path.absolute().parent
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder


def _read(path: Path) -> Document | None:
    try:
        document = Document.read(path)
    except InputError:
        return None
    return document if len(document.text) <= _LONGEST else None


async def replay(
    batches: Sequence[Batch],
    python: Path | None,
    state: Path,
    jobs: int,
    *,
    type_checker: bool = False,
) -> AsyncIterator[list[Replayed]]:
    """Replay batches, ``jobs`` at a time; what ``state`` holds already is not done again.

    Args:
        batches: What to replay.
        python: The interpreter whose environment is analysed.
        state: A file of JSON lines, which grows as batches are done.
        jobs: How many oracles work at once.
        type_checker: Whether a type checker is asked what the oracle can't tell.
    """
    done = _load(state)
    todo = [batch for batch in batches if _key(batch) not in done]
    for batch in batches:
        if (rows := done.get(_key(batch))) is not None:
            yield rows
    state.parent.mkdir(parents=True, exist_ok=True)
    finished: asyncio.Queue[tuple[Batch, list[Replayed]]] = asyncio.Queue()
    total = len(todo)
    async with asyncio.TaskGroup() as group:
        for _ in range(jobs):
            group.create_task(_work(todo, finished, python, type_checker=type_checker))
        with state.open("a", encoding="utf-8") as sink:
            for _ in range(total):
                batch, rows = await finished.get()
                line = {"key": _key(batch), "rows": [asdict(row) for row in rows]}
                sink.write(json.dumps(line) + "\n")
                sink.flush()
                yield rows


async def _work(
    todo: list[Batch],
    finished: asyncio.Queue[tuple[Batch, list[Replayed]]],
    python: Path | None,
    *,
    type_checker: bool,
) -> None:
    """Replay batches until there are none; one oracle for each workspace, one at a time."""
    oracle: JediOracle | AdvisedOracle | None = None
    workspace: Path | None = None
    try:
        while todo:
            batch = todo.pop(0)
            if oracle is None or workspace != batch.workspace:
                if oracle is not None:
                    await oracle.close()
                workspace = batch.workspace
                oracle = JediOracle(workspace, python, limit=_PATIENCE, patience=_PATIENCE)
                if type_checker:
                    oracle = with_checker(oracle, workspace, python, limit=_PATIENCE)
            finished.put_nowait((batch, await _replay(batch, oracle)))
    finally:
        if oracle is not None:
            await oracle.close()


async def _replay(batch: Batch, oracle: JediOracle | AdvisedOracle) -> list[Replayed]:
    document = Document.read(batch.path)
    await oracle.warm(document.text, batch.path)
    monitors = monitors_for(oracle)
    return [
        await (
            _ask_of_call(document, place, oracle)
            if place.kind == "call"
            else _ask(document, place, monitors)
        )
        for place in batch.places
    ]


async def _ask_of_call(document: Document, place: Place, oracle: Oracle) -> Replayed:
    """Whether one of the arguments of the author's call, or its end, would have been refused."""
    whole, end = document.text, place.offset + 1
    site = take_out(document, place)
    given = given_before(whole, place.offset)
    answer = Answer.open("the arguments can't be counted")
    forbidden, reason = "", ""
    if given is not None:
        after = site.document.text[place.offset :]
        answer = await oracle.ask(question_of(whole[:end], given, after, document.path))
        monitor = ArgumentMonitor(oracle)
        start = given.bracket + 1
        while (mark := monitor.find(whole[:end], start)) is not None:
            start = mark.asked + 1
            around = given_at(whole, mark)
            if around is None or around.bracket != given.bracket:
                continue
            allowed = judged(whole, mark, answer)
            wrong = not allowed.takes(whole[mark.start : mark.asked])
            if wrong and monitor.settle(whole, mark.start, complete=True) is Settled.USE:
                forbidden, reason = monitor.name, allowed.reason
    return Replayed(
        path=str(document.path),
        line=site.line,
        kind=place.kind,
        receiver=place.receiver,
        word=place.word,
        closed=answer.closed,
        forbidden=forbidden,
        reason=reason or answer.reason,
        ms=round(answer.ms, 2),
    )


async def _ask(document: Document, place: Place, monitors: Sequence[Monitor]) -> Replayed:
    """What every monitor that watches a place would have said of the author's word."""
    site = take_out(document, place)
    before, after = site.document.text[: site.offset], site.document.text[site.offset :]
    whole = document.text
    closed, forbidden, reason, ms = False, "", "nothing watches it", 0.0
    trigger = len(before.rstrip(" \t\r\n\\"))  # blanks may lie between it and the word
    for monitor in monitors:
        found = monitor.find(whole[: site.offset + 1], max(trigger, site.offset - 200))
        if found is None or found.trigger is not None or found.start > site.offset:
            continue
        allowed = await monitor.allowed(before, found, after, document.path)
        ms += allowed.ms
        if monitor.name == place.kind:
            closed, reason = allowed.names is not None, allowed.reason
        if allowed.takes(place.word):
            continue
        if monitor.settle(whole, site.offset, complete=True) is Settled.USE:
            forbidden, reason = monitor.name, allowed.reason
    return Replayed(
        path=str(document.path),
        line=site.line,
        kind=place.kind,
        receiver=place.receiver,
        word=place.word,
        closed=closed,
        forbidden=forbidden,
        reason=reason,
        ms=round(ms, 2),
    )


def _key(batch: Batch) -> str:
    """What a batch is known by: its file's text, and the places in it."""
    parts = [str(batch.path), *(f"{place.kind}{place.offset}" for place in batch.places)]
    return hashlib.sha256("\0".join(parts).encode() + batch.path.read_bytes()).hexdigest()[:24]


def _load(state: Path) -> dict[str, list[Replayed]]:
    """What was done before; a last line that was cut off is done again."""
    done = {}
    if state.is_file():
        for line in state.read_text(encoding="utf-8").splitlines():
            try:
                data = json.loads(line)
            except ValueError:
                continue
            done[data["key"]] = [Replayed(**row) for row in data["rows"]]
    return done


def totals(rows: Iterable[Replayed]) -> dict[str, Any]:
    """The figures of a replay, for each kind of word."""
    by_kind: dict[str, list[Replayed]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row)
    return {kind: _totals(by_kind[kind]) for kind in KINDS if kind in by_kind}


def _totals(rows: list[Replayed]) -> dict[str, Any]:
    closed = sum(row.closed for row in rows)
    forbidden = sum(bool(row.forbidden) for row in rows)
    times = sorted(row.ms for row in rows)
    return {
        "sites": len(rows),
        "closed": closed,
        "closed_share": round(closed / len(rows), 4),
        "any_share": round(sum(row.reason.endswith(_ANY) for row in rows) / len(rows), 4),
        "forbidden": forbidden,
        "forbidden_share": round(forbidden / closed, 5) if closed else None,
        "ms_median": times[len(times) // 2],
        "ms_p99": times[int(0.99 * (len(times) - 1))],
    }


def as_row(row: Replayed) -> dict[str, Any]:
    """A row as it is written to a result: with the path inside its library."""
    path = within(row.path)
    return asdict(row) | {"path": path}


def reasons(rows: Iterable[Replayed], kind: str) -> list[tuple[str, int]]:
    """Why sites of a kind were open, the commonest first; names of this code left out."""
    counted = Counter(
        _QUOTED.sub("…", row.reason) for row in rows if row.kind == kind and not row.closed
    )
    return counted.most_common()
