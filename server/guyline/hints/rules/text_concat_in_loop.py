"""A text of a function's own that grows piece by piece.

What: ``text += piece`` in a loop, where ``text`` is a local name.

Why: CPython makes such a text longer in place while nothing else holds it, and has to look
each time whether it may. Where it may not (another name for the text, a wider kind of
character, other Pythons) each round copies all that came before. ``join`` knows the whole
length before it begins.

Example::

    def as_lines(rows):
        text = ""
        for row in rows:
            text += row.name
        return text

Use instead::

    def as_lines(rows):
        return "".join(row.name for row in rows)

When it is safe: all pieces are texts, and the loop does not read what it makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.joining import join_fix
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.text_growth import found_at, is_copied
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    found = found_at(code, node)
    if found is None:
        return
    growth, loop, kind = found
    if kind != "str" or growth.front or is_copied(code, growth):
        return
    yield Found(
        node,
        "a text grows piece by piece: O(n²) wherever Python can't do it in place; "
        '"".join of the pieces is O(n)',
        join_fix(code, growth, loop, '""'),
        ((loop, "the loop"),),
    )


RULE = Rule(
    "GL202",
    "text-concat-in-loop",
    ("augmented_assignment", "assignment"),
    _check,
    Example(
        slow=(
            "def f(words):\n"
            '    text = ""\n'
            "    for word in words:\n"
            "        text += word\n"
            "    return text\n"
        ),
        fast='def f(words):\n    return "".join(words)\n',
        call='(["ten chars."] * 20000,)',
        size="20,000 pieces of 10 characters",
    ),
    growth=("O(n²)", "O(n)"),
)
