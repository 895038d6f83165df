from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.models import Alternative, Follow, OneOf

WORD_CHAR = "[^\x00-/:-@\\[-^`{-\x7f]"
ENDS = "[\x01-/:-@\\[-^`{-\x7f]"
FOLLOWS = {
    Follow.END: f"(?:{ENDS}.*)?",
    Follow.NO_VALUE: f"(?![ \t]*=(?!=))(?:{ENDS}.*)?",
    Follow.VALUE: "[ \t]*=(?!=).*",
    Follow.SINGLE: "'.*",
    Follow.DOUBLE: '".*',
    Follow.ANYTHING: ".*",
}
CODE = st.frozensets(st.text(alphabet="abc_é", max_size=4), min_size=1, max_size=8)
QUOTED = st.frozensets(st.text(alphabet="ab =-é.#", max_size=4), min_size=1, max_size=8)
TEXTS = st.text(alphabet="abc_é0.( =\t\n'\"#-", max_size=7)


def alternatives(words: st.SearchStrategy[frozenset[str]], follows: list[Follow]):  # type: ignore[no-untyped-def]  # noqa: ANN201
    some = words.map(lambda found: tuple(sorted(found)))
    return st.builds(Alternative, some | st.none(), st.sampled_from(follows))


CODE_FORMS = alternatives(CODE, [Follow.END, Follow.NO_VALUE, Follow.VALUE])
STRINGS = st.builds(
    Alternative,
    QUOTED.map(lambda found: tuple(sorted(found))),
    st.sampled_from([Follow.SINGLE, Follow.DOUBLE, Follow.ANYTHING]),
)
CONSTRAINTS = st.builds(
    OneOf,
    st.lists(CODE_FORMS, min_size=1, max_size=3).map(tuple) | STRINGS.map(lambda one: (one,)),
    or_other=st.booleans(),
    begun=st.booleans(),
)


def regex(constraint: OneOf) -> str:
    """What the constraint means, said in another way."""
    found = []
    for alternative in constraint.alternatives:
        if alternative.words is None:
            first = "" if constraint.begun else f"(?![0-9]){WORD_CHAR}"
            word = f"{first}{WORD_CHAR}*(?!{WORD_CHAR})"
        else:
            word = f"(?:{'|'.join(re.escape(word) for word in alternative.words)})"
        found.append(word + FOLLOWS[alternative.follow])
    other = "|(?:[\x01-<>-@\\[-^`{-\x7f].*)?" if constraint.or_other else ""
    return f"(?s)(?:{'|'.join(found)}){other}"


@given(CONSTRAINTS, TEXTS)
def test_accepts_what_its_words_say(constraint: OneOf, text: str) -> None:
    assert constraint.accepts(text) == bool(re.fullmatch(regex(constraint), text))


@given(CONSTRAINTS, TEXTS)
def test_viable_is_the_beginning_of_something_accepted(constraint: OneOf, text: str) -> None:
    words = [word for one in constraint.alternatives for word in one.words or ("_",)]
    endings = [word[at:] for word in ["", *words] for at in range(len(word) + 1)]
    follows = ["", "=", "==", "'", '"']
    reachable = any(
        constraint.accepts(text + word + follow)
        for word, follow in itertools.product(endings, follows)
    )
    assert constraint.viable(text) == reachable


@given(CONSTRAINTS)
def test_spelling_leads_to_the_end(constraint: OneOf) -> None:
    text = ""
    for _ in range(12):
        if constraint.accepts(text):
            return
        text += constraint.spelled(text)
        assert constraint.viable(text)
    pytest.fail(f"{text!r} leads nowhere")


def test_no_word_is_no_constraint() -> None:
    with pytest.raises(ValueError, match="empty"):
        OneOf.of(frozenset())
    with pytest.raises(ValueError, match="empty"):
        OneOf(())
