"""Attempts to break rewrites whose truth is known: what all parts of the proof's bench share.

An attempt begins with a sandbox that is started already, as an editor keeps one ready; its time
is from the call of :func:`~guyline.proof.prove.prove` to the verdict. In it are loading both
versions, imports and all, the search, making what was found smaller, and running it again with
each version alone. The start of the sandbox is told apart.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from guyline.bench.state import State, code, key_of
from guyline.errors import GuylineError
from guyline.proof.attempt import Confinement
from guyline.proof.inside.recipe import Unmade
from guyline.proof.inside.written import input_of_text
from guyline.proof.prove import Options, prove
from guyline.proof.sandbox import Confined, best, readable_for
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof

Item = TypeVar("Item")

_READY = 60.0
_SHOWN = 300
_MOST_LINE = 2_000


class Place(Confinement):
    """Where the code of the cases runs."""

    def started(self) -> Confined:
        """A sandbox that has begun to listen.

        Raises:
            GuylineError: It does not start.
            TimeoutError: It does not answer.
        """
        channel = self.start()
        try:
            channel.send({"do": "nothing"})
            channel.receive(_READY)  # it says that nothing is loaded: all it needs is there
        except BaseException:
            channel.close()
            raise
        return channel


def place_of(python: Path, project: Path, *, consent: bool = False) -> Place:
    """The best place here.

    Args:
        python: The interpreter that runs the cases.
        project: A folder that it may read.
        consent: Whether plain limits will do.
    """
    return Place(python, readable_for(python, project), best(consent=consent))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One rewrite to try.

    Attributes:
        name: Its name, which no other has.
        group: What it is counted with: its cause, its model.
        subject: Both versions.
        told: What else its row says.
    """

    name: str
    group: str
    subject: Subject
    told: tuple[tuple[str, Any], ...] = ()


def tried(attempt: Attempt, place: Place, options: Options) -> dict[str, Any]:
    """What became of an attempt, as a row."""
    begun = time.perf_counter()
    try:
        channel = place.started()
    except (GuylineError, TimeoutError) as error:
        return _row(attempt, "not_tried", f"the sandbox did not start: {error}", 0.0, 0.0)
    ready = time.perf_counter()
    try:
        proof = prove(attempt.subject, lambda: channel, options)
    except Exception as error:  # noqa: BLE001 - a fault of the prover is a row, too
        message = f"{type(error).__name__}: {error}"
        return _row(attempt, "fault", message, time.perf_counter() - ready, ready - begun)
    finally:
        channel.close()
    took = time.perf_counter() - ready
    row = _row(attempt, proof.verdict.value, proof.reason, took, ready - begun)
    return row | _evidence(proof) | _counterexample(proof)


def _row(attempt: Attempt, verdict: str, reason: str, took: float, began: float) -> dict[str, Any]:
    return {
        "name": attempt.name,
        "group": attempt.group,
        **dict(attempt.told),
        "verdict": verdict,
        "reason": reason.replace(str(Path.home()), "~"),  # the file is published
        "seconds": round(took, 3),
        "start_s": round(began, 3),
    }


def _evidence(proof: Proof) -> dict[str, Any]:
    found = proof.evidence
    return {
        "inputs": found.inputs,
        "kept": found.kept,
        "recorded": found.recorded,
        "outcomes": found.outcomes,
        "strange": found.strange,
        "mutants": found.mutants,
        "told_apart": found.told_apart,
        "survivors": list(found.survivors),
        "domain": [f"{each.get('name', '')}: {each.get('shape', '')}" for each in found.domain],
        "notes": list(found.notes),
    }


def _counterexample(proof: Proof) -> dict[str, Any]:
    found = proof.counterexample
    if found is None:
        return {}
    given = asdict(found) | {
        "line": found.line[:_MOST_LINE],
        "before": [line[:_SHOWN] for line in found.before[-8:]],
        "old": {aspect: text[:_SHOWN] for aspect, text in found.old.items()},
        "new": {aspect: text[:_SHOWN] for aspect, text in found.new.items()},
    }
    del given["given"]
    return {"counterexample": given}


def calls_of(lines: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """Known calls as data; a line that is no call is left out."""
    found = []
    for line in lines:
        try:
            found.append(input_of_text(line).to_json())
        except Unmade:
            continue
    return tuple(found)


def rows_of(
    attempts: Sequence[Attempt],
    place: Place,
    options: Options,
    kept: Path,
    jobs: int,
    progress: Callable[[int, int], None],
) -> list[dict[str, Any]]:
    """The rows of all attempts, in their order; a run that was stopped goes on where it was.

    Args:
        attempts: What is tried.
        place: Where.
        options: How hard.
        kept: The file of rows that are there already.
        jobs: How many at a time.
        progress: Is told how many are done, and of how many.
    """
    work = partial(tried, place=place, options=options)
    keyed = {_key(attempt, options): attempt for attempt in attempts}
    return list(resumed(keyed, work, kept, jobs, progress))


def resumed(
    items: Mapping[str, Item],
    work: Callable[[Item], dict[str, Any]],
    kept: Path,
    jobs: int,
    progress: Callable[[int, int], None],
) -> Iterator[dict[str, Any]]:
    """Rows by key, in order, each kept as soon as it is there.

    Args:
        items: What is worked on, by a key for all that its row depends on.
        work: Makes a row, in a process of its own.
        kept: The file of rows that are there already.
        jobs: Processes.
        progress: Is told how many are done, and of how many.
    """
    state = State(kept)
    waiting = {key: item for key, item in items.items() if state.get(key) is None}
    done = len(items) - len(waiting)
    progress(done, len(items))
    with ProcessPoolExecutor(jobs) as pool:
        asked = {pool.submit(work, item): key for key, item in waiting.items()}
        try:
            for number, future in enumerate(as_completed(asked), done + 1):
                state.put(asked[future], future.result())
                progress(number, len(items))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    for key in items:
        yield state.get(key)


def _key(attempt: Attempt, options: Options) -> str:
    return key_of(code(), attempt, options)


def share(count: int, of: int) -> float | None:
    """A share with four digits; None of nothing."""
    return round(count / of, 4) if of else None


def by_group(
    rows: Sequence[dict[str, Any]], counted: Callable[[dict[str, Any]], bool]
) -> dict[str, list[int]]:
    """For each group how many rows count, and how many there are."""
    there = Counter(row["group"] for row in rows)
    found = Counter(row["group"] for row in rows if counted(row))
    return {group: [found[group], there[group]] for group in sorted(there)}


def told_line(row: Mapping[str, Any]) -> str:
    """A row as one line of text: name, verdict, and what shows it."""
    head = f"{row['name']}: {row['verdict']} in {row['seconds']:.1f} s"
    found = row.get("counterexample")
    if found is None:
        return f"{head}; {row['reason']}" if row["reason"] else head
    shown = ", ".join(
        f"{aspect}: {found['old'].get(aspect, '')[:60]} -> {found['new'].get(aspect, '')[:60]}"
        for aspect in found["aspects"]
    )
    return f"{head}; {found['line'][:120]} ({shown})"
