"""Asks an interpreter where its standard library lies: in bounded time, without ``site``."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from guyline.analysis.environment import BadEnvironment

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = 3.0
"""Seconds for the interpreter to say what is asked."""

_MOST = 65_536
"""Bytes that are read of what it says."""

_QUESTION = (
    "import sys, os, json; "
    "print(json.dumps([list(sys.version_info[:3]), os.path.dirname(os.__file__), sys.prefix]))"
)


def ask_interpreter(python: Path, limit: float = _LIMIT) -> tuple[tuple[int, int, int], str, str]:
    """Ask for version, folder of the standard library, and prefix.

    ``-I`` and ``-S`` keep it from running what the environment holds.

    Args:
        python: The interpreter.
        limit: Seconds.

    Raises:
        BadEnvironment: It does not start, says nothing in time, or something else.
    """
    try:
        said, late = _said([str(python), "-I", "-S", "-c", _QUESTION], limit)
    except OSError as error:
        raise BadEnvironment(python, f"it does not start: {error.strerror}") from error
    try:
        (major, minor, micro), library, prefix = json.loads(said)
        return (int(major), int(minor), int(micro)), str(library), str(prefix)
    except (ValueError, TypeError, RecursionError):
        why = f"it says nothing within {limit:g} s" if late else "it does not answer as Python does"
        raise BadEnvironment(python, why) from None


def _said(command: list[str], limit: float) -> tuple[bytes, bool]:
    """The first of what a command prints, and whether its time ran out."""
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603 - the interpreter that the person set
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:

        def stop() -> None:
            late.set()
            _end(process)

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            said = process.stdout.read(_MOST)
        finally:
            timer.cancel()
            _end(process)
    return said, late.is_set()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it started."""
    with suppress(ProcessLookupError, PermissionError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
