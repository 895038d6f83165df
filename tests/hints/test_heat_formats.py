"""What real profilers wrote, read."""

from __future__ import annotations

import cProfile
import marshal
import profile as python_profile
import pstats
import runpy
from pathlib import Path

import pytest

from guyline.errors import InputError
from guyline.hints.heat import (
    BadProfileError,
    Coverage,
    Heat,
    Key,
    Origin,
    Temperature,
    marshalled,
    parse,
    read_profile,
)

PROFILES = Path(__file__).parent / "profiles"
SAMPLE = PROFILES / "sample.py"
TEXT = SAMPLE.read_text(encoding="utf-8")
FORMATS = [
    "cprofile.txt",
    "line_profiler.lprof",
    "line_profiler.txt",
    "pyinstrument.json",
    "pyinstrument.pyisession",
    "scalene.json",
]


def place(of: str) -> tuple[int, int]:
    start = TEXT.index(of)
    return start, start + len(of)


@pytest.mark.parametrize("name", FORMATS)
def test_each_tells_what_is_hot_and_what_is_not(name: str) -> None:
    profile = read_profile(PROFILES / name)
    assert profile.source == name
    assert 4 < profile.total < 8
    file = Heat(profile, [PROFILES]).file(SAMPLE, TEXT)
    assert file is not None
    hot = file.of(*place("waiting.pop(0)"))
    assert hot is not None
    assert hot.temperature is Temperature.HOT
    assert hot.most == pytest.approx(profile.total, rel=0.15)
    cold = file.of(*place("sum(rows, [])"))
    assert cold is None or cold.temperature is Temperature.COLD


@pytest.mark.parametrize(
    "name", ["line_profiler.lprof", "line_profiler.txt", "pyinstrument.pyisession", "scalene.json"]
)
def test_lines_are_told_where_they_are_known(name: str) -> None:
    profile = read_profile(PROFILES / name)
    [path] = {path for path, _ in profile.lines}
    loop, body = profile.lines.get((path, 13), 0.0), profile.lines[path, 14]
    assert path.endswith("sample.py")
    assert body > 10 * loop
    assert body == pytest.approx(profile.total, rel=0.15)


def test_qualified_names_are_kept() -> None:
    for name in ("line_profiler.lprof", "line_profiler.txt", "scalene.json"):
        assert "Queue.drain" in {key.name for key in read_profile(PROFILES / name).functions}
    session = read_profile(PROFILES / "pyinstrument.pyisession")
    assert Key("sample.py", "Queue.drain", 10) in session.functions


def test_coverage_says_what_silence_means() -> None:
    told = {name: read_profile(PROFILES / name).coverage for name in FORMATS}
    assert told == {
        "cprofile.txt": Coverage.CALLS,
        "line_profiler.lprof": Coverage.CHOSEN,
        "line_profiler.txt": Coverage.CHOSEN,
        "pyinstrument.json": Coverage.SAMPLES,
        "pyinstrument.pyisession": Coverage.SAMPLES,
        "scalene.json": Coverage.SAMPLES,
    }
    table = (PROFILES / "cprofile.txt").read_text(encoding="utf-8")
    cut = table + "\n   List reduced from 500 to 20 due to restriction <20>\n"
    assert parse(cut.encode(), Origin("cut.txt", 0.0)).coverage is Coverage.CHOSEN


WORK = """
import json

def outer(n):
    return sum(inner(i) for i in range(n)) + library(n)

def inner(i):
    return sorted(range(200), key=lambda x: -x)[0]

def library(n):
    return len(json.dumps([list(range(500))] * n, indent=1))
"""


@pytest.fixture
def dumped(tmp_path: Path) -> tuple[Path, Path]:
    """A file, and a dump of what it did."""
    source, dump = tmp_path / "work.py", tmp_path / "work.prof"
    source.write_text(WORK, encoding="utf-8")
    outer = runpy.run_path(str(source))["outer"]
    profiler = cProfile.Profile()
    profiler.runcall(outer, 60)
    profiler.dump_stats(dump)
    return source, dump


def test_a_dump_is_read_as_marshal_reads_it(dumped: tuple[Path, Path]) -> None:
    data = dumped[1].read_bytes()
    assert marshalled.loads(data) == marshal.loads(data)  # noqa: S302 - made above


def test_in_a_dump_library_code_is_charged_to_who_calls_it(dumped: tuple[Path, Path]) -> None:
    source, dump = dumped
    stats = pstats.Stats(str(dump))
    profile = read_profile(dump)
    by_name = {key.name: spent for key, spent in profile.functions.items()}
    assert set(by_name) == {"outer", "inner", "library"}
    assert {key.path for key in profile.functions} == {str(source)}
    assert profile.total == pytest.approx(stats.total_tt)  # type: ignore[attr-defined]
    assert sum(each.own for each in by_name.values()) == pytest.approx(profile.total, rel=0.02)
    for name in ("inner", "library"):
        assert by_name[name].own == pytest.approx(by_name[name].whole, rel=0.02)
    assert by_name["outer"].whole == pytest.approx(profile.total, rel=0.02)
    assert by_name["outer"].own < 0.2 * profile.total


def test_the_profiler_in_python_is_read_too(tmp_path: Path) -> None:
    source, dump = tmp_path / "work.py", tmp_path / "work.prof"
    source.write_text(WORK, encoding="utf-8")
    outer = runpy.run_path(str(source))["outer"]
    profiler = python_profile.Profile()
    profiler.runcall(outer, 3)
    profiler.dump_stats(dump)
    assert "library" in {key.name for key in read_profile(dump).functions}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no kind that is known"),
        ("nothing", "no kind that is known"),
        ("{}", "no kind that is known"),
        ("[1]", "no kind that is known"),
        ("{", "broken JSON"),
        ('{"format": "guyline-profile", "version": 2}', "another version"),
        ('{"format": "guyline-profile", "version": 1}', "there is no 'files'"),
        ('{"elapsed_time_sec": NaN, "files": {}}', "a time that can't be"),
        ('{"elapsed_time_sec": "1", "files": {}}', "a number was expected, not str"),
        ('{"elapsed_time_sec": 1, "files": []}', "a mapping was expected, not list"),
        ('{"frame_records": [[["main"], 1]]}', "a frame that is none"),
        ('{"root_frame": {"function": 1}}', "a text was expected, not int"),
        ("1 function calls in 1 seconds\nncalls", "a table without its total"),
        ("Timer unit: 1e-06 s", "no function is told of"),
    ],
)
def test_what_is_no_profile_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadProfileError, match=said):
        parse(text.encode(), Origin("x", 0.0))


def test_what_can_t_be_read_is_an_error_of_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Cannot read"):
        read_profile(tmp_path / "none.prof")
    (tmp_path / "bad.prof").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"bad\.prof is no profile .* neither text nor a dump"):
        read_profile(tmp_path / "bad.prof")
    with pytest.raises(InputError, match=r"Cannot read|is no file"):
        read_profile(tmp_path)
