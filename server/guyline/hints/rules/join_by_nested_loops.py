"""Two collections are matched by going through one of them for each item of the other.

What: a loop in a loop, or a comprehension in one, that does nothing but look for the items
with the same key: ``if left.key == right.key``.

Why: n·m pairs are looked at to find the few that match. A dict of one collection by its key
finds them at once.

Example::

    def pairs(orders, customers):
        found = []
        for order in orders:
            for customer in customers:
                if customer.number == order.customer:
                    found.append((order, customer))
        return found

Use instead::

    def pairs(orders, customers):
        by_number = {}
        for customer in customers:
            by_number.setdefault(customer.number, []).append(customer)
        found = []
        for order in orders:
            for customer in by_number.get(order.customer, ()):
                found.append((order, customer))
        return found

When it is safe: keys can be hashed and are equal to what they hash like, and nothing changes
them or the collection meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code, arguments, region_of
from guyline.hints.hashing import stands_for_unhashable
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_mutated, is_same_each_time
from guyline.hints.rounds import is_brief, is_short
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_FIELDS = frozenset({"attribute", "subscript"})
_LONG = frozenset({"for_statement", "while_statement", "with_statement"})
_MANY = 10
"""Statements of a loop, from which on finding a pair is little beside what is done with it."""

_VIEWS = frozenset({"values", "items", "keys"})
_AROUND = frozenset({"builtins.enumerate", "builtins.list", "builtins.sorted", "builtins.reversed"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2 or node.operators[0] not in ("==", "!="):
        return
    one, other = map(plain, node.children)
    if one.kind not in _FIELDS and other.kind not in _FIELDS:
        return
    if stands_for_unhashable(node):
        return
    loops = list(code.loops(node))
    if len(loops) < 2 or any(loop.kind == "while_statement" for loop in loops[:2]):
        return
    inner = loops[0]
    if not _is_gate(code, node, inner) or _does_much(node, inner):
        return
    items, names = _held(code, inner, loops[1:]), _bound(inner["left"])
    if items is None:
        return
    for key, sought in ((one, other), (other, one)):
        if _reads(key) & names and not _reads(sought) & names and _is_own(key, names, items):
            outer = next((each for each in loops[1:] if _makes(each, sought)), None)
            if outer is None or (_reads(key) - names) & _made_in(outer):
                continue
            if is_short(code, outer) or is_brief(code, outer["right"]):
                continue
            yield Found(
                node,
                f"{items.text} is gone through for each item of the loop around: O(n·m); "
                "a dict by this key finds them, O(n+m)",
                None,
                ((outer, "the loop"),),
            )
            return


def _is_gate(code: Code, node: Node, loop: Node) -> bool:
    """Whether the loop does nothing for items that are not equal."""
    below, around = node, node.parent
    while around is not None and around.kind in ("parenthesized_expression", "boolean_operator"):
        if around.kind == "boolean_operator" and around.operators != ["and"]:
            return False
        below, around = around, around.parent
    if around is None:
        return False
    if around.kind == "if_clause":
        return node.operators == ["=="] and around.parent is loop.parent
    body = loop.field("body")
    if around.kind != "if_statement" or body is None or around.parent is not body:
        return False
    if around.field("alternative") is not None or below is not around.field("condition"):
        return False
    if node.operators == ["=="]:
        return len(body.children) == 1
    then = around["consequence"].children
    alone = below is node or below.kind == "parenthesized_expression"
    skips = alone and len(then) == 1 and then[0].kind == "continue_statement"
    return skips and body.children[0] is around and len(body.children) > 1


def _does_much(node: Node, loop: Node) -> bool:
    """Whether what is done for those that match takes long, or something is done if none does.

    Loops within, and many statements, take their time whoever finds the pair.
    """
    body = loop.field("body")
    if body is None:
        return False
    if loop.field("alternative") is not None:
        return True
    done = [each for each in body.walk() if each.kind.endswith(("_statement", "_comprehension"))]
    if len(done) > _MANY:
        return True
    return any(
        each.kind in _LONG and not each.holds(node) and each.start > node.start for each in done
    )


def _held(code: Code, inner: Node, outer: list[Node]) -> Node | None:
    """What the inner loop goes over, where it is there before the outer one and stays as it is."""
    items = plain(inner["right"])
    number = matches("range(len($items))", items)
    if number is not None and code.calls(items, "builtins.range"):
        items = node_in(number, "items")
    elif items.kind == "call":
        function = plain(items["function"])
        if code.qualified(function) in _AROUND and len(arguments(items)) == 1:
            items = plain(arguments(items)[0])
        elif function.kind == "attribute" and function["attribute"].text in _VIEWS:
            items = plain(function["object"])
    if items.kind not in ("identifier", "attribute") or is_short(code, inner):
        return None
    if is_brief(code, items):
        return None
    first = outer[0]
    if _reads(items) & _made_in(region_of(first)) or not is_same_each_time(code, items, first):
        return None
    return None if is_mutated(code, items, region_of(first)) else items


def _is_own(key: Node, names: set[str], items: Node) -> bool:
    """Whether a key is the item's own: the item, a field of it, or of that."""
    while key.kind in _FIELDS:
        if key.kind == "subscript":
            index = key.fields("subscript")
            if len(index) != 1:
                return False
            if plain(index[0]).text in names:
                return alike(key["value"], items)
            if plain(index[0]).kind not in ("integer", "string"):
                return False
        key = plain(key["object"] if key.kind == "attribute" else key["value"])
    return key.kind == "identifier" and key.text in names


def _makes(loop: Node, sought: Node) -> bool:
    """Whether what is sought comes from the items of a loop."""
    return loop.kind != "while_statement" and bool(_reads(sought) & _bound(loop["left"]))


def _bound(target: Node) -> set[str]:
    return {node.text for node in target.walk() if node.kind == "identifier"}


def _made_in(region: Node) -> set[str]:
    """Names that a loop binds, by its own target or in its body."""
    found: set[str] = set()
    for node in region.walk():
        left = node.field("left")
        if left is not None and ("assign" in node.kind or node.kind in LOOPS | {"for_in_clause"}):
            found |= _bound(left) if left.kind not in _FIELDS else set()
    return found


def _reads(node: Node) -> set[str]:
    """The names that an expression begins with, no attributes' names."""
    found, stack = set[str](), [node]
    while stack:
        each = stack.pop()
        if each.kind == "identifier":
            found.add(each.text)
        elif each.kind == "attribute":
            stack.append(each["object"])
        else:
            stack.extend(each.children)
    return found


RULE = Rule(
    "GL117",
    "join-by-nested-loops",
    ("comparison_operator",),
    _check,
    Example(
        slow=(
            "def f(left, right):\n"
            "    found = []\n"
            "    for one in left:\n"
            "        for other in right:\n"
            "            if one[0] == other[0]:\n"
            "                found.append((one, other))\n"
            "    return found\n"
        ),
        fast=(
            "def f(left, right):\n"
            "    by_key = {}\n"
            "    for other in right:\n"
            "        by_key.setdefault(other[0], []).append(other)\n"
            "    found = []\n"
            "    for one in left:\n"
            "        for other in by_key.get(one[0], ()):\n"
            "            found.append((one, other))\n"
            "    return found\n"
        ),
        call="([(n, 1) for n in range(800)], [(n, 2) for n in range(800)])",
        size="800 by 800",
    ),
    growth=("O(n·m)", "O(n+m)"),
)
