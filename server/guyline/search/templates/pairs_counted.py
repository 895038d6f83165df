"""All pairs are looked at to count those that match; a count of what was seen tells.

What: two loops with nothing in them but ``if xs[i] == xs[j]: count += 1``, over each pair of a list
or over two lists; also of sums and differences of whole numbers.

Before::

    def equal_pairs(items):
        count = 0
        for i in range(len(items)):
            for j in range(i + 1, len(items)):
                if items[i] == items[j]:
                    count += 1
        return count

After::

    def equal_pairs(items):
        count = 0
        seen = {}
        for i in reversed(range(len(items))):
            count += seen.get(items[i], 0)
            seen[items[i]] = seen.get(items[i], 0) + 1
        return count

What it takes for granted: that items can be hashed, and that NaN is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before, replace
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_builtins,
    are_dead,
    fill,
    is_name,
    is_plain_for,
    one,
    only_statement,
    proposal,
)
from guyline.search.templates.keyed import Search, conjuncts, search_of
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that items can be hashed, and are equal to themselves",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if not is_plain_for(node):
        return
    inner = only_statement(node)
    if inner is None or not is_plain_for(inner):
        return
    found, counter = search_of(code, inner), _counter(inner)
    if found is None or counter is None or found.whole is not None:
        return
    if not are_dead(code, [*_names(node["left"]), *_names(inner["left"])], node):
        return
    if found.part:
        yield from _pairs_of_one(code, node, found, counter)
    elif found.outer.holds(node):
        yield from _pairs_of_two(code, node, found, counter)


def _names(target: Node) -> list[Node]:
    return [each for each in target.walk() if each.kind == "identifier"]


def _counter(inner: Node) -> Node | None:
    """What is counted with; None: the loop does more than to count what is equal."""
    test = only_statement(inner)
    if test is None or test.kind != "if_statement" or test.field("alternative") is not None:
        return None
    body, tests = test["consequence"].children, list(conjuncts(test["condition"]))
    if len(body) != 1 or len(tests) != 1 or tests[0] is not plain(test["condition"]):
        return None
    holes = fill(body[0], "$c += 1", "$c = $c + 1", "$c = 1 + $c")
    return one(holes, "c") if holes is not None and is_name(one(holes, "c")) else None


def _pairs_of_one(code: Code, node: Node, found: Search, counter: Node) -> Iterator[Fix]:
    """Each pair of one list: from its end, what comes behind was seen already."""
    i, j = node["left"], found.targets[0]
    if not is_name(i) or found.part != f"{i.text} < {j}" or len(found.targets) > 1:
        return
    items, bracket, rest = found.key.partition("[")
    if not items.isidentifier() or bracket + rest != f"[{j}]":
        return
    if not are_builtins(code, node, "reversed"):
        return
    seen, here = free_name(code, code.function_of(node), "seen"), f"{items}[{i.text}]"
    lines = (
        f"{seen} = {{}}\nfor {i.text} in reversed({found.over}):\n"
        f"    {counter.text} += {seen}.get({found.wanted}, 0)\n"
        f"    {seen}[{here}] = {seen}.get({here}, 0) + 1\n"
    )
    yield from proposal(
        "Count by what was seen", (replace(code, node, node, lines),), assumes=_ASSUMES
    )


def _pairs_of_two(code: Code, node: Node, found: Search, counter: Node) -> Iterator[Fix]:
    """Pairs of two lists: one is counted before."""
    counts = free_name(code, code.function_of(node), "counts")
    things, inner = ", ".join(found.targets), found.loop
    each = f"{found.key} for {things} in {found.over}"
    before = f"{counts} = Counter({found.over if found.key == things else each})\n"
    yield from proposal(
        "Count one of the lists before",
        (
            insert_before(code, statement_of(found.outer), before),
            replace(code, inner, inner, f"{counter.text} += {counts}[{found.wanted}]\n"),
        ),
        (("collections", "Counter"),),
        _ASSUMES,
    )


TEMPLATE = Template("GT105", "pairs-counted", ("for_statement",), _make, _ASSUMES)
