"""The bugs that repairs are measured by are bugs."""

from __future__ import annotations

import ast

import pytest

from tests.search.repair.bugs import Bug, bugs


def test_there_are_enough_of_several_kinds() -> None:
    found = bugs()
    assert len(found) >= 60
    assert len({each.kind for each in found}) >= 25
    assert sum(each.file == "hard.md" for each in found) >= 15
    assert len({each.name for each in found}) == len(found)


@pytest.mark.parametrize("bug", bugs(), ids=lambda bug: bug.name)
def test_the_tests_pass_with_the_true_text(bug: Bug) -> None:
    assert ast.dump(ast.parse(bug.true)) != ast.dump(ast.parse(bug.broken))
    names: dict[str, object] = {"pytest": pytest}
    exec(bug.true + "\n" + bug.tests, names)  # noqa: S102 - our own data
    for name, test in list(names.items()):
        if name.startswith("test_") and callable(test):
            for given in _cases(test):
                test(*given)


def _cases(test: object) -> list[tuple[object, ...]]:
    marks = [each for each in getattr(test, "pytestmark", ()) if each.name == "parametrize"]
    return [tuple(each) for each in marks[0].args[1]] if marks else [()]
