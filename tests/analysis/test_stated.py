"""Types as checkers show them: pyrefly, ty, basedpyright."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.analysis.stated import Part, read, split


def instances(*names: str) -> tuple[Part, ...]:
    return tuple(Part("instance", name) for name in names)


@pytest.mark.parametrize(
    ("shown", "parts"),
    [
        (
            "```python\n(variable) guyline_t: pathlib.Path\n```\n\nGo to [Path](file:///p)",
            ["pathlib.Path"],
        ),
        ("(variable) guyline_t: list[Unknown]", ["list"]),
        ("list[Unknown] | None", ["list"]),
        ("Path | str", ["Path", "str"]),
        ("A & ~AlwaysFalsy", ["A"]),
        ("(A & B) | C", ["A", "B", "C"]),
        ("Literal[1, 'a|b', b'c', True, Color.RED]", ["int", "str", "bytes", "bool", "Color"]),
        ("LiteralString", ["str"]),
        ("dict[str, (x: int) -> A | B]", ["dict"]),
        ("Self@Tent", ["Tent"]),
        ("numpy.ndarray[tuple[int], numpy.dtype[numpy.float64]]", ["numpy.ndarray"]),
    ],
)
def test_instances(shown: str, parts: list[str]) -> None:
    stated = read(shown)
    assert stated.parts == instances(*parts)
    assert not stated.doubt


@pytest.mark.parametrize(
    ("shown", "part"),
    [
        ("<class 'Tent'>", Part("class", "Tent")),
        ("type[camp.Tent]", Part("class", "camp.Tent")),
        (
            "```python\n(class) guyline_t: def __init__(\n    k: int\n) -> Tent: ...\n```",
            Part("class", "Tent"),
        ),
        ("<module 'os.path'>", Part("module", "os.path")),
        ('(variable) guyline_t: Module("os")', Part("module", "os")),
        ("```python\n(module) guyline_t: Module[os]\n```", Part("module", "os")),
    ],
)
def test_classes_and_modules(shown: str, part: Part) -> None:
    assert read(shown).parts == (part,)


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Any",
        "Unknown | A",
        "A | Any",
        "(Any & ~AlwaysFalsy) | A",
        "@Todo(generics)",
        "object",
        "T@f",
        "Self@to_json (invariant)",
        "type[Any]",
        "type[Unknown]",
        "type",
        "() -> A",
        "def f(a) -> A",
        "bound method A.f() -> A",
        "<subclass of A and B>",
        "<Protocol with members 'x'>",
        "A | ... omitted 3 union elements",
        "Never",
        "None",
        "types.ModuleType",
        "```python\n(function) guyline_t: def f() -> A: ...\n```",
        "```python\n(class) guyline_t: type[Any]\n```",
    ],
)
def test_what_is_vague_or_not_read_is_open(shown: str) -> None:
    stated = read(shown)
    assert stated.doubt
    assert not stated.parts
    assert not stated.deep


def test_only_what_holds_nothing_open_is_deep() -> None:
    assert read("list[int]").deep
    assert not read("list[Unknown]").deep
    assert not read("dict[str, Any]").deep


WORDS = st.sampled_from(["A", "a.B", "[", "]", "(", ")", " | ", " & ", "'", "->", "Any", ",", "\\"])


@given(st.text() | st.lists(WORDS).map("".join))
def test_nothing_stops_it_and_any_at_the_top_is_open(text: str) -> None:
    assert read(f"Any | {text}").doubt or "Any" not in split(f"Any | {text}", "|")
    read(text)


@given(st.lists(st.sampled_from(["A", "a.B", "list[A | B]", "Literal['x|y']"]), min_size=1))
def test_a_union_has_the_parts_of_its_members(members: list[str]) -> None:
    parts = {part for member in members for part in read(member).parts}
    assert set(read(" | ".join(members)).parts) == parts
