"""What a model is told, try by try, by each strategy; the budget that they share."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.proof.outcomes import Test
from guyline.search.repair.broken import Broken
from guyline.search.repair.judge import Progress
from guyline.search.repair.strategies import (
    STRATEGIES,
    Divide,
    PlanFirst,
    Rounds,
    Strategy,
    Tree,
    repaired,
)
from guyline.search.repair.tries import Told, Tries, in_lines
from guyline.search.writing import Passage

TEXT = "def f(a):\n    '''What it gives.'''\n    return a\n\n\nX = 1\n"
CALL = {"arguments": {"a": "2"}, "steps": [[3, {"b": "4"}], [4, {}]], "returned": "4"}
RIGHT = "return a + 1"


class FakeJudge:
    """All is well with what holds :data:`RIGHT`; else it says what is written down."""

    def __init__(self, *passed: int) -> None:
        self._passed = list(passed)
        self.seen: list[str] = []

    def tried(self, repairs: Any) -> list[Progress]:
        self.seen += [each.text for each in repairs]
        return [Progress(2 if RIGHT in each.text else self._next(), 0) for each in repairs]

    def _next(self) -> int:
        return self._passed.pop(0) if self._passed else 0

    def mends(self, progress: Progress) -> bool:
        return progress.passed == 2

    def keeps(self, text: str, *, is_body: bool) -> tuple[str, ...]:
        return ()

    def confirmed(self, text: str) -> tuple[bool, tuple[Test, ...], None]:
        return True, (), None


class Asked:
    """A model whose answers are written down, and what it was asked."""

    def __init__(self, *answers: str) -> None:
        self._left = list(answers)
        self.passages: list[Passage] = []

    def __call__(self, passage: Passage) -> str:
        self.passages.append(passage)
        return self._left.pop(0) if self._left else ""


def run(
    strategy: Strategy, judge: FakeJudge, *answers: str, most: int = 20
) -> tuple[Tries, list[Passage], str]:
    asked = Asked(*answers)
    failing = [Test(f"test_{n}", "failed", "AssertionError", "assert 2 == 3") for n in "ab"]
    told = Told(failing, [CALL])
    tries = Tries(Broken(TEXT, "f"), judge, asked, told, most=most)  # type: ignore[arg-type] # a fake
    found = repaired(tries, [strategy])
    return tries, asked.passages, found.text if found is not None else ""


def test_it_is_told_what_failed_and_what_its_try_changed() -> None:
    tries, asked, text = run(Rounds(), FakeJudge(1), "return a + 2\n", RIGHT)
    assert text == TEXT.replace("return a", RIGHT)
    first, second = asked
    assert "# test_a fails: AssertionError: assert 2 == 3\n" in first.before
    assert "#   line 3: b = 4\n" in first.before
    assert first.before.endswith("    ")
    assert first.after == "\n\nX = 1\n"
    assert "#   -    return a\n    #   +    return a + 2\n" in second.before
    assert [each.why for each in tries.made] == ["failing tests still fail", ""]


def test_it_ends_where_nothing_improves() -> None:
    answers = ("return 5", "return 5", "return 6", "return 7")
    tries, asked, text = run(Rounds(), FakeJudge(), *answers)
    assert text == ""
    assert [each.why for each in tries.made][1] == "it wrote the same again"
    assert len(asked) == 3


def test_what_deceives_tests_or_is_no_code_is_not_tried() -> None:
    judge = FakeJudge()
    tries, _, text = run(Rounds(), judge, "import sys; sys.exit(0)", "Here is the code:", "")
    assert text == ""
    assert judge.seen == []
    assert "deceived" in tries.made[0].why


def test_values_are_lines() -> None:
    assert list(in_lines(CALL)) == ["with a = 2", "  line 3: b = 4", "  returned 4"]


def test_plans_come_before_code() -> None:
    plans = "it forgets one: add it\n# 2. a is negative: take abs\n# 3. a is negative: take abs"
    judge = FakeJudge(1, 0)
    tries, asked, text = run(PlanFirst(), judge, plans, "return 7", "return 8", RIGHT)
    assert RIGHT in text
    assert asked[0].before.endswith("# 1.")
    assert not asked[0].guided
    assert "# What is wrong, and to be done: it forgets one: add it\n" in asked[1].before
    assert "#   +    return 7\n" in asked[2].before, "the same plan again, with what fell"
    assert "take abs" in asked[3].before
    assert "return 8" not in asked[3].before, "another plan begins anew"
    assert len(tries.made) == 3


def test_inner_functions_are_written_last() -> None:
    body = (
        'def more(n):\n        """One more."""\n        ...\n\n'
        "    def same(n):\n        pass\n\n    return more(same(a))\n"
    )
    tries, asked, text = run(
        Divide(), FakeJudge(), body, "return a + 1 if a is n else n + 1", "return n\n"
    )
    assert text == TEXT.replace(
        "    return a\n",
        '    def more(n):\n        """One more."""\n        return a + 1 if a is n else n + 1\n\n'
        "    def same(n):\n        return n\n\n    return more(same(a))\n",
    )
    assert asked[1].before.endswith('"""One more."""\n        ')
    assert asked[1].floor == 8
    assert "inner function more" in asked[1].task
    assert len(tries.made) == 1


def test_a_part_that_is_not_written_ends_it() -> None:
    body = "def more(n):\n        raise NotImplementedError\n\n    return more(a)\n"
    tries, asked, text = run(Divide(), FakeJudge(), body, "")
    assert (len(asked), tries.made, text) == (2, [], "")


def test_a_tree_goes_on_from_what_came_furthest() -> None:
    judge = FakeJudge(0, 1, 0)
    tries, asked, text = run(
        Tree(width=2),
        judge,
        "it is too small\n# 2. it is of the wrong kind",
        "return 5",  # by the first
        "return 6",  # by the second, which gets further
        "give one more",  # what follows the second
        RIGHT,
    )
    assert RIGHT in text
    followed = asked[3].before
    assert "# Thought 1: it is of the wrong kind\n" in followed
    assert "#   +    return 6\n" in followed, "what came of it is told"
    assert "# Thought 2: give one more\n" in asked[4].before
    assert [each.why for each in tries.made] == ["failing tests still fail"] * 2 + [""]


def test_a_tree_without_thoughts_ends() -> None:
    tries, asked, text = run(Tree(), FakeJudge(), "")
    assert (len(asked), tries.made, text) == (1, [], "")


def test_all_strategies_share_one_budget() -> None:
    judge = FakeJudge()
    asked = Asked(*(f"return {n}" for n in range(99)))
    tries = Tries(Broken(TEXT, "f"), judge, asked, Told([]), most=6)  # type: ignore[arg-type] # a fake
    assert repaired(tries, STRATEGIES) is None
    assert len(tries.made) == 6
    assert {each.strategy for each in tries.made} > {"rounds"}


SAID = (
    *("", "return 1", "return 2", RIGHT, "return (", "import sys; sys.exit(0)"),
    *("a plan\n# 2. another", "# 1. # 2. # 3.", "    " * 30 + "x", "\x00"),
    "def g(n):\n        ...\n\n    return g(a)",
)
ANSWERS = st.lists(st.sampled_from(SAID), max_size=40)


@given(ANSWERS, st.sampled_from(STRATEGIES))
def test_whatever_a_model_says_a_strategy_ends_with_a_tried_text(
    answers: list[str], strategy: Strategy
) -> None:
    judge = FakeJudge()
    tries, asked, text = run(strategy, judge, *answers)
    assert len(tries.made) <= 20
    assert len(asked) <= 20 * 6
    if text:
        assert RIGHT in text
        assert text in judge.seen


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda each: each.name)
def test_a_budget_that_is_spent_asks_nothing(strategy: Strategy) -> None:
    _, asked, text = run(strategy, FakeJudge(), RIGHT, RIGHT, most=0)
    assert (asked, text) == ([], "")
