"""A tensor is made on the processor, to be moved to a device at once.

What: ``torch.zeros(n).to(device)``, ``torch.arange(n).cuda()``, ``torch.ones(n, m).to(x.device)`` and
their like, in a loop or in a module's ``forward``.

Why: the items are written to the processor's memory, and copied over the bus, which the processor
waits for. With ``device=`` the device writes them itself.

Example::

    import torch
    from torch import nn

    class Mask(nn.Module):
        def forward(self, x):
            return x * torch.ones(x.shape[1]).to(x.device)

Use instead::

    import torch
    from torch import nn

    class Mask(nn.Module):
        def forward(self, x):
            return x * torch.ones(x.shape[1], device=x.device)

When it is safe: always, but for random tensors, which are others on another device.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import imports, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.loops import repeating_loops
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule, Safety
from guyline.syntax import Node

_WRITTEN = frozenset(
    f"torch.{name}" for name in ("zeros", "ones", "full", "arange", "eye", "linspace")
)
_DRAWN = frozenset(f"torch.{name}" for name in ("rand", "randn", "randint", "randperm"))
_OFTEN = frozenset({"forward", "training_step", "validation_step", "step", "__call__"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not imports(code, "torch"):
        return
    told = _moved(node)
    if told is None:
        return
    made, device = told
    if made.kind != "call" or "device" in named_arguments(made):
        return
    name = code.qualified(made["function"])
    if name not in _WRITTEN | _DRAWN or is_test(code) or not _is_often(code, node):
        return
    if any(each.kind in ("list_splat", "dictionary_splat") for each in arguments(made)):
        return
    yield Found(
        node,
        f"a tensor is made on the processor and copied to the device; device={device} makes it "
        "there",
        _fix(code, node, made, device, name in _WRITTEN),
    )


def _moved(node: Node) -> tuple[Node, str] | None:
    """What is moved, and where to."""
    if (holes := matches("$made.cuda()", node)) is not None:
        return plain(node_in(holes, "made")), '"cuda"'
    holes = matches("$made.to($device)", node) or matches("$made.to(device=$device)", node)
    if holes is None:
        return None
    device = node_in(holes, "device")
    last = device["attribute"].text if device.kind == "attribute" else device.text
    return (plain(node_in(holes, "made")), device.text) if "device" in last.lower() else None


def _is_often(code: Code, node: Node) -> bool:
    """Whether it is done in a loop, or in what a training loop calls."""
    if repeating_loops(code, node):
        return True
    scope = code.function_of(node)
    name = scope.node.field("name")
    return name is not None and scope.is_function and name.text in _OFTEN


def _fix(code: Code, node: Node, made: Node, device: str, sure: bool) -> Fix | None:
    """Say the device."""
    held = made["arguments"]
    if code.text[held.end - 2] in ",\n (" or "\n" in node.text:
        return None
    end = held.end - 1
    return Fix(
        "Make it on the device",
        (Edit(end, end, f", device={device}"), Edit(made.end, node.end, "")),
        safety=Safety.PROVED if sure else Safety.OPEN,
        unproved=() if sure else ("that other random numbers will do",),
    )


RULE = Rule(
    "GL635",
    "tensor-moved-after-making",
    ("call",),
    _check,
    Example(
        slow="def f(n):\n    return torch.zeros(n).to('cpu')\n",
        fast="def f(n):\n    return torch.zeros(n, device='cpu')\n",
        call="(1000,)",
        size="1,000 items",
        setup="import torch",
        needs=("torch",),
    ),
    gain=Gain.LATENCY,
)
