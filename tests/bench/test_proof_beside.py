"""What others say of rewrites, each run as a person would run it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from guyline.bench.proof_beside import alone, properties
from guyline.proof.trials import Subject

SITES = [Path(each) for each in sys.path if "site-packages" in each]
SUM = "def f(n: int) -> int:\n    return n + n\n"
RARE = "def f(n: int) -> int:\n    return n + n + (n == 123457)\n"
TWICE = "def f(n: int) -> int:\n    return 2 * n\n"


@pytest.mark.skipif(
    importlib.util.find_spec("crosshair") is None, reason="CrossHair is not installed"
)
@pytest.mark.parametrize(
    ("old", "new", "verdict", "found"),
    [
        (SUM, RARE, "refuted", "n=123457"),
        (SUM, TWICE, "exhausted", ""),
        ("1", "2", "not tried", ""),
    ],
)
def test_crosshair_alone(old: str, new: str, verdict: str, found: str) -> None:
    result = alone(Subject("f", old, new), 4.0, readable=SITES)
    assert (result.verdict, result.found) == (verdict, found), result.reason


SORTED = "def f(xs):\n    return sorted(set(xs))\n"
LISTED = "def f(xs):\n    return sorted(xs)\n"
METHOD = """\
class C:
    def __init__(self, n: int):
        self.n = n
    def f(self, m: int):
        return self.n {} m
"""


@pytest.mark.parametrize(
    ("name", "old", "new", "call", "verdict"),
    [
        ("f", SUM, RARE, "f(1)", "nothing"),
        ("f", SUM, SUM.replace("n + n", "n"), "f(1)", "refuted"),
        ("f", SORTED, LISTED, "f([1, 2])", "refuted"),
        ("f", SORTED, SORTED, "f([1, 2])", "nothing"),
        ("f", SORTED, LISTED, "f(*x)", "not tried"),
        ("C.f", METHOD.format("+"), METHOD.format("-"), "C(1).f(2)", "refuted"),
        ("f", "1 / 0", LISTED, "f([1])", "not tried"),
    ],
)
def test_a_property_test(name: str, old: str, new: str, call: str, verdict: str) -> None:
    result = properties(Subject(name, old, new), [call], 30.0, readable=SITES)
    assert result.verdict == verdict, result
