"""An array or a column is searched in a loop.

What: ``x in a`` in a loop, where ``a`` is an array, ``df["k"].values``, ``df["k"].unique()``,
``df["k"].tolist()`` and their like, the same each time.

Why: an array is compared whole, item by item, for each question, and ``unique`` and ``tolist`` are
made anew besides. A set finds its item at once; ``np.isin`` asks for all at once.

Example::

    import numpy as np

    def known(words, codes: np.ndarray):
        return [word for word in words if word in codes]

Use instead::

    import numpy as np

    def known(words, codes: np.ndarray):
        found = set(codes.tolist())
        return [word for word in words if word in found]

When it is safe: the array has one dimension, and the loop does not change it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, is_test
from guyline.hints.code import Code, arguments, region_of
from guyline.hints.columns import is_stored_into, root_of
from guyline.hints.frames import is_column
from guyline.hints.kinds import kind_of
from guyline.hints.loops import depends_on
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_same_each_time
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_TAKEN = (
    "$column.unique()",
    "$column.tolist()",
    "$column.to_list()",
    "$column.to_numpy()",
    "$column.values",
    "$column.values.tolist()",
    "list($column)",
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2 or node.operators[0] not in ("in", "not in"):
        return
    item, held = plain(node.children[0]), plain(node.children[1])
    told = _held(code, held)
    if told is None:
        return
    root, what = told
    loops = [
        loop
        for loop in repeating(code, node)
        if depends_on(code, item, loop) and _stays(code, root, loop)
    ]
    if not loops or is_test(code):
        return
    yield Found(
        node,
        f"{what} is searched in a loop: O(n·m); with a set made before the loop O(n+m)",
        None,
        ((loops[-1], "the loop"),),
    )


def _held(code: Code, held: Node) -> tuple[Node, str] | None:
    """What must stay the same, and what it is."""
    if held.kind in ("identifier", "attribute") and kind_of(code, held) == ARRAY:
        return None if _is_written_out(code, held) else (held, "an array")
    for form in _TAKEN:
        holes = matches(form, held)
        if holes is not None:
            column = node_in(holes, "column")
            if not is_column(code, column):
                return None
            return column if column.kind == "attribute" else root_of(column), "a column"
    return None


def _is_written_out(code: Code, held: Node) -> bool:
    """Whether an array is made of a few items that are written out, maybe in two ways."""
    made = [each.value for each in code.bindings(held)] if held.kind == "identifier" else []
    lists = [plain(arguments(each)[0]) for each in made if each is not None and _holds_list(each)]
    return any(each.kind in ("list", "tuple") for each in lists)


def _holds_list(made: Node) -> bool:
    return made.kind == "call" and bool(arguments(made))


def _stays(code: Code, root: Node, loop: Node) -> bool:
    return is_same_each_time(code, root, loop) and not is_stored_into(region_of(loop), root)


RULE = Rule(
    "GL618",
    "array-membership-in-loop",
    ("comparison_operator",),
    _check,
    Example(
        slow="def f(xs, a: np.ndarray):\n    return [x for x in xs if x in a]\n",
        fast=(
            "def f(xs, a: np.ndarray):\n"
            "    known = set(a.tolist())\n"
            "    return [x for x in xs if x in known]\n"
        ),
        call="(range(2000), np.arange(0, 20000, 2))",
        size="2,000 in 10,000",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    growth=("O(n·m)", "O(n+m)"),
)
