"""Each call of a recursion copies the rest of a sequence; a place in it tells the same.

What: a function that calls itself with ``items[1:]``, and uses ``items`` otherwise only as
``items[0]``, ``len(items)`` and to ask whether it is empty.

Before::

    def total(items):
        if not items:
            return 0
        return items[0] + total(items[1:])

After::

    def total(items):
        def go(start):
            if not start < len(items):
                return 0
            return items[start] + go(start + 1)

        return go(0)

What it takes for granted: that it is a sequence.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.pattern import plain, with_brackets
from guyline.hints.predicates import is_condition
from guyline.hints.repeats import calls_of_itself
from guyline.hints.rewrite import free_name
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import fill, one, proposal
from guyline.search.templates.template import Template
from guyline.search.templates.wrapping import parameters_of, wrapped
from guyline.syntax import Node

_ASSUMES = ("that it is a sequence",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    around = node.parent
    calls, names = calls_of_itself(code, node), parameters_of(node)
    if not calls or not names or (around is not None and around.kind == "decorated_definition"):
        return
    if any(plain(call["function"]).kind == "attribute" for call in calls):
        return
    place = _place(calls, names)
    if place is None:
        return
    items, scope = names[place], code.scope_made_by(node)
    if len(scope.bindings[items]) > 1 or scope.changed_within(items):
        return
    go, start = free_name(code, scope, "go"), free_name(code, scope, "start")
    edits = [Edit(call["function"].start, call["function"].end, go) for call in calls]
    for read in scope.reads_of(items):
        if not node["body"].holds(read):
            continue
        edit = _edit(read, items, start, calls, place)
        if edit is None:
            return
        edits.append(edit)
    rest = [start if name == items else name for name in names]
    given = ["0" if name == items else name for name in names]
    moved = wrapped(
        code, node, (f"def {go}({', '.join(rest)}):",), f"return {go}({', '.join(given)})"
    )
    if moved is not None:
        yield from proposal(f"Go on from a place in {items}", [*moved, *edits], assumes=_ASSUMES)


def _place(calls: list[Node], names: list[str]) -> int | None:
    """Which parameter all calls give the rest of; None: none, or not all arguments are given."""
    for place, name in enumerate(names):
        if all(
            len(given := arguments(call)) == len(names)
            and fill(given[place], f"{name}[1:]") is not None
            for call in calls
        ):
            return place
    return None


def _edit(read: Node, items: str, start: str, calls: list[Node], place: int) -> Edit | None:
    """What stands for one use of the rest; None: it is used as a whole."""
    around = with_brackets(read).parent
    if around is None:
        return None
    if is_condition(read):
        return Edit(read.start, read.end, f"{start} < len({items})")
    length = fill(around.parent, f"len({items})") if around.parent is not None else None
    if length is not None and around.parent is not None:
        whole = around.parent
        return Edit(whole.start, whole.end, f"(len({items}) - {start})")
    empty = fill(around, f"{items} == []", f"{items} == ''", f"{items} == ()")
    if empty is not None:
        return Edit(around.start, around.end, f"{start} >= len({items})")
    if around.kind != "subscript" or around["value"] is not read:
        return None
    if fill(around, f"{items}[0]") is not None:
        return Edit(around.start, around.end, f"{items}[{start}]")
    if any(arguments(call)[place] is around for call in calls):
        return Edit(around.start, around.end, f"{start} + 1")
    holes = fill(around, f"{items}[$k]")
    if holes is not None and one(holes, "k").text.isdecimal():
        return Edit(around.start, around.end, f"{items}[{start} + {one(holes, 'k').text}]")
    return None


TEMPLATE = Template("GT124", "place-in-recursion", ("function_definition",), _make, _ASSUMES)
