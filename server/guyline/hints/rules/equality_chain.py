"""A value is compared with one constant after the other.

What: ``x == "a" or x == "b" or ...`` with four constants or more, in a loop; ``x != "a" and
x != "b" and ...`` likewise.

Why: what is none of them is compared with all of them. A set of constants, which Python makes
once when it compiles the function, finds it at once.

Example::

    def vowels(letters):
        return [x for x in letters if x == "a" or x == "e" or x == "i" or x == "o" or x == "u"]

Use instead::

    def vowels(letters):
        return [x for x in letters if x in {"a", "e", "i", "o", "u"}]

When it is safe: the value can be hashed, and compares as what it hashes like: text, or a
number.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import is_hashable
from guyline.hints.rounds import is_short
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_LEAST = 4
"""Comparisons from which on a set pays, unless nearly all is what is asked for first."""

_FORMS = {"or": ("==", "in"), "and": ("!=", "not in")}
_CONSTANTS = frozenset({"string", "concatenated_string", "integer", "true", "false", "none"})
_VALUES = frozenset({"identifier", "attribute", "subscript"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    operator, around = node.operators[0], node.parent
    if around is not None and around.kind == "boolean_operator" and around.operators == [operator]:
        return
    parts = _parts(node, operator)
    if len(parts) < _LEAST or all(is_short(code, loop) for loop in code.loops(node)):
        return
    compare, word = _FORMS[operator]
    sides = [_sides(part, compare) for part in parts]
    value = next((side[0] for side in sides if side is not None), None)
    if value is None:
        return
    mine = [side for side in sides if side is not None and alike(side[0], value)]
    constants = list({side[1].text: side[1] for side in mine}.values())
    if len(constants) < _LEAST or not _is_read(value):
        return
    whole = len(mine) == len(parts)
    yield Found(
        node,
        f"{value.text} is compared with one constant after the other; "
        f"{value.text} {word} {{...}} finds it at once",
        _fix(code, node, value, f"{value.text} {word} ", constants) if whole else None,
    )


def _parts(node: Node, operator: str) -> list[Node]:
    """What a chain of one operator joins, in order."""
    node = plain(node)
    if node.kind != "boolean_operator" or node.operators != [operator]:
        return [node]
    return [part for child in node.children for part in _parts(child, operator)]


def _sides(part: Node, compare: str) -> tuple[Node, Node] | None:
    """The value and the constant it is compared with; None: it is another comparison."""
    if part.kind != "comparison_operator" or part.operators != [compare]:
        return None
    left, right = map(plain, part.children)
    if right.kind in _CONSTANTS and not _is_filled(right):
        return left, right
    return (right, left) if left.kind in _CONSTANTS and not _is_filled(left) else None


def _is_filled(text: Node) -> bool:
    return any(n.kind == "interpolation" for n in text.walk())


def _is_read(value: Node) -> bool:
    """Whether reading it again gives the same: a name, an attribute, an item."""
    return value.kind in _VALUES and all(n.kind != "call" for n in value.walk())


def _fix(code: Code, node: Node, value: Node, before: str, constants: list[Node]) -> Fix:
    """One test in place of the chain."""
    known = is_hashable(code, value)
    text = before + "{" + ", ".join(each.text for each in constants) + "}"
    return Fix(
        "Look into a set of them",
        (Edit(node.start, node.end, text),),
        safety=Safety.PROVED if known else Safety.OPEN,
        unproved=() if known else (f"that {value.text} is text or a number",),
    )


RULE = Rule(
    "GL317",
    "equality-chain",
    ("boolean_operator",),
    _check,
    Example(
        slow=(
            "def f(words):\n"
            "    return [w == 'a' or w == 'b' or w == 'c' or w == 'd' or w == 'e' or w == 'f'"
            " for w in words]\n"
        ),
        fast=("def f(words):\n    return [w in {'a', 'b', 'c', 'd', 'e', 'f'} for w in words]\n"),
        call="(['none'] * 4000,)",
        size="4,000 times 6 constants",
    ),
)
