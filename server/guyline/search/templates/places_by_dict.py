"""A list is searched for places again and again; a dict of first places is made before the loop.

What: ``items.index(x)`` in a loop or a comprehension that leaves ``items`` as it is.

Before::

    def ranks(order, names):
        return [order.index(name) for name in names]

After::

    def ranks(order, names):
        places = {}
        for place, item in enumerate(order):
            places.setdefault(item, place)
        return [places[name] if name in places else order.index(name) for name in names]

What is not there is still asked of ``index``, which raises what it did before.

What it takes for granted: that it is a list or a tuple, and that all items can be hashed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, statement_of
from guyline.hints.hashing import is_no_set
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before, replace_expression
from guyline.hints.rounds import has_few
from guyline.hints.rule import Fix
from guyline.search.templates.forms import are_builtins, is_simple, proposal, steady_loop, written
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a list or a tuple of what can be hashed",)
_SOUGHT = frozenset({"identifier", "attribute", "subscript"})


def _make(code: Code, node: Node) -> Iterator[Fix]:
    function = plain(node["function"])
    given = arguments(node)
    if function.kind != "attribute" or function["attribute"].text != "index" or len(given) != 1:
        return
    items, sought = plain(function["object"]), plain(given[0])
    if items.kind not in ("identifier", "attribute", "subscript") or not is_simple(sought):
        return
    if kind_of(code, items) not in ("", "list", "tuple") or has_few(code, items):
        return
    if sought.kind not in _SOUGHT or is_no_set(code, node, sought, items):
        return
    loop = steady_loop(code, node, items)
    if loop is None or not are_builtins(code, node, "enumerate"):
        return
    scope = code.function_of(node)
    name, place, item = (free_name(code, scope, each) for each in ("places", "place", "item"))
    what = written(sought)
    before = (
        f"{name} = {{}}\nfor {place}, {item} in enumerate({written(items)}):\n"
        f"    {name}.setdefault({item}, {place})\n"
    )
    yield from proposal(
        f"Look up places of {items.text} in a dict",
        (
            insert_before(code, statement_of(loop), before),
            replace_expression(node, f"{name}[{what}] if {what} in {name} else {node.text}"),
        ),
        assumes=_ASSUMES,
    )


TEMPLATE = Template("GT103", "places-by-dict", ("call",), _make, _ASSUMES)
