"""Proved fixes on a package, judged by the package's own tests."""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest

from guyline.bench import fixes, results
from guyline.bench.readme import render
from guyline.bench.subjects import Subject, environment, fetch, subjects, unpack, unpacked
from guyline.cli.bench_fixes import figures_of, merged
from guyline.errors import InputError

QUEUE = """def drain(tasks):
    queue = list(tasks)
    out = []
    while queue:
        out.append(queue.pop(0))
    return out
"""
TESTS = """import queues

def test_order():
    assert queues.drain("abc") == ["a", "b", "c"]

def test_that_looks_at_the_code():
    assert "deque" not in open(queues.__file__).read()
"""
SUBJECT = Subject("queues", "1.0", ("tests",))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with the archive of a package, and this interpreter as its environment."""
    archive = tmp_path / "sources" / "queues-1.0.tar.gz"
    archive.parent.mkdir()
    with tarfile.open(archive, "w:gz") as held:
        for name, text in (("queues.py", QUEUE), ("tests/test_queues.py", TESTS + QUEUE)):
            told = tarfile.TarInfo(f"queues-1.0/{name}")
            told.size = len(text)
            held.addfile(told, io.BytesIO(text.encode()))
    made = tmp_path / "environments" / "queues-1.0"
    (made / "bin").mkdir(parents=True)
    (made / "bin" / "python").symlink_to(sys.executable)
    (made / "whole").touch()
    return tmp_path


def test_a_package_is_fixed_and_its_tests_tell_what_changed(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fixes, "environment", lambda *_: Path(sys.executable))
    verdict = fixes.try_fixes(SUBJECT, cache)
    assert verdict.where == {"queues.py": {"GL105": 1}}
    assert verdict.fixes == {"GL105": 1}
    assert (verdict.files, verdict.passed, verdict.unsteady) == (1, 2, ())
    [changed] = verdict.changed
    assert changed.endswith("test_that_looks_at_the_code: passed, failure")
    kept = cache / "trees" / "queues" / "queues-1.0" / "tests" / "test_queues.py"
    assert kept.read_text() == TESTS + QUEUE


def test_what_is_kept_is_used_again(cache: Path) -> None:
    assert fetch(SUBJECT, cache / "sources").name == "queues-1.0.tar.gz"
    assert environment(SUBJECT, cache / "environments").name == "python"


def test_tests_that_do_not_run_are_told(cache: Path) -> None:
    folder = unpack(cache / "sources" / "queues-1.0.tar.gz", cache / "trees" / "queues")
    with pytest.raises(InputError, match="do not run"):
        fixes.run_tests(Path(cache / "nothing"), SUBJECT, folder)


def test_what_is_only_read_is_unpacked_once(cache: Path) -> None:
    archive, folder = cache / "sources" / "queues-1.0.tar.gz", cache / "read" / "queues-1.0"
    inner = unpacked(archive, folder)
    (inner / "kept").touch()
    assert unpacked(archive, folder) == inner
    assert (inner / "kept").exists()
    assert list(folder.parent.iterdir()) == [folder]


def test_outcomes_are_read_by_name_and_the_worse_counts() -> None:
    told = (
        "<testsuites><testsuite>"
        "<testcase classname='a' name='one'/><testcase classname='a' name='one'><failure/>"
        "</testcase><testcase classname='a' name='two'><skipped/></testcase>"
        "<testcase classname='a' name='three'><system-out/></testcase>"
        "</testsuite></testsuites>"
    )
    assert fixes.outcomes(told) == {
        "a::one": "failure",
        "a::two": "skipped",
        "a::three": "passed",
    }


@pytest.mark.parametrize(
    ("first", "second", "after", "changed"),
    [
        ({"t": "passed"}, {"t": "passed"}, {"t": "passed"}, ()),
        ({"t": "passed"}, {"t": "passed"}, {"t": "failure"}, ("t: passed, failure",)),
        ({"t": "passed"}, {"t": "passed"}, {}, ("t: passed, absent",)),
        ({}, {}, {"t": "error"}, ("t: absent, error",)),
        ({"t": "failure"}, {"t": "failure"}, {"t": "passed"}, ("t: failure, passed",)),
        ({"t": "passed"}, {"t": "failure"}, {"t": "failure"}, ()),
    ],
)
def test_only_tests_that_two_runs_agree_about_say_anything(
    first: dict[str, str], second: dict[str, str], after: dict[str, str], changed: tuple[str, ...]
) -> None:
    assert fixes.differing(first, second, after) == changed


def test_every_package_is_named_with_its_tests() -> None:
    found = subjects()
    assert len({each.name for each in found}) == len(found)
    assert all(each.version and each.tests for each in found)


def test_a_package_takes_the_place_of_what_was_found_of_it_before(tmp_path: Path) -> None:
    def row(name: str, passed: int) -> dict[str, Any]:
        return {"name": name, "version": "1", "commit": "c", "passed": passed} | {
            "fixes": {"GL101": 2},
            "changed": [],
        }

    out = tmp_path / "fixes.json"
    assert merged([row("b", 3)], out) == [row("b", 3)]
    results.write(out, "guyline bench fixes", figures_of([row("b", 3)]), [row("b", 3)])
    rows = merged([row("b", 4), row("a", 10)], out)
    assert rows == [row("a", 10), row("b", 4)]
    figures = figures_of(rows)
    assert (figures["packages"], figures["tests"], figures["fixes"]) == (2, 14, 4)
    assert figures["rules"] == {"GL101": 4}
    table = render("<!-- table: fixes -->\n<!-- end -->\n", tmp_path)
    assert "| b 1 | c | 2 | 3 | 0 |" in table
