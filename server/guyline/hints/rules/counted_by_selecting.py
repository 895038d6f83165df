"""Places are looked up, or items copied, only to count them.

What: ``len(np.where(mask)[0])``, ``np.nonzero(mask)[0].size``, ``np.flatnonzero(mask).shape[0]``,
``len(a[a > 0])`` and their like, of numpy and torch.

Why: an array of all places is made, or of all items that are selected, and thrown away. Counting
makes none.

Example::

    import numpy as np

    def outliers(values, limit):
        return len(np.where(values > limit)[0])

Use instead::

    import numpy as np

    def outliers(values, limit):
        return np.count_nonzero(values > limit)

When it is safe: the array is a plain one. Of a masked array ``where`` leaves out what is masked,
and ``count_nonzero`` does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.vectors import is_mask, module_of
from guyline.syntax import Node

_SIZES = ("len($found)", "$found.size", "$found.shape[0]", "$found.size(0)", "$found.numel()")
_TUPLES = frozenset({"numpy.where", "numpy.nonzero", "torch.where"})
_PLACES = frozenset({"numpy.flatnonzero", "numpy.argwhere", "torch.nonzero", "torch.argwhere"})
_FLAT = frozenset({"numpy.flatnonzero"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    for form in _SIZES:
        holes = matches(form, node)
        found = holes["found"] if holes is not None else None
        if not isinstance(found, Node):
            continue
        told = _counted(code, found, form)
        if told is None or is_test(code):
            return
        if _is_called(node):
            return
        what, mask, module = told
        count = f"{module}.count_nonzero({mask.text})" if module else ""
        yield Found(
            node,
            f"{what} only to be counted; count_nonzero makes no array of them",
            _fix(code, node, mask, count),
        )
        return


def _is_called(node: Node) -> bool:
    """Whether what is matched is a part of a call's name: ``found.size`` of ``found.size(0)``."""
    around = node.parent
    return around is not None and around.kind == "call" and around["function"] is node


def _counted(code: Code, found: Node, form: str) -> tuple[str, Node, str] | None:
    """What is made, what it is made of, and how the module is called."""
    found = plain(found)
    first = matches("$of[0]", found)
    of = plain(first["of"]) if first is not None and isinstance(first["of"], Node) else None
    if of is not None and of.kind == "call":
        return _places(code, of, _TUPLES)
    if found.kind == "call":
        told = _places(code, found, _PLACES)
        flat = form != "$found.size" or code.qualified(found["function"]) in _FLAT
        return told if flat and form != "$found.numel()" else None
    if found.kind == "subscript" and form in ("len($found)", "$found.shape[0]"):
        index = found.fields("subscript")
        if len(index) == 1 and kind_of(code, found["value"]) == ARRAY and is_mask(code, index[0]):
            return "items are copied", index[0], ""
    return None


def _places(code: Code, call: Node, names: frozenset[str]) -> tuple[str, Node, str] | None:
    given = arguments(call)
    name = code.qualified(call["function"])
    if len(given) != 1 or named_arguments(call) or name not in names:
        return None
    return "an array of places is made", given[0], module_of(call)


def _fix(code: Code, node: Node, mask: Node, count: str) -> Fix | None:
    """Count them."""
    if not count or "\n" in count:
        return None
    sure = kind_of(code, mask) == ARRAY
    return Fix(
        "Count them with count_nonzero",
        (Edit(node.start, node.end, count),),
        safety=Safety.PROVED if sure else Safety.OPEN,
        unproved=() if sure else (f"that {mask.text} is a plain array, not a masked one",),
    )


RULE = Rule(
    "GL610",
    "counted-by-selecting",
    ("call", "attribute", "subscript"),
    _check,
    Example(
        slow="def f(a):\n    return len(np.where(a > 50)[0])\n",
        fast="def f(a):\n    return int(np.count_nonzero(a > 50))\n",
        call="(np.arange(100000) % 100,)",
        size="100,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=frozenset({"len", "size", "numel"}),
)
