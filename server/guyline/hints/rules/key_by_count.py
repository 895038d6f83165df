"""All is counted again for each item, to find the most frequent.

What: ``max(set(items), key=items.count)``, the same with ``min`` and ``sorted``, with a
lambda, and without the set.

Why: ``count`` goes over all the items, once for each that is asked. ``Counter`` counts all
of them while it goes over the list once.

Example::

    def most_frequent(votes):
        return max(set(votes), key=votes.count)

Use instead::

    from collections import Counter

    def most_frequent(votes):
        return max(set(votes), key=Counter(votes).get)

When it is safe: the items can be hashed, which a set of them says already.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import has_hashable_items
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_TAKING = frozenset({"max", "min", "sorted"})
_DISTINCT = ("set($_)", "frozenset($_)", "list(set($_))", "dict.fromkeys($_)", "{*$_}")


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    sorts = function.kind == "attribute" and function["attribute"].text == "sort"
    if not sorts and function.text not in _TAKING:
        return
    key = named_arguments(node).get("key")
    items = _counted(plain(key)) if key is not None else None
    if key is None or items is None or kind_of(code, items) in ("str", "bytes", "bytearray"):
        return
    given = [function["object"]] if sorts else arguments(node)
    if len(given) != 1 or has_few(code, items):
        return
    gone_over = plain(code.value_of(given[0]))
    distinct = any(matches(form, gone_over) is not None for form in _DISTINCT)
    if not alike(_inner(gone_over), items) and not alike(given[0], items):
        return
    if not sorts and code.qualified(function) != f"builtins.{function.text}":
        return
    yield Found(
        key,
        f"{items.text}.count goes over all items for each of them: O(n²); "
        "with a collections.Counter made once it is O(n)",
        None if sorts else _fix(code, key, items, distinct),
    )


def _counted(key: Node) -> Node | None:
    """What ``count`` is asked of in a key function."""
    if key.kind == "attribute" and key["attribute"].text == "count":
        return plain(key["object"])
    if key.kind == "lambda":
        body = plain(key["body"])
        if body.kind == "unary_operator":
            body = plain(body["argument"])
        holes = matches("$items.count($x)", body)
        parameters = key.field("parameters")
        if holes is None or parameters is None or len(parameters.children) != 1:
            return None
        items, x = holes["items"], holes["x"]
        if isinstance(items, Node) and isinstance(x, Node) and alike(x, parameters.children[0]):
            return items
    return None


def _inner(value: Node) -> Node:
    """The items that a set, or a list of a set, was made of."""
    while value.kind == "call":
        given = arguments(value)
        if len(given) != 1:
            return value
        value = plain(given[0])
    if value.kind == "set_comprehension":
        return plain(value.children[1]["right"])
    if value.kind == "set" and len(value.children) == 1:
        return plain(value.children[0].children[0]) if value.children[0].children else value
    return value


def _fix(code: Code, key: Node, items: Node, distinct: bool) -> Fix | None:
    """Count once."""
    if key.kind != "attribute" or items.kind not in ("identifier", "attribute"):
        return None
    if code.scope_of(key).owner("Counter") not in (None, code.module):
        return None
    unproved = []
    if kind_of(code, items) not in ("list", "tuple"):
        unproved.append(f"that {items.text} is a list")
    if not distinct and not has_hashable_items(code, items):
        unproved.append(f"that all items of {items.text} can be hashed")
    return Fix(
        "Count once with collections.Counter",
        (Edit(key.start, key.end, f"Counter({items.text}).get"),),
        (("collections", "Counter"),),
        Safety.OPEN if unproved else Safety.PROVED,
        tuple(unproved),
    )


RULE = Rule(
    "GL131",
    "key-by-count",
    ("call",),
    _check,
    Example(
        slow="def f(xs):\n    return max(set(xs), key=xs.count)\n",
        fast=(
            "from collections import Counter\n"
            "def f(xs):\n    return max(set(xs), key=Counter(xs).get)\n"
        ),
        call="([i % 400 for i in range(6000)],)",
        size="400 different of 6,000",
    ),
    growth=("O(n²)", "O(n)"),
    called=_TAKING | {"sort"},
)
