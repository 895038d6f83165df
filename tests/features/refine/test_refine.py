"""Refine, in a real sandbox: fixes, and commands that tell nothing."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from textwrap import dedent

import pytest

from guyline.errors import InputError
from guyline.features.refine.asked import Asked
from guyline.features.refine.page import page
from guyline.features.refine.refine import refine
from guyline.features.refine.refined import Refined
from guyline.proof.attempt import Means, subject_of
from guyline.proof.trials import Cancelled
from guyline.search.candidate import Origin
from guyline.search.repair.tries import Ask, scripted
from tests.proof.attempt import starter

PYTEST = "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 pytest"
"""Without the plugins of this project, which take seconds to be loaded."""

MOD = """\
def total(xs: list[int]) -> int:
    '''The sum.

    >>> total([])
    0
    '''
    result = 0
    for x in xs[1:]:  # all
        result += x
    return result


def other(n):
    return n + 1
"""
TEST = """\
import random
from mod import other, total

def test_empty():
    assert total([]) == 0

def test_some():
    assert total([1, 2]) == 3

def test_other():
    assert other(1) == 1
"""


def write(folder: Path, mod: str = MOD, test: str = TEST) -> Path:
    starter()
    (folder / "pyproject.toml").touch()
    (folder / "test_mod.py").write_text(dedent(test), encoding="utf-8")
    path = folder / "mod.py"
    path.write_text(mod, encoding="utf-8")
    return path


def asked(path: Path, name: str = "total", test: str = PYTEST, **given: object) -> Asked:
    means = Means(path.parent, Path(sys.executable))
    return Asked(path, name, test, means, **given)  # type: ignore[arg-type] # as told


def check(path: Path, name: str, test: str, ask: Ask | None = None) -> Refined:
    before = {each: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}
    found = refine(asked(path, name, test, seconds=40), ask=ask)
    assert {each: each.read_bytes() for each in path.parent.iterdir() if each.is_file()} == before
    return found


def test_a_fix_with_what_it_rests_on(tmp_path: Path) -> None:
    found = check(write(tmp_path), "total", PYTEST)
    assert found.fix is not None, found.words()
    assert "for x in xs:  # all" in found.fix.text
    assert found.title == "Fix total: test_some passes, 1 other still passes"
    assert found.tests.elsewhere == ("test_mod.py::test_other",)
    assert any("never run the function" in each for each in found.notes)
    told = found.as_json()
    assert told["fixed"] is True
    assert told["diff"].count("\n+ ") == 1
    assert told["evidence"]["origin"] == "repair"
    behaviour = told["evidence"]["behaviour"]
    assert 0 < behaviour["changed"] <= behaviour["inputs"]
    assert found.fix.doubts == ()
    assert "```diff" in page(found)


def test_a_doctest_and_a_function_that_the_tests_tell(tmp_path: Path) -> None:
    mod = MOD.replace("result = 0\n", "result = 1\n").replace("xs[1:]", "xs")
    found = check(write(tmp_path, mod), "", "python -m doctest mod.py")
    assert found.name == "total"
    assert found.fix is not None
    assert "result = 0" in found.fix.text


def test_a_model_is_asked_where_the_templates_find_nothing(tmp_path: Path) -> None:
    mod = "def both(a, b):\n    return None\n\n\ndef other(n):\n    return n\n\n\ntotal = sum\n"
    test = TEST.replace("import other", "import both, other").replace(
        "def test_empty",
        "def test_both():\n    assert both(2, [3]) == ((2, 3), 9)\n\ndef test_empty",
    )
    ask = scripted("return 1\n", "", "pair = (a, b[0])\n    return pair, 9\n")
    path = write(tmp_path, mod, test)
    found = refine(asked(path, "both", PYTEST, seconds=30), ask=ask)
    assert found.fix is not None, found.words()
    assert found.fix.origin is Origin.MODEL
    assert found.title.endswith("(AI)")
    assert "holds the expected value itself" in found.fix.doubts[0]
    whys = [each["why"] for each in found.tried if "of the model" in each["what"]]
    assert whys == ["failing tests still fail", "it wrote no body", "it stands"]


def test_a_fix_that_a_linter_complains_of_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ruff = str(Path(sys.executable).with_name("ruff"))
    monkeypatch.setattr("guyline.search.quality._ruff", lambda: ruff)
    mod = "def both(a, b):\n    return None\n\n\ndef other(n):\n    return n\n\n\ntotal = sum\n"
    test = "from mod import both\n\ndef test_both():\n    assert both(2, 3) == (3, 2)\n"
    body = "import hashlib\n    unused = hashlib.md5(b'')\n    return b, a\n"
    found = refine(asked(write(tmp_path, mod, test), "both", seconds=30), ask=scripted(body))
    assert found.fix is not None
    said = [each for each in found.fix.doubts if "ruff" in each]
    assert any("F841" in each for each in said)
    assert any("S324" in each for each in said)


def test_where_several_pass_a_model_s_expectations_put_one_first(tmp_path: Path) -> None:
    mod = "def capped(n: int, most: int) -> int:\n    return n if n > most else most\n"
    test = "from mod import capped\n\ndef test_a():\n    assert capped(2, 3) == 2\n"
    path = write(tmp_path, mod, test)
    plain = refine(asked(path, "capped", PYTEST, seconds=30))
    assert plain.fix is not None
    assert "n < most" in plain.fix.text
    assert any("else n\n" in each.text for each in plain.fixes if each.differs)
    said = "capped(9, 4) == 9\n2. capped(7, 2) == 7\n3. capped(4, 9) == 4\n4. capped(0, -5) == 0"
    found = refine(asked(path, "capped", PYTEST, seconds=30), ask=scripted(said))
    assert found.fix is not None
    assert "else n\n" in found.fix.text
    assert found.fix.expected == (4, 4)
    assert found.fix.origin is Origin.REPAIR, "a model has only chosen"
    assert "chosen by a model's opinion: 4 of 4" in "\n".join(found.words())
    assert "by a model's opinion" in page(found)


def test_a_fix_that_gives_something_else_than_before_says_so(tmp_path: Path) -> None:
    mod = "def capped(n: int, most: int) -> int:\n    return n if n > most else most\n"
    test = "from mod import capped\n\ndef test_a():\n    assert capped(2, 3) == 2\n"
    path = write(tmp_path, mod, test)
    before = mod.replace("n if n > most else most", "7 * n + most")
    subject = subject_of(path, "capped", before, mod)[0]
    found = refine(asked(path, "capped", PYTEST, seconds=40, before=subject))
    assert found.fix is not None
    assert found.fix.doubts[-1].startswith("still gives something else than before: capped(")
    assert found.fix.doubts[-1] in page(found)


@pytest.mark.parametrize(
    ("test", "command", "says"),
    [
        (
            "from mod import total\ndef test_a(): assert total([]) == 0\n",
            "pytest",
            "passes already",
        ),
        ("x = 1\n", PYTEST, "runs no test"),
        ("x = 1\n", "make", "no test command"),
        ("x = 1\n", f"{PYTEST} --nonsense", "takes neither its arguments"),
    ],
)
def test_commands_that_tell_nothing(tmp_path: Path, test: str, command: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        refine(asked(write(tmp_path, test=test), test=command))


@pytest.mark.parametrize(
    ("mod", "name", "says"),
    [(MOD, "nothing", "no function nothing"), ("def total(:\n", "total", "can't be parsed")],
)
def test_what_is_no_function(tmp_path: Path, mod: str, name: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        refine(asked(write(tmp_path, mod), name))


def test_it_is_cancelled(tmp_path: Path) -> None:
    cancel, ends = threading.Event(), list[float]()

    def progress(what: str, count: int) -> None:
        if what.startswith("repairs"):
            cancel.set()
            ends.append(time.monotonic())

    path = write(tmp_path, MOD.replace("xs[1:]", "()"))
    with pytest.raises(Cancelled):
        refine(asked(path), progress, cancel)
    assert time.monotonic() - ends[0] < 5
