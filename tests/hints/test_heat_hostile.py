"""Profiles that nobody's profiler wrote: they are refused, or read, and nothing else happens."""

from __future__ import annotations

import json
import marshal
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guyline.hints.heat import (
    BadProfileError,
    Heat,
    Origin,
    Profile,
    line_profiler,
    marshalled,
    parse,
)

PROFILES = Path(__file__).parent / "profiles"
REAL = [path.read_bytes() for path in sorted(PROFILES.iterdir()) if path.suffix != ".md"]
ORIGIN = Origin("x", 0.0)
LPROF = (PROFILES / "line_profiler.lprof").read_bytes()

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)
keys = st.sampled_from(
    [
        *("format", "version", "files", "sha256", "functions", "total", "taken_at"),
        *("lost_workers", "root_frame", "frame_records", "children", "function", "file_path"),
        *("time", "line_no", "elapsed_time_sec", "duration", "lines", "line", "lineno"),
        *("n_cpu_percent_python", "a.py"),
    ]
)
documents = st.recursive(
    plain | st.sampled_from(["guyline-profile", 1]),
    lambda inner: st.dictionaries(keys, inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=30,
)


def read(data: bytes) -> Profile | None:
    """A profile that is whole, or none."""
    try:
        profile = parse(data, ORIGIN)
    except BadProfileError:
        return None
    for key, spent in profile.functions.items():
        assert isinstance(key.path, str)
        assert isinstance(key.name, str)
        assert key.line >= 0
        assert 0 <= spent.own < 1e18
        assert 0 <= spent.whole < 1e18
    assert all(0 <= seconds < 1e18 for seconds in profile.lines.values())
    assert 0 <= profile.total < 1e18
    Heat(profile, [PROFILES]).file(PROFILES / "sample.py", "def main():\n    pass\n")
    return profile


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    read(data)


@given(documents)
@settings(max_examples=300)
def test_any_json(document: object) -> None:
    read(json.dumps(document).encode())


@given(st.dictionaries(st.tuples(st.text(), st.integers(), st.text()), plain, max_size=3) | plain)
def test_any_marshalled_value(value: Any) -> None:
    read(marshal.dumps(value))


@given(
    st.dictionaries(
        st.tuples(st.text(), st.integers(0, 99), st.text()),
        st.tuples(st.integers(), st.integers(), st.floats(), st.floats(), st.just({})),
        max_size=4,
    )
)
def test_any_dump_with_the_right_shape(value: Any) -> None:
    read(marshal.dumps(value))


@given(plain, st.integers(0, 4))
def test_marshalled_plain_values_are_read_as_by_python(
    value: Any,
    version: int,
) -> None:
    data = marshal.dumps(value, version)
    try:
        found = marshalled.loads(data)
    except BadProfileError as error:
        assert "too long" in str(error) or "too deep" in str(error)  # noqa: PT017 - either is right
        return
    assert repr(found) == repr(marshal.loads(data))  # noqa: S302 - made above; repr: nan


@given(st.sampled_from(REAL), st.data())
@settings(max_examples=200, deadline=None)
def test_real_ones_with_bytes_changed_or_cut_off(data: bytes, draw: st.DataObject) -> None:
    changed = bytearray(data)
    for _ in range(draw.draw(st.integers(0, 4))):
        changed[draw.draw(st.integers(0, len(data) - 1))] = draw.draw(st.integers(0, 255))
    read(bytes(changed[: draw.draw(st.integers(0, len(data)))]))


class Runs:
    """What runs code when it is unpickled by Python."""

    def __init__(self, call: Callable[..., object], *arguments: object) -> None:
        self.does = (call, arguments)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.does


def test_a_pickle_runs_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    for protocol in range(2, 6):
        bomb = pickle.dumps({"LineStats": Runs(mark.write_text, "ran")}, protocol)
        assert read(bomb) is None
        assert read(pickle.dumps([Runs(eval, f"open({str(mark)!r}, 'w')"), "LineStats"])) is None
    assert not mark.exists()
    with pytest.raises(BadProfileError, match=r"it names builtins\.eval"):
        line_profiler.read(pickle.dumps(Runs(eval, "1")), ORIGIN)


def test_a_pickle_makes_no_room_for_what_is_not_there() -> None:
    for code, said in (
        (b"\x80\x05\x96\xff\xff\xff\xff\xff\x00\x00\x00.", "BYTEARRAY8|broken"),
        (b"\x80\x02Nr\xff\xff\xff\x0f.", "a memo with holes"),
        (b"\x80\x02X\xff\xff\xff\x7fLineStats.", "broken"),
        (b"\x80\x02\x82\x01.", "EXT1"),
        (b"\x80\x04P1\n.", "PERSID"),
    ):
        with pytest.raises(BadProfileError, match=said):
            line_profiler.read(code, ORIGIN)


def test_a_list_that_stands_for_millions_is_not_gone_through() -> None:
    rows = [(1, 1, 1)] * 30_000
    state = {"timings": {(f"{n}.py", 1, "f"): rows for n in range(60)}, "unit": 1e-9}
    head, tail = LPROF.index(b"}"), b"b."
    body = pickle.dumps(state, 2)[2:-1]
    data = LPROF[:2] + LPROF[11:head] + body + tail
    with pytest.raises(BadProfileError, match="more than 1,000,000 entries"):
        line_profiler.read(data, ORIGIN)


@pytest.mark.parametrize(
    "data",
    [
        b"{" + b"(\xff\xff\xff\x7f" * 4,
        b"{" + b")\x01" * 100_000,
        b"{(\xff\xff\xff\xff",
        b"{)\x01r\x00\x00\x00\x00",
        b"\xfb)\x01r\x00\x00\x00\x00N0",
        b"{)\x03z\x01ai\x01\x00\x00\x00l\xff\xff\xff\x7f",
        b'{"root_frame": ' + b'{"children": [' * 200_000,
        b'{"total": ' + b"9" * 100_000 + b"}",
        b'{"elapsed_time_sec": 1e308, "files": {}}',
        b"Timer unit: 1e-06 s\nFile: a\nFunction: f at line " + b"9" * 5000,
        b"9 function calls in " + b"9" * 5000 + b".0 seconds\nncalls",
    ],
)
def test_what_is_huge_deep_or_of_itself_is_refused(data: bytes) -> None:
    assert read(data) is None


def test_code_objects_are_not_made() -> None:
    with pytest.raises(BadProfileError, match="no plain value"):
        parse(marshal.dumps({("a.py", 1, "f"): compile("1", "x", "eval")}), ORIGIN)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
@example([(0, 1), (1, 0)])
def test_calls_in_circles_end(calls: list[tuple[int, int]]) -> None:
    keys = [("<lib>" if n % 2 else "a.py", n, f"f{n}") for n in range(6)]
    value: dict[Any, Any] = {key: (1, 1, 1.0, 2.0, {}) for key in keys}
    for caller, called in calls:
        value[keys[called]][4][keys[caller]] = (1, 1, 1.0, 1.0)
    profile = read(marshal.dumps(value))
    assert profile is not None
    assert sum(spent.own for spent in profile.functions.values()) <= profile.total + 1e-6
