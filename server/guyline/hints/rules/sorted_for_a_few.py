"""All is sorted to take a few of it.

What: ``sorted(items)[:5]``, ``sorted(items, reverse=True)[:5]``, ``sorted(items)[-5:]``, with
a key or without, and a name for what was sorted of which only such a part is read.

Why: sorting orders all the items. ``heapq.nsmallest`` and ``nlargest`` keep the best few while
they look at each item once.

Example::

    def cheapest(offers):
        return sorted(offers, key=lambda offer: offer.price)[:3]

Use instead::

    import heapq

    def cheapest(offers):
        return heapq.nsmallest(3, offers, key=lambda offer: offer.price)

When it is safe: items are ordered throughout. Equal items come out in the same order, but for
``sorted(items)[-5:]``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.evaluation import is_short
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import has_total_order
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_MOST = 100
"""Items up to which taking the best is faster than sorting, whatever their number."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    if plain(node["function"]).text != "sorted":
        return
    given = arguments(node)
    backwards = named_arguments(node).get("reverse")
    if backwards is not None and backwards.kind not in ("true", "false"):
        return
    if len(given) != 1 or given[0].kind == "list_splat" or is_short(code, given[0]):
        return
    taken = _taken(node)
    named = taken is None
    if named:
        taken = _taken_by_name(code, node)
    if taken is None or code.qualified(node["function"]) != "builtins.sorted":
        return
    turned = (backwards is not None and backwards.kind == "true") != (taken < 0)
    name = "nlargest" if turned else "nsmallest"
    yield Found(
        node,
        f"all is sorted, O(n log n), for {abs(taken)} of it; heapq.{name} finds them in O(n)",
        None if named else _fix(code, node, name, taken),
    )


def _taken(value: Node) -> int | None:
    """How many are taken where a value stands: ``3`` of ``[:3]``, ``-3`` of ``[-3:]``."""
    around = value.parent
    while around is not None and around.kind == "parenthesized_expression":
        around = around.parent
    if around is None:
        return None
    if around.kind == "argument_list" and around.parent is not None:
        holes = matches("islice($_, $k)", around.parent) or matches(
            "itertools.islice($_, $k)", around.parent
        )
    elif around.kind == "subscript" and around["value"].holds(value):
        holes = next((h for form in ("$_[:$k]", "$_[0:$k]") if (h := matches(form, around))), None)
        last = matches("$_[-$k:]", around)
        if last is not None:
            many = _number(last["k"])
            return -many if many is not None else None
    else:
        return None
    return _number(holes["k"]) if holes else None


def _number(node: object) -> int | None:
    if not isinstance(node, Node) or node.kind != "integer" or not node.text.isdecimal():
        return None
    return int(node.text) if 1 <= int(node.text) <= _MOST else None


def _taken_by_name(code: Code, node: Node) -> int | None:
    """How many are taken of a local name for what was sorted, if nothing else is done with it."""
    statement = node.parent
    if statement is None or statement.kind != "assignment" or statement.field("right") is not node:
        return None
    name, scope = statement["left"], code.scope_of(statement)
    if name.kind != "identifier" or not scope.is_function or name.text in scope.outer:
        return None
    if [each.how for each in scope.bindings[name.text]] != [How.ASSIGNMENT]:
        return None
    reads = list(scope.reads_of(name.text))
    return _taken(reads[0]) if len(reads) == 1 else None


def _fix(code: Code, node: Node, name: str, taken: int) -> Fix | None:
    """Ask ``heapq``."""
    whole = node.parent
    while whole is not None and whole.kind == "parenthesized_expression":
        whole = whole.parent
    if whole is None or whole.kind != "subscript" or whole.parent is None:
        return None
    if whole.parent.kind in ("delete_statement", "assignment") and (
        whole.parent.field("right") is not whole
    ):
        return None
    owner, given = code.scope_of(node).owner("heapq"), arguments(node)[0]
    if owner not in (None, code.module) or given.kind == "generator_expression":
        return None
    key = named_arguments(node).get("key")
    text = f"heapq.{name}({abs(taken)}, {given.text}{f', key={key.text}' if key else ''})"
    ordered = has_total_order(code, given) and key is None
    unproved = [] if ordered else ["that items are ordered throughout"]
    if taken < 0:
        text += "[::-1]"
        unproved += [] if ordered else ["that the order of equal items does not matter"]
    return Fix(
        f"Ask heapq.{name}",
        (Edit(whole.start, whole.end, text),),
        (("heapq", ""),),
        Safety.OPEN if unproved else Safety.PROVED,
        tuple(unproved),
    )


RULE = Rule(
    "GL115",
    "sorted-for-a-few",
    ("call",),
    _check,
    Example(
        slow="def f(xs):\n    return sorted(xs, reverse=True)[:10]\n",
        fast="import heapq\ndef f(xs):\n    return heapq.nlargest(10, xs)\n",
        call="([(i * 7919) % 1000003 for i in range(200000)],)",
        size="10 of 200,000 numbers",
    ),
    growth=("O(n log n)", "O(n)"),
)
