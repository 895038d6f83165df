"""A text is gone through for each character that is replaced; ``translate`` replaces all at once.

What: three or more calls of ``replace`` one upon the other, each of one character, written out.

Before::

    def plain(text):
        return text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")

After::

    def plain(text):
        return text.translate({0xE4: "ae", 0xF6: "oe", 0xFC: "ue"})

No text that was put in is replaced again: else there is nothing to make of it.

What it takes for granted: that it is a text.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace_expression
from guyline.hints.rule import Fix
from guyline.search.templates.forms import fill, one, operand, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a text",)
_FEWEST = 3


def _make(code: Code, node: Node) -> Iterator[Fix]:
    around = node.parent.parent if node.parent is not None else None
    if around is not None and _step(around) is not None and plain(node).parent is node.parent:
        return
    steps, at = list[tuple[str, str]](), node
    while (step := _step(at)) is not None:
        at, pair = step
        steps.insert(0, pair)
    table = dict[str, str]()
    for old, new in steps:
        if old in table or any(old in put for put in table.values()):
            return
        table[old] = new
    if len(table) < _FEWEST:
        return
    pairs = ", ".join(f"{ord(old):#04x}: {_quoted(new)}" for old, new in table.items())
    text = f"{operand(at)}.translate({{{pairs}}})"
    edit = replace_expression(node, text)
    yield from proposal("Replace all characters at once", (edit,), assumes=_ASSUMES)


def _step(node: Node) -> tuple[Node, tuple[str, str]] | None:
    """What a call of ``replace`` is made upon, and what it replaces; None: it is another call."""
    holes = fill(node, "$text.replace($old, $new)")
    if holes is None:
        return None
    old, new = _literal(one(holes, "old")), _literal(one(holes, "new"))
    if old is None or new is None or len(old) != 1:
        return None
    return one(holes, "text"), (old, new)


def _literal(node: Node) -> str | None:
    """A text that is written out."""
    if node.kind != "string" or node.text[:1] not in "\"'":
        return None
    try:
        found = ast.literal_eval(node.text)
    except (ValueError, SyntaxError):
        return None
    return found if isinstance(found, str) else None


def _quoted(text: str) -> str:
    """A text as a literal, with the quotes that formatters take."""
    written = repr(text)
    plain_ends = written.startswith("'") and '"' not in text and "\\" not in written
    return f'"{text}"' if plain_ends else written


TEMPLATE = Template("GT128", "replaced-at-once", ("call",), _make, _ASSUMES)
