"""What runs that are never the same have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.proof.inside.observe import Observation
from guyline.proof.inside.steady import Mask, Steady

WORDS = st.lists(st.sampled_from(["a", "1.5", "-2", "x_1", "(", ")", ", ", "'", "  "]), max_size=8)


def runs(*values: str, ended: str = "returned") -> list[Observation]:
    return [Observation({"outcome": ended, "value": each}) for each in values]


@pytest.mark.parametrize(
    ("values", "other", "expected"),
    [
        (("[1, 2]", "[1, 2]"), "[1, 2]", ()),
        (("[1, 2]", "[1, 2]"), "[1, 3]", ("value",)),
        (("(UUID(a1), 2)", "(UUID(b2), 2)"), "(UUID(c3), 2)", ()),
        (("(UUID(a1), 2)", "(UUID(b2), 2)"), "(UUID(c3), 3)", ("value",)),
        (("(UUID(a1), 2)", "(UUID(b2), 2)"), "(UUID(c3), 2, 3)", ("value",)),
        (("{'at': 1.5e-05, 'n': 1}", "{'at': 0.3, 'n': 1}"), "{'at': -7, 'n': 1}", ()),
        (("['a b', 1]", "['a', 1]"), "['a c d e', 1]", ()),
        (("['a b', 1]", "['a', 1]"), "['b', 1]", ("value",)),
        (("['a b', 1]", "['a', 1]"), "['a b', 2]", ("value",)),
        (("[1]", "[1, 1]"), "[1, 2, 3]", ()),
        (("[1]", "[1, 1]"), "[]", ("value",)),
        (("[1, 1, 2]", "[1, 2]"), "[1]", ("value",)),
    ],
)
def test_what_is_always_the_same_has_to_be_the_same(
    values: tuple[str, ...], other: str, expected: tuple[str, ...]
) -> None:
    [run] = runs(other)
    assert Steady(runs(*values)).difference(run) == expected


def test_how_it_ends_tells_apart_where_it_always_ends_so() -> None:
    raised = Observation({"outcome": "raised", "raised": "ValueError"})
    assert Steady(runs("1", "2")).difference(raised) == ("outcome",)
    assert Steady([*runs("1", "2"), raised]).difference(raised) == ()
    assert Steady([*runs("1", "2"), raised]).is_unlike_itself


def test_an_aspect_that_is_the_same_tells_apart_beside_one_that_is_not() -> None:
    def run(value: str, state: str) -> Observation:
        return Observation({"outcome": "returned", "value": value, "state": state})

    steady = Steady([run("1", "n = 2"), run("3", "n = 2")])
    assert steady.difference(run("4", "n = 3")) == ("state",)
    assert steady.difference(Observation({"outcome": "returned", "value": "5"})) == ("state",)


def test_floats_that_are_never_the_same_are_left_out() -> None:
    def run(number: float) -> Observation:
        return Observation({"outcome": "returned", "value": "[…]"}, numbers={"value": (number,)})

    assert Steady([run(1.0), run(1.0)]).difference(run(2.0), 1e-9) == ("value",)
    assert Steady([run(1.0), run(3.0)]).difference(run(2.0), 1e-9) == ()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("1", "1"), False),
        (("17", "23"), True),
        (("UUID(a1)", "UUID(b2)"), True),
        (("(UUID(a1), 2)", "(UUID(b2), 2)"), False),
    ],
)
def test_most_of_it_may_be_another_each_time(values: tuple[str, ...], *, expected: bool) -> None:
    assert Steady(runs(*values)).is_unlike_itself is expected


def test_what_is_never_the_same_is_not_shown() -> None:
    one, other, third = runs("(UUID(a1), 2)", "(UUID(b2), 2)", "(UUID(c3), 3)")
    steady = Steady([one, other])
    assert steady.shown(third)["value"] == "(UUID(…), 3)"
    assert steady.shown(*runs("(UUID(c3), 3, 4)"))["value"] == "(UUID(c3), 3, 4)"


@given(st.lists(WORDS.map("".join), min_size=1, max_size=4))
def test_a_mask_fits_the_texts_that_it_is_made_of(texts: list[str]) -> None:
    mask = Mask(texts)
    assert all(map(mask.fits, texts))
    assert mask.is_open == (len(set(texts)) > 1)


@given(st.lists(WORDS.map("".join), min_size=1, max_size=4), WORDS.map("".join))
def test_a_further_text_opens_a_mask_and_never_closes_it(texts: list[str], text: str) -> None:
    if Mask(texts).fits(text):
        assert all(map(Mask([*texts, text]).fits, texts))
    wider = Mask([*texts, text])
    assert all(map(wider.fits, [*texts, text]))
