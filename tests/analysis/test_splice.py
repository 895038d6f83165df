"""A spliced tree is the tree of a full parse."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.analysis.internals import count_names_quickly, load_grammar, parser_cache, split_lines
from guyline.analysis.splice import note_text, splice

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

PATH = Path("/documents/tents.py")
GRAMMAR = load_grammar()
TEXT = """\
import os
from pitch import (
    Peg,
    Rope,
)

class Tent:
    # How high it stands.
    height = 2

    def pitch(self, pegs):
        rope = Rope(
            length=3,
        )
        for peg in pegs:
            peg.hit(rope); rope.tie(peg)
            if peg.bent: return None
        # Nothing is bent.
        self.rope = rope
        text = '''
        a
        '''

        return self.rope

def fold(tent):
    try:
        tent.rope.untie()
    except OSError:
        raise
"""
LINES = [
    "x = 1",
    "self.rope.",
    "return self.height",
    "foo(1,",
    ")",
    "if x:",
    "else:",
    "pass; pass",
    "'''",
    "# only this",
    "",
    "    y = [z for z in x]",
    "x = (  # open",
    "@wrapped",
    "a \\",
    "\f",
    "from os import path as p, sep",
    "global q",
    "f'{x!r:>{y}}'",
    "lambda a: a",
    "class",
    "async def f(): await g()",
    "from guyline",
    "return a guyline",
    "for a in b",
    "for a in b:",
    "def f(a, b: c.guyline",
    "def f(a, b: c.guyline):",
    "try:",
    "except OSError:",
    "with open(a) as b",
    "f'{a.guyline",
    "x = [(",
    "])",
    "yield; ; a",
    "  b",
]


def shape(node: Node) -> list[Any]:
    """A tree as a list: what stands where, in its order."""
    children = getattr(node, "children", None)
    if children is None:
        return [(node.type, node.value, node.prefix, node.start_pos)]
    assert all(child.parent is node for child in children)
    return [
        (node.type, type(node).__name__, len(children)),
        *chain.from_iterable(map(shape, children)),
    ]


def used(module: Node) -> dict[str, list[tuple[int, int]]]:
    names = module.get_used_names().items()
    return {name: [leaf.start_pos for leaf in leaves] for name, leaves in names}


def begin(text: str) -> Node:
    count_names_quickly()
    parser_cache.get(GRAMMAR._hashed, {}).pop(PATH, None)
    module = GRAMMAR.parse(text, path=PATH, diff_cache=True)
    used(module)
    note_text(GRAMMAR, PATH, text)
    return module


def check(text: str) -> bool:
    """Change the tree into that of ``text``; whether it was spliced."""
    spliced = splice(GRAMMAR, PATH, text)
    if spliced is not None:
        module = spliced.node
        assert spliced is parser_cache[GRAMMAR._hashed][PATH]
        assert spliced.lines == split_lines(text, keepends=True)
        whole = GRAMMAR.parse(text)
        assert shape(module) == shape(whole)
        assert used(module) == used(whole)
    else:
        begin(text)
    return spliced is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("height = 2", "height = os.path"),
        ("import os", "import os, re"),
        ("self.rope = rope\n", "self.rope = rope\n        self.rope = rope\n"),
        ("length=3", "length=self.height"),
        ("return self.rope\n", "return self.rope  # tied\n"),
        ("tent.rope.untie()", "pass; tent.rope.cut()"),
        ("import os\n", "from guyline\n"),
        ("height = 2", "height = 2 guyline"),
        ("rope = Rope(\n", "from .guyline\n        rope = Rope(\n"),
        ("for peg in pegs", "for peg in self.pegs"),
        ("for peg in pegs:", "for peg in guyline(pegs)"),
        ("class Tent:", "class Tent(guyline)"),
        ("except OSError:", "except OSError, guyline:"),
        ("def pitch(self, pegs):", "def pitch(self, pegs: guyline"),
        ("if peg.bent: return None", "if peg."),
        ("return self.rope\n", "return self.\n"),
        ("tent.rope.untie()", "with tent:\n            tent.rope.untie()"),
    ],
)
def test_a_changed_statement_is_spliced_there_and_back(old: str, new: str) -> None:
    begin(TEXT)
    assert check(TEXT.replace(old, new))
    assert check(TEXT)


def test_two_places_are_spliced_at_once() -> None:
    begin(TEXT.replace("height = 2", "height = guyline"))
    assert check(TEXT.replace("return self.rope\n", "return self.guyline\n"))


def test_what_is_no_whole_statement_is_left_to_the_parser() -> None:
    for old, new in [
        ("height = 2", "height = ("),
        ("        tent.rope.untie()", "        @wrapped"),
        ("        self.rope = rope", "        if rope:"),
        ("# Nothing is bent.", "nothing = 1"),
        ("        return self.rope", "    return self.rope"),
        ("        raise\n", "        raise \\\n"),
    ]:
        begin(TEXT)
        assert not check(TEXT.replace(old, new))


@st.composite
def edits(draw: st.DrawFn) -> list[tuple[int, int, list[str]]]:
    line = st.integers(0, TEXT.count("\n") + 2)
    indented = st.tuples(st.sampled_from(["", "    ", "        "]), st.sampled_from(LINES))
    new = st.lists(indented.map("".join), max_size=2)
    return draw(st.lists(st.tuples(line, st.integers(0, 2), new), min_size=1, max_size=6))


@given(edits(), st.booleans())
def test_any_edits_give_the_tree_of_a_full_parse(
    found: list[tuple[int, int, list[str]]],
    newline: bool,
) -> None:
    text = TEXT if newline else TEXT.rstrip("\n")
    begin(text)
    for start, count, new in found:
        lines = text.split("\n")
        lines[start : start + count] = new
        check("\n".join(lines))
        text = "\n".join(lines)
        check(TEXT)
        check(text)
