"""Items are put into a set one by one, as they come.

What: a loop that does nothing but ``known.add(item)`` with each item as it is, where
``known`` is a set.

Why: each item costs a call and a turn of the loop. ``update`` takes all of them at once.

Example::

    def words(lines):
        known = set()
        for line in lines:
            for word in line.split():
                known.add(word)
        return known

Use instead::

    def words(lines):
        known = set()
        for line in lines:
            known.update(line.split())
        return known

When it is safe: nobody reads the loop's name afterwards, and the set is not itself what is
gone over. What order a set is gone over in may be another; it is none to rely on.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import SEQUENCES, kind_of
from guyline.hints.pattern import alike, matches
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.shapes import (
    at_once,
    depends_on_loop,
    gives_item,
    indexed_by,
    is_plain_for,
    is_written_short,
    mentions,
    only_statement,
)
from guyline.syntax import Node

_FORMS = ("$known.add($x)", "$known.update([$x])", "$known.update({$x})", "$known |= {$x}")

_ONE_BY_ONE = SEQUENCES | {"iterator", "dict_keys", "dict_values", "dict_items"}
"""What ``update`` adds item by item; of a set or a dict it takes the table's size as well, by
which the order may change (``set_update_internal`` in ``setobject.c``)."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not is_plain_for(node):
        return
    done = only_statement(node.field("body"))
    if done is None or done.kind not in ("call", "augmented_assignment"):
        return
    holes = next((h for form in _FORMS if (h := matches(form, done)) is not None), None)
    known, item = (holes["known"], holes["x"]) if holes is not None else (None, None)
    if not isinstance(known, Node) or not isinstance(item, Node):
        return
    indexed = indexed_by(node, item)
    over = indexed or node["right"]
    if (indexed is None and not gives_item(node, item)) or is_written_short(code, over):
        return
    if depends_on_loop(node, known) or mentions(over, {known.text}) or alike(over, known):
        return
    if kind_of(code, known) != "set":
        return
    ordered = kind_of(code, over) in _ONE_BY_ONE
    unproved = [] if ordered else [f"that the order of {known.text} does not matter"]
    yield Found(
        node,
        "each item costs a call of add; update takes them all at once",
        at_once(code, node, known, over, "update", indexed=indexed is not None, unproved=unproved),
    )


RULE = Rule(
    "GL327",
    "add-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(rows):\n"
            "    known = set()\n"
            "    for row in rows:\n"
            "        for cell in row:\n"
            "            known.add(cell)\n"
            "    return sorted(known)\n"
        ),
        fast=(
            "def f(rows):\n"
            "    known = set()\n"
            "    for row in rows:\n"
            "        known.update(row)\n"
            "    return sorted(known)\n"
        ),
        call="([list(range(1000))] * 100,)",
        size="100 lists of 1,000",
    ),
)
