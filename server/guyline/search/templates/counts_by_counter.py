"""Items are counted one by one, each time by going over all; one count of all is made before.

What: ``items.count(x)`` in a loop, a comprehension or a key, where ``items`` stays as it is.

Before::

    def repeated(words):
        return [word for word in words if words.count(word) > 1]

After::

    from collections import Counter


    def repeated(words):
        counts = Counter(words)
        return [word for word in words if counts[word] > 1]

Where nothing tells that it is a list, and others than its own items are counted, the new code asks:
a text counts parts of any length.

What it takes for granted: that all items can be hashed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, statement_of
from guyline.hints.hashing import is_no_set
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before, replace_expression
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import all_alike, are_builtins, proposal, steady_loop, written
from guyline.search.templates.template import Template
from guyline.syntax import Node

_LISTS = frozenset({"list", "tuple"})
_ASSUMES = ("that all items can be hashed",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    items = _counted(code, node)
    if items is None or items.kind not in ("identifier", "attribute", "subscript"):
        return
    if kind_of(code, items) not in ("", "list", "tuple", "str") or has_few(code, items):
        return
    loop = steady_loop(code, node, items)
    if loop is None:
        return
    calls = all_alike(code, loop, node, lambda each: _counted(code, each))
    if calls is None:
        return
    name = free_name(code, code.function_of(node), "counts")
    value = f"Counter({written(items)})"
    sure = kind_of(code, items) in _LISTS or all(_is_item(code, each, items) for each in calls)
    if not sure:
        if not are_builtins(code, node, "isinstance", "list", "tuple"):
            return
        value += f" if isinstance({written(items)}, (list, tuple)) else None"
    yield from proposal(
        f"Count the items of {items.text} once",
        (
            insert_before(code, statement_of(loop), f"{name} = {value}\n"),
            *(_looked_up(each, name, sure) for each in calls),
        ),
        (("collections", "Counter"),),
        _ASSUMES,
    )


def _counted(code: Code, node: Node) -> Node | None:
    """What a call counts one item of; None: it is another call."""
    function, given = plain(node["function"]), arguments(node)
    if function.kind != "attribute" or function["attribute"].text != "count" or len(given) != 1:
        return None
    items, sought = plain(function["object"]), plain(given[0])
    if sought.kind == "string":
        return None
    return None if is_no_set(code, node, sought, items) else items


def _is_item(code: Code, call: Node, items: Node) -> bool:
    """Whether what a call counts is an item of the same: of a text, a single character."""
    sought = plain(arguments(call)[0])
    return sought.kind == "identifier" and any(
        (left := loop.field("left")) is not None
        and left.text == sought.text
        and plain(loop["right"]).text in (items.text, f"set({items.text})")
        for loop in code.loops(call)
    )


def _looked_up(call: Node, name: str, sure: bool) -> Edit:
    text = f"{name}[{written(arguments(call)[0])}]"
    if sure:
        return Edit(call.start, call.end, text)
    return replace_expression(call, f"{text} if {name} is not None else {call.text}")


TEMPLATE = Template("GT102", "counts-by-counter", ("call",), _make, _ASSUMES)
