"""An array that grows in a loop is copied each time round.

What: ``a = np.append(a, x)`` in a loop, or the same with ``np.concatenate``, ``np.vstack``,
``np.hstack``, ``np.r_`` and their like.

Why: an array can't grow. Each call makes a new one, and copies all that was there before.

Example::

    import numpy as np

    def roots(values):
        found = np.array([])
        for value in values:
            found = np.append(found, value ** 0.5)
        return found

Use instead::

    import numpy as np

    def roots(values):
        found = []
        for value in values:
            found.append(value ** 0.5)
        return np.array(found, dtype=float)

When it is safe: nothing but the loop's own line reads the array before the loop has ended, and
what is appended is one number. Where parts are joined, a list of the parts is joined once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, block_of, named_arguments, statement_of
from guyline.hints.growth import growing_loop, is_of_a_loop
from guyline.hints.kinds import type_of
from guyline.hints.known import FLOAT
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_fresh_local
from guyline.hints.rewrite import insert_after
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_PAIRS = frozenset({"numpy.append", "numpy.insert"})
_PARTS = frozenset(
    f"numpy.{name}"
    for name in ("concatenate", "vstack", "hstack", "dstack", "column_stack", "row_stack")
)
_INDEXED = frozenset({"numpy.r_", "numpy.c_"})
_EMPTY = ("$_.array([])", "$_.empty(0)", "$_.zeros(0)", "$_.array([], dtype=float)")
_EMPTY_NAMES = frozenset({"numpy.array", "numpy.empty", "numpy.zeros"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    left, right = node.field("left"), node.field("right")
    if left is None or right is None or left.kind not in ("identifier", "attribute"):
        return
    made = plain(right)
    if made.kind not in ("call", "subscript") or not code.imports("numpy"):
        return
    if left.text not in made.text or not _grows(code, left, made) or is_test(code):
        return
    loop = growing_loop(code, left, statement_of(node), partial(_grows, code))
    if loop is None or is_of_a_loop(code, left):
        return
    name = made["function" if made.kind == "call" else "value"].text
    yield Found(
        node,
        f"{name} copies the whole array each time round the loop: O(n²); a list that is made "
        "an array once behind the loop is O(n)",
        _fix(code, left, made, loop),
        ((loop, "the loop"),),
    )


def _grows(code: Code, target: Node, made: Node) -> bool:
    """Whether a value is the target with something put to it."""
    if made.kind == "subscript":
        indices = [p for i in made.fields("subscript") for p in _items(i)]
        known = code.qualified(made["value"]) in _INDEXED
        return known and len(indices) > 1 and any(alike(each, target) for each in indices)
    if made.kind != "call":
        return False
    name, given = code.qualified(made["function"]), arguments(made)
    if name in _PAIRS:
        return len(given) > 1 and alike(given[0], target)
    if name not in _PARTS or not given:
        return False
    parts = plain(given[0])
    if parts.kind not in ("list", "tuple") or len(parts.children) < 2:
        return False
    return sum(alike(part, target) for part in parts.children) == 1


def _items(index: Node) -> list[Node]:
    index = plain(index)
    return index.children if index.kind == "tuple" else [index]


def _fix(code: Code, name: Node, made: Node, loop: Node) -> Fix | None:
    """Append to a list, and make the array behind the loop."""
    if made.kind != "call" or code.qualified(made["function"]) != "numpy.append":
        return None
    given, owner = arguments(made), code.owner(name)
    if len(given) != 2 or named_arguments(made) or owner is None or name.kind != "identifier":
        return None
    if not is_fresh_local(code, name) or len(owner.bindings[name.text]) != 2:
        return None
    first = owner.bindings[name.text][0]
    begun = statement_of(first.node)
    empty = plain(first.value) if first.value is not None else None
    if empty is None or begun not in block_of(loop) or begun.start > loop.start:
        return None
    if not _is_empty(code, empty) or first.annotation is not None or first.how != How.ASSIGNMENT:
        return None
    own = owner.reads.get(name.text, [])
    if list(owner.reads_of(name.text)) != own or any(
        read.start < loop.end and not made.holds(read) for read in own
    ):
        return None
    if sum(made.holds(read) for read in own) != 1 or any(each.broken for each in (begun, loop)):
        return None
    module = empty["function"]["object"].text
    after = insert_after(code, loop, f"{name.text} = {module}.array({name.text}, dtype=float)")
    if after is None:
        return None
    sure = type_of(code, given[1]) == FLOAT
    line = statement_of(made)
    return Fix(
        f"Make {name.text} a list, and an array behind the loop",
        (
            Edit(empty.start, empty.end, "[]"),
            Edit(line.start, line.end, f"{name.text}.append({given[1].text})"),
            after,
        ),
        safety=Safety.PROVED if sure else Safety.OPEN,
        unproved=() if sure else (f"that {given[1].text} is one number that a float holds",),
    )


def _is_empty(code: Code, made: Node) -> bool:
    """Whether it is an array of no floats."""
    if made.kind != "call" or made["function"].kind != "attribute":
        return False
    known = code.qualified(made["function"]) in _EMPTY_NAMES
    return known and any(matches(form, made) is not None for form in _EMPTY)


RULE = Rule(
    "GL602",
    "array-grown-in-loop",
    ("assignment",),
    _check,
    Example(
        slow=(
            "def f(values):\n"
            "    found = np.array([])\n"
            "    for value in values:\n"
            "        found = np.append(found, value)\n"
            "    return found\n"
        ),
        fast=(
            "def f(values):\n"
            "    found = []\n"
            "    for value in values:\n"
            "        found.append(value)\n"
            "    return np.array(found, dtype=float)\n"
        ),
        call="([i / 2 for i in range(5000)],)",
        size="5,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    growth=("O(n²)", "O(n)"),
)
