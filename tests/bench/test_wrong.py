"""The judge, where the right verdict is known."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guyline.analysis import JediOracle
from guyline.bench.checker import Checker
from guyline.bench.cursors import Cursor, cursors
from guyline.bench.wrong import Judge, standing
from guyline.errors import InputError
from guyline.monitors import monitors_for

CAMP = """\
import os

from camp.tents import Tent


def total(tent: Tent, unknown) -> int:
    return tent.poles


class Fly(Tent):
    def colour(self) -> str:
        return self.no_such_colour
"""
TENTS = "class Tent:\n    def __init__(self) -> None:\n        self.poles = 2\n"


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Checker(Path(sys.executable)) as found:
        yield Judge(found, Path(sys.executable))


@pytest.fixture
def camp(tmp_path: Path) -> Path:
    package = tmp_path / "camp"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "tents.py").write_text(TENTS)
    (package / "site.py").write_text(CAMP)
    return tmp_path


def cursor_at(root: Path, author: str) -> Cursor:
    path = root / "camp" / "site.py"
    return next(each for each in cursors(path, root) if each.author == author)


@pytest.mark.parametrize(
    ("author", "shown", "wrong"),
    [
        ("poles", "poles", []),
        ("poles", "pols", ["pols"]),
        ("poles", "poles + tent.heigth + tent.poles", ["heigth"]),
        ("poles", "poles + unknown.whatever", []),
        ("poles", "poles + nobody", ["nobody"]),
        ("poles", "poles + Tent(size=2).poles", ["size"]),
        ("import os", "from camp.tents import Tent, Tipi", ["Tipi"]),
        ("import os", "from camp.tents import Tipi as Tent, Fly as F", ["Tipi", "Fly"]),
        ("import os", "import camp.tipis", ["tipis"]),
        ("import os", "from .tipis import Tipi", ["tipis"]),
        ("import os", "import os\nos.getcwdd()", ["getcwdd"]),
        ("import os", "from __future__ import annotations", []),
        ("poles", "poles + (", []),
        ("poles", "", []),
    ],
)
def test_names_that_do_not_exist(
    judge: Judge, camp: Path, author: str, shown: str, wrong: list[str]
) -> None:
    cursor = cursor_at(camp, author)
    faults = judge.faults(cursor, CAMP, shown)
    assert [fault.word for fault in faults] == wrong
    whole = cursor.written(CAMP, shown)
    for fault in faults:
        assert whole.startswith(fault.word, fault.start)


def test_what_is_said_of_the_author_too_is_excused(judge: Judge, camp: Path) -> None:
    cursor = cursor_at(camp, "self.no_such_colour")
    assert judge.faults(cursor, CAMP, "self.no_such_colour.lower()") == []
    assert [f.word for f in judge.faults(cursor, CAMP, "self.no_such_size")] == ["no_such_size"]


def test_an_assignment_makes_a_name(judge: Judge, camp: Path) -> None:
    faults = judge.faults(cursor_at(camp, "poles"), CAMP, "poles\n    tent.pitched = True")
    assert faults == []


def test_the_control_tells_what_the_judge_is_worth(judge: Judge, camp: Path) -> None:
    right = judge.control(cursor_at(camp, "poles"), CAMP)
    assert (right.objected, right.asked, right.saw) == (False, True, True)
    wrong = judge.control(cursor_at(camp, "self.no_such_colour"), CAMP)
    assert (wrong.objected, wrong.asked, wrong.saw) == (True, True, True)
    new = judge.control(cursor_at(camp, "import os"), CAMP)
    assert new.asked


async def test_the_analysis_is_asked_what_it_says(judge: Judge, camp: Path) -> None:
    oracle = JediOracle(camp, Path(sys.executable), limit=30)
    cursor = cursor_at(camp, "poles")
    shown = "pols + nobody + max(tent, noone)"
    try:
        found = [
            await standing(fault, cursor, CAMP, shown, monitors_for(oracle))
            for fault in judge.faults(cursor, CAMP, shown)
        ]
    finally:
        await oracle.close()
    assert [(each.word, each.receiver, each.standing) for each in found] == [
        ("pols", "tent", "forbidden"),
        ("nobody", "", "forbidden"),
        ("noone", "", "forbidden"),
    ]
    assert all(each.closed and each.line == cursor.line for each in found)


def test_the_authors_file_stays_as_it_is(judge: Judge, camp: Path) -> None:
    before = {path: path.read_bytes() for path in camp.rglob("*.py")}
    judge.faults(cursor_at(camp, "poles"), CAMP, "pols")
    assert {path: path.read_bytes() for path in camp.rglob("*.py")} == before


def test_without_the_checker_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"guyline\[judge\]"):
        Checker(Path(sys.executable))


def test_a_checker_that_fails_is_said(camp: Path) -> None:
    cursor = cursor_at(camp, "poles")
    with Checker(camp / "no-python") as found, pytest.raises(InputError, match="judge"):
        found.faults(CAMP, cursor.path, cursor.root)
