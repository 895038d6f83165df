"""A list is searched again and again; a set of it is made before the loop.

What: ``x in items`` or ``x not in items`` in a loop or a comprehension that leaves ``items`` as it
is, whatever ``items`` is known to be.

Before::

    def common(left, right):
        return [x for x in left if x in right]

After::

    def common(left, right):
        known = set(right) if isinstance(right, (list, tuple)) else right
        return [x for x in left if x in known]

What it takes for granted: that what is sought and all items can be hashed. Where nothing tells
that it is a list, the new code asks: in a text ``in`` finds parts, and a dict needs no set.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.hashing import is_no_set
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import all_alike, are_builtins, proposal, steady_loop, written
from guyline.search.templates.template import Template
from guyline.syntax import Node

_LISTS = frozenset({"list", "tuple"})
_ASSUMES = ("that all that is looked for, and looked through, can be hashed",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    items = _searched(code, node)
    if items is None or items.kind not in ("identifier", "attribute", "subscript"):
        return
    if items.kind == "attribute" and code.qualified(items):
        return  # a constant of a module
    kind = kind_of(code, items)
    if kind not in _LISTS | {""} or has_few(code, items):
        return
    loop = steady_loop(code, node, items)
    if loop is None or not are_builtins(code, node, "set", "isinstance", "list", "tuple"):
        return
    name = free_name(code, code.function_of(node), "known")
    value = f"set({written(items)})"
    if kind not in _LISTS:
        value += f" if isinstance({written(items)}, (list, tuple)) else {written(items)}"
    searches = all_alike(code, loop, node, lambda each: _searched(code, each))
    if searches is None:
        return
    yield from proposal(
        f"Search a set of {items.text}",
        (
            insert_before(code, statement_of(loop), f"{name} = {value}\n"),
            *(Edit(each.children[1].start, each.children[1].end, name) for each in searches),
        ),
        assumes=_ASSUMES,
    )


def _searched(code: Code, node: Node) -> Node | None:
    """What a comparison looks through; None: it is another, or of what can't be in a set."""
    if len(node.children) != 2 or node.operators not in (["in"], ["not in"]):
        return None
    items = plain(node.children[1])
    return None if is_no_set(code, node, node.children[0], items) else items


TEMPLATE = Template("GT101", "membership-by-set", ("comparison_operator",), _make, _ASSUMES)
