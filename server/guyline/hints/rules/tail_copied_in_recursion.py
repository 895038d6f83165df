"""Each call of a recursion copies the rest of a sequence for the next.

What: ``g(items[0]) + f(items[1:])`` within ``f(items)``, or ``items[-1]`` and
``items[:-1]``; also of a method.

Why: each slice copies all that is left, so that n items take n²/2 copies, and n calls deep;
Python allows a thousand. An index, or a loop, goes over them in place.

Example::

    def total(items):
        if not items:
            return 0
        return items[0] + total(items[1:])

Use instead::

    def total(items):
        found = 0
        for item in reversed(items):
            found = item + found
        return found

When it is safe: the loop takes the items in the order in which the calls came back.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import HELD
from guyline.hints.code import Code, arguments, named_arguments, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, node_in, pattern, plain
from guyline.hints.repeats import calls_of_itself
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_ENDS = ("$items[0]", "$items[-1]")
_RESTS = ("$items[1:]", "$items[:-1]")
_BRIEF = ("path", "key", "arg", "part", "field", "name", "level", "prefix", "attr", "dim", "shape")
"""In names of what is seldom long: paths of names, arguments, dimensions."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    if "1:]" not in node.text and ":-1]" not in node.text:
        return
    bindings = code.scope_made_by(node).bindings
    for call in calls_of_itself(code, node):
        for given in [*arguments(call), *named_arguments(call).values()]:
            rest = plain(given)
            holes = next((h for form in _RESTS if (h := matches(form, rest)) is not None), None)
            items = holes["items"] if holes is not None else None
            if not isinstance(items, Node) or items.kind != "identifier":
                continue
            found = bindings.get(items.text, [])
            if not found or found[0].how is not How.PARAMETER or len(found) > 1:
                continue
            if kind_of(code, items) in HELD or any(w in items.text.lower() for w in _BRIEF):
                continue
            if not _takes_end(call, items):
                continue
            yield Found(
                rest,
                f"each call copies the rest of {items.text}: O(n²), and n calls deep; an index, "
                "or a loop, goes over it in place, O(n)",
                None,
                ((call, "the call of itself"),),
            )


def _takes_end(call: Node, items: Node) -> bool:
    """Whether the statement with a call takes the item that the rest is without."""
    ends = [h for form in _ENDS for _, h in pattern(form).all_in(statement_of(call))]
    return any(alike(node_in(holes, "items"), items) for holes in ends)


RULE = Rule(
    "GL112",
    "tail-copied-in-recursion",
    ("function_definition",),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    def total(rest):\n"
            "        if not rest:\n"
            "            return 0\n"
            "        return rest[0] + total(rest[1:])\n"
            "    return total(items)\n"
        ),
        fast=(
            "def f(items):\n"
            "    found = 0\n"
            "    for item in reversed(items):\n"
            "        found = item + found\n"
            "    return found\n"
        ),
        call="(list(range(900)),)",
        size="900 items",
    ),
    growth=("O(n²)", "O(n)"),
)
