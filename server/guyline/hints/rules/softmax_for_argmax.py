"""A softmax is computed, only to find the largest.

What: ``torch.softmax(x, -1).argmax(-1)``, ``torch.argmax(F.softmax(x, dim=1), dim=1)``,
``x.softmax(-1).argmax(-1)``, ``log_softmax`` as well.

Why: a softmax keeps the order of its items, so the largest is at the same place without it. The
exponentials and a tensor of all of them are thrown away.

Example::

    import torch

    def classes(logits):
        return torch.softmax(logits, dim=-1).argmax(dim=-1)

Use instead::

    import torch

    def classes(logits):
        return logits.argmax(dim=-1)

When it is safe: both go along one dimension. Of items so close that a float can't tell their
exponentials apart, another may be taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_NAMED = frozenset(
    f"torch.{at}{name}"
    for at in ("", "nn.functional.", "special.")
    for name in ("softmax", "log_softmax")
)
_METHODS = frozenset({"softmax", "log_softmax"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    found = _largest(code, node)
    if found is None or not code.imports("torch") or is_test(code):
        return
    made, along = found
    told = _softmax(code, made)
    if told is None or (along and told[1] and along != told[1]) or bool(along) != bool(told[1]):
        return
    items = told[0]
    alone = items.kind in ("identifier", "attribute", "call", "subscript")
    fix = Fix(
        "Leave the softmax out",
        (Edit(made.start, made.end, items.text if alone else f"({items.text})"),),
        unproved=("that it does not matter which of all but equal items is taken",),
    )
    yield Found(
        node, "a softmax keeps the order of its items: the largest is found without it", fix
    )


def _largest(code: Code, node: Node) -> tuple[Node, str] | None:
    """What the largest is looked for in, and along which dimension."""
    given, named = list(arguments(node)), named_arguments(node)
    if set(named) - {"dim", "axis", "keepdim"}:
        return None
    function = plain(node["function"])
    if code.qualified(function) == "torch.argmax" and given:
        of = plain(given.pop(0))
    elif function.kind == "attribute" and function["attribute"].text == "argmax":
        of = plain(function["object"])
    else:
        return None
    return of, _along(given, named)


def _along(given: list[Node], named: dict[str, Node]) -> str:
    told = named.get("dim") or named.get("axis") or (given[0] if given else None)
    return told.text if told is not None else ""


def _softmax(code: Code, made: Node) -> tuple[Node, str] | None:
    """What a softmax is made of, and along which dimension."""
    if made.kind != "call":
        return None
    given, named = list(arguments(made)), named_arguments(made)
    function = plain(made["function"])
    name = code.qualified(function)
    if name in _NAMED and given:
        return plain(given[0]), _along(given[1:], named)
    if not name and function.kind == "attribute" and function["attribute"].text in _METHODS:
        return plain(function["object"]), _along(given, named)
    return None


RULE = Rule(
    "GL633",
    "softmax-for-argmax",
    ("call",),
    _check,
    Example(
        slow="def f(x):\n    return torch.softmax(x, -1).argmax(-1)\n",
        fast="def f(x):\n    return x.argmax(-1)\n",
        call="(torch.arange(20000.0).reshape(200, 100) % 89,)",
        size="200 rows of 100",
        setup="import torch",
        needs=("torch",),
    ),
    called=frozenset({"argmax"}),
)
