"""How long a question takes, while real files are edited.

Warm questions are those of a session but for the first after a file was opened. Their time
is taken twice: as the asker sees it, and as the worker's processor time, which others on
the machine don't change. Beside them stands what jedi's own completion takes for the same
attributes in the same run, and what questions take in files of different lengths.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from guyline.analysis import Answer, JediOracle, Kind, Question
from guyline.analysis.plain import PlainJedi
from guyline.bench import beside
from guyline.bench.cursors import Cursor, cursors, import_root
from guyline.bench.results import within
from guyline.bench.session import Editor, Visit, grown, session
from guyline.bench.spread import spread
from guyline.monitors import monitors_for

_LIMIT = 60.0
"""Seconds for an answer: what takes long is to be seen, not cut off."""

SIZES = (100, 1_000, 10_000)
"""Lines of the files that show whether a question's time grows with the file."""

_IN_SIZED = 24
"""Edits in a file of each length."""

_SLOWEST = 40
"""Questions that a result shows."""

_TENT = "\nclass Tent:\n    def __init__(self) -> None:\n        self.height = max(1, self.width)\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question.

    Attributes:
        question: What was asked.
        when: ``started`` for a worker's first, ``opened`` for those of a file's first edit,
            before it was studied, else ``warm``.
        ms: Milliseconds until the answer was there.
        cpu_ms: Milliseconds that the worker computed; None where the system can't tell.
        closed: Whether the answer was.
    """

    question: Question
    when: str
    ms: float
    cpu_ms: float | None
    closed: bool


@dataclass(slots=True)
class TimedOracle:
    """Asks one question at a time, and notes how long each took.

    Attributes:
        oracle: Who answers.
        asked: The questions so far.
        when: What is noted for the next question.
        studied: The milliseconds that the study of each file took.
    """

    oracle: JediOracle
    asked: list[Asked] = field(default_factory=list)
    when: str = "opened"
    studied: list[float] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def ask(self, question: Question) -> Answer:
        """The answer of the oracle."""
        async with self._turn:
            pid = self.oracle.pid
            computed, begun = _computed(pid), time.perf_counter()
            answer = await self.oracle.ask(question)
            ms = (time.perf_counter() - begun) * 1000
            after = _computed(self.oracle.pid)
            same = computed is not None and after is not None and pid == self.oracle.pid
            cpu = (after - computed) * 1000 if same else None  # type: ignore[operator] # same
            when = "started" if pid is None else self.when
            self.asked.append(Asked(question, when, ms, cpu, answer.closed))
        return answer

    async def study(self, path: Path, editor: Editor) -> None:
        """Let the worker study a file, as it does while its editor is at rest."""
        begun = time.perf_counter()
        await self.oracle.study(lambda: editor.text(path), path)
        self.studied.append((time.perf_counter() - begun) * 1000)


def _computed(pid: int | None) -> float | None:
    """Seconds that another process has computed, of all its threads."""
    if pid is None or not hasattr(time, "clock_gettime"):
        return None
    with suppress(OSError, OverflowError):
        # The clock of a process, as clock_getcpuclockid(3) makes it on Linux.
        return time.clock_gettime((~pid << 3) | 2)
    return None


async def measure(
    root: Path,
    python: Path | None,
    edits: int,
    seed: int,
    *,
    files: int = 6,
    plain: int = 60,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The figures of a session in a folder's files, and in one of each length; and its slowest.

    Args:
        root: A package's folder, or a file.
        python: The interpreter whose environment is analysed.
        edits: How many edits in each file.
        seed: Which files and places.
        files: How many files.
        plain: At how many of the same attributes jedi's own completion is asked.
        progress: Told what is done, how much of it, and of how much.
    """
    workspace = import_root(root)
    visits = session(root, files, edits, seed)
    asked, studied = await _run(visits, workspace, python, Editor(), progress)
    sized = {}
    for number, lines in enumerate(SIZES):
        sized[lines] = await _run_sized(visits, lines, python, seed)
        progress("length", number + 1, len(SIZES))
    attributes = [each for each in asked if _is_warm(each, Kind.ATTRIBUTE)]
    compared = attributes[:: max(1, len(attributes) // max(1, plain))]
    jedi = await _plain(compared, workspace, python, progress)
    figures = _figures(asked, sized, compared, jedi)
    figures["study_ms"] = spread(studied)
    figures["beside"] = await _beside(compared, workspace, python, progress)
    return figures, as_rows(asked)


async def _run(
    visits: list[Visit],
    workspace: Path,
    python: Path | None,
    editor: Editor,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> tuple[list[Asked], list[float]]:
    """The questions of a session, and how many milliseconds the study of each file took."""
    oracle = TimedOracle(JediOracle(workspace, python, limit=_LIMIT, patience=2 * _LIMIT))
    monitors = monitors_for(oracle)
    try:
        for number, visit in enumerate(visits):
            oracle.when = "opened" if visit.first else "warm"
            for cursor in visit.cursors:
                await editor.type_again(cursor, monitors)
                if oracle.when == "opened":
                    await oracle.study(visit.path, editor)
                    oracle.when = "warm"
            progress("visit", number + 1, len(visits))
    finally:
        await oracle.oracle.close()
    return oracle.asked, oracle.studied


async def _run_sized(
    visits: list[Visit], lines: int, python: Path | None, seed: int
) -> list[Asked]:
    """The questions of some edits in the session's first class, in a file as long as said."""
    texts = ((visit.path, Editor().text(visit.path)) for visit in visits)
    path, text = next((each for each in texts if "\nclass " in each[1]), (visits[0].path, _TENT))
    text = grown(text, lines)
    found = _cursors(path, text)
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    beside = path.with_name(f"{path.stem}_{lines}.py")  # a document that was never saved
    chosen = chance.sample(found, min(_IN_SIZED, len(found)))
    moved = [replace(cursor, path=beside) for cursor in chosen]
    editor = Editor({beside: text})
    visit = Visit(beside, tuple(moved), first=True)
    asked, _ = await _run([visit], import_root(path), python, editor)
    return asked


def _cursors(path: Path, text: str) -> list[Cursor]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, path.name)
        copy.write_text(text, encoding="utf-8")
        return list(cursors(copy, import_root(path), longest=len(text)))


async def _plain(
    asked: list[Asked],
    workspace: Path,
    python: Path | None,
    progress: Callable[[str, int, int], None],
) -> list[tuple[float, float]]:
    """What jedi's own completion takes; its first in each file is not counted."""
    jedi = await PlainJedi.start(workspace, python)
    times, seen = [], set()
    try:
        for number, each in enumerate(asked):
            if each.question.path not in seen:
                seen.add(each.question.path)
                await jedi.complete(each.question)
            times.append(await jedi.complete(each.question))
            progress("jedi", number + 1, len(asked))
    finally:
        await jedi.close()
    return times


async def _beside(
    asked: list[Asked],
    workspace: Path,
    python: Path | None,
    progress: Callable[[str, int, int], None],
) -> dict[str, Any]:
    """What other language servers take at the same places, where they are installed."""
    found: dict[str, Any] = {}
    for name in beside.installed():
        questions = [each.question for each in asked]
        try:
            listed = await beside.complete(
                name, questions, workspace, python, partial(progress, name)
            )
        except beside.ServerGone as error:
            found[name] = {"trouble": str(error)}
            continue
        found[name] = {
            "questions": len(listed),
            "listed": sum(each.items > 0 for each in listed),
            "ms": spread([each.ms for each in listed]),
            "median_ratio": _ratio([e.ms for e in asked], [each.ms for each in listed]),
        }
    return found


def _figures(
    asked: list[Asked],
    sized: dict[int, list[Asked]],
    compared: list[Asked],
    jedi: list[tuple[float, float]],
) -> dict[str, Any]:
    ours = [each.ms for each in compared]
    kinds = [kind for kind in Kind if any(_is_warm(each, kind) for each in asked)]
    return {
        "warm": {kind.value: _times([e for e in asked if _is_warm(e, kind)]) for kind in kinds},
        "warm_all": _times([each for each in asked if each.when == "warm"]),
        "opened": _times([each for each in asked if each.when == "opened"]),
        "started": _times([each for each in asked if each.when == "started"]),
        "by_lines": {
            str(lines): _times([each for each in of if _is_warm(each, Kind.ATTRIBUTE)])
            for lines, of in sized.items()
        },
        "jedi": {
            "questions": len(jedi),
            "ms": spread([ms for ms, _ in jedi]),
            "cpu_ms": spread([cpu for _, cpu in jedi]),
            "ours_ms": spread(ours),
            "median_ratio": _ratio(ours, [ms for ms, _ in jedi]),
            "median_cpu_ratio": _ratio(
                [each.cpu_ms for each in compared], [cpu for _, cpu in jedi]
            ),
        },
    }


def _is_warm(asked: Asked, kind: Kind) -> bool:
    return asked.when == "warm" and asked.question.kind is kind


def _times(asked: list[Asked]) -> dict[str, Any]:
    computed = [each.cpu_ms for each in asked if each.cpu_ms is not None]
    return {
        "questions": len(asked),
        "closed": sum(each.closed for each in asked),
        "ms": spread([each.ms for each in asked]),
        "cpu_ms": spread(computed),
    }


def _ratio(ours: Sequence[float | None], theirs: list[float]) -> float | None:
    """The median over the questions of their time over ours, where that is known."""
    pairs = [(one, other) for one, other in zip(theirs, ours, strict=True) if other]
    return round(median(one / other for one, other in pairs), 1) if pairs else None


def as_rows(asked: list[Asked]) -> list[dict[str, Any]]:
    """The slowest warm questions, as they are written to a result."""
    slowest = sorted((e for e in asked if e.when == "warm"), key=lambda e: -e.ms)[:_SLOWEST]
    return [
        {
            "path": within(str(each.question.path)),
            "line": each.question.text.count("\n", 0, each.question.offset) + 1,
            "kind": each.question.kind.value,
            "ms": round(each.ms, 2),
            "cpu_ms": each.cpu_ms and round(each.cpu_ms, 2),
        }
        for each in slowest
    ]


def lines(figures: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The figures as a person reads them: what, and milliseconds."""
    for kind, of in figures["warm"].items():
        yield f"warm {kind}", _shown(of)
    for name in ("warm_all", "opened", "started"):
        yield name.replace("_", " "), _shown(figures[name])
    yield "study of a file", f"{figures['study_ms']} ms"
    for count, of in figures["by_lines"].items():
        yield f"attribute, {count} lines", _shown(of)
    for name, of in figures["beside"].items():
        yield f"{name}, the same places", of.get("trouble") or f"{of['questions']:5} {of['ms']} ms"
        yield f"{name}: its time over ours, median", str(of.get("median_ratio"))
    yield "jedi's own completion", _shown(figures["jedi"])
    yield "jedi's time over ours, median", str(figures["jedi"]["median_ratio"])
    yield "the same of processor time", str(figures["jedi"]["median_cpu_ratio"])


def _shown(of: dict[str, Any]) -> str:
    if not of["ms"]:
        return "-"
    ms = " ".join(f"{name} {value}" for name, value in of["ms"].items())
    cpu = " ".join(str(value) for value in of["cpu_ms"].values())
    return f"{of['questions']:5} {ms} ms; processor {cpu}"
