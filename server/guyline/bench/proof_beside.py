"""What others find of the same rewrites: CrossHair alone, and a property test with Hypothesis.

Each is used as a person would: ``crosshair diffbehavior`` with a bound on time and errors compared
by type, and Hypothesis with the settings it has, comparing results and types of errors. They run
in a sandbox as all code under test does, in an interpreter that has them.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guyline.proof.sandbox import Policy, SandboxEnded, best, start
from guyline.proof.trials import Subject

ENTRIES = Path(__file__).parent / "beside_entries"
_LOADING = 30.0
_PATIENCE = 60.0
"""More seconds for CrossHair: it tells what it found when it ends, and a path may take long."""

_GIVEN = re.compile(r"^Given: \((.*)\),$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a tool says of a rewrite.

    Attributes:
        verdict: ``refuted``, ``exhausted`` (it says that it saw all), ``nothing`` (found none),
            or ``not tried``.
        found: The input that it names.
        reason: What it says otherwise.
        seconds: How long it took, from when it was loaded.
    """

    verdict: str
    found: str = ""
    reason: str = ""
    seconds: float = 0.0


def alone(
    subject: Subject,
    seconds: float,
    interpreter: Path = Path(sys.executable),
    readable: Sequence[Path] = (),
) -> Beside:
    """What ``crosshair diffbehavior`` says.

    Args:
        subject: The function in both versions.
        seconds: Its ``--per_condition_timeout``, of processor time; it is ended a minute later.
        interpreter: One that has CrossHair.
        readable: Other folders that it reads.
    """
    asked = {**_asked(subject), "seconds": seconds}
    answer, took = _run("diffbehavior", asked, seconds + _PATIENCE, interpreter, readable)
    said = str(answer.get("said", ""))
    if "ended" in answer:
        return Beside("nothing", reason=answer["ended"], seconds=took)
    if given := _GIVEN.search(said):
        return Beside("refuted", given[1], "", took)
    if answer["status"] != 0:
        return Beside("not tried", reason=said[-400:].strip(), seconds=took)
    verdict = "exhausted" if "All paths exhausted" in said else "nothing"
    return Beside(verdict, seconds=took)


def properties(
    subject: Subject,
    calls: Sequence[str],
    seconds: float,
    interpreter: Path = Path(sys.executable),
    readable: Sequence[Path] = (),
) -> Beside:
    """What a property test with Hypothesis finds.

    Args:
        subject: The function in both versions.
        calls: Example calls, as lines: what is not annotated is drawn by their types.
        seconds: When it is ended.
        interpreter: One that has Hypothesis.
        readable: Other folders that it reads.
    """
    asked = {**_asked(subject), "calls": list(calls)}
    answer, took = _run("properties", asked, seconds, interpreter, readable)
    if "ended" in answer:
        return Beside("nothing", reason=answer["ended"], seconds=took)
    return Beside(answer["verdict"], answer["found"], answer["reason"], took)


def _asked(subject: Subject) -> dict[str, Any]:
    return {
        "old": subject.old,
        "new": subject.new,
        "function": subject.qualname,
        "paths": list(subject.paths),
    }


def _run(
    entry: str,
    asked: Mapping[str, Any],
    seconds: float,
    interpreter: Path,
    readable: Sequence[Path],
) -> tuple[dict[str, Any], float]:
    """The last message of an entry, or why there is none (``ended``), and how long it took."""
    policy = Policy(readable=tuple(readable))
    began = time.monotonic()
    try:
        with start(interpreter, policy, best(), entry, ENTRIES) as channel:
            channel.send(asked)
            channel.receive(_LOADING)
            began = time.monotonic()
            answer = channel.receive(seconds)
    except TimeoutError:
        answer = {"ended": "it does not end in time"}
    except SandboxEnded as error:
        answer = {"ended": error.message}
    return answer, time.monotonic() - began
