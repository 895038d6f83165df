"""One attempt with all that it needs: an interpreter, a sandbox, and leave to use it."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from guyline.analysis.environment import find_environment
from guyline.proof.prove import Options, Progress, prove
from guyline.proof.sandbox import Confined, Policy, Tier, best, readable_for, start
from guyline.proof.symbolic import is_installed, search
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof, Verdict

VARIABLES = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Libraries that start threads by themselves are told to leave it: times are measured."""

_NICE = 10


@dataclass(frozen=True, slots=True)
class Means:
    """What code is run with.

    Attributes:
        project: The folder of the project, which the code may read.
        python: The interpreter, or an environment; None: the project's own.
        consent: Whether plain limits are allowed where no sandbox works.
    """

    project: Path
    python: Path | None = None
    consent: bool = False

    @property
    def interpreter(self) -> Path:
        """The interpreter that runs the code."""
        return find_environment(self.project, self.python)


def starting(means: Means, entry: str = "serve") -> tuple[Tier, Callable[[], Confined]]:
    """The tier that works here, and what starts a sandbox of it.

    Args:
        means: What code is run with.
        entry: What runs inside: ``serve``, or ``recording``.

    Raises:
        SandboxError: None works here that may be used, or the folder can't be shown.
    """
    python = means.interpreter
    tier = best(consent=means.consent)
    policy = Policy(readable=readable_for(python, means.project), variables=VARIABLES)
    return tier, partial(start, python, policy, tier, entry)


def attempt(
    subject: Subject,
    means: Means,
    options: Options,
    progress: Progress = lambda what, count: None,
    cancel: threading.Event | None = None,
) -> Proof:
    """Tries to break an edit; where CrossHair is installed, by symbolic search as well.

    Raises:
        SandboxError: No sandbox works here that may be used, or the folder can't be shown.
        Cancelled: It was cancelled.
    """
    tier, begin = starting(means)
    found = prove(subject, begin, options, progress, cancel)
    if found.verdict is Verdict.NOT_REFUTED and options.symbolic and is_installed():
        progress("symbolic search", 0)
        found = _searched(subject, means, options, found, cancel)
    return replace(found, tier=tier.value)


def _searched(
    subject: Subject,
    means: Means,
    options: Options,
    found: Proof,
    cancel: threading.Event | None,
) -> Proof:
    """What a symbolic search adds: that there is no other path, or an input that differs."""
    tier = best(consent=means.consent)
    readable = readable_for(means.interpreter, means.project)

    def begin(entry: str, folders: tuple[Path, ...]) -> Confined:
        policy = Policy(readable=(*readable, *folders), variables=VARIABLES)
        return start(means.interpreter, policy, tier, entry)

    told = search(subject, begin, options.symbolic, cancel)
    if told.exhausted:
        said = f"all {told.paths} paths were searched symbolically, and none differs"
        return replace(found, verdict=Verdict.EXHAUSTED, reason=said)
    if told.found is None:
        return found
    again = replace(subject, seen=(told.found, *subject.seen))
    quick = replace(options, inputs=len(again.seen), mutants=0, timing=0.0)
    tried = prove(again, starting(means)[1], quick, cancel=cancel)
    return tried if tried.verdict is Verdict.REFUTED else found


def step_back() -> None:
    """Gives what this thread starts less of the processor; on Linux, where threads have shares."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, _NICE)
