"""Runs in a copy of a project, in a process of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

import pytest

from guyline.errors import InputError
from guyline.proof.reruns import Place, Reruns, Unrunnable, command_of
from guyline.proof.trials import Cancelled
from tests.proof.unconfined import Unconfined

QUIETLY = "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1"
"""Without the plugins of this project, which take seconds to be loaded."""

MOD = """\
def total(xs):
    result = 0
    for x in xs[1:]:
        result += x
    return result
"""
TEST = """\
from pathlib import Path
from pkg.mod import total
def test_empty():
    assert total([]) == 0
def test_some():
    assert total([1, 2]) == 3
def test_writes(tmp_path):
    (tmp_path / "x").write_text("x")
    Path(__file__).with_name("made.txt").write_text("y")
"""


class Ending(Unconfined):
    """A process that is closed as a sandbox is."""

    def close(self) -> None:
        self.kill()


@contextmanager
def running(
    folder: Path, command: str, files: Mapping[str, str], cancel: threading.Event | None = None
) -> Iterator[Reruns]:
    project = folder / "project"
    for name, text in {"pyproject.toml": "", **files}.items():
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    file = project / "src/pkg/mod.py"
    read = command_of(command, file, project)
    place = Place(project, file, file.read_text(), "total", read, project, (project / "src",))
    scratch = folder / "scratch"
    scratch.mkdir()
    with Reruns(place, lambda: (Ending("reruns"), str(scratch)), cancel) as reruns:
        yield reruns


FILES = {"src/pkg/__init__.py": "", "src/pkg/mod.py": MOD, "tests/test_mod.py": TEST}


def outcomes(ran: object) -> dict[str, str]:
    tests = getattr(ran, "tests", {})
    return {name.rpartition("::")[2]: each.outcome for name, each in tests.items()}


def test_pytest_in_a_copy_with_another_body_and_from_the_beginning(tmp_path: Path) -> None:
    with running(tmp_path, f"{QUIETLY} python -m pytest tests -x", FILES) as reruns:
        assert reruns.collect() == ()
        assert reruns.is_quick
        ran = reruns.quick(None, reruns.tests, seconds=20, lines=True)
        assert outcomes(ran) == {
            "test_empty": "passed",
            "test_some": "failed",
            "test_writes": "passed",
        }
        some = ran.tests["tests/test_mod.py::test_some"]
        assert {2, 3, 4, 5} <= some.lines
        assert 4 not in ran.tests["tests/test_mod.py::test_empty"].lines
        assert some.error == "AssertionError"
        assert "2 == 3" in some.message
        assert ran.changed == ("tests/made.txt",)
        fixed, broken = MOD.replace("[1:]", ""), MOD.replace("return result", "return 1 / 0")
        both = reruns.side_by_side([fixed, broken, fixed], reruns.tests[:2], seconds=20)
        assert [set(outcomes(each).values()) for each in both] == [
            {"passed"},
            {"failed"},
            {"passed"},
        ]
        assert both[1].tests["tests/test_mod.py::test_some"].frames[-1].function == "total"
        endless = MOD.replace("result = 0", "while True: pass")
        ran = reruns.quick(endless, reruns.tests[:1], seconds=0.5)
        assert (ran.how, outcomes(ran)) == ("hangs", {"test_empty": "hangs"})
        ran = reruns.quick(None, reruns.tests[1:2], seconds=20, values=True)
        assert ran.calls[0]["arguments"] == {"xs": "[1, 2]"}
        assert [3, {"x": "2"}] in ran.calls[0]["steps"]
        assert set(outcomes(reruns.fresh(fixed, seconds=20)).values()) == {"passed"}
        assert outcomes(reruns.fresh(None, seconds=20))["test_some"] == "failed"
    assert not (tmp_path / "project/tests/made.txt").exists()
    assert (tmp_path / "project/src/pkg/mod.py").read_text() == MOD


def test_names_that_are_near_are_read_of_the_object(tmp_path: Path) -> None:
    wrong = MOD.replace("result += x", "result = xs.cuont(x)")
    with running(tmp_path, f"{QUIETLY} pytest", {**FILES, "src/pkg/mod.py": wrong}) as reruns:
        reruns.collect()
        ran = reruns.quick(None, ["tests/test_mod.py::test_some"], seconds=20)
        (test,) = ran.bad
        assert (test.wrong, test.near[0]) == ("cuont", "count")
        assert test.values["xs"] == "[1, 2]"


@pytest.mark.parametrize(
    ("command", "extra", "bad"),
    [
        ("python -m doctest src/pkg/mod.py", {}, "doctest mod.total"),
        (
            "python -m unittest tests.test_unit",
            {
                "tests/test_unit.py": """\
                import unittest
                from pkg.mod import total
                class Case(unittest.TestCase):
                    def test_empty(self): self.assertEqual(total([]), 0)
                    def test_some(self): self.assertEqual(total([1, 2]), 3)
                """
            },
            "tests.test_unit.Case.test_some",
        ),
        ("python run.py 3", {"run.py": "from pkg.mod import total\nassert total([3]) == 3\n"}, ""),
    ],
    ids=["doctest", "unittest", "script"],
)
def test_other_commands(tmp_path: Path, command: str, extra: dict[str, str], bad: str) -> None:
    documented = MOD.replace(
        "    result = 0", '    """\n    >>> total([1, 2])\n    3\n    """\n    result = 0'
    )
    with running(tmp_path, command, {**FILES, "src/pkg/mod.py": documented, **extra}) as reruns:
        assert reruns.collect() == ()
        ran = reruns.fresh(None, seconds=20, lines=True)
        assert "(exit status)" in {each.name for each in ran.bad}
        assert not bad or bad in {each.name for each in ran.bad}
        reruns.warm_by_last()
        ran = reruns.fresh(documented.replace("[1:]", ""), seconds=20)
        assert ran.bad == ()
        assert ran.tests["(exit status)"].outcome == "passed"


def test_a_project_that_is_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guyline.proof.reruns._MOST_FILES", 2)
    with (
        pytest.raises(Unrunnable, match="more than 2 files"),
        running(tmp_path, f"{QUIETLY} pytest", FILES),
    ):
        pass


def test_what_is_cancelled_ends(tmp_path: Path) -> None:
    cancel = threading.Event()
    with running(tmp_path, f"{QUIETLY} pytest", FILES, cancel) as reruns:
        cancel.set()
        with pytest.raises(Cancelled):
            reruns.fresh(None, seconds=20)


@pytest.mark.parametrize(
    ("said", "kind", "argv"),
    [
        ("pytest -q tests", "pytest", ("-q", "tests")),
        ("uv run python3.12 -m pytest", "pytest", ()),
        ("./venv/bin/pytest a::b", "pytest", ("a::b",)),
        ("A=1 pytest -q", "pytest", ("-q",)),
        ("python x.py 1", "script", ("x.py", "1")),
        ("python -m unittest a", "module", ("unittest", "a")),
    ],
)
def test_commands(said: str, kind: str, argv: tuple[str, ...]) -> None:
    found = command_of(said, Path("a.py"), Path())
    assert (found.kind, found.argv, found.said) == (kind, argv, said)
    assert found.variables == ((("A", "1"),) if said.startswith("A=1") else ())


@pytest.mark.parametrize("said", ["make test", "pytest '", "", "rm -rf /"])
def test_what_is_no_command(said: str) -> None:
    with pytest.raises(InputError):
        command_of(said, Path("a.py"), Path())
