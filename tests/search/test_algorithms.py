"""Algorithms that a model names, and functions that it writes by them."""

from __future__ import annotations

import asyncio

import pytest

from guyline.proof.functions import functions_of
from guyline.proof.verdict import Proof
from guyline.search.algorithms import Algorithms
from guyline.search.candidate import Candidate, Origin
from guyline.search.judging import Judged
from guyline.search.wishes import Wishes
from guyline.search.writing import Passage, items_of

from .judged import proof, refuted

TEXT = '''\
import os


class A:
    @staticmethod
    def f(xs):
        """What it gives."""
        return sorted(xs)[0]  # the least

    def g(self):
        return 1
'''
PLANS = "min in one pass: O(n)\n    # 2. a heap: O(n log n)\n    # 3. a heap: O(n log n)"


class Scripted:
    """A writer whose answers are written down."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.passages: list[Passage] = []

    async def write(self, passage: Passage) -> str:
        self.passages.append(passage)
        return self.answers.pop(0)


def written(
    writer: Scripted, *proofs: object, text: str = TEXT, name: str = "A.f", wish: str = ""
) -> list[Candidate]:
    """The candidates that come of it, where each is judged as it is told."""
    function = next(each for each in functions_of(text) if each.name == name)
    asked = Algorithms(writer, text, function, Wishes((wish,) if wish else ()), (), [(7, 0.9)])
    told = list(proofs)

    async def collect() -> list[Candidate]:
        found = []
        async for candidate in asked.candidates():
            found.append(candidate)
            judged = told.pop(0) if told else proof(2, 2)
            if isinstance(judged, Proof):
                asked.told(candidate, Judged(candidate, judged))
            else:
                asked.told(candidate, str(judged))
        return found

    return asyncio.run(collect())


def test_algorithms_first_and_then_code() -> None:
    writer = Scripted(
        PLANS, "return min(xs)", "import heapq\n        return heapq.nsmallest(1, xs)[0]\n"
    )
    first, second = written(writer, wish="no numpy")
    assert first.text == TEXT.replace("sorted(xs)[0]  # the least", "min(xs)")
    assert second.text == TEXT.replace(
        "return sorted(xs)[0]  # the least",
        "import heapq\n        return heapq.nsmallest(1, xs)[0]",
    )
    assert (first.origin, first.title, first.proved) == (Origin.MODEL, "Min in one pass", False)
    asked, code, _ = writer.passages
    assert asked.before.endswith("    # 1.")
    assert not asked.guided
    assert "\n        return sorted(xs)[0]  # the least  # 90% of its time\n" in asked.before
    assert "no numpy" in asked.before
    assert code.guided
    assert code.before.endswith('"""What it gives."""\n        ')
    assert code.after.lstrip().startswith("def g(self)")
    assert "min in one pass" in code.task
    assert code.floor == 5
    assert code.like.strip() == "return sorted(xs)[0]  # the least"
    assert not asked.like


def test_what_was_wrong_is_told_once_more() -> None:
    writer = Scripted("one pass\n", "return max(xs)", "return min(xs)")
    found = written(writer, refuted("A.f([1, 2])", "1", "2"), proof(2, 2))
    assert [each.text.count("min") for each in found] == [0, 1]
    again = writer.passages[-1].before
    for said in ("A.f([1, 2])", "has to give: 1", "and gave: 2"):
        assert said in again
    assert "return max" not in again


def test_what_was_not_wanted_is_told_too() -> None:
    writer = Scripted("one pass\n", "import numpy\n        return numpy.min(xs)", "return min(xs)")
    found = written(writer, "no numpy: it uses numpy", proof(2, 2))
    assert len(found) == 2
    assert "was not wanted: no numpy: it uses numpy" in writer.passages[-1].before


def test_rounds_are_bounded() -> None:
    writer = Scripted("one\n", *(f"return {n}" for n in range(9)))
    assert len(written(writer, *[refuted()] * 9)) == 3


def test_the_same_again_ends_it() -> None:
    assert len(written(Scripted("one\n", "return 0", "return 0"), refuted())) == 1


@pytest.mark.parametrize("said", ["", "   ", "\n\n"])
def test_nothing_to_say(said: str) -> None:
    assert written(Scripted("one\n", said)) == []


@pytest.mark.parametrize("said", ["# the least\n        # 1. the least", "# return 1"])
def test_a_body_of_comments_is_none(said: str) -> None:
    assert written(Scripted("one pass\n", said)) == []


@pytest.mark.parametrize("said", ["", " 1.\n# 2. 1. 2.\n# 3. 0:\n", "\n", " ---"])
def test_a_model_that_names_no_algorithm_writes_one_all_the_same(said: str) -> None:
    writer = Scripted(said, "return min(xs)")
    (found,) = written(writer)
    assert found.title == "Written anew"
    assert writer.passages[-1].before.endswith(
        "    # The same, faster for large inputs:\n"
        "    @staticmethod\n    def f(xs):\n"
        '        """What it gives."""\n        '
    )
    assert writer.passages[-1].task.endswith("whole and only that, faster for large inputs.")


def test_no_word_is_left() -> None:
    assert written(Scripted("", "")) == []


def test_line_ends_stay() -> None:
    text = "def f(xs):\r\n    return sorted(xs)[0]\r\n"
    writer = Scripted("one\n", "low = min(xs)\n    return low")
    (found,) = written(writer, text=text, name="f")
    assert found.text == "def f(xs):\r\n    low = min(xs)\r\n    return low\r\n"


def test_a_function_in_one_line() -> None:
    text = "x = 1\ndef f(xs): return sorted(xs)[0]\ny = 2\n"
    (found,) = written(Scripted("one\n", "return min(xs)"), text=text, name="f")
    assert found.text == "x = 1\ndef f(xs):\n    return min(xs)\ny = 2\n"


@pytest.mark.parametrize(
    ("said", "plans"),
    [
        ("# 1. a set: O(n)\n# 2. sort: O(n log n)", ["a set: O(n)", "sort: O(n log n)"]),
        ("1) **a set**\n\ntext\n2) sort", ["a set", "sort"]),
        ("# 1. ", []),
        ("# 1. a\n# 2. b\n# 3. c\n# 4. d\n# 5. e", ["a", "b", "c", "d"]),
        ("nothing", []),
    ],
)
def test_plans(said: str, plans: list[str]) -> None:
    assert items_of(said, 4) == plans
