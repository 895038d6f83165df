"""Calls of a function that are recorded from a run."""

from __future__ import annotations

import shlex
from pathlib import Path

from guyline.errors import InputError
from guyline.proof.attempt import Means
from guyline.proof.recorder import Order, Recorded, Runner, Target, record
from guyline.proof.trials import Subject

_RECORDING = 300.0
_PYTHONS = ("python", "python3")


def order_of(command: str, subject: Subject, path: Path, project: Path) -> Order:
    """What is to be run: ``pytest tests/test_x.py``, ``script.py args``, ``python -m module``.

    Args:
        command: As a person would type it.
        subject: The function.
        path: The file that defines it.
        project: The folder that it is run in.

    Raises:
        InputError: It is none of these.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise InputError(f"{command!r} can't be read: {error}") from error
    if words and Path(words[0]).name.rstrip(".0123456789") in _PYTHONS:
        words = words[1:]
    target = Target(subject.qualname, path.absolute())
    paths = tuple(Path(each) for each in subject.paths)
    if words[:1] == ["pytest"] or words[:2] == ["-m", "pytest"]:
        runner, given = Runner.PYTEST, words[1 if words[0] == "pytest" else 2 :]
    elif words[:1] == ["-m"] and len(words) > 1:
        runner, given = Runner.MODULE, words[1:]
    elif words and words[0].endswith(".py"):
        runner, given = Runner.SCRIPT, words
    else:
        raise InputError(
            f"{command!r} can't be recorded",
            "Name pytest with its arguments, a script, or python -m and a module",
        )
    return Order(runner, tuple(given), project, (target,), paths)


def recorded(order: Order, means: Means) -> Recorded:
    """Runs it in a sandbox, and keeps the calls.

    Raises:
        SandboxError: No sandbox works here that may be used.
    """
    where = means.confinement()
    return record(lambda: where.start("recording"), order, seconds=_RECORDING)
