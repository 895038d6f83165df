from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.models import OneOf, to_gbnf

WORDS = st.frozensets(st.text(alphabet="abc_é", max_size=4), min_size=1, max_size=8)
TEXTS = st.text(alphabet="abc_é.( ", max_size=7)


def regex(constraint: OneOf) -> re.Pattern[str]:
    """What the constraint means, said in another way."""
    words = "|".join(re.escape(word) for word in constraint.words)
    other = "|(?:[\x01-@\\[-^`{-\x7f].*)?" if constraint.or_other else ""
    return re.compile(rf"(?s)(?:{words})(?:[\x01-/:-@\[-^`{{-\x7f].*)?{other}")


@given(WORDS, TEXTS, st.booleans())
def test_accepts_what_its_words_say(words: frozenset[str], text: str, optional: bool) -> None:
    constraint = OneOf.of(words, or_other=optional)
    assert constraint.accepts(text) == bool(regex(constraint).fullmatch(text))


@given(WORDS, TEXTS, st.booleans())
def test_viable_is_the_beginning_of_something_accepted(
    words: frozenset[str],
    text: str,
    optional: bool,
) -> None:
    constraint = OneOf.of(words, or_other=optional)
    reachable = any(constraint.accepts(text + rest) for rest in ["", *constraint.words]) or any(
        word.startswith(text) for word in constraint.words
    )
    assert constraint.viable(text) == reachable


@given(WORDS)
def test_the_grammar_spells_each_word_once(words: frozenset[str]) -> None:
    grammar = to_gbnf(OneOf.of(words)).removeprefix("root ::= ")
    tree = grammar[: grammar.rindex(" ([\\x01")]
    as_regex = re.sub(r'"([^"]*)"', lambda m: re.escape(m[1]), tree).replace(" ", "")
    for word in words:
        assert re.fullmatch(as_regex, word)
    for word in ("abcabc", "x", *(w + "b" for w in words)):
        assert bool(re.fullmatch(as_regex, word)) == (word in words)


def test_no_word_is_no_constraint() -> None:
    with pytest.raises(ValueError, match="empty"):
        OneOf.of(frozenset())
