"""The logarithm of a softmax in two steps.

What: ``torch.log(torch.softmax(x, -1))``, ``F.softmax(x, dim=1).log()``, ``x.softmax(-1).log()``
and ``torch.log(torch.sigmoid(x))``.

Why: the exponentials are computed and undone again, by two passes over memory, and a small one
becomes minus infinity. ``log_softmax`` and ``logsigmoid`` are one pass, and keep it.

Example::

    import torch

    def scores(logits):
        return torch.log(torch.softmax(logits, dim=-1))

Use instead::

    import torch

    def scores(logits):
        return torch.log_softmax(logits, dim=-1)

When it is safe: the last digits do not matter, and no minus infinity is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_OWN = {
    "torch.softmax": "log_softmax",
    "torch.nn.functional.softmax": "log_softmax",
    "torch.sigmoid": "torch.nn.functional.logsigmoid",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not code.imports("torch"):
        return
    holes = matches("$made.log()", node)
    if holes is not None and not code.qualified(node["function"]):
        made = plain(node_in(holes, "made"))
    elif code.calls(node, "torch.log") and len(arguments(node)) == 1:
        made = plain(arguments(node)[0])
    else:
        return
    if made.kind != "call" or is_test(code):
        return
    name, function = code.qualified(made["function"]), plain(made["function"])
    own = _OWN.get(name, "")
    method = not name and function.kind == "attribute" and function["attribute"].text == "softmax"
    if not own and not method:
        return
    helps = own or "log_softmax"
    yield Found(
        node,
        f"exponentials are computed and undone again; {helps} is one pass, and loses no small ones",
        _fix(node, made, function) if helps == "log_softmax" else None,
    )


def _fix(node: Node, made: Node, function: Node) -> Fix | None:
    if function.kind != "attribute" or "\n" in node.text:
        return None
    text = f"{function['object'].text}.log_softmax{made['arguments'].text}"
    return Fix(
        "Call log_softmax",
        (Edit(node.start, node.end, text),),
        unproved=("that the last digits do not matter",),
    )


RULE = Rule(
    "GL634",
    "log-of-softmax",
    ("call",),
    _check,
    Example(
        slow="def f(x):\n    return torch.log(torch.softmax(x, -1)).sum().round()\n",
        fast="def f(x):\n    return torch.log_softmax(x, -1).sum().round()\n",
        call="(torch.arange(20000.0).reshape(200, 100) % 7,)",
        size="200 rows of 100",
        setup="import torch",
        needs=("torch",),
    ),
    called=frozenset({"log"}),
)
