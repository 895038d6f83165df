"""What is known of a loop's shape."""

from __future__ import annotations

import pytest

from guyline.hints.code import Code
from guyline.hints.shapes import gives_item, is_gone_after, is_plain_for, is_written_short, mentions

GONE = [
    ("for x in xs: pass", True),
    ("for x in xs: pass\nreturn x", False),
    ("for x in xs: pass\nx = 1\nreturn x", True),
    ("for x in xs: pass\nfor x in xs: print(x)", True),
    ("for x in xs: pass\nreturn [x for x in xs]", True),
    ("for x in xs: pass\ndel x", False),
    ("for x in xs: pass\nreturn locals()", False),
    ("for x in xs: pass\nreturn lambda: x", False),
    ("g = lambda: x\nfor x in xs: pass\nreturn g", False),
    ("for y in xs:\n    for x in y: pass\n    print(y)", True),
    ("for y in xs:\n    if y: print(x)\n    for x in y: pass", False),
    ("global x\nfor x in xs: pass", False),
    ("for x, y in xs: pass\nreturn y", False),
]


@pytest.mark.parametrize(("body", "expected"), GONE)
def test_what_a_loop_binds_is_gone_after_it(body: str, expected: bool) -> None:
    text = "def f(xs):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    code = Code(text)
    loop = next(
        each
        for each in code.by_kind["for_statement"]
        if any(name.text == "x" for name in each["left"].walk())
    )
    assert is_gone_after(code, loop) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for x in xs: x", True),
        ("for x in xs: y", False),
        ("for a, b in xs: (a, b)", False),
        ("for a, b in zip(xs, ys): (a, b)", True),
        ("for a, b in xs.items(): (a, b)", True),
        ("for a, b in xs.items(): (b, a)", False),
        ("for a, *b in zip(xs, ys): (a, b)", False),
    ],
)
def test_an_item_as_it_comes(text: str, expected: bool) -> None:
    [loop] = Code(text).by_kind["for_statement"]
    assert gives_item(loop, loop["body"].children[0]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("for x in y: 1", True), ("async for x in y: 1", False), ("for x in y: 1\nelse: 2", False)],
)
def test_a_plain_loop(text: str, expected: bool) -> None:
    [loop] = Code(text).by_kind["for_statement"]
    assert is_plain_for(loop) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for x in (1, 2): 1", True),
        ("for x in 1, 2: 1", True),
        ("for x in (1, *ys): 1", False),
        ("for x in ys: 1", False),
        ("for x in [1, 2, 3, 4, 5, 6, 7, 8, 9]: 1", False),
        ("ys = 1, 2\nfor x in ys: 1", True),
    ],
)
def test_a_few_that_are_written_out(text: str, expected: bool) -> None:
    code = Code(text)
    [loop] = code.by_kind["for_statement"]
    assert is_written_short(code, loop["right"]) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("x", True), ("a.x", False), ("f(x=1)", False), ("f(a=x)", True), ("x.a[1]", True)],
)
def test_a_name_is_mentioned(text: str, expected: bool) -> None:
    assert mentions(Code(text).root, {"x"}) is expected
