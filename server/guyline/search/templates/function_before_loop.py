"""A function is made anew in each round of a loop; it is made once before.

What: a ``def`` in a loop that reads nothing which the loop changes, nor do its defaults.

Before::

    def squares(items):
        found = []
        for item in items:
            def square(x):
                return x * x
            found.append(square(item))
        return found

After::

    def squares(items):
        found = []
        def square(x):
            return x * x
        for item in items:
            found.append(square(item))
        return found

What it takes for granted: that nobody keeps the function, or asks whether two are the same one.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code
from guyline.hints.rewrite import insert_before
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import lines_of, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that nobody keeps the function",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    around, loop = node.parent, next(code.loops(node), None)
    if around is None or around.kind != "block" or len(around.children) < 2:
        return
    if loop is None or loop.kind not in LOOPS or around is not loop["body"]:
        return
    name, scope = node["name"].text, code.scope_of(node)
    if len(scope.bindings.get(name, ())) != 1 or not _is_steady(code, node, loop):
        return
    lines = lines_of(code, [node])
    begin = code.text.rfind("\n", 0, node.start) + 1
    end = code.text.find("\n", node.end) + 1
    if lines is None or not end or code.text[node.end : end].strip():
        return
    yield from proposal(
        f"Make {name} once",
        (insert_before(code, loop, lines), Edit(begin, end, "")),
        assumes=_ASSUMES,
    )


def _is_steady(code: Code, node: Node, loop: Node) -> bool:
    """Whether a function reads no name that the loop binds, but its own."""
    made = code.scope_made_by(node)
    for each in node.walk():
        if each.kind != "identifier" or each is node["name"]:
            continue
        owner = code.owner(each)
        if owner is None or owner is made or node.holds(owner.node):
            continue
        if any(loop.holds(binding.node) for binding in owner.bindings[each.text]):
            return False
    return True


TEMPLATE = Template("GT129", "function-before-loop", ("function_definition",), _make, _ASSUMES)
