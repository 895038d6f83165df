"""The items of a tensor are taken out one by one.

What: ``[t[i].item() for i in range(n)]``, ``[x.item() for x in t]``, ``float(t[i])`` in a loop over
``i``, and ``sum(t)``, ``max(t)`` and ``min(t)`` of a tensor.

Why: a tensor is made for each item, some microseconds, and on a device each ``item`` waits for all
work that was queued. ``tolist`` copies all of it once; a tensor's own methods need no loop.

Example::

    import torch

    def listed(t: torch.Tensor):
        return [x.item() for x in t]

Use instead::

    import torch

    def listed(t: torch.Tensor):
        return t.tolist()

When it is safe: the tensor has one dimension, and the loop does not change it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import TENSOR, is_test
from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.loops import depends_on
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_builtin, is_same_each_time
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_BUILTINS = frozenset({"sum", "max", "min"})
_CASTS = frozenset({"float", "int"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not code.imports("torch") or is_test(code):
        return
    if node.kind == "list_comprehension":
        yield from _comprehended(code, node)
        return
    function, given = node["function"], arguments(node)
    if function.kind == "identifier" and function.text in _BUILTINS and len(given) == 1:
        if kind_of(code, given[0]) == TENSOR and is_builtin(code, function, function.text):
            yield Found(
                node,
                f"a tensor is made of each item; the tensor's own .{function.text}() needs no loop",
            )
        return
    item = _item(code, node)
    of = _indexed(code, item) if item is not None else None
    if item is None or of is None:
        return
    loops = [
        loop
        for loop in repeating(code, node)
        if depends_on(code, item.fields("subscript")[0], loop) and is_same_each_time(code, of, loop)
    ]
    if loops:
        yield Found(
            node,
            "a tensor is made for one item of another, each time round the loop, and on a device "
            "it is waited for; tolist() before the loop copies all of them once",
            None,
            ((loops[0], "the loop"),),
        )


def _item(code: Code, call: Node) -> Node | None:
    """The subscript that a number is made of: ``t[i].item()``, ``float(t[i])``."""
    holes = matches("$item.item()", call)
    function = call["function"]
    if holes is None and any(is_builtin(code, function, name) for name in _CASTS):
        holes = matches("$_($item)", call)
    item = plain(node_in(holes, "item")) if holes is not None else None
    return item if item is not None and item.kind == "subscript" else None


def _indexed(code: Code, item: Node) -> Node | None:
    of, index = plain(item["value"]), item.fields("subscript")
    if kind_of(code, of) != TENSOR or of.kind not in ("identifier", "attribute"):
        return None
    return of if len(index) == 1 and plain(index[0]).kind in ("identifier", "tuple") else None


def _comprehended(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2:
        return
    body, clause = plain(node.children[0]), node.children[1]
    left, items = clause["left"], plain(clause["right"])
    if left.kind != "identifier" or kind_of(code, items) != TENSOR:
        return
    each = matches("$x.item()", body) or matches("float($x)", body) or matches("int($x)", body)
    if each is None or node_in(each, "x").text != left.text:
        return
    text = f"{items.text}.tolist()"
    plainly = items.kind in ("identifier", "attribute", "call", "subscript")
    same = matches("$_.item()", body) is not None and plainly
    fix = Fix("Make a list with tolist", (Edit(node.start, node.end, text),), unproved=_OPEN)
    yield Found(
        node,
        "a tensor is made of each item, and on a device each is waited for; tolist() copies all "
        "of them once",
        fix if same else None,
    )


_OPEN = ("that the tensor has one dimension",)

RULE = Rule(
    "GL630",
    "tensor-item-by-item",
    ("list_comprehension", "call"),
    _check,
    Example(
        slow="def f(t: torch.Tensor):\n    return [x.item() for x in t]\n",
        fast="def f(t: torch.Tensor):\n    return t.tolist()\n",
        call="(torch.arange(2000),)",
        size="2,000 items on the processor",
        setup="import torch",
        needs=("torch",),
    ),
    called=_BUILTINS | _CASTS | {"item"},
)
