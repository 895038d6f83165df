"""What linters name is counted as the table says, and what they print is read."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path

import pytest

from guyline.bench.beside_linters import (
    Linter,
    Pattern,
    figures,
    installed,
    judge,
    read_patterns,
    table,
    time_tree,
)
from guyline.errors import InputError
from guyline.hints import all_rules

LINTERS = ("guyline", "ruff", "refurb", "perflint")
SUMMED = Pattern("A07", "def f(xss):\n    return sum(xss, [])\n", 300.0)
QUEUE = Pattern("A05", "def f(xs):\n    q = list(xs)\n    while q:\n        q.pop(0)\n", 200.0)
UNSAID = Pattern("B10", "def f(x):\n    return x\n", 2.5)
CAST = Pattern("C33", "def f(xs):\n    return sorted(list(xs))\n", 1.1)
KEYS = Pattern("C12", "def f(d, k):\n    return d[k] if k in d.keys() else 0\n", 2.2)


def test_the_table_knows_what_it_speaks_of() -> None:
    rules = {rule.code for rule in all_rules()}
    for id_, known in table().items():
        assert set(known) <= {*LINTERS, "partly", "why"}, id_
        assert set(known.get("guyline", ())) <= rules, id_
        said = set(known) - {"guyline", "why"}
        assert bool(said) == bool(known.get("why")), f"{id_}: a reason for each decision"


def test_what_ruff_and_guyline_name(tmp_path: Path) -> None:
    linters = [each for each in installed() if each.name in ("guyline", "ruff")]
    assert [each.name for each in linters] == ["guyline", "ruff"]
    patterns = [SUMMED, QUEUE, UNSAID, CAST, KEYS]
    verdicts = judge(patterns, linters, tmp_path / "new", jobs=1)
    assert [each.named for each in verdicts] == [["guyline", "ruff"], ["guyline"], [], [], []]
    assert [each.partly for each in verdicts] == [[], [], [], [], ["guyline", "ruff"]]
    assert [each.flagged for each in verdicts] == [[], [], [], ["ruff"], []]
    told = figures(verdicts, {})
    assert (told["effect"], told["placebo"], told["others together"]) == (4, 1, 1)
    assert told["unnamed"] == ["B10", "C12"]
    assert told["linters"]["ruff"] == {"named": 1, "partly": 1, "placebo": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are scripts with a first line")
def test_what_the_others_print_is_read(tmp_path: Path) -> None:
    printed = {
        "refurb": "A07.py:2:11 [FURB179]: Replace `sum(x, [])` with `chain.from_iterable(x)`\n",
        "pylint": json.dumps([{"path": "x/C33.py", "message-id": "W8402"}]),
    }
    for name, text in printed.items():
        program = tmp_path / name
        program.write_text(f"#!{sys.executable}\nprint({text!r}, end='')\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    linters = {each.name: each for each in installed(tmp_path)}
    assert set(linters) >= {"guyline", "refurb", "perflint"}
    two = [linters["refurb"], linters["perflint"]]
    verdicts = judge([SUMMED, CAST], two, tmp_path / "new", jobs=1)
    assert [each.named for each in verdicts] == [["refurb"], []]
    assert not any(each.flagged for each in verdicts)


def test_a_tree_is_timed_twice(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "a.py").write_text("x = 1\n" * 100)
    (tmp_path / "kept").mkdir()
    quick = Linter("quick", lambda *_: [sys.executable, "-c", ""], lambda _: [])
    speed = time_tree(quick, tmp_path / "tree", tmp_path / "kept", 1)
    assert speed.lines == 100
    assert speed.cold > 0
    assert speed.cached > 0
    stopped = [sys.executable, "-c", "print('a.py: error: This file shadows another'); exit(1)"]
    with pytest.raises(InputError, match="quick gives up on"):
        time_tree(
            Linter("quick", lambda *_: stopped, lambda _: []), tmp_path / "tree", tmp_path / "kept"
        )


def test_patterns_are_read_with_what_was_measured(tmp_path: Path) -> None:
    module, measured = tmp_path / "p.py", tmp_path / "m.json"
    module.write_text("C = [{'id': 'A07', 'slow': '\\nx = 1\\n', 'setup': 'import os'}]\n")
    measured.write_text('[{"id": "A07", "speedup": 3.0}]')
    assert read_patterns(module, measured) == [Pattern("A07", "import os\nx = 1\n", 3.0)]
    measured.write_text("[]")
    with pytest.raises(InputError, match="hold no patterns"):
        read_patterns(module, measured)
    with pytest.raises(InputError, match="hold no patterns"):
        read_patterns(tmp_path / "none.py", measured)


def test_a_linter_that_is_not_there_is_said(tmp_path: Path) -> None:
    gone = Linter("gone", lambda *_: [str(tmp_path / "gone")], lambda _: [])
    with pytest.raises(InputError, match="does not run"):
        judge([SUMMED], [gone], tmp_path / "new")
    fails = Linter("fails", lambda *_: [sys.executable, "-c", "exit(2)"], lambda _: [])
    with pytest.raises(InputError, match="fails"):
        judge([SUMMED], [fails], tmp_path / "newer")
