"""What a model is told, round by round."""

from __future__ import annotations

from typing import Any

from guyline.proof.outcomes import Test
from guyline.search.repair.broken import Broken
from guyline.search.repair.judge import Progress
from guyline.search.repair.rounds import Rounds, Told, in_lines
from guyline.search.writing import Passage

TEXT = "def f(a):\n    '''What it gives.'''\n    return a\n\n\nX = 1\n"
CALL = {"arguments": {"a": "2"}, "steps": [[3, {"b": "4"}], [4, {}]], "returned": "4"}


class FakeJudge:
    """Says what is written down."""

    def __init__(self, *passed: int) -> None:
        self._passed = list(passed)
        self.seen: list[str] = []

    def tried(self, repairs: Any) -> list[Progress]:
        self.seen += [each.text for each in repairs]
        return [Progress(self._passed.pop(0), 0) for _ in repairs]

    def mends(self, progress: Progress) -> bool:
        return progress.passed == 2

    def keeps(self, text: str, *, is_body: bool) -> tuple[str, ...]:
        return ()

    def confirmed(self, text: str) -> tuple[bool, tuple[Test, ...], None]:
        return True, (), None


def run(judge: FakeJudge, *answers: str) -> tuple[Rounds, list[Passage], str]:
    asked: list[Passage] = []
    left = list(answers)

    def ask(passage: Passage) -> str:
        asked.append(passage)
        return left.pop(0) if left else ""

    told = Told([Test("test_f", "failed", "AssertionError", "assert 2 == 3")], [CALL])
    rounds = Rounds(Broken(TEXT, "f"), judge, ask, told)  # type: ignore[arg-type] # a fake
    found = rounds.run()
    return rounds, asked, found.text if found is not None else ""


def test_it_is_told_what_failed_and_what_its_try_changed() -> None:
    rounds, asked, text = run(FakeJudge(1, 2), "return a + 2\n", "return a + 1")
    assert text == TEXT.replace("return a", "return a + 1")
    first, second = asked
    assert "# test_f fails: AssertionError: assert 2 == 3\n" in first.before
    assert "#   line 3: b = 4\n" in first.before
    assert first.before.endswith("    ")
    assert first.after == "\n\nX = 1\n"
    assert "#   -    return a\n    #   +    return a + 2\n" in second.before
    assert [each.why for each in rounds.rounds] == ["failing tests still fail", ""]


def test_it_ends_where_nothing_improves() -> None:
    judge = FakeJudge(0, 0, 0, 0, 0)
    rounds, asked, text = run(judge, "return 5", "return 5", "return 6", "return 7")
    assert text == ""
    assert [each.why for each in rounds.rounds][1] == "it wrote the same again"
    assert len(asked) == 3


def test_what_deceives_tests_or_is_no_code_is_not_tried() -> None:
    judge = FakeJudge()
    rounds, _, text = run(judge, "import sys; sys.exit(0)", "Here is the code:", "")
    assert text == ""
    assert judge.seen == []
    assert "deceived" in rounds.rounds[0].why


def test_values_are_lines() -> None:
    assert list(in_lines(CALL)) == ["with a = 2", "  line 3: b = 4", "  returned 4"]
