"""A list is searched for a place each time round a loop.

What: ``items.index(x)`` in a loop, or as the key of a sort, where ``items`` is a list or a tuple
that the loop does not change, and ``x`` is another each time.

Why: each search begins at the front. A dict of places finds one at once; where the loop goes
over the list itself, ``enumerate`` gives the place.

Example::

    def ranked(names, order):
        order = list(order)
        return sorted(names, key=order.index)

Use instead::

    def ranked(names, order):
        places = {name: place for place, name in enumerate(order)}
        return sorted(names, key=places.__getitem__)

When it is safe: all items can be hashed, and none is there twice: ``index`` gives the first
place, a dict that is filled in order the last. Where an item is missing, ``index`` raises
ValueError, and a dict KeyError.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, region_of, statement_of
from guyline.hints.hashing import is_no_set
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_mutated, is_same_each_time
from guyline.hints.repeats import called_for_each, is_own_item, repeating, varies
from guyline.hints.rounds import has_few
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node["attribute"].text != "index":
        return
    items, call = plain(node["object"]), node.parent
    if items.kind not in ("identifier", "attribute"):
        return
    called = call is not None and call.kind == "call" and call.field("function") is node
    around = _loop(code, node, items, call) if called and call is not None else None
    if not called:
        around = called_for_each(code, node)
    if around is None or kind_of(code, items) not in ("list", "tuple") or has_few(code, items):
        return
    if is_mutated(code, items, region_of(around)):
        return
    sought = arguments(call)[0] if called and call is not None else None
    if is_no_set(code, node, sought, items) or (sought is not None and _is_first(call, items)):
        return
    yield Found(
        call if called and call is not None else node,
        "a list is searched for each place: O(n·m); a dict of places made once, or enumerate, "
        "O(n+m)",
        None,
        ((around, "again and again here"),),
    )


def _is_first(call: Node | None, items: Node) -> bool:
    """Whether it is first places that are asked for, as items are there more than once.

    Each item's place in the very list that is gone over is its number, but where it was there
    before: nobody makes a list of these numbers, or compares and gathers by them.
    """
    if call is None or not is_own_item(call, plain(arguments(call)[0]), items):
        return False
    around = call.parent
    match around:
        case Node(kind="comparison_operator"):
            return around.operators in (["=="], ["!="])
        case Node(kind="list_comprehension" | "generator_expression" | "set_comprehension"):
            return all(each.kind != "if_clause" for each in around.children)
        case Node(kind="argument_list" | "subscript"):
            return _is_gathered(call, plain(arguments(call)[0]))
    return False


def _is_gathered(place: Node, item: Node) -> bool:
    """Whether items are put together by their places, or counted: ``found[place].append(x)``."""
    statement = plain(statement_of(place))
    if statement.kind == "augmented_assignment":
        return place.parent is statement["left"] and statement["right"].kind == "integer"
    for form in ("$_[$at].$_($x)", "$_.setdefault($at, $_).$_($x)"):
        holes = matches(form, statement)
        if holes is not None and plain(node_in(holes, "at")) == place:
            return alike(node_in(holes, "x"), item)
    return False


def _loop(code: Code, node: Node, items: Node, call: Node) -> Node | None:
    """The outermost loop, or the call with a key, that searches one list for changing items."""
    given = arguments(call)
    if len(given) != 1:
        return None
    sought = plain(given[0])
    loops = [loop for loop in repeating(code, node) if is_same_each_time(code, items, loop)]
    if loops:
        return loops[-1] if varies(code, sought, loops) else None
    maker = next((each for each in node.above() if each.kind == "lambda"), None)
    own = maker is not None and code.function_of(node).node is maker
    return called_for_each(code, maker) if maker is not None and own else None


RULE = Rule(
    "GL104",
    "list-index-in-loop",
    ("attribute",),
    _check,
    Example(
        slow=(
            "def f(items, wanted):\n    items = list(items)\n"
            "    return [items.index(each) for each in wanted]\n"
        ),
        fast=(
            "def f(items, wanted):\n"
            "    places = {}\n"
            "    for place, item in enumerate(items):\n"
            "        places.setdefault(item, place)\n"
            "    return [places[each] for each in wanted]\n"
        ),
        call="(range(3000), range(3000))",
        size="3,000 in 3,000",
    ),
    growth=("O(n·m)", "O(n+m)"),
)
