"""An array of numbers that follow from a count is made out of a list.

What: ``np.array(range(n))``, ``np.array(list(range(n)))``, ``np.array([i for i in range(n)])``,
``np.array([0] * n)`` and ``np.array([0.0 for _ in range(n)])``; ``torch.tensor`` as well.

Why: a Python object is made, looked at twice and put away for each item. ``arange``, ``zeros`` and
``full`` write the array at once.

Example::

    import numpy as np

    def places(rows):
        return np.array(range(len(rows)))

Use instead::

    import numpy as np

    def places(rows):
        return np.arange(len(rows))

When it is safe: there is at least one item: an array of no items is one of floats where no
``dtype`` is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import called, matches, node_in, plain
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.hints.vectors import module_of
from guyline.syntax import Node

_MAKERS = frozenset({"numpy.array", "numpy.asarray", "torch.tensor"})
_RANGES = ("list(range($$of))", "range($$of)")
_FEW, _MANY = 32, 1000
_SIZES = ("len(", ".shape", ".size")
_NUMBERS = re.compile(r"int|float|([a-z]+\.)?(u?int|float)(_|\d+)|['\"](u?int|float)\d*['\"]")


def _check(code: Code, node: Node) -> Iterator[Found]:
    name, given = code.qualified(node["function"]), arguments(node)
    if name not in _MAKERS or len(given) != 1 or set(named_arguments(node)) - {"dtype"}:
        return
    told = _made(code, given[0])
    kind = named_arguments(node).get("dtype")
    if told is None or is_test(code) or (kind is not None and not _holds_numbers(kind)):
        return
    made, size, text = told
    if not any(_is_of_data(code, each) for each in size) and not repeating(code, node):
        return
    if all(each.kind == "integer" and int(each.text, 0) <= _FEW for each in size):
        return
    yield Found(
        node,
        f"an object of Python is made for each item of the array; {made} writes it at once",
        _fix(code, node, text),
    )


def _made(code: Code, items: Node) -> tuple[str, list[Node], str] | None:
    """What makes the same, of what size, and how it is written."""
    items = plain(items)
    for form in _RANGES:
        if (holes := matches(form, items)) is not None:
            return _ranged(code, items, holes["of"])
    if (holes := matches("[$item for $item in range($$of)]", items)) is not None:
        return _ranged(code, items, holes["of"])
    holes = matches("[$item] * $count", items)
    if holes is not None:
        return _filled(code, node_in(holes, "item"), node_in(holes, "count"))
    holes = matches("[$item for $_ in range($count)]", items)
    if holes is not None:
        return _filled(code, node_in(holes, "item"), node_in(holes, "count"))
    return None


def _is_of_data(code: Code, size: Node) -> bool:
    """Whether a number is the size of some data, or large as it is written out."""
    for each in (size, code.value_of(size)):
        if each.kind == "integer":
            return int(each.text, 0) >= _MANY
        if any(word in each.text for word in _SIZES):
            return True
    binding = code.only_binding(size) if size.kind == "identifier" else None
    made = statement_of(binding.node) if binding is not None else None
    return (
        made is not None
        and binding is not None
        and (binding.how is How.UNPACKED and made.text.endswith(".shape"))
    )


def _holds_numbers(kind: Node) -> bool:
    """Whether a type that is said is one of numbers: of texts, ``arange`` makes none."""
    return _NUMBERS.fullmatch(kind.text) is not None


def _ranged(code: Code, items: Node, of: object) -> tuple[str, list[Node], str] | None:
    names = ("range", "list")
    if any(n.text in names and code.qualified(n) != f"builtins.{n.text}" for n in items.walk()):
        return None
    if not isinstance(of, tuple) or any(each.kind == "list_splat" for each in of):
        return None
    return "arange", list(of), f"arange({', '.join(each.text for each in of)}"


def _filled(code: Code, item: Node, count: Node) -> tuple[str, list[Node], str] | None:
    """The same of one number that is written out; not a bool, which is a mask."""
    if item.kind not in ("integer", "float") or kind_of(code, count) in ("list", "str"):
        return None
    if item.text in ("0", "0.0", "0."):
        kind = ", dtype=int" if item.kind == "integer" else ""
        return "zeros", [count], f"zeros({count.text}{kind}"
    return "full", [count], f"full({count.text}, {item.text}"


def _fix(code: Code, node: Node, text: str) -> Fix | None:
    """Write it at once."""
    module, told = module_of(node), named_arguments(node).get("dtype")
    if not module or "\n" in node.text or not code.qualified(node["function"]).startswith("numpy"):
        return None
    if told is not None:
        text = f"{text.replace(', dtype=int', '')}, dtype={told.text}"
    return Fix(
        "Write the array at once",
        (Edit(node.start, node.end, f"{module}.{text})"),),
        safety=Safety.OPEN if told is None else Safety.PROVED,
        unproved=("that there is at least one item",) if told is None else (),
    )


RULE = Rule(
    "GL617",
    "array-of-range",
    ("call",),
    _check,
    Example(
        slow="def f(n):\n    return np.array(range(n))\n",
        fast="def f(n):\n    return np.arange(n)\n",
        call="(10000,)",
        size="10,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=called(*_MAKERS),
)
