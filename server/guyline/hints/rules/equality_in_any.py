"""Items are compared with a value one by one to know whether it is among them.

What: ``any(x == y for x in xs)`` and ``all(x != y for x in xs)``.

Why: each item costs a round of a generator. ``in`` compares them in C, and a set or a dict
finds the item at once.

Example::

    def has(words: list[str], wanted: str):
        return any(word == wanted for word in words)

Use instead::

    def has(words: list[str], wanted: str):
        return wanted in words

When it is safe: ``xs`` is a list or the like: in a text, ``in`` looks for pieces. ``in`` takes
the same object for equal: NaN is in a list with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import HELD, is_test
from guyline.hints.code import SELVES, Code, arguments
from guyline.hints.comprehensions import Single, single
from guyline.hints.kinds import HASHED, LISTS, kind_of, type_of
from guyline.hints.pattern import alike, plain
from guyline.hints.rewrite import replace_expression
from guyline.hints.rounds import has_few
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.hints.shapes import mentions
from guyline.syntax import Node

_HOLDING = LISTS | HASHED | {"tuple", "range", "dict_keys", "dict_values", "collections.deque"}
_KNOWN = frozenset({"str", "int", "bool", "bytes"})
_SIMPLE = frozenset({"identifier", "attribute", "string", "integer", "true", "false", "none"})
_OPERATORS = {"any": "==", "all": "!="}


def _check(code: Code, node: Node) -> Iterator[Found]:
    function, given = plain(node["function"]), arguments(node)
    wanted = _OPERATORS.get(function.text)
    if wanted is None or len(given) != 1:
        return
    made = single(plain(given[0]))
    if made is None or is_test(code) or not code.qualified(function).startswith("builtins."):
        return
    sought = _sought(made, wanted)
    kind = kind_of(code, made.over)
    if made.over.text in SELVES:
        return  # it may be what "in" means
    if sought is None or kind in HELD or kind == "str" or has_few(code, made.over):
        return
    yield Found(
        node,
        f"items are compared with {sought.text} one by one in Python; "
        f"{'in' if wanted == '==' else 'not in'} does it in C",
        _fix(code, node, made, sought, "in" if wanted == "==" else "not in"),
    )


def _sought(made: Single, wanted: str) -> Node | None:
    """What each item is compared with; None: it is not as plain as that."""
    test = plain(made.body)
    if made.tests or made.target.kind != "identifier" or test.kind != "comparison_operator":
        return None
    if test.operators != [wanted]:
        return None
    one, other = plain(test.children[0]), plain(test.children[1])
    sought = other if alike(one, made.target) else one if alike(other, made.target) else None
    if sought is None or sought.kind not in _SIMPLE or mentions(sought, {made.target.text}):
        return None
    return sought


def _fix(code: Code, node: Node, made: Single, sought: Node, operator: str) -> Fix:
    """Ask ``in``."""
    over, unproved = type_of(code, made.over), []
    if over is None or over.name not in _HOLDING:
        unproved.append(f"that {made.over.text} is a list or the like")
    if kind_of(code, sought) not in _KNOWN or (
        over is not None and over.name in HASHED and (over.item is None)
    ):
        unproved.append(f"that {sought.text} equals itself and can be hashed")
    return Fix(
        f"Ask {operator}",
        (replace_expression(node, f"{sought.text} {operator} {made.over.text}"),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL144",
    "equality-in-any",
    ("call",),
    _check,
    Example(
        slow="def f(xs, y):\n    return any(x == y for x in xs)\n",
        fast="def f(xs, y):\n    return y in xs\n",
        call="(list(range(10000)), 9999)",
        size="10,000 numbers",
    ),
    called=frozenset(_OPERATORS),
)
