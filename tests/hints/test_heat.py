"""What a profile says of places in files that changed, moved, or were never seen."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from guyline.hints.heat import (
    Coverage,
    Heat,
    Key,
    Profile,
    Spent,
    Temperature,
    Warmth,
    nearest_recorded,
)
from guyline.hints.heat.outline import Outline
from guyline.hints.heat.places import match

TEXT = """
import functools

class Queue:
    limit = 10

    @property
    @functools.cache
    def size(self):
        return SIZE

    def drain(self):
        def one():
            return ONE
        return [DRAIN for _ in ()]

def helper(xs):
    return sorted(xs, key=lambda x: LAMBDA), sum(ARGUMENT for x in xs), (LATER for x in xs)

def drain():
    return FREE

MODULE = 1
"""
NOW = 1e9


def profile(
    functions: Mapping[tuple[str, int], tuple[float, float]], path: str, total: float = 10.0
) -> Profile:
    """A profile of one file, that was taken after the file was written."""
    told = {Key(path, name, line): Spent(*spent) for (name, line), spent in functions.items()}
    return Profile("x.prof", NOW, total, told)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "pkg" / "work.py"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    os.utime(path, (NOW - 60, NOW - 60))
    return path


def of(told: Profile, source: Path, mark: str, text: str = TEXT) -> Warmth | None:
    """What it says of the place of a mark."""
    file = Heat(told, [source.parent.parent]).file(source, text)
    return file.of(text.index(mark), text.index(mark) + len(mark)) if file is not None else None


@pytest.mark.parametrize(
    ("mark", "name", "first"),
    [
        ("SIZE", "Queue.size", 7),
        ("DRAIN", "Queue.drain", 12),
        ("ONE", "Queue.drain.<locals>.one", 13),
        ("ARGUMENT", "helper", 17),
        ("FREE", "drain", 20),
        ("limit", "Queue", 4),
        ("MODULE", "<module>", 1),
        ("LAMBDA", None, 0),
        ("LATER", None, 0),
    ],
)
def test_a_place_is_in_a_function(mark: str, name: str | None, first: int) -> None:
    function = Outline(TEXT).at(TEXT.index(mark))
    if name is None:
        assert function is None
    else:
        assert function is not None
        assert (function.name, function.first) == (name, first)


def test_names_and_lines_are_those_of_python() -> None:
    told = {(each.name, each.first) for each in Outline(TEXT).functions if each.is_called}
    found, stack = set(), [compile(TEXT, "work.py", "exec")]
    while stack:
        code = stack.pop()
        stack += [each for each in code.co_consts if isinstance(each, type(code))]
        found.add((code.co_qualname, code.co_firstlineno))
    written_within = {"<module>", "Queue", "<lambda>", "<genexpr>", "<listcomp>"}
    assert told == {each for each in found if each[0].rpartition(".")[2] not in written_within}


@pytest.mark.parametrize(
    ("own", "whole", "total", "temperature"),
    [
        (0.5, 0.5, 10.0, Temperature.HOT),
        (0.0005, 0.0005, 10.0, Temperature.COLD),
        (0.0005, 0.5, 10.0, Temperature.MILD),  # what it calls is slow
        (0.05, 0.05, 10.0, Temperature.MILD),  # 50 ms, and 0.5 %
        (0.002, 0.002, 0.1, Temperature.MILD),  # 2 %, and 2 ms
        (0.0099, 0.0099, 10.0, Temperature.COLD),
        (0.1, 0.1, 10.0, Temperature.HOT),
    ],
)
def test_hot_is_much_in_both_ways_and_cold_little_in_both(
    source: Path, own: float, whole: float, total: float, temperature: Temperature
) -> None:
    told = profile({("helper", 17): (own, whole)}, str(source), total)
    warmth = of(told, source, "ARGUMENT")
    assert warmth == Warmth(own, False, temperature, "x.prof", own)


def test_a_function_that_was_not_called_is_cold_if_others_of_its_file_were(source: Path) -> None:
    called = profile({("helper", 17): (1.0, 1.0)}, str(source))
    assert of(called, source, "FREE") == Warmth(
        0.0, False, Temperature.COLD, "x.prof", 0.0, is_seen=False
    )
    assert of(called, source, "MODULE") is None
    assert of(called, source, "limit") is None
    assert of(called, source, "LAMBDA") is None
    imported = profile({("<module>", 1): (1.0, 1.0), ("Queue", 4): (0.1, 0.1)}, str(source))
    assert of(imported, source, "FREE") is None
    assert of(imported, source, "MODULE") is not None
    assert of(replace(called, coverage=Coverage.CHOSEN), source, "FREE") is None


def test_samples_say_that_it_is_cold_only_if_there_are_enough(source: Path) -> None:
    called = profile({("helper", 17): (1.0, 1.0)}, str(source))
    few = replace(called, coverage=Coverage.SAMPLES, interval=0.1)
    assert of(few, source, "FREE") is None
    many = replace(few, interval=0.01)
    assert of(many, source, "FREE") is not None


def test_a_changed_file_is_known_by_names(source: Path) -> None:
    told = profile(
        {("helper", 17): (1.0, 1.0), ("drain", 12): (2.0, 2.0), ("drain", 20): (3.0, 3.0)},
        str(source),
    )
    changed = "\n\n" + TEXT
    before, after = of(told, source, "FREE"), of(told, source, "FREE", changed)
    assert before is not None
    assert before.seconds == 3.0
    assert after is None  # which of the two it is, is not known
    still = of(told, source, "ARGUMENT", changed)
    assert still is not None
    assert still.seconds == 1.0
    assert of(told, source, "SIZE", changed) is None  # it may be new
    qualified = profile({("Queue.drain", 12): (2.0, 2.0), ("drain", 20): (3.0, 3.0)}, str(source))
    found = of(qualified, source, "FREE", changed)
    assert found is not None
    assert found.seconds == 3.0


def test_lines_count_while_the_file_is_the_same(source: Path) -> None:
    told = replace(
        profile({("helper", 17): (4.0, 4.0)}, str(source)),
        lines={(str(source), 18): 3.0, (str(source), 5): 0.1},
    )
    line = of(told, source, "ARGUMENT")
    assert line is not None
    assert (line.seconds, line.by_lines) == (3.0, True)
    for other in (of(told, source, "ARGUMENT", TEXT + "\n"), _touched(told, source)):
        assert other is not None
        assert (other.seconds, other.by_lines) == (4.0, False)
    hashed = replace(told, hashes={str(source): hashlib.sha256(source.read_bytes()).hexdigest()})
    line = of(hashed, source, "ARGUMENT")
    assert line is not None
    assert line.by_lines
    other = of(replace(hashed, hashes={str(source): "0"}), source, "ARGUMENT")
    assert other is not None
    assert not other.by_lines


def _touched(told: Profile, source: Path) -> Warmth | None:
    os.utime(source, (NOW + 60, NOW + 60))
    return of(told, source, "ARGUMENT")


def test_a_table_without_callers_says_between_what_it_is(source: Path) -> None:
    told = replace(profile({("helper", 17): (0.2, 0.9)}, str(source)), knows_callers=False)
    warmth = of(told, source, "ARGUMENT")
    assert warmth is not None
    assert (warmth.seconds, warmth.most) == (0.2, 0.9)


@pytest.mark.parametrize("path", ["pkg/work.py", "/build/src/pkg/work.py", r"C:\ci\pkg\work.py"])
def test_paths_of_other_roots_are_found(source: Path, path: str) -> None:
    assert of(profile({("helper", 17): (1.0, 1.0)}, path), source, "ARGUMENT") is not None


def test_a_bare_name_counts_where_name_and_line_agree(source: Path) -> None:
    told = profile({("helper", 17): (1.0, 1.0), ("drain", 99): (1.0, 1.0)}, "work.py")
    assert of(told, source, "ARGUMENT") is not None
    assert of(told, source, "FREE") is None
    assert of(told, source, "SIZE") is None


@pytest.mark.parametrize(
    "path",
    [
        "/venv/lib/python3.11/site-packages/pkg/work.py",
        "/usr/lib/python3.11/pkg/work.py",
        "C:\\Python311\\Lib\\pkg\\work.py",
        "../pkg/work.py",
        "/other/../pkg/work.py",
        "<frozen pkg/work.py>",
        "//host/share/pkg/other.py",
        "pkg/work.py\0",
        "a/" * 100 + "pkg/work.py",
        "/build/" + "x" * 5000 + ".py",
        "/build/\ud800.py",
        "",
    ],
)
def test_libraries_and_strange_paths_are_left_out(source: Path, path: str) -> None:
    assert of(profile({("helper", 17): (1.0, 1.0)}, path), source, "ARGUMENT") is None


def test_one_other_root_is_followed_and_not_two(tmp_path: Path) -> None:
    for name in ("pkg/a.py", "pkg/b.py", "b.py", "real.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    link = tmp_path / "link.py"
    link.symlink_to(tmp_path / "real.py")
    roots = [str(tmp_path)]
    elsewhere = ["/build/pkg/a.py", "/build/pkg/b.py", "/other/b.py"]
    assert match([*elsewhere, str(link)], roots) == {
        str((tmp_path / "pkg/a.py").resolve()): ["/build/pkg/a.py"],
        str((tmp_path / "pkg/b.py").resolve()): ["/build/pkg/b.py"],
        str((tmp_path / "real.py").resolve()): [str(link)],
    }


def test_the_nearest_recorded_run_is_found_within_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "repository" / "service" / "src"
    inner.mkdir(parents=True)
    for folder in (tmp_path, inner.parent):
        (folder / ".guyline").mkdir()
        (folder / ".guyline" / "profile.json").touch()
    (tmp_path / "repository" / ".git").mkdir()
    assert nearest_recorded(inner) == inner.parent / ".guyline" / "profile.json"
    assert nearest_recorded(tmp_path / "repository") is None
