"""A sorted list is searched from its beginning, again and again.

What: ``while i < len(xs) and xs[i] < x: i += 1`` with an ``i`` that begins at 0 each time, in a
loop; ``for i, y in enumerate(xs): if y >= x: break``, ``next(i for i, y in enumerate(xs) if
y > x)`` and ``sum(y < x for y in xs)`` in a loop, of a list that was sorted.

Why: each search looks at all items before the place. ``bisect`` halves the list each time:
eleven steps for 2,000 items.

Example::

    def places(marks, points):
        found = []
        for point in points:
            i = 0
            while i < len(marks) and marks[i] < point:
                i += 1
            found.append(i)
        return found

Use instead::

    from bisect import bisect_left

    def places(marks, points):
        return [bisect_left(marks, point) for point in points]

When it is safe: the list is sorted, and its items are ordered throughout.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, block_of
from guyline.hints.comprehensions import single
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_same_each_time
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.shapes import mentions
from guyline.syntax import Node

_ORDER = frozenset({"<", "<=", ">", ">="})
_BOUNDS = ("$i < len($items)", "len($items) > $i", "$i != len($items)")


def _check(code: Code, node: Node) -> Iterator[Found]:
    match node.kind:
        case "while_statement":
            items = _by_while(node)
            known = items is not None
        case "for_statement":
            items, known = _by_for(node), False
        case _:
            items, known = _by_comprehension(code, node), False
    if items is None or items.kind not in ("identifier", "attribute"):
        return
    loops = [each for each in repeating(code, node) if is_same_each_time(code, items, each)]
    if not loops or not (known or _is_sorted(code, items)):
        return
    sorted_ = "" if _is_sorted(code, items) else f" if {items.text} is sorted,"
    yield Found(
        node["condition"] if node.kind == "while_statement" else node,
        f"{items.text} is searched from its beginning each time: O(n·m);{sorted_} bisect finds "
        "the place in O(log n)",
    )


def _by_while(node: Node) -> Node | None:
    """What a ``while`` searches for a place, from 0 on; None: it does something else."""
    condition = plain(node["condition"])
    if condition.kind != "boolean_operator" or condition.operators != ["and"]:
        return None
    bound, order = plain(condition["left"]), plain(condition["right"])
    holes = next((h for form in _BOUNDS if (h := matches(form, bound)) is not None), None)
    if holes is None or not _is_step(node, index := node_in(holes, "i")):
        return None
    items = node_in(holes, "items")
    sought = _sought(order, lambda each: _is_item(each, items, index))
    if sought is None or mentions(sought, {index.text}) or not _begins(node, index):
        return None
    return items


def _is_item(node: Node, items: Node, index: Node) -> bool:
    holes = matches("$items[$i]", node)
    if holes is None:
        return False
    return alike(node_in(holes, "items"), items) and alike(node_in(holes, "i"), index)


def _sought(order: Node, is_item: object) -> Node | None:
    """What an item is compared with for order; None: it is another comparison."""
    if order.kind != "comparison_operator" or len(order.operators) != 1:
        return None
    if order.operators[0] not in _ORDER:
        return None
    one, other = (plain(each) for each in order.children)
    assert callable(is_item)  # noqa: S101 - a predicate
    if is_item(one) == is_item(other):
        return None
    return other if is_item(one) else one


def _is_step(loop: Node, index: Node) -> bool:
    body = loop["body"].children
    holes = matches("$i += 1", body[0]) if len(body) == 1 else None
    return holes is not None and alike(node_in(holes, "i"), index)


def _begins(loop: Node, index: Node) -> bool:
    """Whether the last thing before the loop that names its index sets it to 0."""
    block = block_of(loop)
    for statement in reversed(block[: block.index(loop)]):
        if mentions(statement, {index.text}):
            return matches(f"{index.text} = 0", statement) is not None
    return False


def _by_for(node: Node) -> Node | None:
    """What a ``for`` searches for the first item beyond something."""
    body = node["body"].children
    names = node["left"].children
    holes = matches("enumerate($items)", node["right"])
    if holes is None or len(body) != 1 or body[0].kind != "if_statement" or len(names) != 2:
        return None
    leaves = body[0]["consequence"].children[-1].kind in ("break_statement", "return_statement")
    order, item = plain(body[0]["condition"]), names[1]
    sought = _sought(order, lambda each: each.text == item.text)
    if not leaves or sought is None or mentions(sought, {name.text for name in names}):
        return None
    return node_in(holes, "items") if order.operators[0] in (">", ">=", "<", "<=") else None


def _by_comprehension(code: Code, node: Node) -> Node | None:
    """What ``next`` or ``sum`` searches for the place of something."""
    name, given = code.qualified(node["function"]), arguments(node)
    if name not in ("builtins.next", "builtins.sum") or not given:
        return None
    made = single(plain(given[0]))
    if made is None or len(made.tests) > 1:
        return None
    if name == "builtins.sum":
        counted = not made.tests or made.body.text == "1"
        order = plain(made.tests[0] if made.tests else made.body)
        items, item = made.over, made.target
    else:
        holes = matches("enumerate($items)", made.over)
        names = made.target.children
        counted = holes is not None and len(names) == 2 and bool(made.tests)
        if holes is None or not counted or not alike(made.body, names[0]):
            return None
        order, items, item = plain(made.tests[0]), node_in(holes, "items"), names[1]
    sought = _sought(order, lambda each: each.text == item.text)
    return items if counted and sought is not None and not mentions(sought, {item.text}) else None


def _is_sorted(code: Code, items: Node) -> bool:
    """Whether a list is sorted as far as its function tells."""
    made = code.value_of(items)
    if made.kind == "call" and code.qualified(made["function"]) == "builtins.sorted":
        return True
    scope = code.function_of(items)
    return any(
        (holes := matches("$items.sort()", call)) is not None
        and alike(node_in(holes, "items"), items)
        for call in scope.node.walk()
        if call.kind == "call" and call.start < items.start and isinstance(call, Node)
    )


RULE = Rule(
    "GL122",
    "sorted-searched-one-by-one",
    ("while_statement", "for_statement", "call"),
    _check,
    Example(
        slow=(
            "def f(marks, points):\n"
            "    found = []\n"
            "    for point in points:\n"
            "        i = 0\n"
            "        while i < len(marks) and marks[i] < point:\n"
            "            i += 1\n"
            "        found.append(i)\n"
            "    return found\n"
        ),
        fast=(
            "from bisect import bisect_left\n"
            "def f(marks, points):\n"
            "    return [bisect_left(marks, point) for point in points]\n"
        ),
        call="(list(range(1000)), list(range(0, 1000, 5)))",
        size="200 in 1,000",
    ),
    growth=("O(n·m)", "O(m·log n)"),
    called=frozenset({"next", "sum"}),
)
