"""What changes in a loop, and which patterns are plain text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.hints.code import Code
from guyline.hints.loops import (
    carries_over,
    depends_on,
    is_constant_in,
)
from guyline.hints.pattern import pattern
from guyline.hints.regexes import compiles, literal, plain_text, quoted
from guyline.hints.sql import executed
from guyline.syntax import Node


def find(text: str, wanted: str) -> tuple[Code, Node]:
    """A file, and the one place in it that a pattern matches."""
    code = Code(text)
    [(node, _)] = pattern(wanted).all_in(code.root)
    return code, node


@pytest.mark.parametrize(
    ("value", "constant", "depends", "carries"),
    [
        ("'a'", True, False, False),
        ("a", True, False, False),
        ("self.a", True, False, False),
        ("a + 'b'", True, False, False),
        ("f'{a}b'", True, False, False),
        ("re.escape(a)", True, False, False),
        ("x", False, True, False),
        ("a + x", False, True, False),
        ("b", False, True, False),
        ("c", False, True, True),
        ("d", False, True, True),
        ("h(a)", False, False, False),
        ("f'{x}b'", False, True, False),
        ("'|'.join(e)", False, False, False),
    ],
)
def test_what_changes_in_a_loop(value: str, constant: bool, depends: bool, carries: bool) -> None:
    code, call = find(
        "import re\n\ndef f(self, a, c, d, xs):\n    e = []\n    for x in xs:\n"
        f"        b = x.b\n        g({value})\n        c = x.c\n        d += 1\n"
        "        e.append(x)\n",
        "g($_)",
    )
    [loop] = code.loops(call)
    [given] = call["arguments"].children
    assert is_constant_in(code, given, loop) is constant
    assert depends_on(code, given, loop) is depends
    assert carries_over(code, given, loop) is carries


@given(st.text("ab.\\[]^$*+?{}()|-#/ n\n", max_size=6), st.text("ab.\\[]n\n#/", max_size=4))
def test_a_plain_text_is_all_that_a_pattern_matches(written: str, other: str) -> None:
    text = plain_text(written)
    if text is None:
        return
    assert compiles(written)
    assert re.fullmatch(written, text)
    assert bool(re.search(written, other + text + other))
    assert bool(re.search(written, other)) == (text in other)


def test_an_escaped_text_is_plain() -> None:
    for char in map(chr, range(1, 128)):
        assert plain_text(re.escape(char)) == char
    assert plain_text(b"a\\.") == "a."
    for no in ("", r"\d", r"\b", "[^a]", "a{2}", "(?i)a", "\\", r"\1", "[", "[ab]"):
        assert plain_text(no) is None


@pytest.mark.parametrize(
    ("written", "text"),
    [('"a"', '"b"'), ("'a'", "'b'"), ('b"a"', 'b"b"'), ('f"{a}"', None), ('"a" "c"', '"b"')],
)
def test_a_text_is_quoted_as_the_pattern_is(written: str, text: str | None) -> None:
    node = Code(f"{written}\n").root.children[0].children[0]
    if text is None:
        assert literal(node) is None
    else:
        assert quoted("b", node) == text


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ("'select 1'", "select"),
        ("f'  INSERT INTO {t}'", "insert"),
        ("'update t set a = %s' % x", "update"),
        ("'''\n    Delete from t'''", "delete"),
        ("text('select 1')", "select"),
        ("'(select 1) union {}'.format(x)", "select"),
        ("SQL", "replace"),
        ("unknown", None),
        ("", None),
    ],
)
def test_a_statement_s_first_word_tells_what_it_does(given: str, word: str | None) -> None:
    code, call = find(f"SQL = 'replace into t'\ncursor.execute({given})\n", "$_.execute($$_)")
    found = executed(code, call)
    assert (found[1] if found is not None else None) == word
