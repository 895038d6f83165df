"""What each rule is worth: its example's two forms, timed by one or more Pythons."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from guyline.errors import InputError
from guyline.hints import Example, Rule

_PAIR = Path(__file__).with_name("pair.py")
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Effect:
    """One rule's example, timed.

    Attributes:
        code: The rule's number.
        python: The version, as ``3.11``.
        slow_ms: Milliseconds of the slow form.
        fast_ms: Those of the fast one.
        size: What that holds for.
    """

    code: str
    python: str
    slow_ms: float
    fast_ms: float
    size: str

    @property
    def times(self) -> float:
        """How many times faster the fast form is."""
        return self.slow_ms / self.fast_ms if self.fast_ms else 0.0


def version_of(python: Path) -> str:
    """An interpreter's version, as ``3.11``.

    Raises:
        InputError: It does not run.
    """
    asked = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that was named
            [python, "-I", "-c", asked], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(f"{python} does not run: {error}", "Name a Python interpreter") from error
    return done.stdout.strip()


def measure(
    rules: Sequence[Rule], pythons: Sequence[Path], rounds: int = 7
) -> Iterator[Effect | str]:
    """Time each rule's example by each interpreter; a text says what could not be, and why."""
    for python in pythons:
        version = version_of(python)
        for rule in rules:
            told = time_pair(rule.example, python, rounds)
            if isinstance(told, str):
                yield f"{rule.code} by {version}: {told}"
            else:
                yield Effect(
                    rule.code, version, told["slow_ms"], told["fast_ms"], rule.example.size
                )


def time_pair(example: Example, python: Path, rounds: int) -> dict[str, Any] | str:
    """The times of an example's two forms; a text: why there are none."""
    given = asdict(example) | {"rounds": rounds}
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that was named
            [python, "-I", _PAIR],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end within {_PATIENCE} s"
    if done.returncode:
        return done.stderr.strip().rpartition("\n")[2]
    told: dict[str, Any] = json.loads(done.stdout)
    return told if told["same"] else "the two forms do not give the same"
