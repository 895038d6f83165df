"""The bugs that repairs are measured by are bugs."""

from __future__ import annotations

import ast
import gc
import sys
import warnings
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from guyline.bench.refine_bugs import Bug, read_bugs

_MOST_STEPS = 1_000_000


@cache
def bugs() -> tuple[Bug, ...]:
    """All of them."""
    return tuple(read_bugs(Path(__file__).parent / "bugs"))


def test_there_are_enough_of_several_kinds() -> None:
    found = bugs()
    assert len(found) >= 60
    assert len({each.kind for each in found}) >= 25
    assert sum(each.file == "hard.md" for each in found) >= 15
    assert len({each.name for each in found}) == len(found)


@pytest.mark.parametrize("bug", bugs(), ids=lambda bug: bug.name)
def test_the_tests_tell_the_true_text_from_the_broken_one(bug: Bug) -> None:
    assert ast.dump(ast.parse(bug.true)) != ast.dump(ast.parse(bug.broken))
    assert passes(bug.true, bug.tests)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a coroutine that is not awaited
        assert not passes(bug.broken, bug.tests)
        gc.collect()


def passes(text: str, tests: str) -> bool:
    """Whether all tests pass, in a bounded number of steps."""
    names: dict[str, object] = {"pytest": pytest}
    exec(compile(f"{text}\n{tests}", "<bug>", "exec"), names)  # noqa: S102 - our own data
    steps = 0

    def step(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal steps
        steps += 1
        if steps > _MOST_STEPS:
            raise TimeoutError
        return step if frame.f_code.co_filename == "<bug>" else None

    before = sys.gettrace()
    try:
        for name, test in list(names.items()):
            for given in _cases(test) if name.startswith("test_") else ():
                sys.settrace(step)
                test(*given)  # type: ignore[operator] # a test is a function
                sys.settrace(before)
    except Exception:  # noqa: BLE001 - whatever the broken text raises
        return False
    finally:
        sys.settrace(before)
    return True


def _cases(test: object) -> list[tuple[object, ...]]:
    marks = [each for each in getattr(test, "pytestmark", ()) if each.name == "parametrize"]
    return [tuple(each) for each in marks[0].args[1]] if marks else [()]
