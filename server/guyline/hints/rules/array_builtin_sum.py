"""A builtin takes an array apart, item by item.

What: ``sum``, ``max``, ``min``, ``any`` or ``all`` of an array or of a column.

Why: a Python object is made of each item, and added or compared by the interpreter. The
array's own method is one loop in C.

Example::

    import numpy as np

    def energy(n):
        wave = np.sin(np.linspace(0, 1, n)) * 2
        level = np.linspace(0, 1, n) ** 2
        return sum(level)

Use instead::

    import numpy as np

    def energy(n):
        wave = np.sin(np.linspace(0, 1, n)) * 2
        level = np.linspace(0, 1, n) ** 2
        return level.sum()

When it is safe: the array has one dimension. ``sum`` of a method adds in another order, which
changes the last digits of floats; with NaN ``max`` gives NaN always, and a column leaves it out.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import is_column
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_NAMES = frozenset({"sum", "max", "min", "any", "all"})
_SIMPLE = frozenset({"identifier", "attribute", "call", "subscript"})
_FEW = 16


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    if function.kind != "identifier" or function.text not in _NAMES:
        return
    given = arguments(node)
    if len(given) != 1 or named_arguments(node) or is_test(code):
        return
    items = plain(given[0])
    if code.qualified(function) != f"builtins.{function.text}" or items.kind == "list_splat":
        return
    column = kind_of(code, items) != ARRAY
    if (column and not _is_column(code, items)) or _is_small(code, items):
        return
    name = function.text
    what = "a column" if column else "an array"
    yield Found(
        node,
        f"{name} makes a Python object of each item of {what}; its method .{name}() is one loop "
        "in C",
        _fix(node, items, name, column),
    )


def _is_column(code: Code, items: Node) -> bool:
    """Whether it is a column, or a comparison of one."""
    if items.kind == "comparison_operator" and len(items.children) == 2:
        told = not {"in", "not in", "is", "is not"} & set(items.operators)
        return told and is_column(code, items.children[0])
    return is_column(code, items)


def _fix(node: Node, items: Node, name: str, column: bool) -> Fix:
    """Call the method."""
    text = items.text if items.kind in _SIMPLE else f"({items.text})"
    along = "axis=0" if name == "sum" and not column else ""
    order = {"sum": "that the last digits of a sum of floats do not matter"}
    missing = "that no item is NaN"
    unproved = [order[name]] if name in order else []
    unproved += [missing] if name in ("max", "min") or column else []
    unproved += [f"that {items.text} has one dimension"] if name != "sum" and not column else []
    return Fix(
        f"Call its method {name}",
        (Edit(node.start, node.end, f"{text}.{name}({along})"),),
        unproved=tuple(unproved),
    )


def _is_small(code: Code, items: Node) -> bool:
    """Whether the array is made of a few items that are written out, or of few by its shape.

    One row of a table, ``points[0, :]``, has few as a rule: it is one thing with its parts.
    """
    if any(_is_row(each) for each in items.walk()):
        return True
    return any(_is_made_short(each) for each in _makers(code, items))


def _makers(code: Code, items: Node) -> list[Node]:
    """What an array, and those it is computed of, are made by."""
    found = [items]
    for each in items.walk():
        if each.kind == "identifier":
            made = (binding.value for binding in code.bindings(each))
            found += [plain(value) for value in made if value is not None]
    return found


def _is_made_short(value: Node) -> bool:
    if value.kind != "call" or not arguments(value):
        return False
    first = plain(arguments(value)[0])
    if first.kind in ("list", "tuple"):
        splats = any(each.kind == "list_splat" for each in first.children)
        shape = first.children[:1] if first.kind == "tuple" else []
        few = bool(shape) and shape[0].kind == "integer" and int(shape[0].text, 0) <= _FEW
        return few or (len(first.children) <= _FEW and not splats and not shape)
    return first.kind == "integer" and int(first.text, 0) <= _FEW


def _is_row(node: Node) -> bool:
    if node.kind != "subscript":
        return False
    parts = node.fields("subscript")
    return len(parts) == 2 and parts[0].kind == "integer" and parts[1].kind == "slice"


RULE = Rule(
    "GL604",
    "array-builtin-sum",
    ("call",),
    _check,
    Example(
        slow="def f(a: np.ndarray):\n    return int(sum(a)), bool(any(a < 0))\n",
        fast="def f(a: np.ndarray):\n    return int(a.sum()), bool((a < 0).any())\n",
        call="(np.arange(100000),)",
        size="100,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=_NAMES,
)
