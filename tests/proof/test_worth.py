"""Which mutants the inputs tell apart, and which inputs say nothing."""

from __future__ import annotations

import time
from contextlib import closing

import pytest

from guyline.proof.inside.written import input_of_text
from guyline.proof.mutants import mutants
from guyline.proof.trials import Trials
from guyline.proof.worth import Measured
from tests.proof.attempt import starter, subject

COUNTING = """
import sys
def f(n: int):
    sys.met = getattr(sys, "met", 0) + 1
    return sys.met if n < 0 else n > 3
"""
ENDING = """
import os
def f(n: int):
    if n == 7:
        os._exit(0)
    return n > 3
"""


@pytest.mark.parametrize(
    ("source", "lines", "told"),
    [
        (COUNTING, ["f(-1)"], False),
        (COUNTING, ["f(-1)", "f(4)", "f(3)"], True),
        (ENDING, ["f(7)"], False),
        (ENDING, ["f(7)", "f(4)", "f(7)", "f(3)"], True),
    ],
)
def test_inputs_that_tell_a_function_from_itself_tell_nothing(
    source: str, lines: list[str], told: bool
) -> None:
    chosen = [each for each in mutants(source, "f") if "n > 3" in each.before]
    inputs = [input_of_text(each).to_json() for each in lines]
    with closing(starter()()) as channel:
        trials = Trials(lambda: channel)
        trials.load(subject(source, source))
        measured = Measured(trials, chosen, 0.5)
        left = measured.survivors(range(len(chosen)), inputs, time.monotonic() + 20)
    assert len(chosen) > 2
    assert bool(len(left) < len(chosen)) is told
