"""Items are put on a list one by one, as they come.

What: a loop that does nothing but ``out.append(item)`` with each item as it is, where ``out``
is a list or a deque.

Why: each item costs a call and a turn of the loop. ``extend`` takes all of them at once.

Example::

    def merge(parts):
        out = []
        for part in parts:
            for item in part:
                out.append(item)
        return out

Use instead::

    def merge(parts):
        out = []
        for part in parts:
            out.extend(part)
        return out

When it is safe: nobody reads the loop's name afterwards, and the list is not itself what is
gone over. An item that is changed on the way, or left out, makes it another loop: a
comprehension is hardly faster than that one.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.rule import Example, Fix, Found, Rule
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

_FORMS = ("$out.append($x)", "$out.extend([$x])", "$out += [$x]")


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not is_plain_for(node):
        return
    done = only_statement(node.field("body"))
    if done is None or done.kind not in ("call", "augmented_assignment"):
        return
    holes = next((h for form in _FORMS if (h := matches(form, done)) is not None), None)
    out, item = (holes["out"], holes["x"]) if holes is not None else _bound(code, done)
    if not isinstance(out, Node) or not isinstance(item, Node):
        return
    indexed = indexed_by(node, item)
    over = indexed or node["right"]
    if (indexed is None and not gives_item(node, item)) or is_written_short(code, over):
        return
    if alike(out, over) or depends_on_loop(node, out):
        return
    if kind_of(code, out) not in ("list", "collections.deque"):
        return
    yield Found(
        node,
        "each item costs a call of append; extend takes them all at once",
        _fix(code, node, out, over, indexed is not None) if holes is not None else None,
    )


def _bound(code: Code, call: Node) -> tuple[Node | None, Node | None]:
    """The list and the item of ``add(x)`` where ``add`` is ``out.append``."""
    holes = matches("$add($x)", call)
    method = code.value_of(call["function"]) if holes is not None else None
    if holes is None or method is None or method.kind != "attribute":
        return None, None
    item = holes["x"]
    of = plain(method["object"])
    is_append = method["attribute"].text == "append" and of.kind == "identifier"
    return (of, item) if is_append and isinstance(item, Node) else (None, None)


def _fix(code: Code, loop: Node, out: Node, over: Node, indexed: bool) -> Fix:
    """Extend the list in one statement."""
    unproved = []
    if mentions(over, {out.text}) or any(alike(each, out) for each in over.children):
        unproved.append(f"that {over.text} gives the same while {out.text} grows")
    return at_once(code, loop, out, over, "extend", indexed=indexed, unproved=unproved)


RULE = Rule(
    "GL328",
    "append-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(rows):\n"
            "    cells = []\n"
            "    for row in rows:\n"
            "        for cell in row:\n"
            "            cells.append(cell)\n"
            "    return cells\n"
        ),
        fast=(
            "def f(rows):\n"
            "    cells = []\n"
            "    for row in rows:\n"
            "        cells.extend(row)\n"
            "    return cells\n"
        ),
        call="([list(range(1000))] * 100,)",
        size="100 lists of 1,000",
    ),
)
