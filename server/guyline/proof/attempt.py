"""One attempt with all that it needs: an interpreter, a sandbox, and leave to use it."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from guyline.analysis.environment import find_environment
from guyline.errors import InputError
from guyline.proof.callsites import examples
from guyline.proof.place import place_of
from guyline.proof.prove import Options, Progress, prove
from guyline.proof.sandbox import Confined, Policy, Tier, best, readable_for, start
from guyline.proof.symbolic import is_installed, search
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof, Verdict

VARIABLES = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Libraries that start threads by themselves are told to leave it: times are measured."""

_NICE = 10


@dataclass(frozen=True, slots=True)
class Confinement:
    """Where code is run.

    Attributes:
        python: The interpreter.
        readable: The folders that it may read.
        tier: What confines it.
    """

    python: Path
    readable: tuple[Path, ...]
    tier: Tier

    def start(
        self, entry: str = "serve", folders: tuple[Path, ...] = (), within: Path | None = None
    ) -> Confined:
        """Starts a sandbox.

        Args:
            entry: The module that runs inside.
            folders: What it may read as well.
            within: The folder of that module, if it is not ``inside``.

        Raises:
            SandboxError: It does not start.
        """
        policy = Policy(readable=(*self.readable, *folders), variables=VARIABLES)
        return start(self.python, policy, self.tier, entry, within)


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

    def confinement(self) -> Confinement:
        """The strongest sandbox that works here, for this project.

        Raises:
            SandboxError: None works here that may be used, or the folder can't be shown.
        """
        python = self.interpreter
        tier = best(consent=self.consent)
        return Confinement(python, readable_for(python, self.project), tier)


def subject_of(path: Path, name: str, old: str, new: str) -> tuple[Subject, Path]:
    """A function of a file in two versions, with the calls written in it; and its project.

    Args:
        path: The file.
        name: The function's qualified name.
        old: The text before.
        new: The text after.
    """
    place = place_of(path)
    subject = Subject(
        qualname=name,
        old=old,
        new=new,
        module=place.module,
        path=str(path.absolute()),
        paths=(str(place.root),),
    )
    return replace(subject, seen=tuple(_written(subject))), place.project


def _written(subject: Subject) -> list[dict[str, Any]]:
    """The calls in the old version's examples and code, as data."""
    try:
        return [each.input.to_json() for each in examples(subject.old, subject.qualname)]
    except (InputError, SyntaxError):
        return []


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
    where = means.confinement()
    found = prove(subject, where.start, options, progress, cancel)
    if found.verdict is Verdict.NOT_REFUTED and options.symbolic and is_installed():
        progress("symbolic search", 0)
        found = _searched(subject, where, options, found, cancel)
    return replace(found, tier=where.tier.value)


def _searched(
    subject: Subject,
    where: Confinement,
    options: Options,
    found: Proof,
    cancel: threading.Event | None,
) -> Proof:
    """What a symbolic search adds: that there is no other path, or an input that differs."""
    told = search(subject, where.start, options.symbolic, cancel)
    if told.exhausted:
        said = f"all {told.paths} paths were searched symbolically, and none differs"
        return replace(found, verdict=Verdict.EXHAUSTED, reason=said)
    if told.found is None:
        return found
    again = replace(subject, seen=(told.found, *subject.seen))
    quick = replace(options, inputs=len(again.seen), mutants=0, timing=0.0)
    tried = prove(again, where.start, quick, cancel=cancel)
    return tried if tried.verdict is Verdict.REFUTED else found


def step_back() -> None:
    """Gives what this thread starts less of the processor; on Linux, where threads have shares."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, _NICE)
