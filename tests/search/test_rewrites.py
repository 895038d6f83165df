"""Rewrites of one function, and how they are searched."""

from __future__ import annotations

import pytest

from guyline.errors import InputError
from guyline.search.candidate import Candidate, changed_lines, meaning_of
from guyline.search.judging import Judged
from guyline.search.rewrites import rewrites
from guyline.search.stepping import Steps

from .judged import proof, refuted

TEXT = """\
import os


def other(xs):
    return sorted(xs)[0]


class Basket:
    def least(self, xs: list[int]) -> int:
        # the least
        return sorted(xs)[0]

    def both(self, xs: list[int]) -> tuple[int, int]:
        least = sorted(xs)[0]
        return least, sorted(xs)[-1]
"""


def test_only_the_function_is_rewritten() -> None:
    (found,) = rewrites(TEXT, "Basket.least")
    assert found.text == TEXT.replace("# the least\n        return sorted(xs)[0]",
                                      "# the least\n        return min(xs)")  # fmt: skip
    assert found.change == (("sorted(xs)[0]", "min(xs)"),)


@pytest.mark.parametrize("name", ["least", "Basket", "nothing", ""])
def test_no_such_function(name: str) -> None:
    with pytest.raises(InputError, match="There is no function"):
        rewrites(TEXT, name)


def test_what_can_not_be_parsed() -> None:
    with pytest.raises(InputError, match="line 1"):
        rewrites("def f(:\n", "f")


def steps(outcomes: dict[str, bool]) -> list[str]:
    """The bodies that are tried, where those that hold a text that is not right are refuted."""
    found = []
    searched = Steps(TEXT, "Basket.both", (3, 10))
    while (candidate := searched.next()) is not None:
        body = candidate.text.rpartition("least = ")[2].split()
        found.append(" ".join([body[0], body[3]]))
        wrong = any(each in found[-1] for each, right in outcomes.items() if not right)
        searched.judged(Judged(candidate, refuted() if wrong else proof(2, 2)))
    return found


def test_what_stands_is_gone_on_from() -> None:
    assert steps({}) == [
        "min(xs) sorted(xs)[-1]",
        "min(xs) max(xs)",
        "sorted(xs)[0] max(xs)",
    ]


def test_what_was_refuted_is_not_made_again() -> None:
    assert steps({"max": False}) == ["min(xs) sorted(xs)[-1]", "min(xs) max(xs)"]


def test_a_step_knows_what_led_to_it() -> None:
    searched = Steps(TEXT, "Basket.both", (3, 10))
    first = searched.next()
    assert isinstance(first, Candidate)
    searched.judged(Judged(first, proof(2, 2)))
    second = searched.next()
    assert second is not None
    assert second.steps[:-1] == first.steps
    assert second.title.startswith(f"{first.title}; ")


def test_meaning_and_size() -> None:
    assert meaning_of("f(1)  # one\n") == meaning_of("f( 1 )\n")
    assert meaning_of("f(") == "f("
    assert changed_lines("a\nb\n", "a\nc\nd\n") == 3
