"""A list that grows is searched from its beginning each time round.

What: ``x in seen`` or ``x not in seen``, where ``seen`` is a list that the same loop, or the
same recursive function, adds to.

Why: each search looks at all that was found before. With n different items that is n²/2
comparisons. A set finds one at once; a dict's keys keep their order as well.

Example::

    def different(values):
        seen = []
        for value in values:
            if value not in seen:
                seen.append(value)
        return seen

Use instead::

    def different(values):
        return list(dict.fromkeys(values))

When it is safe: all items can be hashed, and are equal to what they hash like.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, region_of, statement_of
from guyline.hints.filling import is_own, is_target
from guyline.hints.hashing import is_likely_unhashable, is_no_set
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import (
    is_hashable,
    is_same_each_time,
    means_builtin,
    own_nodes,
)
from guyline.hints.repeats import calls_of_itself, repeating
from guyline.hints.rewrite import free_name, insert_after, insert_before
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_GROW = frozenset({"append", "extend", "insert", "appendleft"})
_SHRINK = frozenset({"pop", "remove", "clear"})
_LITERALS = frozenset({"string", "integer", "float", "true", "false", "none"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2 or node.operators[0] not in ("in", "not in"):
        return
    sought, items = plain(node.children[0]), plain(node.children[1])
    if items.kind not in ("identifier", "attribute") or sought.kind in _LITERALS:
        return
    loops = [loop for loop in repeating(code, node) if _is_same(code, items, loop)]
    around, where = (loops[-1], "loop") if loops else (None, "")
    grown = _grown(items, region_of(around)) if around is not None else []
    if not grown:
        around, where = _recursive(code, node, items), "recursion"
        grown = _grown(items, around) if around is not None else []
    if around is None or not grown or kind_of(code, items) != "list":
        return
    if is_no_set(code, node, sought, items) or any(
        is_likely_unhashable(code, each) for call in grown for each in _appended(call)
    ):
        return
    if any(_is_list_of_items(each, sought) for each in grown):
        return
    yield Found(
        node,
        f"a list that grows is searched in this {where}: O(n²); "
        "a set beside it, or the keys of a dict, O(n)",
        _fix(code, items, loops[-1], grown) if where == "loop" else None,
        ((around, f"the {where}"),),
    )


def _is_same(code: Code, items: Node, loop: Node) -> bool:
    """Whether a loop has one and the same list each time: ``+=`` leaves it so."""
    owner = code.owner(items) if items.kind == "identifier" else None
    if owner is None:
        return items.kind == "attribute" and is_same_each_time(code, items, loop)
    bound = (each for each in owner.bindings[items.text] if loop.holds(each.node))
    return all(each.how is How.AUGMENTED for each in bound) and not owner.changed_within(items.text)


def _recursive(code: Code, node: Node, items: Node) -> Node | None:
    """The function around that calls itself, and has the list from outside; None: there is none."""
    scope = code.function_of(node)
    if scope.node.kind != "function_definition" or not calls_of_itself(code, scope.node):
        return None
    if items.kind == "identifier":
        return scope.node if code.owner(items) not in (None, scope) else None
    assigned = (n.field("left") for n in own_nodes(scope.node) if n.kind == "assignment")
    fresh = any(left is not None and alike(left, items) for left in assigned)
    return scope.node if not fresh else None


def _grown(items: Node, region: Node) -> list[Node]:
    """The nodes that add to a list in a region; empty where something is taken out as well."""
    found = []
    for each in own_nodes(region):
        if each.kind == "augmented_assignment" and is_target(each["left"], items):
            found.append(each)
        elif each.kind == "delete_statement" and any(is_target(n, items) for n in each.walk()):
            return []
        elif each.kind == "call" and (function := plain(each["function"])).kind == "attribute":
            if not is_target(function["object"], items):
                continue
            if function["attribute"].text in _SHRINK:
                return []
            if function["attribute"].text in _GROW:
                found.append(each)
    return found


def _appended(grown: Node) -> list[Node]:
    """What a call puts into a list, as it is."""
    given = arguments(grown) if grown.kind == "call" else []
    put = grown.kind == "call" and plain(grown["function"])["attribute"].text != "extend"
    return given[-1:] if put else []


def _is_list_of_items(grown: Node, sought: Node) -> bool:
    """Whether all that is in what is sought is put into the list, and it is no item itself."""
    holes = matches("$_.extend($xs)", grown)
    put = grown.field("right") if holes is None else node_in(holes, "xs")
    return put is not None and alike(plain(put), sought)


def _fix(code: Code, items: Node, loop: Node, grown: list[Node]) -> Fix | None:
    """Keep a set beside the list, and search that."""
    function = code.function_of(items)
    if items.kind != "identifier" or not function.is_function or loop.kind == "for_in_clause":
        return None
    if not means_builtin(code, loop, "set"):
        return None
    tests = [each for each in own_nodes(loop) if _is_test(each, items)]
    places = [each["function"] for each in grown if each.kind == "call"]
    if not is_own(code, items, loop, [*places, *(test.children[1] for test in tests)]):
        return None
    name = free_name(code, function, f"{items.text}_set")
    made = code.value_of(items)
    empty = (made.kind == "list" and not made.children) or matches("list()", made) is not None
    first = insert_before(
        code, statement_of(loop), f"{name} = set({'' if empty else items.text})\n"
    )
    edits: list[Edit | None] = [first]
    unproved = dict[str, None]()
    for call in grown:
        put = plain(arguments(call)[0]) if matches("$_.append($x)", call) is not None else None
        statement = statement_of(call)
        if put is None or put.kind != "identifier" or plain(statement) is not call:
            return None
        edits.append(insert_after(code, statement, f"{name}.add({put.text})\n"))
        if not is_hashable(code, put):
            unproved[f"that {put.text} can be hashed"] = None
    for test in tests:
        edits.append(Edit(test.children[1].start, test.children[1].end, name))
        if not is_hashable(code, test.children[0]):
            unproved[f"that {test.children[0].text} can be hashed"] = None
    whole = tuple(each for each in edits if each is not None)
    if len(whole) < len(edits):
        return None
    safety = Safety.OPEN if unproved else Safety.PROVED
    return Fix(f"Keep a set beside {items.text}", whole, (), safety, tuple(unproved))


def _is_test(node: Node, items: Node) -> bool:
    if node.kind != "comparison_operator" or len(node.children) != 2:
        return False
    return node.operators[0] in ("in", "not in") and is_target(node.children[1], items)


RULE = Rule(
    "GL102",
    "growing-list-membership",
    ("comparison_operator",),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    seen = []\n"
            "    for item in items:\n"
            "        if item not in seen:\n"
            "            seen.append(item)\n"
            "    return seen\n"
        ),
        fast="def f(items):\n    return list(dict.fromkeys(items))\n",
        call="([i * 7 % 1500 for i in range(6000)],)",
        size="6,000 items, 1,500 of them different",
    ),
    growth=("O(n²)", "O(n)"),
)
