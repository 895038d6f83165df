"""What a person says of inputs: it holds, it does not, or it can't be told."""

from __future__ import annotations

import pytest

from guyline.proof.inside.assumption import Assumption
from guyline.proof.inside.recipe import Unmade
from guyline.proof.inside.target import Untried

LIMIT = 3


def of(xs: list[int], most: int = 9) -> int:
    return min(len(xs), most)


@pytest.mark.parametrize(
    ("text", "xs", "holds"),
    [
        ("", [2, 1], True),
        ("xs == sorted(xs)", [1, 2], True),
        ("xs == sorted(xs)", [2, 1], False),
        ("all(xs[at] <= xs[at + 1] for at in range(len(xs) - 1))", [1, 2], True),
        ("all(xs[at] <= xs[at + 1] for at in range(len(xs) - 1))", [2, 1], False),
        ("len([x for x in xs if x in xs and x < most]) < LIMIT", [1, 2], True),
        ("xs[5] > 0", [1], False),
    ],
)
def test_a_condition_over_the_parameters(text: str, xs: list[int], holds: bool) -> None:
    names = {"LIMIT": LIMIT}
    assumption = Assumption(text, of, names)
    if holds:
        assumption.check((xs,), {})
    else:
        with pytest.raises(Unmade):
            assumption.check((xs,), {})
    assert names.keys() <= {"LIMIT", "__builtins__"}


def test_what_is_no_expression_is_told() -> None:
    with pytest.raises(Untried, match="can't be read"):
        Assumption("xs = 3", of, {})
