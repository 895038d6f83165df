"""A text that others can see is copied whenever it grows.

What: ``self.text += piece`` in a loop, and whatever else makes a text longer so that CPython
can't do it in place: the text is an attribute, a module's name, or shared with a function
within; it is written ``text = text + a + b``, or as a template that begins with the text.

Why: a text does not change. Each round copies all that came before, n²/2 characters in all.

Example::

    class Page:
        def __init__(self):
            self.text = ""

        def fill(self, lines):
            for line in lines:
                self.text += line

Use instead::

    class Page:
        def __init__(self):
            self.text = ""

        def fill(self, lines):
            self.text += "".join(lines)

When it is safe: all pieces are texts, and nobody looks at the text before the loop is over.
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
    if kind != "str" or growth.front or not is_copied(code, growth):
        return
    yield Found(
        node,
        "all of the text is copied each time it grows: O(n²) in this loop; "
        "pieces in a list, joined behind the loop, are O(n)",
        join_fix(code, growth, loop, '""'),
        ((loop, "the loop"),),
    )


RULE = Rule(
    "GL201",
    "text-copied-in-loop",
    ("augmented_assignment", "assignment"),
    _check,
    Example(
        setup="class Held:\n    pass\n",
        slow=(
            "def f(words):\n"
            "    held = Held()\n"
            '    held.text = ""\n'
            "    for word in words:\n"
            "        held.text += word\n"
            "    return held.text\n"
        ),
        fast=(
            "def f(words):\n"
            "    held = Held()\n"
            "    parts = []\n"
            "    for word in words:\n"
            "        parts.append(word)\n"
            '    held.text = "".join(parts)\n'
            "    return held.text\n"
        ),
        call='(["ten chars."] * 20000,)',
        size="20,000 pieces of 10 characters",
    ),
    growth=("O(n²)", "O(n)"),
)
