"""What engines read in ways of their own: the reasons for what the dialects write.

Where one of these fails, an engine has changed, and its dialect may become simpler.
"""

from __future__ import annotations

import pytest

from guyline.models import Alternative, OneOf
from guyline.models.dialects import to_gbnf
from tests.models.dialects.engines import LlamaCpp, Llguidance, OutlinesCore, Walk, Xgrammar


def accepts(walk: Walk, text: str) -> bool:
    steps = list(walk.steps(text))
    return len(steps) == len(text) + 1 and steps[-1]


def test_outlines_core_takes_the_first_alternative_that_matches() -> None:
    assert not accepts(OutlinesCore("(?:get|getcwd)"), "getcwd")
    assert accepts(OutlinesCore("(?:get|getcwd)$"), "getcwd")


def test_outlines_core_breaks_no_character_behind_what_could_have_ended() -> None:
    assert not accepts(OutlinesCore("a[^b]*"), "aé")
    assert accepts(OutlinesCore("a[^b]*$"), "aé")


@pytest.mark.parametrize("source", ["^a$", "(?:a)?$", "[^b]*$"])
def test_outlines_core_looks_at_nothing_before_the_first_character(source: str) -> None:
    with pytest.raises(ValueError, match="start state"):
        OutlinesCore(source)


def test_xgrammar_reads_two_digits_and_more() -> None:
    source = r'root ::= "\x7b2"'
    assert accepts(LlamaCpp(source), "{2")
    assert not accepts(Xgrammar(source, "ebnf"), "{2")
    assert accepts(Xgrammar(source, "ebnf"), "\u07b2")
    assert not accepts(Xgrammar(r"\x7b2", "regex"), "{2")
    assert accepts(Xgrammar(r'root ::= "\u007b2"', "ebnf"), "{2")
    assert accepts(Xgrammar(r"\u007b2", "regex"), "{2")


def test_llguidance_matches_each_terminal_by_itself() -> None:
    constraint = OneOf((Alternative(("__a",)), Alternative(("____", "_g"))))
    assert constraint.accepts("____")
    one_rule = to_gbnf(constraint)
    assert not accepts(Llguidance(one_rule, "grammar"), "____")
    two_rules = f"root ::= text\n{one_rule.replace('root', 'text')}"
    assert accepts(Llguidance(two_rules, "grammar"), "____")
