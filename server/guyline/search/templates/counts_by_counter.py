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

What it takes for granted: that it is a list, a tuple, or a text of which single characters are
counted, and that all items can be hashed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, statement_of
from guyline.hints.hashing import is_no_set
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import all_alike, proposal, steady_loop, written
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it is a sequence of single items, which can be hashed",)


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
    yield from proposal(
        f"Count the items of {items.text} once",
        (
            insert_before(code, statement_of(loop), f"{name} = Counter({written(items)})\n"),
            *(Edit(c.start, c.end, f"{name}[{written(arguments(c)[0])}]") for c in calls),
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


TEMPLATE = Template("GT102", "counts-by-counter", ("call",), _make, _ASSUMES)
