"""All pairs are compared to learn whether any two items are equal; a set tells.

What: two loops over places of one list that return, or note, something once two items are equal,
whichever they are; the same with ``any``.

Before::

    def has_twins(items):
        for i in range(len(items)):
            for j in range(i + 1, len(items)):
                if items[i] == items[j]:
                    return True
        return False

After::

    def has_twins(items):
        if len(set(items)) < len(items):
            return True
        return False

What it takes for granted: that items can be hashed and are equal to themselves, as NaN is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace, replace_expression
from guyline.hints.rule import Fix
from guyline.search.templates.forms import (
    are_builtins,
    are_dead,
    count_of,
    fill,
    is_name,
    is_number,
    is_plain_for,
    length_of,
    lines_of,
    mentions,
    one,
    only_statement,
    proposal,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that items can be hashed, and are equal to themselves",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if not are_builtins(code, node, "set", "len"):
        return
    if node.kind == "call":
        yield from _of_any(code, node)
    elif is_plain_for(node):
        yield from _of_loops(code, node)


def _of_loops(code: Code, node: Node) -> Iterator[Fix]:
    inner = only_statement(node)
    if inner is None or not is_plain_for(inner):
        return
    test = only_statement(inner)
    if test is None or test.kind != "if_statement" or test.field("alternative") is not None:
        return
    items = _items(code, node, inner, test["condition"])
    body = test["consequence"].children
    ends = body[-1].kind in ("return_statement", "raise_statement") or _only_notes(body)
    if items is None or not ends:
        return
    names = [node["left"], inner["left"]]
    lines = lines_of(code, body)
    if lines is None or any(mentions(each, [n.text for n in names]) for each in body):
        return
    if not are_dead(code, names, node):
        return
    text = f"if len(set({items.text})) < len({items.text}):\n"
    text += "".join(f"    {line}\n" for line in lines.splitlines())
    yield from proposal(
        "Compare the size with that of a set", (replace(code, node, node, text),), assumes=_ASSUMES
    )


def _only_notes(body: list[Node]) -> bool:
    """Whether a body does nothing but to bind a name to a literal, which does no harm again."""
    holes = fill(body[0], "$x = True", "$x = False")
    return len(body) == 1 and holes is not None and is_name(one(holes, "x"))


def _of_any(code: Code, node: Node) -> Iterator[Fix]:
    holes = fill(node, "any($each for $i in $over for $j in $rest)")
    if holes is None or not are_builtins(code, node, "any"):
        return
    maker = next(each for each in node.walk() if each.kind == "generator_expression")
    clauses = [each for each in maker.children if each.kind == "for_in_clause"]
    items = _items(code, clauses[0], clauses[1], one(holes, "each"))
    if items is not None:
        text = f"len(set({items.text})) < len({items.text})"
        yield from proposal(
            "Compare the size with that of a set",
            (replace_expression(node, text),),
            assumes=_ASSUMES,
        )


def _items(code: Code, outer: Node, inner: Node, condition: Node) -> Node | None:
    """The list of which each pair is compared; None: it is something else."""
    first, second = count_of(code, outer), count_of(code, inner)
    if first is None or second is None or first.first is not None:
        return None
    i, j = first.name.text, second.name.text
    condition = plain(condition)
    if second.first is None:  # all places: they must be told apart
        apart = fill(condition, f"{i} != {j} and $c", f"{j} != {i} and $c", f"{i} < {j} and $c")
        if apart is None:
            return None
        condition = plain(one(apart, "c"))
    elif fill(second.first, f"{i} + 1", f"1 + {i}") is None:
        return None
    holes = fill(condition, f"$xs[{i}] == $xs[{j}]", f"$xs[{j}] == $xs[{i}]")
    items = one(holes, "xs") if holes is not None else None
    if items is None or not is_name(items):
        return None
    stop = fill(first.stop, "$n - 1") if second.first is not None else None
    whole = first.stop
    if stop is not None and is_number(plain(first.stop)["right"], 1):
        whole = one(stop, "n")
    ends = (length_of(code, whole), length_of(code, second.stop))
    return items if all(e is not None and e.text == items.text for e in ends) else None


TEMPLATE = Template("GT106", "equal-pair-by-set", ("for_statement", "call"), _make, _ASSUMES)
