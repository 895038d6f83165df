"""A tensor that grows in a loop is copied each time round.

What: ``t = torch.cat([t, x])`` in a loop, ``torch.cat((t, x), dim=0)``, ``torch.vstack``,
``torch.hstack`` and ``torch.concat`` as well.

Why: each call makes a new tensor, and copies all that was there before. Where gradients are kept,
each copy is kept as well.

Example::

    import torch

    def gathered(batches, model):
        found = torch.empty(0)
        for batch in batches:
            found = torch.cat([found, model(batch)])
        return found

Use instead::

    import torch

    def gathered(batches, model):
        found = []
        for batch in batches:
            found.append(model(batch))
        return torch.cat(found)

When it is safe: nothing reads the tensor before the loop has ended, and there is at least one part.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, statement_of
from guyline.hints.growth import growing_loop, is_of_a_loop
from guyline.hints.pattern import alike, plain
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_JOINS = frozenset(f"torch.{name}" for name in ("cat", "concat", "concatenate", "vstack", "hstack"))


def _check(code: Code, node: Node) -> Iterator[Found]:
    left, right = node.field("left"), node.field("right")
    if left is None or right is None or left.kind not in ("identifier", "attribute"):
        return
    made = plain(right)
    if made.kind != "call" or code.qualified(made["function"]) not in _JOINS:
        return

    def grows(target: Node, value: Node) -> bool:
        if value.kind != "call" or code.qualified(value["function"]) not in _JOINS:
            return False
        given = arguments(value)
        parts = plain(given[0]) if given else None
        if parts is None or parts.kind not in ("list", "tuple") or len(parts.children) < 2:
            return False
        return sum(alike(part, target) for part in parts.children) == 1

    if not grows(left, made) or is_test(code):
        return
    loop = growing_loop(code, left, statement_of(node), grows)
    if loop is None or is_of_a_loop(code, left):
        return
    yield Found(
        node,
        f"{made['function'].text} copies the whole tensor each time round the loop: O(n²); a list "
        "that is joined once behind the loop is O(n)",
        None,
        ((loop, "the loop"),),
    )


RULE = Rule(
    "GL632",
    "tensor-grown-in-loop",
    ("assignment",),
    _check,
    Example(
        slow=(
            "def f(parts):\n"
            "    found = torch.empty(0)\n"
            "    for part in parts:\n"
            "        found = torch.cat([found, part])\n"
            "    return found\n"
        ),
        fast=(
            "def f(parts):\n"
            "    found = []\n"
            "    for part in parts:\n"
            "        found.append(part)\n"
            "    return torch.cat(found)\n"
        ),
        call="([torch.ones(100)] * 1000,)",
        size="1,000 parts of 100",
        setup="import torch",
        needs=("torch",),
    ),
    growth=("O(n²)", "O(n)"),
)
