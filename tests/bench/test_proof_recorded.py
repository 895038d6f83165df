"""Recorded answers: what is taken of them, and classes of what shows a difference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guyline.bench.proof_classes import class_of, difference_of, input_of
from guyline.bench.proof_recorded import answered, figures_of, module_of, read_recorded
from guyline.bench.readme_proof import TABLES
from guyline.errors import InputError


@pytest.mark.parametrize(
    ("markdown", "name"),
    [
        ("Here:\n```python\ndef task(x):\n    return x\n```\n", "task"),
        ("```\nprint(1)\n```\nthen\n```py\ndef task(x):\n    return x\n```\n", "task"),
        ("```python\ndef near():\n    pass\n\ndef other():\n    near()\n```", "other"),
        ("```python\ndef task(x):\n    return x\n", "task"),
        ("```python\ndef task(x:\n```\n", ""),
        ("no code", ""),
    ],
)
def test_the_function_of_an_answer_is_found(markdown: str, name: str) -> None:
    assert answered(markdown, "task")[1] == name


@pytest.mark.parametrize(
    ("text", "module"),
    [
        (
            "import re\nLIMIT = 3\nshown = 1\ndef task(x):\n    return task(x - LIMIT)\n"
            "print(task(3))\n",
            "import re\nLIMIT = 3\n\ndef solution(x):\n    return solution(x - LIMIT)\n",
        ),
        (
            "def task(xs):\n    task = max(xs)\n    return task\n",
            "def solution(xs):\n    task = max(xs)\n    return task\n",
        ),
        (
            "def task(xs):\n    found = xs\n    return found\nfound = task(given)\n",
            "def solution(xs):\n    found = xs\n    return found\n",
        ),
        ("TABLE = task(1)\ndef task(x): return TABLE", "def solution(x):\n    return TABLE\n"),
        ("if __name__ == '__main__':\n    task()\ndef task(): pass", "def solution():\n    pass\n"),
    ],
)
def test_an_answer_keeps_its_definitions(text: str, module: str) -> None:
    assert module_of(text, "task") == module


def test_answers_are_read_beside_the_truth(tmp_path: Path) -> None:
    prompt = "Please write a Python function task(x) for it"
    text = "def solution(x):\n    return x"
    (tmp_path / "solutions.json").write_text(json.dumps({prompt: [[text, False]]}))
    tests = [{"input": [1], "output": [1]}]
    (tmp_path / "testcases.json").write_text(json.dumps({prompt: tests}))
    answers = {prompt: [["```python\ndef tasks(x):\n    return 1\n```"], True], "other": []}
    (tmp_path / "answers_M.json").write_text(json.dumps(answers))
    (found,) = read_recorded(tmp_path)
    assert (found.name, found.renamed, found.tests) == ("M/task", "tasks", (((1,), 1),))
    assert found.answer == "def solution(x):\n    return 1\n"


def test_a_folder_without_answers_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has no recorded answers"):
        read_recorded(tmp_path)


def shown(old: dict[str, str], new: dict[str, str], *aspects: str) -> dict[str, Any]:
    return {"line": "solution([])", "old": old, "new": new, "aspects": aspects or ("value",)}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (shown({"value": "1"}, {"value": "None"}), "other value: int becomes NoneType"),
        (shown({"value": "[1, 2]"}, {"value": "[2, 1]"}), "other value: other order"),
        (shown({"value": "{1: 2, 3: 4}"}, {"value": "{3: 4, 1: 2}"}), "other value: other order"),
        (shown({"value": "1"}, {"value": "2"}), "other value"),
        (shown({"value": "<x>"}, {"value": "2"}), "other value"),
        (shown({"value": "[1]"}, {"value": "[1.0]"}), "other value: equal, of other types within"),
        (shown({"value": "1"}, {"raised": "ValueError"}), "only new raises ValueError"),
        (shown({"raised": "a.KeyError"}, {"value": "1"}), "only old raises KeyError"),
        (
            shown({"raised": "KeyError"}, {"raised": "TypeError"}),
            "other exception: KeyError, TypeError",
        ),
        (shown({}, {}, "arguments"), "arguments"),
        (shown({}, {}, "time"), "new does not end"),
    ],
)
def test_what_differs_has_words(found: dict[str, Any], words: str) -> None:
    assert difference_of(found) == words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("solution([], 1)", "empty"),
        ("solution([1], -2)", "negative"),
        ("solution([1], x=math.nan)", "not finite"),
        ("solution([0], 1)", "zero"),
        ("solution([True], 1)", "a bool"),
        ("solution([1.5], 1)", "a float"),
        ("solution([100], 1)", "beyond the known numbers"),
        ("solution([1, 2, 3], 1)", "longer than known"),
        ("solution((1,), 2)", "of other types than known"),
        ("solution([2], 1)", "like the known ones"),
        ("solution(iter([2]), 1)", "an input that is no literal"),
        ("no call (", "an input that is no literal"),
    ],
)
def test_what_an_input_has_of_its_own_has_words(line: str, words: str) -> None:
    assert input_of(line, [([1, 2], 3)]) == words


def test_a_class_says_both() -> None:
    found = shown({"value": "1"}, {"raised": "ValueError"})
    assert class_of(found, [(([1],), 1)]) == "only new raises ValueError; empty"


def row(name: str, passes: bool, verdict: str, on_tests: bool) -> dict[str, Any]:
    return {
        "name": name,
        "group": "M",
        "truth_passes": True,
        "passes": passes,
        "verdict": verdict,
        "on_tests": {"aspects": ["value"]} if on_tests else {},
        "class": "other value",
    }


def test_verdicts_are_compared() -> None:
    rows = [
        row("a", True, "not_refuted", False),
        row("b", True, "refuted", False),
        row("c", False, "refuted", True),
        row("d", False, "not_refuted", False),
        row("e", True, "refuted", True),
        {"name": "f", "group": "M", "verdict": "no code"},
        row("g", False, "refuted", True) | {"truth_passes": False},
    ]
    read = {"case": {"b": "seen"}, "class": [{"difference": "only", "because": "so"}]}
    found = figures_of(rows, read)
    assert found["unexplained"] == ["e"]
    assert (found["judged"], found["agree"]) == (5, 0.4)
    assert found["fail_and_not_refuted"] == ["d"]
    assert found["pass_and_differ_on_a_test"] == ["e"]
    assert found["agree_on_the_tests_inputs"] == 0.6
    assert (found["truth_fails_its_tests"], found["no_code"]) == (["g"], 1)
    assert "| the verdicts agree | 40.0% |" in TABLES["proof-recorded"](found)
