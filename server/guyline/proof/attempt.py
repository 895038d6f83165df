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
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof

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
    """Tries to break an edit.

    Raises:
        SandboxError: No sandbox works here that may be used, or the folder can't be shown.
        Cancelled: It was cancelled.
    """
    tier, begin = starting(means)
    return replace(prove(subject, begin, options, progress, cancel), tier=tier.value)


def step_back() -> None:
    """Gives what this thread starts less of the processor; on Linux, where threads have shares."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, _NICE)
