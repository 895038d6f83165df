"""Truths are added up as numbers.

What: ``np.sum(a > 0)`` and ``(a > 0).sum()`` of a whole array, also where the comparison has a
name.

Why: each truth is made an integer of eight bytes, to be added. ``count_nonzero`` counts the
bytes themselves.

Example::

    import numpy as np

    def errors(found, wanted):
        return np.sum(found != wanted)

Use instead::

    import numpy as np

    def errors(found, wanted):
        return np.count_nonzero(found != wanted)

When it is safe: what is compared is a plain array, and a plain int will do for the count: divided
by nought it raises, where numpy's own integer warns.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, is_test
from guyline.hints.code import Code
from guyline.hints.frames import is_column, is_frame
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, node_in
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.vectors import is_mask, is_number, module_of
from guyline.syntax import Node

_NAMED = frozenset({"numpy.sum", "numpy.nansum"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    mask, module = _summed(code, node)
    if mask is None or is_test(code) or not is_mask(code, mask) or _is_other(code, mask):
        return
    fix = None
    asked = node.parent is not None and node.parent.kind == "attribute"
    if module and "\n" not in mask.text and not asked:
        fix = Fix(
            "Count them with count_nonzero",
            (Edit(node.start, node.end, f"{module}.count_nonzero({mask.text})"),),
            unproved=(f"that {mask.text} is a plain array, and an int will do for the count",),
        )
    yield Found(
        node, "truths are made integers to be added; np.count_nonzero counts them as they are", fix
    )


def _summed(code: Code, node: Node) -> tuple[Node | None, str]:
    """What is summed whole, and how numpy is called there."""
    holes = matches("$_.sum($mask)", node)
    if holes is not None:
        mask = node_in(holes, "mask")
        named = code.qualified(node["function"]) in _NAMED
        return (mask, module_of(node)) if named else (None, "")
    holes = matches("$mask.sum()", node)
    if holes is None or not code.imports("numpy"):
        return None, ""
    mask = node_in(holes, "mask")
    return (mask, "") if kind_of(code, mask) == ARRAY else (None, "")


def _is_other(code: Code, mask: Node) -> bool:
    """Whether a part of it belongs to another library, or is one number."""
    made = code.value_of(mask)
    if any(is_frame(code, each) or is_column(code, each) for each in made.walk()):
        return True
    return all(is_number(code, child) for child in made.children)


RULE = Rule(
    "GL611",
    "booleans-summed",
    ("call",),
    _check,
    Example(
        slow="def f(a, b):\n    wrong = a != b\n    return int(np.sum(wrong))\n",
        fast="def f(a, b):\n    wrong = a != b\n    return int(np.count_nonzero(wrong))\n",
        call="(np.arange(1000), np.arange(1000) // 2 * 2)",
        size="1,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=frozenset({"sum"}),
)
