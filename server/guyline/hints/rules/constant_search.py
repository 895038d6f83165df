"""Constants that are written out are searched one by one in a loop.

What: ``x in ("a", "b", ...)`` in a loop, with six constants or more in a tuple or a list; and
``x in list("abc")`` or ``x in "a b c".split()``, which build what they search each time.

Why: each test compares with one constant after the other. Python makes a set of constants
once, when it compiles the function, and finds what is in it at once.

Example::

    def vowels(letters):
        return [x for x in letters if x in ("a", "e", "i", "o", "u", "y")]

Use instead::

    def vowels(letters):
        return [x for x in letters if x in {"a", "e", "i", "o", "u", "y"}]

When it is safe: what is sought can be hashed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import is_hashable
from guyline.hints.rounds import is_short
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_LEAST = 6
"""Constants from which on a set pays whatever is sought."""

_DISPLAYS = frozenset({"list", "tuple"})
_CONSTANTS = frozenset({"integer", "float", "true", "false", "none"})
_BUILDS = frozenset(f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset", "sorted"))


def _check(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2 or node.operators[0] not in ("in", "not in"):
        return
    over = plain(node.children[1])
    if over.kind in _DISPLAYS:
        written = len(over.children) >= _LEAST and all(map(_is_constant, over.children))
        message = "constants are compared one by one in a loop: O(n) for each test; "
    elif over.kind == "call":
        written = _is_built(code, over)
        message = "what is searched is built anew for each test: O(n); "
    else:
        return
    if not written or all(is_short(code, loop) for loop in code.loops(node)):
        return
    yield Found(
        node,
        message + "a set of constants is made once, and searched in O(1)",
        _fix(code, node, over),
    )


def _is_constant(node: Node) -> bool:
    node = plain(node)
    if node.kind == "unary_operator":
        return node.operators == ["-"] and _is_constant(node.children[0])
    if node.kind == "concatenated_string":
        return all(map(_is_constant, node.children))
    if node.kind == "string":
        return all(child.kind != "interpolation" for child in node.children)
    return node.kind in _CONSTANTS


def _is_built(code: Code, call: Node) -> bool:
    """Whether a call makes a container of nothing but constants."""
    if matches("$_.split()", call) is not None:
        return _is_constant(plain(call["function"])["object"])
    given = arguments(call)
    if len(given) != 1 or named_arguments(call) or code.qualified(call["function"]) not in _BUILDS:
        return False
    of = plain(given[0])
    if of.kind in (*_DISPLAYS, "set"):
        return all(map(_is_constant, of.children))
    return _is_constant(of) and of.kind in ("string", "concatenated_string")


def _fix(code: Code, node: Node, over: Node) -> Fix | None:
    """The set in place of a tuple or list."""
    if over.kind not in _DISPLAYS:
        return None
    sought = node.children[0]
    known = is_hashable(code, sought)
    where = node.children[1]
    return Fix(
        "Search a set of them",
        (Edit(where.start, where.end, "{" + over.text[1:-1].rstrip() + "}"),),
        safety=Safety.PROVED if known else Safety.OPEN,
        unproved=() if known else (f"that {sought.text} can be hashed",),
    )


RULE = Rule(
    "GL316",
    "constant-search",
    ("comparison_operator",),
    _check,
    Example(
        slow=(
            "def f(words):\n"
            "    return [w for w in words if w in ('a', 'e', 'i', 'o', 'u', 'y', 'yes', 'no')]\n"
        ),
        fast=(
            "def f(words):\n"
            "    return [w for w in words if w in {'a', 'e', 'i', 'o', 'u', 'y', 'yes', 'no'}]\n"
        ),
        call="([f'word {i}' for i in range(4000)],)",
        size="4,000 tests of 8 constants",
    ),
)
