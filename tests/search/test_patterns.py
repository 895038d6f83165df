"""Measured patterns, found in functions that hold more than them."""

from __future__ import annotations

import ast

import pytest

from guyline.hints.rules import all_rules
from guyline.search.patterns import alike

SHARED = """\
    def shared(self, left: list[int], right: list[int]) -> list[int]:
        \"\"\"Poles that both tents have.\"\"\"
        self.count += 1
        out = []
        for pole in left:
            if pole in right:
                out.append(pole)
        return out
"""
TEXT = """\
def text(rows):
    result = b""
    for row in rows:
        result += row
    print(len(rows), "rows")
    return result
"""


@pytest.mark.parametrize(
    ("source", "name"), [(SHARED, "list-membership-in-loop"), (TEXT, "bytes-concat-in-loop")]
)
def test_the_pattern_in_a_function_comes_first(source: str, name: str) -> None:
    (first, *_) = found = alike(source)
    assert first[0].startswith(f"{name}: measured ")
    assert len(found) <= 2
    before, after = first[1].split("# after\n")
    assert ast.dump(ast.parse(before)) != ast.dump(ast.parse(after))


@pytest.mark.parametrize("source", ["def f(a):\n    return a.b(c)\n", "", "def (:"])
def test_where_nothing_is_alike_nothing_is_shown(source: str) -> None:
    assert alike(source) == ()


def test_each_pattern_is_found_in_its_own_slow_form() -> None:
    rules = [each for each in all_rules() if each.code in ("GL101", "GL103", "GL201")]
    assert rules
    for rule in rules:
        assert rule.name in alike(rule.example.slow, 1)[0][0]
