"""What a report says of a proof."""

from __future__ import annotations

from guyline.proof.report import as_json, in_words
from guyline.proof.verdict import Evidence, Proof, Verdict

_ALL = tuple(f"line {number}: 0 -> 1" for number in range(30))
_MANY = Proof(Verdict.NOT_REFUTED, evidence=Evidence(9, mutants=40, survivors=_ALL))


def test_a_few_survivors_are_named() -> None:
    assert as_json(_MANY)["evidence"]["survivors"] == _ALL[:5]
    named = [line for line in in_words(_MANY) if "not told apart" in line]
    assert len(named) == 5
