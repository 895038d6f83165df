"""Items that equal a value are counted one by one.

What: ``sum(x == y for x in xs)`` of a list or a tuple; of a text also
``sum(1 for c in text if c == ".")`` and ``len([c for c in text if c == "."])``.

Why: each item costs a round of a generator and an addition. ``count`` compares them all in C,
and the characters of a text many at a time. (Of a list, ``sum(1 for x in xs if x == y)`` is
about as fast as ``count``.)

Example::

    def zeros(words: list[str]):
        return sum(word == "0" for word in words)

Use instead::

    def zeros(words: list[str]):
        return words.count("0")

When it is safe: ``xs`` is a list, a tuple or a text, and what is sought is the same for each
item. ``count`` takes the same object for equal: NaN equals itself there.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.comprehensions import Single, single
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import is_pure
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.shapes import mentions
from guyline.syntax import Node

_COUNTED = frozenset({"list", "tuple", "str"})
_KNOWN = frozenset({"str", "int", "bool", "bytes"})
_SIMPLE = frozenset({"identifier", "attribute", "string", "integer", "true", "false", "none"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function, given = plain(node["function"]), arguments(node)
    if function.text not in ("sum", "len") or len(given) != 1:
        return
    name = code.qualified(function)
    made = single(plain(given[0]))
    if made is None or not name.startswith("builtins."):
        return
    sought = _sought(made, lists=name == "builtins.len")
    kind = kind_of(code, made.over)
    if sought is None or kind not in _COUNTED or has_few(code, made.over):
        return
    if kind != "str" and made.tests:
        return
    if kind == "str" and kind_of(code, sought) != "str":
        return
    if plain(given[0]).kind not in ("generator_expression", "list_comprehension"):
        return
    yield Found(
        node,
        f"items are compared with {sought.text} one by one in Python; count does it in C",
        _fix(code, node, made, sought),
    )


def _sought(made: Single, *, lists: bool) -> Node | None:
    """What items have to equal to be counted; None: it is not as plain as that."""
    if made.target.kind != "identifier":
        return None
    if made.tests:
        counted = alike(made.body, made.target) if lists else made.body.text in ("1", "True")
        test = plain(made.tests[0]) if len(made.tests) == 1 else None
        test = test if counted or (lists and made.body.kind in _SIMPLE) else None
    else:
        test = None if lists else plain(made.body)
    if test is None or test.kind != "comparison_operator" or test.operators != ["=="]:
        return None
    one, other = plain(test.children[0]), plain(test.children[1])
    sought = other if alike(one, made.target) else one if alike(other, made.target) else None
    if sought is None or sought.kind not in _SIMPLE or mentions(sought, {made.target.text}):
        return None
    return sought


def _fix(code: Code, node: Node, made: Single, sought: Node) -> Fix | None:
    """Ask ``count``."""
    over = made.over
    if over.kind not in ("identifier", "attribute", "call", "string"):
        return None
    unproved = []
    if kind_of(code, over) == "str" and len(sought.text) != 3:
        unproved.append(f"that {sought.text} is one character")
    elif kind_of(code, sought) not in _KNOWN or not is_pure(code, sought):
        unproved.append(f"that {sought.text} equals itself")
    return Fix(
        "Ask count",
        (Edit(node.start, node.end, f"{over.text}.count({sought.text})"),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL143",
    "equal-items-counted",
    ("call",),
    _check,
    Example(
        slow="def f(xs: list, y):\n    return sum(x == y for x in xs)\n",
        fast="def f(xs: list, y):\n    return xs.count(y)\n",
        call="(list(range(10000)), 7)",
        size="10,000 numbers",
    ),
    called=frozenset({"sum", "len"}),
)
