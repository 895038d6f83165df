"""What comes of looking for faster functions: over ground truths, and over recorded answers.

The data are those of Coffe (Peng et al., 2025; see :mod:`guyline.bench.proof_recorded`). Each
ground truth is made faster by rules alone; and the recorded answers of models are candidates for
it, as if a model had just written them. What is offered is run on all tests, and timed on inputs
that are made to be slow, in a sandbox; a call of more than 10 s is cut off and counts as 10 s.

``%OPT`` is the share of functions that are 1.10 times as fast or more, and ``SP`` the mean speedup
where one that is no faster counts as 1, as in Learning Performance-Improving Code Edits (Shypula
et al., 2024), section 3.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import fmean, geometric_mean, harmonic_mean, median
from tempfile import TemporaryDirectory
from typing import Any

from guyline.bench.eff_at_k import at_k, efficiency
from guyline.bench.proof_recorded import ENTRY, module_of, read_recorded
from guyline.errors import GuylineError, InputError
from guyline.features import Engine
from guyline.features.optimise.asked import searched
from guyline.features.optimise.found import Found
from guyline.features.optimise.order import Order, order_of
from guyline.features.optimise.search import Source, optimise
from guyline.proof.inside.captured import input_of_values
from guyline.proof.inside.recipe import Unmade
from guyline.search.candidate import Candidate, Origin
from guyline.search.judging import Fate, Judge, Judged
from guyline.settings import OptimiseSettings, Settings

OPTIMISED = 1.10
"""The speedup from which on a function counts as optimised."""

_ENTRIES = Path(__file__).with_name("optimize_entries")
_EACH = 0.15
_ROOM = 60.0
_LIMIT = 10.0
"""Seconds that an answer of the oracle may take: nobody types here."""


@dataclass(frozen=True, slots=True)
class Task:
    """One function that is to be made faster.

    Attributes:
        name: Its name.
        truth: A module that defines ``solution``.
        tests: Inputs and expected outputs.
        stress: Inputs that are made to be slow, as Python writes them.
        answers: Recorded answers by model, as modules that define ``solution``; empty: none.
        best: The fastest known solution, likewise.
    """

    name: str
    truth: str
    tests: tuple[tuple[tuple[Any, ...], Any], ...]
    stress: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    best: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """The inputs of the tests, as Python writes them."""
        return tuple(repr(given) for given, _ in self.tests)


def read_tasks(folder: Path) -> list[Task]:
    """All tasks, with the answers of all models.

    Raises:
        InputError: The folder has none.
    """
    recorded = read_recorded(folder)
    try:
        stress = json.loads((folder / "stressful_testcases.json").read_text(encoding="utf-8"))
        best = json.loads((folder / "best_solutions.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{folder} can't be read: {error}") from error
    count = len(best)
    models = [recorded[at : at + count] for at in range(0, len(recorded), count)]
    if any(len(each) != count for each in models):
        raise InputError(f"{folder} has models that did not answer all tasks")
    tasks = []
    for place, prompt in enumerate(best):
        answers = [each[place] for each in models]
        tasks.append(
            Task(
                name=answers[0].task,
                truth=answers[0].truth,
                tests=answers[0].tests,
                stress=tuple(str(case["input"]) for case in stress[prompt]),
                answers=tuple((each.model, each.answer) for each in answers),
                best=module_of(best[prompt][0], ENTRY),
            )
        )
    return tasks


def by_rules(task: Task, seconds: float, python: Path) -> dict[str, Any]:
    """What rules alone make of a ground truth, as a row."""
    return _row(task, seconds, python, partial(_found, answers=()))


def replayed(task: Task, seconds: float, python: Path) -> dict[str, Any]:
    """What becomes of recorded answers as candidates, as a row."""
    search = partial(_found, answers=task.answers)
    return _row(task, seconds, python, search, task.answers)


def by_model(task: Task, seconds: float, python: Path) -> dict[str, Any]:
    """What rules and the embedded model make of a ground truth together, as a row."""
    return _row(task, seconds, python, _asked)


def _row(
    task: Task,
    seconds: float,
    python: Path,
    search: Callable[[Order], Coroutine[Any, Any, Found]],
    answers: Sequence[tuple[str, str]] = (),
) -> dict[str, Any]:
    row: dict[str, Any] = {"name": task.name, "models": [model for model, text in answers if text]}
    with TemporaryDirectory(prefix="guyline-bench-") as folder:
        path = Path(folder) / "answer.py"
        path.write_text(task.truth, encoding="utf-8")
        try:
            order = _order(task, path, seconds, python)
            found = asyncio.run(search(order))
            row |= _told(found)
            if not found.offers and not answers:
                return row  # it is as fast as it was
            offered = [each.candidate.text for each in found.offers] or [task.truth]
            texts = [text for _, text in answers if text] or [task.best, *offered[1:]]
            row |= _timed(task, order, [task.truth, offered[0], *texts])
        except (GuylineError, Unmade, TimeoutError) as error:
            return row | {"fault": f"{type(error).__name__}: {error}"}
    return row


def _order(task: Task, path: Path, seconds: float, python: Path) -> Order:
    order = order_of(path, task.truth, ENTRY, python=python, seconds=seconds)
    return order.with_calls(tuple(input_of_values(given, {}).to_json() for given, _ in task.tests))


async def _found(order: Order, answers: Sequence[tuple[str, str]]) -> Found:
    async def candidates() -> AsyncIterator[Candidate]:
        for model, text in answers:
            if text:
                yield Candidate(text, f"As {model} has it", Origin.MODEL, (model,))

    stop = threading.Event()
    judge = Judge(order.subject, order.means, stop)
    return await optimise(order, judge, (Source(candidates()),) if answers else ())


async def _asked(order: Order) -> Found:
    stop = threading.Event()
    settings = Settings(optimise=OptimiseSettings(use_model="always"))
    engine = Engine(settings, order.path.parent, limit=_LIMIT, trusted=True)
    try:
        judge = Judge(order.subject, order.means, stop)
        return await searched(engine, order, judge, stop, recalls=False)
    finally:
        stop.set()
        await engine.close()


def _told(found: Found) -> dict[str, Any]:
    return {
        "offers": [
            {
                "kind": each.kind,
                "origin": each.candidate.origin.value,
                "steps": list(each.candidate.steps),
                "claim": each.claim(),
                "gain": round(each.gain, 2),
            }
            for each in found.offers
        ],
        "judged": [_judged(each) for each in found.judged],
        "seconds": round(found.seconds, 2),
        "notes": list(found.notes),
    }


def _judged(judged: Judged) -> dict[str, Any]:
    return {
        "origin": judged.candidate.origin.value,
        "steps": list(judged.candidate.steps),
        "fate": judged.fate.value,
        "hard": judged.hard,
    }


def _timed(task: Task, order: Order, versions: Sequence[str]) -> dict[str, Any]:
    """The seconds of each version on each slow input, and whether it gives the same on all."""
    where = order.means.confinement()
    inputs = [*task.inputs, *task.stress]
    channel = where.start("stress", within=_ENTRIES)
    rows = list[dict[str, Any]]()
    try:
        channel.send(
            {
                "versions": list(versions),
                "entry": ENTRY,
                "inputs": inputs,
                "seconds": [0.0] * len(task.inputs) + [_EACH] * len(task.stress),
            }
        )
        while (said := channel.receive(_ROOM))["event"] != "done":
            rows.append(said)
    finally:
        channel.close()
    tests = [each for each in rows[: len(task.inputs)] if "same" in each]
    slow = [each for each in rows[len(task.inputs) :] if "same" in each]
    same = [all(each["same"][place] for each in (*tests, *slow)) for place in range(len(versions))]
    timed = [[round(each["seconds"][place], 9) for each in slow] for place in range(len(versions))]
    late = sum(any(each["late"]) for each in slow)
    return {"same": same, "stress_s": timed, "late": late}


def figures_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What rows of ground truths or replays come to."""
    whole = [row for row in rows if "offers" in row and "fault" not in row]
    timed = [row for row in whole if row.get("stress_s") and row["stress_s"][0]]
    speedups = [_speedup(row) for row in whole]
    offered = [row for row in whole if row["offers"]]
    improved = [one for one in speedups if one >= OPTIMISED]
    return {
        "functions": len(rows),
        "faults": len(rows) - len(whole),
        "offered": len(offered),
        "broken": [row["name"] for row in offered if not row["same"][1]],
        "improved": len(improved),
        "improved_share": _share(len(improved), len(whole)),
        "opt": _share(len(improved), len(whole)),
        "sp": round(fmean(max(1.0, one) for one in speedups), 3) if speedups else None,
        "mean_speedup": round(fmean(speedups), 3) if speedups else None,
        "geometric_mean_speedup": round(geometric_mean(speedups), 3) if speedups else None,
        "harmonic_mean_speedup": round(harmonic_mean(speedups), 3) if speedups else None,
        "eff_at_1": _eff(timed),
        "late_inputs": sum(row.get("late", 0) for row in timed),
        "seconds_median": _median([row["seconds"] for row in whole]),
    }


def figures_of_replay(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same, with what became of wrong answers, and how near the best right one is.

    An answer is right that gives the same on all tests and slow inputs. One that is right by these
    and refuted by another input is no candidate to offer; so it is told twice how near the best is.
    """
    told = figures_of(rows)
    wrong = refused = shown = refuted = 0
    slower, slower_than_standing = [], []
    timed = [row for row in rows if row.get("stress_s")]
    for row in timed:
        times = [sum(each) for each in row["stress_s"]]
        offered = _offered_s(row, times)
        right, standing = [times[0]], [times[0]]
        for model, time, is_right in zip(row["models"], times[2:], row["same"][2:], strict=True):
            fate = _last_fate(row, model)
            if not is_right:
                wrong += 1
                refused += fate != Fate.BETTER.value
                shown += any(each["steps"] == [model] for each in row["offers"])
                continue
            right.append(time)
            if fate == Fate.REFUTED.value:
                refuted += 1
            else:
                standing.append(time)
        if offered > OPTIMISED * min(right):
            slower.append(row["name"])
        if offered > OPTIMISED * min(standing):
            slower_than_standing.append(row["name"])
    return told | {
        "wrong": wrong,
        "wrong_refused": refused,
        "wrong_offered": shown,
        "right_by_tests_and_refuted": refuted,
        "as_fast_as_the_best": len(timed) - len(slower),
        "as_fast_as_the_best_that_stands": len(timed) - len(slower_than_standing),
        "slower_than_the_best": slower,
        "slower_than_the_best_that_stands": slower_than_standing,
    }


def figures_of_model(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The same, with what a first look at what the model wrote said, and wrong offers."""
    whole = [row for row in rows if "judged" in row]
    looks = [[each for each in row["judged"] if not each["hard"]] for row in whole]
    written = [[each["fate"] for each in of if _is_by_model(each)] for of in looks]
    fates = Counter(fate for of in written for fate in of)
    offers = [offer for row in whole for offer in row["offers"]]
    return figures_of(rows) | {
        "functions_written": sum(bool(of) for of in written),
        "written": fates.total(),
        "fates": dict(sorted(fates.items())),
        "offers": len(offers),
        "offers_by_model": sum(map(_is_by_model, offers)),
        "wrong_offers": sum(map(_wrong_offers, whole)),
    }


def _wrong_offers(row: dict[str, Any]) -> int:
    """How many offers are wrong: of what was timed, the first is what was there, the third best."""
    same = row.get("same", [])
    return [*same[1:2], *same[3:]].count(False)


def _is_by_model(told: dict[str, Any]) -> bool:
    return bool(told["origin"] == Origin.MODEL.value)


def _offered_s(row: dict[str, Any], times: Sequence[float]) -> float:
    """The time of what is offered; a text that was timed twice has the less."""
    if not row["offers"]:
        return min(times[:2])
    steps = row["offers"][0]["steps"]
    same = [t for model, t in zip(row["models"], times[2:], strict=True) if steps == [model]]
    return min([times[1], *same])


def _last_fate(row: dict[str, Any], model: str) -> str:
    """What became of a model's answer in the end; empty: it was not tried."""
    fates = [each["fate"] for each in row["judged"] if each["steps"] == [model]]
    return str(fates[-1]) if fates else ""


def _speedup(row: dict[str, Any]) -> float:
    """How many times as fast what is offered is, over all slow inputs; 1: nothing is."""
    if not row["offers"] or not row.get("stress_s") or not row["same"][1]:
        return 1.0
    old, new = (sum(each) for each in row["stress_s"][:2])
    return float(old / new) if new > 0 else 1.0


def _eff(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """eff@1 of what was there and of what is offered, where something is; the fastest has 1."""
    scores: dict[str, list[float]] = {"before": [], "after": []}
    for row in rows:
        fastest = [min(each) for each in zip(*row["stress_s"], strict=True)]
        for name, times in zip(scores, row["stress_s"], strict=False):
            scores[name].append(at_k([efficiency([times], [fastest], [1.0])], 1))
    return {name: round(fmean(each), 3) if each else 0.0 for name, each in scores.items()}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _median(values: Sequence[float]) -> float:
    return round(median(values), 2) if values else 0.0
