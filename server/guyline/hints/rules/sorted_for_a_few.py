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

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.ordering import is_expected, read_after_sort, reads_of_value
from guyline.hints.pattern import matches, plain, with_brackets
from guyline.hints.predicates import has_total_order
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_WANTED = re.compile(r"[kn]|.*(limit|top|best|most|max|num|count).*", re.IGNORECASE)
_MOST = 100
"""Items up to which taking the best is faster than sorting, whatever their number."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind == "attribute" and function["attribute"].text == "sort":
        yield from _in_place(code, node, plain(function["object"]))
        return
    if function.text != "sorted":
        return
    given = arguments(node)
    backwards = named_arguments(node).get("reverse")
    if backwards is not None and backwards.kind not in ("true", "false"):
        return
    if len(given) != 1 or given[0].kind == "list_splat" or has_few(code, given[0]):
        return
    if is_expected(node):
        return
    taken = _taken(node)
    named = taken is None
    if named:
        taken = _taken_by_name(code, node)
    if taken is None or code.qualified(node["function"]) != "builtins.sorted":
        return
    turned = (backwards is not None and backwards.kind == "true") != taken.last
    name = "nlargest" if turned else "nsmallest"
    yield Found(
        node,
        f"all is sorted, O(n log n), for {taken.many.text} of it; "
        f"heapq.{name} finds them in O(n) where they are few",
        None if named else _fix(code, node, name, taken),
        sizes=(given[0],),
    )


def _in_place(code: Code, node: Node, items: Node) -> Iterator[Found]:
    """A list of one's own that is sorted for a part of it."""
    after = read_after_sort(code, node, items)
    taken = _taken(after[0]) if len(after) == 1 else None
    if taken is not None:
        yield Found(
            node,
            f"all is sorted, O(n log n), for {taken.many.text} of it; "
            "heapq.nsmallest and nlargest find them in O(n) where they are few",
            sizes=(items,),
        )


@dataclass(frozen=True, slots=True)
class _Taken:
    """How many are taken, and whether from the end."""

    many: Node
    last: bool = False


def _taken(value: Node) -> _Taken | None:
    """How many are taken where a value stands: 3 of ``[:3]``, and of ``[-3:]``."""
    around = with_brackets(value).parent
    if around is None:
        return None
    if around.kind == "argument_list" and around.parent is not None:
        holes = matches("islice($_, $k)", around.parent) or matches(
            "itertools.islice($_, $k)", around.parent
        )
    elif matches("$_[::-1]", around) is not None:
        again = _taken(around)
        return _Taken(again.many, not again.last) if again is not None else None
    elif around.kind == "subscript" and around["value"].holds(value):
        holes = next((h for form in ("$_[:$k]", "$_[0:$k]") if (h := matches(form, around))), None)
        last = matches("$_[-$k:]", around)
        if last is not None:
            return _Taken(many, last=True) if (many := _few(last["k"])) is not None else None
    else:
        return None
    many = _few(holes["k"]) if holes else None
    return _Taken(many) if many is not None else None


def _few(node: object) -> Node | None:
    """A number that is small, or named as one of things that are wanted."""
    if not isinstance(node, Node):
        return None
    if node.kind == "integer" and node.text.isdecimal():
        return node if 1 <= int(node.text) <= _MOST else None
    name = node["attribute"] if node.kind == "attribute" else node
    return node if name.kind == "identifier" and _WANTED.fullmatch(name.text) else None


def _taken_by_name(code: Code, node: Node) -> _Taken | None:
    """How many are taken of a local name for what was sorted, if nothing else is done with it."""
    reads = reads_of_value(code, node)
    return _taken(reads[0]) if len(reads) == 1 else None


def _fix(code: Code, node: Node, name: str, taken: _Taken) -> Fix | None:
    """Ask ``heapq``."""
    whole = node.parent
    while whole is not None and whole.kind == "parenthesized_expression":
        whole = whole.parent
    if whole is None or whole.kind != "subscript" or whole.parent is None:
        return None
    if matches("$_[::-1]", whole) is not None:
        return None
    if whole.parent.kind in ("delete_statement", "assignment") and (
        whole.parent.field("right") is not whole
    ):
        return None
    owner, given = code.scope_of(node).owner("heapq"), arguments(node)[0]
    if owner not in (None, code.module) or given.kind == "generator_expression":
        return None
    key = named_arguments(node).get("key")
    text = f"heapq.{name}({taken.many.text}, {given.text}{f', key={key.text}' if key else ''})"
    ordered = has_total_order(code, given) and key is None
    unproved = [] if ordered else ["that items are ordered throughout"]
    if taken.many.kind != "integer":
        unproved.append(f"that {taken.many.text} is a number, and not negative")
    if taken.last:
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
    called=frozenset({"sort", "sorted"}),
)
