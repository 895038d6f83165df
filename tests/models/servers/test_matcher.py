"""The stand-ins' reader of constraints agrees with what constraints mean."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.models import Alternative, Follow, OneOf
from guyline.models.dialects import Dialect, compile_constraint
from tests.models.servers.matcher import of_grammar, of_lark, of_regex

READERS = {
    Dialect.GBNF: of_grammar,
    Dialect.EBNF: of_grammar,
    Dialect.LARK: of_lark,
    Dialect.REGEX: of_regex,
}

WORDS = st.sets(st.text(alphabet="ab_é'\"= ", min_size=1, max_size=4), min_size=1, max_size=5)
ALTERNATIVES = st.builds(
    lambda words, follow: Alternative(tuple(sorted(words)), follow),
    WORDS,
    st.sampled_from(list(Follow)),
)
TEXTS = st.text(alphabet="ab_é'\"= .1", max_size=6)


@pytest.mark.parametrize("dialect", READERS)
@given(alternatives=st.lists(ALTERNATIVES, min_size=1, max_size=2), text=TEXTS)
def test_it_means_the_constraint(
    dialect: Dialect, alternatives: list[Alternative], text: str
) -> None:
    constraint = OneOf(tuple(alternatives))
    matcher = READERS[dialect](cast("str", compile_constraint(constraint, dialect)))
    assert matcher.accepts(text) is constraint.accepts(text)
    assert matcher.viable(text) is constraint.viable(text)


@pytest.mark.parametrize("text", ["", "root ::= (", "root ::= x", 'top ::= "a"'])
def test_what_is_no_grammar_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, IndexError)):
        of_grammar(text)
