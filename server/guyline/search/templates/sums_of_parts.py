"""Parts of a list that overlap are added up anew each time; sums from its beginning are made once.

What: ``sum(items[:i])``, ``sum(items[i:])``, ``sum(items[i:i + width])`` in a loop or a
comprehension that leaves ``items`` as it is.

Before::

    def reached(costs, limit):
        for i in range(len(costs)):
            if sum(costs[:i]) > limit:
                return i

After::

    from itertools import accumulate


    def reached(costs, limit):
        whole = all(isinstance(each, int) for each in costs)
        sums = [0, *accumulate(costs)] if whole else []
        for i in range(len(costs)):
            if (sums[i] if 0 <= i < len(sums) else sum(costs[:i])) > limit:
                return i

Only whole numbers may be added in another order: of others, and of bounds that count from the end,
the sum is made as before.

What it takes for granted: nothing but that nobody else changes the list meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, statement_of
from guyline.hints.kinds import item_of
from guyline.hints.pattern import Holes, plain
from guyline.hints.rewrite import free_name, insert_before, replace_expression
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    are_builtins,
    fill,
    is_simple,
    one,
    operand,
    proposal,
    steady_loop,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that nobody else changes the list meanwhile",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if code.qualified(node["function"]) != "builtins.sum" or len(arguments(node)) != 1:
        return
    given = plain(arguments(node)[0])
    part = code.value_of(given)
    holes = fill(part, "$xs[:$b]", "$xs[$a:]", "$xs[$a:$b]")
    if holes is None or not is_simple(part) or has_few(code, one(holes, "xs")):
        return
    items = one(holes, "xs")
    if part is not given and list(code.loops(part)) != list(code.loops(given)):
        return
    loop = steady_loop(code, node, items)
    if loop is None or not are_builtins(code, node, "len", "all", "isinstance", "int"):
        return
    scope = code.function_of(node)
    sums, whole, each = (free_name(code, scope, name) for name in ("sums", "whole", "each"))
    before = f"{sums} = [0, *accumulate({written(items)})]"
    made, old = _made(code, given, part), node.text
    if part is not given:
        old = f"sum({written(part)})"
    item = item_of(code, items)
    if item is None or item.name != "int":
        test = f"{whole} = all(isinstance({each}, int) for {each} in {written(items)})"
        before = f"{test}\n{before} if {whole} else []"
    yield from proposal(
        f"Add up {items.text} once",
        (
            insert_before(code, statement_of(loop), before + "\n"),
            replace_expression(node, f"{_difference(holes, sums)} else {old}"),
            *([made] if made is not None else []),
        ),
        (("itertools", "accumulate"),),
        _ASSUMES,
    )


def _made(code: Code, given: Node, part: Node) -> Edit | None:
    """Takes out what makes a part, where it has a name and is only added up."""
    owner, statement = code.owner(given) if given is not part else None, statement_of(part)
    if owner is None or len(list(owner.reads_of(given.text))) != 1:
        return None
    begin = code.text.rfind("\n", 0, statement.start) + 1
    end = code.text.find("\n", statement.end) + 1
    alone = code.text[begin:end].strip() == statement.text and plain(statement)["right"] is part
    return Edit(begin, end, "") if end and alone else None


def _difference(holes: Holes, sums: str) -> str:
    """The sum of a part as a difference, and when it is one."""
    if "a" not in holes:
        end = one(holes, "b")
        return f"{sums}[{written(end)}] if 0 <= {operand(end)} < len({sums})"
    begin = one(holes, "a")
    first = f"{sums}[{written(begin)}]"
    if "b" not in holes:
        return f"{sums}[-1] - {first} if 0 <= {operand(begin)} < len({sums})"
    end = one(holes, "b")
    bounds = f"0 <= {written(begin)} <= {written(end)} < len({sums})"
    return f"{sums}[{written(end)}] - {first} if {bounds}"


TEMPLATE = Template("GT108", "sums-of-parts", ("call",), _make, _ASSUMES)
