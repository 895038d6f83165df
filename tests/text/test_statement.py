"""Statements, told without a parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.text import headers_above, statement_at

CASES = {
    "a line": ("a = 1\nb = $0", "b = ", ""),
    "in brackets": ("f(a,\n  [b, $0", "f(a,\n  [b, ", "])"),
    "brackets that closed": ("f(a)[$0", "f(a)[", "]"),
    "a bracket in a string": ("f('(', $0", "f('(', ", ")"),
    "a bracket in a comment": ("f(  # (\n  $0", "f(  # (\n  ", ")"),
    "two on a line": ("a = 1; b = $0", " b = ", ""),
    "after a header": ("else: b = $0", "b = ", ""),
    "a line that goes on": ("a = \\\n  $0", "a = \\\n  ", ""),
    "within a function": ("def f():\n    x = (1,\n    $0", "    x = (1,\n    ", ")"),
    "an empty line in brackets": ("f(a,\n$0", "f(a,\n", ")"),
    "a string that was not closed": ("a = 'b\nc = $0", "c = ", ""),
}


@pytest.mark.parametrize(("marked", "head", "closers"), CASES.values(), ids=CASES.keys())
def test_statement(marked: str, head: str, closers: str) -> None:
    found = statement_at(marked.replace("$0", ""), marked.index("$0"))
    assert (found.head, found.closers) == (head, closers)
    assert not found.string
    assert not found.comment


@pytest.mark.parametrize(
    ("marked", "string", "comment"),
    [
        ("x = 'a $0", "'", False),
        ('x = f"a {$0', 'f"', False),
        ("x = '''a\n  'b' $0", "'''", False),
        ("x = 1  # a $0", "", True),
        ("x = 'a\\' $0", "'", False),
    ],
)
def test_no_code(marked: str, string: str, comment: bool) -> None:
    found = statement_at(marked.replace("$0", ""), marked.index("$0"))
    assert (found.string, found.comment) == (string, comment)


def test_headers_above() -> None:
    text = "class A:\n    def f(self):\n        x = 1\n        try:\n\n            y = (\n  "
    assert headers_above(text, len(text)) == ["try:", "def f(self):", "class A:"]
    assert headers_above("x = 1\ny = ", 10) == []


@given(st.text(alphabet=st.sampled_from(list("ab()[]{}'\"#\\ \n:;=")), max_size=60), st.data())
def test_any_text_has_a_statement_everywhere(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    found = statement_at(text, place)
    assert text[:place].endswith(found.head)
    assert len(found.closers) == len(found.brackets)
    headers_above(text, place)
