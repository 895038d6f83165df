"""Items are taken out of the middle of a list, one by one.

What: ``items.remove(item)``, ``del items[i]`` or ``items.pop(i)`` in a loop that goes on
afterwards: over a copy of the list, or over its places.

Why: each time all that stands behind the item is moved, and ``remove`` looks for it first.
A comprehension goes over the list once.

Example::

    def without_closed(doors):
        doors = list(doors)
        for door in doors[:]:
            if door.is_closed:
                doors.remove(door)
        return doors

Use instead::

    def without_closed(doors):
        doors = list(doors)
        doors[:] = [door for door in doors if not door.is_closed]
        return doors

When it is safe: the condition changes nothing and can't fail, does not look at the list, and
says the same of items that are equal, of which ``remove`` takes the first.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code, arguments, block_of, statement_of
from guyline.hints.evaluation import binds_or_waits, holds_list, is_total
from guyline.hints.kinds import item_of, kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_dead_after, is_same_each_time, own_nodes
from guyline.hints.rewrite import replace
from guyline.hints.rounds import has_few
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_COPIES = ("$items[:]", "list($items)", "$items.copy()", "tuple($items)", "copy.copy($items)")
_PLACES = ("del $items[$i]", "$items.pop($i)")
_STEPS = frozenset({"+=1", "-=1"})
_STORES = frozenset({"assignment", "augmented_assignment"})
_PUTTING = frozenset({"append", "extend", "insert"})
_LEAVING = frozenset({"break_statement", "return_statement", "raise_statement"})
_TURNED = {"==": "!=", "!=": "==", "in": "not in", "not in": "in", "is": "is not", "is not": "is"}


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "call":
        function = plain(node["function"])
        if function.kind != "attribute" or function["attribute"].text not in ("remove", "pop"):
            return
    removed = matches("$items.remove($i)", node)
    holes = removed or next((h for form in _PLACES if (h := matches(form, node))), None)
    if holes is None:
        return
    if node.kind == "call" and (node.parent is None or node.parent.kind != "expression_statement"):
        return  # what is taken out is wanted
    items, place = holes["items"], holes["i"]
    if not isinstance(items, Node) or not isinstance(place, Node) or place.kind != "identifier":
        return
    loop = next((each for each in code.loops(node) if each.kind in LOOPS), None)
    if loop is None or not is_same_each_time(code, items, loop) or _is_left_after(node, loop):
        return
    if (
        _is_put_into(items, loop)
        or _stores_others(node, loop)
        or _looks_at_others(items, place, loop)
    ):
        return
    known = _told(code, loop, items, place, removed is not None)
    if known is None or not (known or holds_list(code, items)):
        return
    yield Found(
        node,
        "each time all behind the item is moved: O(n²) in this loop; "
        "keeping the others with a comprehension is O(n)",
        _fix(code, loop, items, place) if removed is not None else None,
        ((loop, "the loop"),),
    )


def _is_put_into(items: Node, loop: Node) -> bool:
    """Whether the loop also puts something into the list, which a comprehension does not."""
    for each in loop["body"].walk():
        puts = each.kind == "attribute" and each["attribute"].text in _PUTTING
        if puts and alike(each["object"], items):
            return True
    return False


def _stores_others(node: Node, loop: Node) -> bool:
    """Whether a branch beside the one that takes out stores something about what stays."""
    for around in node.above():
        if around is loop:
            return False
        for branch in around.fields("alternative") if around.kind == "if_statement" else ():
            stores = (n for n in branch.walk() if n.kind in ("assignment", "augmented_assignment"))
            if not branch.holds(node) and any(
                n["left"].kind in ("subscript", "attribute") for n in stores
            ):
                return True
    return False


def _looks_at_others(items: Node, place: Node, loop: Node) -> bool:
    """Whether a loop looks at other items than the one it has come to, or may stop at one."""
    for each in loop.walk():
        if each.kind == "try_statement":
            return True
        if each.kind != "subscript" or not alike(each["value"], items):
            continue
        at, around = each.fields("subscript"), each.parent
        written = around is not None and around.kind in _STORES and around["left"] is each
        whole = len(at) == 1 and at[0].kind == "slice" and at[0].text == ":"
        if written or not (whole or (len(at) == 1 and alike(at[0], place))):
            return True
    return False


def _told(code: Code, loop: Node, items: Node, place: Node, removed: bool) -> bool | None:
    """Whether a loop tells that it is a list; None: the loop does not go over what is removed."""
    if loop.kind == "while_statement":
        moves = [
            each
            for each in loop["body"].walk()
            if each.kind in ("assignment", "augmented_assignment")
            and each["left"].text == place.text
        ]
        moved = bool(moves) and all(
            "".join(each.text.split()).removeprefix(place.text) in _STEPS for each in moves
        )
        told = [b.value for b in code.bindings(place) if b.value is not None]
        measured = any(
            alike(n, items) for part in (loop["condition"], *told) for n in _measured(part)
        )
        return measured if moved and not removed else None
    names = [n for n in loop["left"].walk() if n.kind == "identifier"]
    if place.text not in [name.text for name in names]:
        return None
    over = plain(loop["right"])
    if has_few(code, over):
        return None
    if removed:
        counted = matches("enumerate($items)", over)
        over = plain(arguments(over)[0]) if counted is not None else over
        if alike(over, items):
            return None  # no copy: one is meant
        copied = next((h["items"] for form in _COPIES if (h := matches(form, over))), None)
        if not isinstance(copied, Node) or not alike(copied, items):
            return None  # of equal items each time one is taken, and the others stay
        return matches("$_[:]", over) is not None
    if not _goes_over_places(over):
        return None
    parts = [over, *(code.value_of(n) for n in over.walk() if n.kind == "identifier")]
    return any(alike(n, items) for part in parts for n in _measured(part))


def _goes_over_places(over: Node) -> bool:
    """Whether a loop goes over places from the last to the first."""
    forms = (
        "range($_, $_, -1)",
        "reversed($_)",
        "sorted($_, reverse=True)",
        "$_[::-1]",
        "sorted($_)[::-1]",
    )
    return any(matches(form, over) is not None for form in forms)


def _measured(node: Node) -> Iterator[Node]:
    """What ``len`` or ``enumerate`` is asked of within an expression."""
    for each in node.walk():
        for form in ("len($items)", "enumerate($items)", "enumerate(list($items))"):
            holes = matches(form, each) if each.kind == "call" else None
            if holes is not None and isinstance(holes["items"], Node):
                yield holes["items"]


def _is_left_after(node: Node, loop: Node) -> bool:
    """Whether the loop may end once an item is taken out, as far as what follows tells."""
    statement = statement_of(node)
    if statement.kind in _LEAVING:
        return True
    while statement is not loop:
        later = [each for each in block_of(statement) if each.start >= statement.end]
        if any(n.kind in _LEAVING for each in later for n in own_nodes(each)):
            return True
        above = statement_of(statement.parent) if statement.parent is not None else loop
        if above is statement or not loop.holds(above):
            return False
        statement = above
    return False


def _fix(code: Code, loop: Node, items: Node, item: Node) -> Fix | None:
    """Keep the others, in the same list."""
    if loop.kind != "for_statement" or loop["left"].kind != "identifier":
        return None
    copied = next((h for form in _COPIES if (h := matches(form, loop["right"]))), None)
    body = loop["body"].children
    if copied is None or not isinstance(copied["items"], Node) or len(body) != 1:
        return None
    test = body[0]
    if test.kind != "if_statement" or test.field("alternative") is not None:
        return None
    if loop.field("alternative") is not None or len(test["consequence"].children) != 1:
        return None
    condition = plain(test["condition"])
    used = [n for n in condition.walk() if alike(n, items)]
    if not alike(copied["items"], items) or used or binds_or_waits(condition):
        return None
    if not code.function_of(loop).is_function or not is_dead_after(code, loop["left"], loop):
        return None
    text = f"{items.text}[:] = [{item.text} for {item.text} in {items.text} if {_not(condition)}]"
    edit = replace(code, loop, loop, f"{text}\n") if "\n" not in text else None
    if edit is None or loop.text.startswith("async"):
        return None
    unproved = []
    if kind_of(code, items) != "list":
        unproved.append(f"that {items.text} is a list")
    if not is_total(code, condition):
        unproved.append("that the condition changes nothing and does not fail")
    held = item_of(code, items)
    if held is None or held.name not in ("str", "int") or " is " in condition.text:
        unproved.append("that it says the same of equal items")
    return Fix(
        "Keep the others with a comprehension",
        (edit,),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


def _not(condition: Node) -> str:
    """The opposite of a condition."""
    if condition.kind == "not_operator":
        return plain(condition["argument"]).text
    if condition.kind == "comparison_operator" and len(condition.children) == 2:
        turned = _TURNED.get(condition.operators[0])
        if turned is not None:
            return f"{condition.children[0].text} {turned} {condition.children[1].text}"
    if condition.kind in ("identifier", "attribute", "call", "subscript", "comparison_operator"):
        return f"not {condition.text}"
    return f"not ({condition.text})"


RULE = Rule(
    "GL130",
    "remove-in-loop",
    ("call", "delete_statement"),
    _check,
    Example(
        slow=(
            "def f(xs):\n"
            "    xs = list(xs)\n"
            "    for i in range(len(xs) - 1, -1, -1):\n"
            "        if xs[i] % 2:\n"
            "            del xs[i]\n"
            "    return xs\n"
        ),
        fast="def f(xs):\n    return [x for x in xs if not x % 2]\n",
        call="(range(40000),)",
        size="40,000 items, half of them taken out",
    ),
    growth=("O(n²)", "O(n)"),
    called=frozenset({"remove", "pop"}),
)
