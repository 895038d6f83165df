"""A text is turned around character by character.

What: ``"".join(reversed(text))``, with a list or a comprehension in between as well.

Why: an object is made for each character, and all are put together again. A slice copies the
text from its end.

Example::

    def is_palindrome(word):
        return word == "".join(reversed(word))

Use instead::

    def is_palindrome(word):
        return word == word[::-1]

When it is safe: it is a text. A list of texts has to be joined. What is compared to the joined
text is one.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, called, matches, node_in
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_FORMS = (
    '"".join(reversed($text))',
    '"".join(list(reversed($text)))',
    '"".join([$c for $c in reversed($text)])',
    '"".join($c for $c in reversed($text))',
    '"".join(list($text)[::-1])',
)
_BARE = frozenset({"identifier", "attribute", "call", "subscript", "string"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    for form in _FORMS:
        holes = matches(form, node)
        if holes is None:
            continue
        text = node_in(holes, "text")
        names = {n.text: n for n in node.walk() if n.text in ("reversed", "list")}
        if any(code.qualified(n) != f"builtins.{name}" for name, n in names.items()):
            return
        known = kind_of(code, text) == "str"
        if not known and not _is_compared(node, text):
            return
        bare = text.text if text.kind in _BARE else f"({text.text})"
        yield Found(
            node,
            "a text is taken apart and put together to turn it around; a slice copies it",
            Fix(
                "Turn it around with a slice",
                (Edit(node.start, node.end, f"{bare}[::-1]"),),
                safety=Safety.PROVED if known else Safety.OPEN,
                unproved=() if known else (f"that {text.text} is a str",),
            ),
        )
        return


def _is_compared(node: Node, text: Node) -> bool:
    """Whether the turned text is compared to the text itself, which then is one."""
    around = node.parent
    if around is None or around.kind != "comparison_operator" or len(around.children) != 2:
        return False
    other = next((c for c in around.children if c is not node), None)
    return other is not None and around.operators[0] in ("==", "!=") and alike(other, text)


RULE = Rule(
    "GL212",
    "reversed-by-join",
    ("call",),
    _check,
    Example(
        slow='def f(words):\n    return ["".join(reversed(word)) for word in words]\n',
        fast="def f(words):\n    return [word[::-1] for word in words]\n",
        call='(["characteristically"] * 10000,)',
        size="10,000 words of 18 letters",
    ),
    called=called(*_FORMS),
)
