"""What guidance costs: guided over unguided time on the same sites, in one run.

At each site the prompt is read once beforehand, so that both find it in the server's
cache, and the two take turns in going first. Times are whole completions as a feature
gives them, fitting included.

A small model is wrong often, and each correction is one more request. What guidance costs
beside a good one is measured with a model of a set speed that writes what the author wrote.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from guyline.bench.paced import Pace, paced_model
from guyline.bench.replay import is_known, judge
from guyline.bench.sites import Site, package_folder, sample
from guyline.bench.spread import spread
from guyline.decoding import Action
from guyline.features import Completion, Engine
from guyline.models import Capabilities
from guyline.settings import Settings
from guyline.text import Document


@dataclass(frozen=True, slots=True)
class Timed:
    """One site, completed unguided and guided, some times each.

    Attributes:
        path: The file, within its package.
        line: The line, from 1.
        unguided_ms: Times of the unguided completions.
        guided_ms: Times of the guided ones.
        own_ms: The guided completions' time that was not the model's.
        corrections: How often the guided draft was cut back.
        tokens: Tokens the guided completion received.
        discarded: How many of those were cut away.
        wrong_unguided: Names that do not exist in the unguided text.
        wrong_guided: The same in the guided text.
        unchecked: Why words of the guided text were not checked, each reason once.
    """

    path: str
    line: int
    unguided_ms: list[float]
    guided_ms: list[float]
    own_ms: list[float]
    corrections: int
    tokens: int
    discarded: int
    wrong_unguided: int
    wrong_guided: int
    unchecked: list[str]


async def measure(
    package: str, count: int, rounds: int, seed: int, settings: Settings
) -> AsyncIterator[Timed]:
    """Time ``count`` sites of an installed package, ``rounds`` times each way."""
    folder = package_folder(package)
    engine = Engine(settings, folder.parent)
    done = 0
    try:
        for site in sample(folder, 2 * count, seed):
            if done == count:
                return
            if await is_known(site, engine):
                yield await _time(
                    site,
                    engine,
                    rounds,
                    str(site.document.path).removeprefix(str(folder.parent) + "/"),
                )
                done += 1
    finally:
        await engine.close()


async def measure_paced(
    package: str, count: int, rounds: int, seed: int, settings: Settings, pace: Pace
) -> AsyncIterator[Timed]:
    """The same with a model of a set speed."""
    files = sorted(package_folder(package).rglob("*.py"))
    async with paced_model((Document.read(file).text for file in files), pace) as model:
        served = replace(settings, endpoint=model.url, endpoint_kind="vllm", model="paced")
        async for row in measure(package, count, rounds, seed, served):
            yield row


async def asked(settings: Settings) -> Capabilities:
    """What is measured: what was found out about the endpoint that is set."""
    engine = Engine(settings, Path.cwd())
    try:
        async with engine.model() as model:
            return await model.capabilities()
    finally:
        await engine.close()


async def _time(site: Site, engine: Engine, rounds: int, path: str) -> Timed:
    for guided in (False, True):  # reads the prompt, and the oracle meets the draft
        await engine.complete(site.document, site.offset, guided=guided)
    runs: dict[bool, list[Completion]] = {False: [], True: []}
    for number in range(rounds):
        for guided in (False, True) if number % 2 == 0 else (True, False):
            runs[guided].append(await engine.complete(site.document, site.offset, guided=guided))
    last = runs[True][-1].outcome
    return Timed(
        path=path,
        line=site.line,
        unguided_ms=[round(run.total_ms, 2) for run in runs[False]],
        guided_ms=[round(run.total_ms, 2) for run in runs[True]],
        own_ms=[round(run.own_ms, 2) for run in runs[True]],
        corrections=last.requests - 1,
        tokens=last.tokens,
        discarded=last.discarded,
        wrong_unguided=len((await judge(site, runs[False][-1], engine.oracle)).wrong),
        wrong_guided=len((await judge(site, runs[True][-1], engine.oracle)).wrong),
        unchecked=sorted({one.reason for one in last.trace if one.action is Action.ABSTAINED}),
    )


def totals(rows: list[Timed]) -> dict[str, Any]:
    """The figures of a run."""
    clean = [row for row in rows if not row.corrections]
    return {
        "sites": len(rows),
        "corrected_sites": len(rows) - len(clean),
        "guided_over_unguided_uncorrected": _ratio(clean),
        "guided_over_unguided_all": _ratio(rows),
        "own_ms": spread((ms for row in rows for ms in row.own_ms), 1),
        "extra_requests_per_completion": round(sum(r.corrections for r in rows) / len(rows), 3),
        "tokens_discarded_share": round(
            sum(r.discarded for r in rows) / max(1, sum(r.tokens for r in rows)), 3
        ),
        "wrong_names_unguided": sum(row.wrong_unguided for row in rows),
        "wrong_names_guided": sum(row.wrong_guided for row in rows),
    }


def _ratio(rows: list[Timed]) -> float | None:
    """The sum of the sites' median guided times over that of their unguided ones."""
    if not rows:
        return None
    guided = sum(median(row.guided_ms) for row in rows)
    return round(guided / sum(median(row.unguided_ms) for row in rows), 3)


def as_rows(rows: list[Timed], model: str) -> list[dict[str, Any]]:
    """The rows as they are written to a result, with who wrote."""
    return [{"model": model} | asdict(row) for row in rows]
