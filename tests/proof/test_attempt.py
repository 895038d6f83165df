"""Attempts with all that they need, symbolic search among it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from guyline.proof.attempt import Means, attempt
from guyline.proof.symbolic import is_installed
from guyline.proof.verdict import Verdict
from tests.proof.attempt import QUICK, starter, subject

SIGN = """
def sign(n: int) -> int:
    if n < 0:
        return -1
    return 1 if n else 0
"""


@pytest.mark.skipif(not is_installed(), reason="CrossHair is not installed")
@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        ("    return (n > 0) - (n < 0)\n", Verdict.EXHAUSTED),
        ("    m = n - 918273645546372819\n    return (n > 0) - (n < 0) if m else 5\n", "refuted"),
    ],
)
def test_all_paths_or_the_one_that_nobody_would_draw(body: str, verdict: Verdict) -> None:
    starter()
    edit = subject(SIGN, f"def sign(n: int) -> int:\n{body}", "sign")
    means = Means(Path(__file__).parent, Path(sys.executable))
    found = attempt(edit, means, replace(QUICK, symbolic=30.0))
    assert found.verdict == verdict
    assert found.tier
