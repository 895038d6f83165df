"""A dict is copied into another one item by item.

What: ``for key, value in more.items(): table[key] = value``, or ``for key in more:
table[key] = more[key]`` where ``more`` is known to be a dict, and nothing else in the loop.

Why: each item costs a turn of the loop, and the second form a search in ``more`` as well.
``update`` copies one dict into another at once.

Example::

    def merge(first, second):
        merged = dict(first)
        for key, value in second.items():
            merged[key] = value
        return merged

Use instead::

    def merge(first, second):
        merged = dict(first)
        merged.update(second)
        return merged

When it is safe: both are dicts, and nobody reads the loop's names afterwards. A mapping of
another kind may have several values for a key.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.shapes import (
    depends_on_loop,
    is_gone_after,
    is_item,
    is_plain_for,
    only_statement,
)
from guyline.syntax import Node

_DICTS = frozenset({"dict", "collections.defaultdict", "collections.OrderedDict"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not is_plain_for(node):
        return
    done = only_statement(node.field("body"))
    if done is None or done.kind != "assignment":
        return
    holes = matches("$table[$key] = $value", done)
    if holes is None:
        return
    table = holes["table"]
    more = _copied(node, holes["key"], holes["value"])
    if more is None or not isinstance(table, Node) or alike(table, more):
        return
    if depends_on_loop(node, table):
        return
    if kind_of(code, table) not in _DICTS or not _may_be_dict(code, node, more):
        return
    yield Found(
        node,
        "a dict is copied item by item; update copies it at once",
        _fix(code, node, table, more),
    )


def _copied(loop: Node, key: object, value: object) -> Node | None:
    """The mapping that a loop copies; None: it does something else."""
    left, right = plain(loop["left"]), plain(loop["right"])
    if not isinstance(key, Node) or not isinstance(value, Node):
        return None
    if left.kind in ("pattern_list", "tuple_pattern"):
        of = matches("$more.items()", right)
        names = [child.text for child in left.children if child.kind == "identifier"]
        if of is None or names != [key.text, value.text] or len(left.children) != 2:
            return None
        more = of["more"]
        return more if isinstance(more, Node) and key.text != value.text else None
    if left.kind != "identifier" or key.text != left.text:
        return None
    of = matches("$more.keys()", right)
    more = of["more"] if of is not None else right
    if not isinstance(more, Node) or more.kind not in ("identifier", "attribute"):
        return None
    return more if is_item(value, more, left) else None


def _may_be_dict(code: Code, loop: Node, more: Node) -> bool:
    """Whether nothing speaks against a dict: it is one, or has ``items`` or ``keys``."""
    kind = kind_of(code, more)
    has_views = not alike(loop["right"], more)
    return kind in _DICTS or (
        not kind and has_views and plain(more).kind in ("identifier", "attribute")
    )


def _fix(code: Code, loop: Node, table: Node, more: Node) -> Fix:
    """Update the dict in one statement."""
    unproved = []
    if kind_of(code, more) not in _DICTS:
        unproved.append(f"that {more.text} is a dict")
    if not is_gone_after(code, loop):
        unproved.append(f"that {loop['left'].text} is not read after the loop")
    return Fix(
        "Update it with the other",
        (Edit(loop.start, loop.end, f"{table.text}.update({more.text})"),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL341",
    "dict-update-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(tables):\n"
            "    merged = {}\n"
            "    for table in tables:\n"
            "        for key, value in table.items():\n"
            "            merged[key] = value\n"
            "    return merged\n"
        ),
        fast=(
            "def f(tables):\n"
            "    merged = {}\n"
            "    for table in tables:\n"
            "        merged.update(table)\n"
            "    return merged\n"
        ),
        call="([dict.fromkeys(range(1000), 1)] * 100,)",
        size="100 dicts of 1,000",
    ),
)
