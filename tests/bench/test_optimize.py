"""The bench of optimise: figures worked out by hand, and a task of its own, really timed."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from guyline.bench.optimize import (
    Task,
    figures_of,
    figures_of_model,
    figures_of_replay,
    read_tasks,
    replayed,
)
from guyline.bench.optimize_entries import stress
from guyline.bench.optimize_entries.stress import timed
from guyline.bench.readme_edits import TABLES
from guyline.errors import InputError
from tests.proof.attempt import starter

TRUTH = """\
def solution(xs, ys):
    return [x for x in xs if x in [y for y in ys]]
"""
RIGHT = """\
def solution(xs, ys):
    known = set(ys)
    return [x for x in xs if x in known]
"""
WRONG = """\
def solution(xs, ys):
    return sorted(set(xs) & set(ys))
"""


def row(name: str, old: float, new: float, same: bool = True, **more: Any) -> dict[str, Any]:
    offers = [{"steps": ["GL1"]}] if new != old else []
    timed = [[old, old], [new, new], [old / 4, old / 4]]
    return {
        "name": name, "offers": offers, "judged": [], "models": ["m"], "seconds": 2.0,
        "same": [True, same, True], "stress_s": timed, **more,
    }  # fmt: skip


def test_figures() -> None:
    rows = [row("twice", 2.0, 1.0), row("none", 1.0, 1.0), row("broken", 4.0, 1.0, same=False)]
    rows[1] = {"name": "none", "offers": [], "judged": [], "seconds": 0.1}  # it is not timed
    found = figures_of([*rows, {"name": "fault", "fault": "no"}])
    assert (found["functions"], found["faults"], found["offered"]) == (4, 1, 2)
    assert found["broken"] == ["broken"]
    assert (found["improved"], found["opt"]) == (1, pytest.approx(1 / 3, abs=1e-4))
    assert found["mean_speedup"] == pytest.approx(4 / 3, abs=1e-3)
    assert found["harmonic_mean_speedup"] == pytest.approx(3 / (0.5 + 1 + 1), abs=1e-3)
    assert found["geometric_mean_speedup"] == pytest.approx(2 ** (1 / 3), abs=1e-3)
    assert found["sp"] == pytest.approx(4 / 3, abs=1e-3)
    told = TABLES["optimize-rules"](found)
    assert "| 4 | 2 | 1 (33.3%) | 1 | 1.33 | 1.26 | 1.20 | 1.33 |" in told


def test_figures_of_a_replay() -> None:
    best: dict[str, Any] = {"judged": [{"steps": ["m"], "fate": "better", "hard": True}]}
    fallen: dict[str, Any] = {"judged": [{"steps": ["m"], "fate": "refuted", "hard": False}]}
    rows = [
        row("best", 4.0, 1.0, **best),
        row("slow", 4.0, 2.0, **best),
        row("wrong", 4.0, 4.0, **fallen) | {"same": [True, True, False]},
        row("missed", 4.0, 4.0, **best) | {"same": [True, True, False]},
        row("other inputs", 4.0, 4.0, **fallen),
        row("timed twice", 4.0, 1.2, **best) | {"offers": [{"steps": ["m"]}]},
    ]
    found = figures_of_replay(rows)
    assert (found["wrong"], found["wrong_refused"], found["wrong_offered"]) == (2, 1, 0)
    assert found["right_by_tests_and_refuted"] == 1
    assert found["as_fast_as_the_best"] == 4
    assert found["slower_than_the_best"] == ["slow", "other inputs"]
    assert found["as_fast_as_the_best_that_stands"] == 5
    assert found["slower_than_the_best_that_stands"] == ["slow"]
    assert "| of these refused | 1 |" in TABLES["optimize-replay"](found)


def test_figures_of_a_model() -> None:
    def tried(origin: str, fate: str, hard: bool = False) -> dict[str, Any]:
        return {"origin": origin, "steps": [origin], "fate": fate, "hard": hard}

    judged = [tried("rules", "better"), tried("model", "refuted"), tried("model", "better")]
    rows = [
        row("one", 4.0, 1.0, judged=[*judged, tried("model", "no faster", hard=True)]),
        row("two", 4.0, 1.0, judged=[]),
        {"name": "three", "fault": "no"},
    ]
    rows[0] |= {"offers": [{"origin": "model"}, {"origin": "rules"}], "same": [True] * 3 + [False]}
    rows[1] |= {"offers": [{"origin": "rules"}], "same": [True, True, False]}
    found = figures_of_model(rows)
    assert (found["functions_written"], found["written"]) == (1, 2)
    assert found["fates"] == {"better": 1, "refuted": 1}
    assert (found["offers"], found["offers_by_model"], found["wrong_offers"]) == (3, 1, 1)
    assert "| of these by the model | 1 |" in TABLES["optimize-embedded"](found)


def test_no_figures() -> None:
    assert figures_of_model([])["wrong_offers"] == 0
    assert figures_of([])["improved"] == 0
    assert figures_of_replay([{"name": "x", "fault": "no"}])["faults"] == 1


def test_timing_gives_the_least_and_says_what_is_the_same() -> None:
    def slow(xs: list[int]) -> list[int]:
        return sorted(xs, key=lambda x: sum(range(200)) + x)

    def wrong(xs: list[int]) -> None:
        xs.clear()
        raise KeyError

    said: Any = timed([slow, sorted, wrong], "[[3, 1, 2]]", 0.05)
    assert said["same"] == [True, True, False]
    assert said["seconds"][1] < said["seconds"][0]
    assert "NameError" in str(timed([sorted], "nothing", 0.01)["failed"])


def test_a_call_that_takes_too_long_counts_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stress, "LIMIT", 0.2)
    before = signal.signal(signal.SIGALRM, stress._ring)

    def endless(xs: list[int]) -> list[int]:
        while xs:
            with suppress(Exception):
                sum(xs)
        return xs

    try:
        said: Any = timed([sorted, endless], "[[3, 1, 2]]", 0.05)
        both: Any = timed([endless, sorted], "[[3, 1, 2]]", 0.05)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert said["late"] == [False, True]
    assert said["seconds"][1] == 0.2
    assert both["same"] == [True, True], "nothing is known against it"
    assert both["seconds"][1] < 0.01


def test_a_task_replayed() -> None:
    starter()
    numbers = list(range(600))
    tests = ((([1, 2], [2, 3]), [2]), (([3, 3], [3]), [3, 3]))
    stress = (repr((numbers, numbers[::-1])),)
    task = Task("common", TRUTH, tests, stress, (("a", WRONG), ("b", RIGHT), ("c", "")), RIGHT)
    replay = replayed(task, 15.0, Path(sys.executable))
    assert "fault" not in replay
    assert len(replay["stress_s"]) == 4
    fates = {each["steps"][0]: each["fate"] for each in replay["judged"]}
    assert fates["a"] == "refuted"
    found = figures_of_replay([replay])
    assert (found["wrong"], found["wrong_refused"], found["broken"]) == (1, 1, [])


def test_tasks_are_read() -> None:
    folder = Path(os.environ.get("GUYLINE_DATA", "../shared/data")) / "coffe-mbpp"
    if not folder.is_dir():
        pytest.skip("wants the recorded answers: GUYLINE_DATA names their folder")
    tasks = read_tasks(folder)
    assert len(tasks) == 234
    assert all(each.stress and each.tests and len(each.answers) == 2 for each in tasks)
    assert all("def solution" in each.best for each in tasks)


def test_no_tasks(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no recorded answers"):
        read_tasks(tmp_path)
