"""Edits that are a rule's own, and such as only look like one."""

from __future__ import annotations

import pytest

from guyline.features.proof.ruled import ruled, rules_between
from guyline.proof.verdict import Evidence, Proof, Verdict
from tests.proof.attempt import subject

OLD = """
def flat(lists: list[list[int]]) -> list[int]:
    return sum(lists, [])


def joined(parts: list[list[str]]) -> list[str]:
    return sum(parts, [])
"""


def made(text: str) -> list[tuple[str, str]]:
    from guyline.features.proof.ruled import _fixed

    return list(_fixed(text, (3, 11)))


def test_what_a_rule_makes_is_known_again() -> None:
    fixes = made(OLD)
    assert fixes
    for code, text in fixes:
        assert rules_between(OLD, text + "\n# a comment\n", (3, 11)) == (code,)


def test_two_fixes_one_after_the_other() -> None:
    code, once = made(OLD)[0]
    ((other, twice),) = made(once)
    assert rules_between(OLD, twice, (3, 11)) == (code, other)


@pytest.mark.parametrize("new", [OLD, OLD.replace("[])", "[1])"), "def flat(:\n"])
def test_what_no_rule_makes(new: str) -> None:
    assert rules_between(OLD, new, (3, 11)) == ()


def test_only_what_was_not_refuted_is_proved() -> None:
    code, text = made(OLD)[0]
    edit = subject(OLD, text, "flat")
    held = Proof(Verdict.NOT_REFUTED, evidence=Evidence(inputs=5))
    assert ruled(held, edit, (3, 11)).verdict is Verdict.PROVED
    assert ruled(held, edit, (3, 11)).reason == f"by {code}"
    for verdict in (Verdict.REFUTED, Verdict.NOT_TRIED, Verdict.EXHAUSTED):
        assert ruled(Proof(verdict), edit, (3, 11)).verdict is verdict
