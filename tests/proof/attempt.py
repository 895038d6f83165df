"""Attempts in the strongest sandbox that works here, for the tests."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from guyline.proof.inside.written import input_of_text
from guyline.proof.prove import Options, prove
from guyline.proof.sandbox import Policy, SandboxMissing, best, start
from guyline.proof.trials import Channel, Subject
from guyline.proof.verdict import Proof

QUICK = Options(seconds=40.0, inputs=600, mutants=0, timing=0)
"""By inputs and not by time: a busy machine is only slower."""

LONGER = replace(QUICK, inputs=6000)


def starter() -> Any:
    """Starts a sandbox; the test is skipped where none works."""
    try:
        tier = best()
    except SandboxMissing as error:
        pytest.skip(str(error))
    python = Path(sys.executable)
    return partial(start, python, Policy(readable=(Path(sys.prefix),)), tier)


def subject(old: str, new: str, function: str = "f", calls: tuple[str, ...] = ()) -> Subject:
    """Two versions of a function, as texts."""
    seen = tuple(input_of_text(call).to_json() for call in calls)
    return Subject(function, textwrap.dedent(old), textwrap.dedent(new), seen=seen)


def tried(
    old: str,
    new: str,
    function: str = "f",
    calls: tuple[str, ...] = (),
    options: Options = QUICK,
    **given: Any,
) -> Proof:
    """An attempt."""
    start_one: Any = starter()
    return prove(replace(subject(old, new, function, calls), **given), start_one, options)


__all__ = ["LONGER", "QUICK", "Channel", "starter", "subject", "tried"]
