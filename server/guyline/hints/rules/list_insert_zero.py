"""Putting in at the front of a list moves all the rest of it.

What: ``items.insert(0, x)`` or ``items[:0] = more`` in a loop, where ``items`` is a list.

Why: a list is an array. What stands in it is moved each time, so that filling it with n items
takes n²/2 moves. Its end has room to spare.

Example::

    def path_to(place, before):
        path = []
        while place in before:
            path.insert(0, place)
            place = before[place]
        return path

Use instead::

    def path_to(place, before):
        path = []
        while place in before:
            path.append(place)
            place = before[place]
        path.reverse()
        return path

When it is safe: nobody looks at the list while the loop runs. Where the loop itself does,
a deque has `appendleft`.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, every_argument, region_of
from guyline.hints.filling import only_filled
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_same_each_time, own_nodes
from guyline.hints.repeats import repeating
from guyline.hints.rewrite import insert_after
from guyline.hints.rounds import goes_up, is_last_time
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_FORMS = (
    "$items.insert(0, $x)",
    "$items[:0] = $x",
    "$items[0:0] = $x",
    "list.insert($items, 0, $x)",
)
_MIDDLE = frozenset({"pop", "insert", "remove", "index", "sort"})
_AT_ENDS = ("$_.pop()", "$_.pop(0)", "$_.pop(-1)", "$_.insert(0, $_)")
_ENDS = ("$_[0]", "$_[-1]", "$_[:0]", "$_[0:0]")
_LOOKS = frozenset(f"builtins.{name}" for name in ("bool", "id", "isinstance", "len", "type"))


def _check(code: Code, node: Node) -> Iterator[Found]:
    items = next((h["items"] for form in _FORMS if (h := matches(form, node)) is not None), None)
    if not isinstance(items, Node) or items.kind not in ("identifier", "attribute"):
        return
    loops = [
        loop
        for loop in repeating(code, node)
        if loop.kind != "for_in_clause"
        and is_same_each_time(code, items, loop)
        and not goes_up(loop)
    ]
    if not loops or kind_of(code, items) != "list":
        return
    outer = loops[-1]
    done = list(own_nodes(region_of(outer)))
    if any(_needs_a_list(code, each, items) for each in done):
        return
    if any(_goes_over(code, each, items) and not is_last_time(each, outer) for each in done):
        return
    yield Found(
        node,
        "putting in at the front of a list moves all the rest: O(n²) in this loop; append and "
        "reverse once, or collections.deque and appendleft, O(n)",
        _fix(code, node, items, outer),
        ((outer, "the loop"),),
    )


def _needs_a_list(code: Code, node: Node, items: Node) -> bool:
    """Whether a node looks into the middle of the list, or hands it on as it stands."""
    match node.kind:
        case "subscript":
            return alike(node["value"], items) and not _is_any(_ENDS, node)
        case "call":
            function = plain(node["function"])
            if function.kind == "attribute" and alike(function["object"], items):
                middle = function["attribute"].text in _MIDDLE
                return middle and not _is_any(_AT_ENDS, node)
            given = (plain(each) for each in every_argument(node))
            known = code.qualified(function).startswith("builtins.")
            return not known and any(alike(each, items) for each in given)
        case "yield":
            return any(alike(child, items) for child in node.children)
    return False


def _goes_over(code: Code, node: Node, items: Node) -> bool:
    """Whether a call takes all that the list holds: it takes as long as to move it."""
    if node.kind != "call" or code.qualified(node["function"]) in _LOOKS:
        return False
    given = (plain(each) for each in every_argument(node))
    parts = (plain(each.children[0]) if each.kind == "list_splat" else each for each in given)
    return any(alike(each, items) for each in parts)


def _is_any(forms: tuple[str, ...], node: Node) -> bool:
    return any(matches(form, node) is not None for form in forms)


def _fix(code: Code, node: Node, items: Node, loop: Node) -> Fix | None:
    """Append, and reverse behind the loop."""
    if items.kind != "identifier" or matches("$_.insert(0, $x)", node) is None:
        return None
    made = only_filled(code, items, loop, [node["function"]])
    if made is None or not (_is_at_most_one(made) or matches("list()", made) is not None):
        return None
    behind = insert_after(code, loop, f"{items.text}.reverse()\n")
    if behind is None:
        return None
    given = node["arguments"]
    first = Edit(items.end, given.children[1].start, ".append(")
    return Fix("Append, and reverse behind the loop", (first, behind), safety=Safety.PROVED)


def _is_at_most_one(made: Node) -> bool:
    plain_items = all(not child.kind.endswith("_splat") for child in made.children)
    return made.kind == "list" and len(made.children) < 2 and plain_items


RULE = Rule(
    "GL106",
    "list-insert-zero",
    ("call", "assignment"),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    out = []\n"
            "    for item in items:\n"
            "        out.insert(0, item + 1)\n"
            "    return out\n"
        ),
        fast=(
            "def f(items):\n"
            "    out = []\n"
            "    for item in items:\n"
            "        out.append(item + 1)\n"
            "    out.reverse()\n"
            "    return out\n"
        ),
        call="(range(30000),)",
        size="30,000 items",
    ),
    growth=("O(n²)", "O(n)"),
    called=frozenset({"insert"}),
)
