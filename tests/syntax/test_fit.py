"""Drafts at ``$0``, and what is left of them once they fit."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.syntax import Region, fit, place_at
from guyline.text import Document


def check_fit(marked: str, draft: str, expected: str) -> None:
    offset = marked.index("$0")
    fitted = fit(Document(marked.replace("$0", "")), offset, draft)
    assert fitted.text == expected


CASES = {
    "whole": ("x = $0\n", "a.b(c)", "a.b(c)"),
    "an open call is closed": ("x = $0\n", "f(a, [b", "f(a, [b])"),
    "an open string is closed": ("x = $0\n", "f('a b", "f('a b')"),
    "the editor's bracket is not doubled": ("def f():\n    print($0)\n", "a.b)", "a.b"),
    "two brackets stand already": ("print(f($0))\n", "a))", "a"),
    "a quote stands already": ('print("$0")\n', 'abc")', "abc"),
    "the call before the cursor is closed": ("print($0\nx = 1\n", "a", "a)"),
    "within a list": ("x = [\n    a.$0\n]\n", "b,", "b,"),
    "a header whose body is to come": ("if a.$0\n", "b:", "b:"),
    "what does not fit is cut": ("x = $0\n", "a b c", "a"),
    "Python 2 is refused": ("$0\n", "print x", "print"),
    "tabs": ("class A:\n\tdef f(self):\n\t\treturn $0\n", "self.x", "self.x"),
    "an emoji before": ("x = '😀'.$0\n", "join(y", "join(y)"),
    "a syntax error above": ("def f(:\n    pass\n\n\nx = $0\n", "f(a", "f(a)"),
    "nothing but white space": ("x = $0\n", "  \n ", ""),
    "dangling dot": ("x = $0\n", "a.b.", "a.b"),
}


@pytest.mark.parametrize(("marked", "draft", "expected"), CASES.values(), ids=CASES.keys())
def test_fit(marked: str, draft: str, expected: str) -> None:
    check_fit(marked, draft, expected)


LINES = st.lists(
    st.sampled_from(["x = 1", "def f(a):\n    return a", "y = [1,\n 2]", "if x:\n    y = 2"])
)
DRAFTS = st.text(alphabet=st.sampled_from(list("ab.()[],:'\" =+\n")), max_size=24)


@given(LINES, DRAFTS, LINES)
@settings(deadline=None, max_examples=150)
def test_what_claims_to_parse_does(above: list[str], draft: str, below: list[str]) -> None:
    before, after = "\n".join([*above, "z = "]), "\n" + "\n".join([*below, ""])
    fitted = fit(Document(before + after), len(before), draft)
    if fitted.parses and not fitted.text.endswith(":"):
        ast.parse(before + fitted.text + after)


@pytest.mark.parametrize(
    ("marked", "region"),
    [
        ("x = a.$0\n", Region.CODE),
        ("x = 'a.$0'\n", Region.STRING),
        ("# a.$0\n", Region.COMMENT),
        ("x = f'{a.$0}'\n", Region.CODE),
        ('"""a\n\nb.$0\n"""\n', Region.STRING),
        ("$0", Region.CODE),
    ],
)
def test_region(marked: str, region: Region) -> None:
    document = Document(marked.replace("$0", ""))
    assert place_at(document, marked.index("$0")).region is region


def test_a_block_begins_after_a_colon() -> None:
    assert place_at(Document("def f():\n    "), 13).begins_block
    assert not place_at(Document("x = 1\n"), 6).begins_block
