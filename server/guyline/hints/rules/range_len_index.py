"""A loop counts indices only to look the items up.

What: ``for i in range(len(items))``, in a statement or a comprehension, where ``i`` is used in
``items[i]`` and nowhere else.

Why: each round makes an index and looks it up, which costs more than what is done with most
items. To go over the items themselves does neither.

Example::

    def total(prices):
        found = 0
        for i in range(len(prices)):
            found += prices[i]
        return found

Use instead::

    def total(prices):
        found = 0
        for price in prices:
            found += price
        return found

When it is safe: ``items`` is a sequence (a dict would give its keys), and nothing changes it
while the loop runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import SELVES, Code, region_of
from guyline.hints.kinds import SEQUENCES, kind_of
from guyline.hints.mappings import DICTS
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_mutated, is_rebound, is_unaliased
from guyline.hints.rewrite import free_name
from guyline.hints.rounds import has_few, is_async, lookups_by, reads_all_names
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_FORMS = ("range(len($items))", "range(0, len($items))", "range(0, len($items), 1)")
_NOT_INDEXED = DICTS | {"set", "frozenset", "pandas.DataFrame", "pandas.Series"}

_MAPPING = re.compile(r"[a-z]2[a-z]|_(by|to)_|dict|mapping|lookup|_map$", re.IGNORECASE)
"""Names of what has numbers for its keys: going over it gives these."""

_FIXED = SEQUENCES - {"list", "bytearray"}


def _check(code: Code, node: Node) -> Iterator[Found]:
    over = node.field("right")
    holes = next((h for f in _FORMS if over is not None and (h := matches(f, over))), None)
    if over is None or holes is None or is_async(node) or node["left"].kind != "identifier":
        return
    items = holes["items"]
    assert isinstance(items, Node)  # noqa: S101 - a hole for one expression
    # A class's own __iter__ may be just this.
    if items.text in SELVES or not _is_chain(items) or not _is_counted(code, plain(over)):
        return
    kind = kind_of(code, items)
    if not kind and _MAPPING.search(items.text.rpartition(".")[2]) is not None:
        return
    uses = _uses(code, node, items)
    region = node.field("body") or region_of(node)
    if not uses or kind in _NOT_INDEXED or has_few(code, items):
        return
    if is_rebound(code, node["left"], region) or is_mutated(code, items, region):
        return
    yield Found(
        node["left"] if node.kind == "for_in_clause" else over,
        f"each item of {items.text} is looked up by its index, which is used for nothing else; "
        "going over the items themselves needs neither",
        _fix(code, node, items, uses),
    )


def _is_counted(code: Code, call: Node) -> bool:
    names = [n["function"] for n in call.walk() if n.kind == "call"]
    return {code.qualified(name) for name in names} == {"builtins.range", "builtins.len"}


def _is_chain(items: Node) -> bool:
    """Whether it is a name, or an attribute of one."""
    while items.kind == "attribute":
        items = plain(items["object"])
    return items.kind == "identifier"


def _uses(code: Code, loop: Node, items: Node) -> list[Node]:
    """Where items are looked up by the index; empty: it is used for more than that."""
    found = lookups_by(code, loop["left"], loop)
    return found if all(alike(each["value"], items) for each in found) else []


def _fix(code: Code, loop: Node, items: Node, uses: list[Node]) -> Fix | None:
    """Bind the item, and use it in place of what looks it up."""
    scope = code.function_of(loop)
    root = items
    while root.kind == "attribute":
        root = plain(root["object"])
    if loop.kind == "for_statement" and (not scope.is_function or reads_all_names(code, scope)):
        return None
    if any(len(use.text) - len(items.text) > len(loop["left"].text) + 2 for use in uses):
        return None
    name = free_name(code, scope, _singular(items.text.rpartition(".")[2]))
    kind = kind_of(code, items)
    unproved = []
    if kind not in SEQUENCES:
        unproved.append(f"that {items.text} is a sequence")
    elif kind not in _FIXED and not (items.kind == "identifier" and is_unaliased(code, items)):
        unproved.append(f"that nothing else changes {items.text}")
    left, right = loop["left"], loop["right"]
    edits = [Edit(left.start, left.end, name), Edit(right.start, right.end, items.text)]
    edits += [Edit(use.start, use.end, name) for use in uses]
    return Fix(
        f"Go over {items.text}",
        tuple(edits),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


def _singular(plural: str) -> str:
    """A name for one of them: ``price`` of ``prices``, else ``item``."""
    short = plural.removesuffix("s").lstrip("_")
    return short if plural.endswith("s") and len(short) > 2 and short.isidentifier() else "item"


RULE = Rule(
    "GL302",
    "range-len-index",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f(prices):\n"
            "    total = 0\n"
            "    for i in range(len(prices)):\n"
            "        total += prices[i]\n"
            "    return total\n"
        ),
        fast=(
            "def f(prices):\n"
            "    total = 0\n"
            "    for price in prices:\n"
            "        total += price\n"
            "    return total\n"
        ),
        call="(list(range(5000)),)",
        size="5,000 items",
    ),
)
