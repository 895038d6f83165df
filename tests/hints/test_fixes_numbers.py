"""Where a rule about numbers fires and has no edit to offer, and why."""

from __future__ import annotations

import pytest

from guyline.hints.check import check

NUMPY = "import numpy as np\n"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("def f(a):\n    return np.sum(a > 0).item()\n", "an int has no item"),
        ("def f(a):\n    return np.argsort(a)[:3]\n", "the first few come in another order"),
        ("def f(a, b):\n    return np.sum((a - b) ** 2)\n", "the difference has no name"),
        ("def f(a, b):\n    return np.linalg.inv(a) @ -b\n", "the right side is no name"),
    ],
)
def test_no_edit_is_offered_where(code: str, why: str) -> None:
    [hint] = [each for each in check(NUMPY + code).hints if each.rule.code[:4] in ("GL61", "GL62")]
    assert hint.fix is None, why
