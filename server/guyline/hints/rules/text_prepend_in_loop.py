"""A text that grows at its front is copied each time.

What: ``text = piece + text`` in a loop.

Why: there is room behind a text at best, and never before it. Each round copies all of it,
n²/2 characters in all.

Example::

    def backwards(lines):
        text = ""
        for line in lines:
            text = line + text
        return text

Use instead::

    def backwards(lines):
        return "".join(reversed(lines))

When it is safe: all pieces are texts, and the loop does not read what it makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.joining import join_fix
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.text_growth import found_at
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    found = found_at(code, node)
    if found is None or not found[0].front:
        return
    growth, loop, kind = found
    yield Found(
        node,
        f"all of the {kind} is copied each time something is put before it: O(n²) in this "
        "loop; pieces in a list, joined in reverse, are O(n)",
        join_fix(code, growth, loop, '""' if kind == "str" else 'b""'),
        ((loop, "the loop"),),
    )


RULE = Rule(
    "GL203",
    "text-prepend-in-loop",
    ("assignment",),
    _check,
    Example(
        slow=(
            "def f(words):\n"
            '    text = ""\n'
            "    for word in words:\n"
            "        text = word + text\n"
            "    return text\n"
        ),
        fast='def f(words):\n    return "".join(reversed(words))\n',
        call='(["ten chars."] * 20000,)',
        size="20,000 pieces of 10 characters",
    ),
    growth=("O(n²)", "O(n)"),
)
