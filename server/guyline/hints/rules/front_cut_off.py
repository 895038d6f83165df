"""What is read from the front is cut off, and the rest copied.

What: ``data = data[n:]`` in a ``while`` loop, where ``data`` is text, bytes or a list.

Why: a slice is a copy. What is still to be read is copied at each step, n²/2 items in all. A
position that moves, an iterator, or for bytes a ``memoryview``, copies nothing.

Example::

    def numbers(data):
        found = []
        while data:
            size = data[0]
            found.append(data[1 : size + 1])
            data = data[size + 1 :]
        return found

Use instead::

    def numbers(data):
        found, at = [], 0
        while at < len(data):
            size = data[at]
            found.append(data[at + 1 : at + size + 1])
            at += size + 1
        return found

When it is safe: nobody looks at the rest as a whole. ``pattern.match(text, at)`` begins at a
position, where ``^`` does not match.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_condition
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.scopes import How
from guyline.hints.text_growth import is_bound, is_once
from guyline.syntax import Node

_COPIED = frozenset({"str", "bytes", "list", "tuple", "bytearray"})
_FEW = (".startswith(", "[0] ==", "[0] in ", "[:1]")
"""Conditions of loops that take off what a text begins with: few rounds."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    held = _cut(node)
    loop = next(code.loops(node), None) if held is not None else None
    if held is None or loop is None or loop.kind != "while_statement":
        return
    if is_once(statement_of(node), loop) or any(w in loop["condition"].text for w in _FEW):
        return
    if not _only_shrinks(held, loop) or not _is_copied(code, held, loop):
        return
    yield Found(
        node,
        f"all the rest of {held.text} is copied at each step: O(n²) in this loop; "
        "a position that moves on copies nothing, O(n)",
        None,
        ((loop, "the loop"),),
    )


def _cut(node: Node) -> Node | None:
    """The name that an assignment gives the rest of its own value."""
    left, right = node.field("left"), node.field("right")
    if left is None or right is None:
        return None
    pairs = [(left, right)]
    if left.kind == "pattern_list" and right.kind == "expression_list":
        pairs = list(zip(left.children, right.children, strict=False))
    for target, value in pairs:
        holes = matches("$x[$n:]", value)
        if holes is None or target.kind != "identifier":
            continue
        of, number = node_in(holes, "x"), node_in(holes, "n")
        if of.kind == "identifier" and of.text == target.text and number.kind != "unary_operator":
            return target
    return None


def _only_shrinks(held: Node, loop: Node) -> bool:
    """Whether the loop binds the name to nothing but its own rest."""
    for node in loop.walk():
        if node.kind == "identifier" and node.text == held.text and is_bound(node):
            around = node.parent
            while around is not None and around.kind == "pattern_list":
                around = around.parent
            if around is None or around.kind != "assignment" or _cut(around) is None:
                return False
    return True


def _is_copied(code: Code, held: Node, loop: Node) -> bool:
    """Whether a slice of it is a copy: by what binds it, or as a loop asks whether it is empty."""
    owner = code.owner(held)
    if owner is None or owner.changed_within(held.text):
        return False
    asked = any(
        n.kind == "identifier" and n.text == held.text and is_condition(n)
        for n in loop["condition"].walk()
    )
    given = any(
        n.kind == "argument_list" and any(c.text == held.text for c in n.children)
        for n in loop.walk()
        if n.parent is None or not code.calls(n.parent, "builtins.len")
    )
    for binding in owner.bindings[held.text]:
        around = statement_of(binding.node)
        if loop.holds(around):
            continue
        if binding.how is How.PARAMETER and binding.value is None:
            told = binding.annotation.text if binding.annotation is not None else ""
            if told not in _COPIED and (told or not asked):
                return False
            continue
        kind = kind_of(code, plain(binding.value)) if binding.value is not None else ""
        if kind not in _COPIED or (given and kind in ("list", "tuple")):
            return False  # who is given a list wants the rest of it and no more
    return True


RULE = Rule(
    "GL213",
    "front-cut-off",
    ("assignment",),
    _check,
    Example(
        slow=(
            "def f(data):\n"
            "    total = 0\n"
            "    while data:\n"
            "        total += data[0]\n"
            "        data = data[1:]\n"
            "    return total\n"
        ),
        fast=(
            "def f(data):\n"
            "    total = 0\n"
            "    for byte in data:\n"
            "        total += byte\n"
            "    return total\n"
        ),
        call='(b"a" * 40000,)',
        size="40,000 bytes",
    ),
    growth=("O(n²)", "O(n)"),
)
