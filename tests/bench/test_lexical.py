"""Names in text."""

from __future__ import annotations

import io
import keyword
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import guyline
from guyline.bench.lexical import names_in

CASES = {
    "get(key).x": ["get", "key", "x"],
    "not a and b  # c": ["a", "b"],
    "'a' + \"b\" + c": ["c"],
    "f'{a}' + rb'b' + c": ["c"],
    "'an end that is not there": [],
    "a = '''b\nc": ["a"],
    "'''a\nb''' + c": ["c"],
    "'it\\'s' + a": ["a"],
    "1e5 + 0x1F + 1_0j + .5e3 + a1": ["a1"],
    "é.ü(naïve=1)": ["é", "ü", "naïve"],
    "return None": [],
    "": [],
}


@pytest.mark.parametrize(("text", "names"), CASES.items())
def test_names(text: str, names: list[str]) -> None:
    assert [name.word for name in names_in(text)] == names


@given(st.text(alphabet="ab1_.'\"#\n\\{f= é"))
def test_each_stands_where_it_says(text: str) -> None:
    for name in names_in(text):
        assert text[name.start : name.end] == name.word


@pytest.mark.parametrize("path", sorted(Path(guyline.__file__).parent.glob("*/*.py"))[:40])
def test_whole_files_have_the_names_that_python_sees(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    inside = 0
    names = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = tokenize.tok_name[token.type]
        inside += {"FSTRING_START": 1, "FSTRING_END": -1}.get(kind, 0)
        if kind == "NAME" and not inside and not keyword.iskeyword(token.string):
            names.append(token.string)
    assert [name.word for name in names_in(text)] == names
