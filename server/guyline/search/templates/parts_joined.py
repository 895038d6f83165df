"""A text that an attribute or an item holds is copied for each part; the parts are joined.

What: ``self.text += part`` or ``table[key] += part`` in a loop that does not read it otherwise,
where it was begun as a text in the same function.

Before::

    def write(self, rows):
        self.text = ""
        for row in rows:
            self.text += str(row)

After::

    def write(self, rows):
        self.text = ""
        parts = []
        for row in rows:
            parts.append(str(row))
        self.text += "".join(parts)

Python adds to a text in place only where a local name holds it and nobody else does.

What it takes for granted: that nobody reads it while the loop runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import is_rebound, own_nodes
from guyline.hints.rewrite import free_name, insert_after, insert_before
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import proposal, written
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that nobody reads it while the loop runs",)
_LEAVES = frozenset({"return_statement", "raise_statement", "yield", "await", "try_statement"})


def _make(code: Code, node: Node) -> Iterator[Fix]:
    target = plain(node["left"])
    loop = next(code.loops(node), None)
    if node.operators != ["+="] or target.kind not in ("attribute", "subscript") or loop is None:
        return
    if loop.kind not in LOOPS or not _is_text(code, target, loop):
        return
    if any(each.kind in _LEAVES for each in own_nodes(loop)):
        return
    uses = [each for each in loop.walk() if each.kind == target.kind and alike(each, target)]
    if len(uses) != 1 or not _is_same(code, target, loop):
        return
    parts = free_name(code, code.function_of(node), "parts")
    yield from proposal(
        f"Join the parts of {target.text}",
        (
            insert_before(code, loop, f"{parts} = []\n"),
            Edit(node.start, node.end, f"{parts}.append({written(node['right'])})"),
            insert_after(code, loop, f'{target.text} += "".join({parts})\n'),
        ),
        assumes=_ASSUMES,
    )


def _is_same(code: Code, target: Node, loop: Node) -> bool:
    """Whether a target is the same place each time round a loop: no name in it is bound there."""
    held = [each for each in target.children if each.role != "attribute"]
    reads = [each for part in held for each in part.walk()]
    if any(each.kind == "call" for each in reads):
        return False
    return not any(each.kind == "identifier" and is_rebound(code, each, loop) for each in reads)


def _is_text(code: Code, target: Node, loop: Node) -> bool:
    """Whether the function begins it as a text before the loop."""
    function = code.function_of(loop).node
    if function.kind != "function_definition":
        return False
    return any(
        each.kind == "assignment"
        and each.end <= loop.start
        and alike(each["left"], target)
        and (value := each.field("right")) is not None
        and kind_of(code, value) == "str"
        for each in own_nodes(function["body"])
    )


TEMPLATE = Template("GT131", "parts-joined", ("augmented_assignment",), _make, _ASSUMES)
