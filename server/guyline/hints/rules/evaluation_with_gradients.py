"""A model is evaluated while all that a gradient would need is kept.

What: ``model.eval()``, and a loop that calls the model below it, with no ``torch.no_grad()``, no
``torch.inference_mode()``, and nothing that asks for a gradient in the function.

Why: each operation writes down what it would need to compute gradients, and keeps its inputs until
the result is thrown away. Nothing is written down under ``inference_mode``.

Example::

    import torch

    def predict(model, batches):
        model.eval()
        found = []
        for batch in batches:
            found.append(model(batch))
        return found

Use instead::

    import torch

    def predict(model, batches):
        model.eval()
        found = []
        with torch.inference_mode():
            for batch in batches:
                found.append(model(batch))
        return found

When it is safe: nobody computes gradients of the results; and the callers have not switched them
off already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code
from guyline.hints.pattern import alike, matches, node_in
from guyline.hints.predicates import own_nodes
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Gain, Rule
from guyline.syntax import Node

_GRADIENTS = re.compile(
    r"grad|backward|inference_mode|\.train\(|optimizer|\bloss\.|autograd|export"
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$model.eval()", node)
    if holes is None or not code.imports("torch") or is_test(code):
        return
    model, scope = node_in(holes, "model"), code.function_of(node)
    if model.kind not in ("identifier", "attribute") or model.text in ("self", "super()"):
        return
    if not scope.is_function:
        return
    around = scope.node.parent
    whole = around if around is not None and around.kind == "decorated_definition" else scope.node
    if _GRADIENTS.search(whole.text) or _GRADIENTS.search(_callers(code, scope.node)):
        return
    for call in own_nodes(scope.node["body"]):
        if call.kind != "call" or call.start < node.end or not alike(call["function"], model):
            continue
        loops = [each for each in repeating(code, call) if each.start > node.end]
        if loops and not any(
            each.kind == "with_statement" and "no_grad" in each.text for each in call.above()
        ):
            yield Found(
                call,
                "the model is evaluated while all that gradients would need is kept; "
                "torch.inference_mode() around the loop keeps none of it",
                None,
                ((node, "the model is set to evaluate"),),
            )
            return


def _callers(code: Code, function: Node) -> str:
    """The lines of the file that call the function, and those above them."""
    name = function["name"].text
    found = []
    for call in code.by_kind.get("call", ()):
        if call["function"].text.rpartition(".")[2] == name:
            found += [each.text for each in call.above() if each.kind == "with_statement"]
    return "\n".join(found)


RULE = Rule(
    "GL636",
    "evaluation-with-gradients",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(model, x):\n"
            "    model.eval()\n"
            "    for _ in range(20):\n"
            "        found = model(x)\n"
            "    return found.shape\n"
        ),
        fast=(
            "def f(model, x):\n"
            "    model.eval()\n"
            "    with torch.inference_mode():\n"
            "        for _ in range(20):\n"
            "            found = model(x)\n"
            "    return found.shape\n"
        ),
        call=(
            "(torch.nn.Sequential(*[torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU())"
            " for _ in range(8)]), torch.ones(16, 64))"
        ),
        size="8 layers, 16 rows of 64",
        setup="import torch",
        needs=("torch",),
    ),
    gain=Gain.MEMORY,
    called=frozenset({"eval"}),
)
