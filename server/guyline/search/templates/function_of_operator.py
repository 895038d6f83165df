"""A lambda or a generator does for each item what a function in C does.

What: ``a - b for a, b in zip(xs, ys)``, and the same over places that both lists have;
``len(x) for x in xs`` with a builtin; ``table[x] for x in xs``, ``x in table for x in xs`` and
``table.get(x) for x in xs`` in ``sum``, ``any``, ``all`` and the like; a lambda that is one
operator, in ``map``, ``reduce`` and ``accumulate``; and ``key=lambda row: row[1]`` where things
are sorted.

Before::

    def product(weights, values):
        return sum(weight * value for weight, value in zip(weights, values))

After::

    import operator


    def product(weights, values):
        return sum(map(operator.mul, weights, values))

What it takes for granted: that a table stays the same while it is asked, and has the methods of
its operators.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import BUILTINS, Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace_expression
from guyline.hints.rounds import has_few, is_async
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    are_builtins,
    count_of,
    fill,
    is_name,
    is_simple,
    length_of,
    one,
    proposal,
    written,
)
from guyline.search.templates.operators import is_table, of_expression, of_lambda
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that a table stays the same, and has the methods of its operators",)
_TAKERS = "any all sum max min tuple set frozenset sorted list"
_CALLS = frozenset(f"builtins.{name}" for name in _TAKERS.split()) | {"math.prod", "math.fsum"}
_MAKERS = {"list_comprehension": "list", "set_comprehension": "set", "generator_expression": ""}
_CONDITIONED = frozenset({"elif_clause", "if_statement", "while_statement"})
_FAST = frozenset({"abs", "bool", "float", "int", "len"})
"""Builtins that ``map`` calls sooner than a comprehension, even into a list."""

_SLOW = frozenset({"str", "list", "set", "dict", "type", "tuple", "isinstance", "print", "input"})
_METHODS = frozenset(
    {"count", "endswith", "find", "get", "index", "isdisjoint", "issubset", "startswith"}
)


@dataclass(frozen=True, slots=True)
class _Mapped:
    """What ``map`` is given.

    Attributes:
        function: What it calls, as text.
        over: What it goes over, as text.
        turned: Whether the opposite of each is meant.
    """

    function: str
    over: tuple[str, ...]
    turned: bool = False


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if node.kind == "lambda":
        yield from _of_lambda(code, node)
        return
    clauses = node.children[1:]
    if len(clauses) != 1 or clauses[0].kind != "for_in_clause" or is_async(clauses[0]):
        return
    clause, call = clauses[0], _taker(code, node)
    if len(clause.fields("right")) != 1 or has_few(code, clause["right"]) or not is_simple(node):
        return
    lazy = node.kind == "generator_expression"
    if (lazy and call is None) or not are_builtins(code, node, "map"):
        return
    mapped = _paired(code, node, clause) or _by_one(code, node, clause)
    if mapped is None:
        return
    edit = _edit(code, node, call, mapped)
    if edit is not None and _is_unhidden(code, node, "operator"):
        imports = (("operator", ""),) if mapped.function.startswith("operator.") else ()
        yield from proposal(f"Map {mapped.function}", (edit,), imports, _ASSUMES)


def _of_lambda(code: Code, node: Node) -> Iterator[Fix]:
    found = of_lambda(code, node)
    names = ("str", "operator", *(name for _, name in found.imports)) if found is not None else ()
    if found is not None and all(_is_unhidden(code, node, name) for name in names if name):
        edits = (Edit(node.start, node.end, found.text),)
        yield from proposal(f"Use {found.text}", edits, found.imports, _ASSUMES)


def _is_unhidden(code: Code, node: Node, name: str) -> bool:
    """Whether a name would be the module's, or nobody's."""
    owner = code.scope_of(node).owner(name)
    return owner is None or owner is code.module


def _taker(code: Code, node: Node) -> Node | None:
    """The call that takes all of a comprehension as its first argument; None: none does."""
    held = node.parent
    call = held if held is not None and held.kind == "call" else held and held.parent
    if call is None or call.kind != "call" or not arguments(call):
        return None
    function = plain(call["function"])
    joins = function.kind == "attribute" and function["attribute"].text in ("join", "extend")
    known = joins or code.qualified(function) in _CALLS
    alone = len(arguments(call)) == 1 or code.qualified(function) == "builtins.sum"
    return call if known and alone and plain(arguments(call)[0]) is node else None


def _edit(code: Code, node: Node, call: Node | None, mapped: _Mapped) -> Edit | None:
    text = f"map({mapped.function}, {', '.join(mapped.over)})"
    name = plain(call["function"]).text if call is not None else ""
    if mapped.turned:
        if call is None or name not in ("any", "all") or named_arguments(call):
            return None
        text = f"not {'all' if name == 'any' else 'any'}({text})"
        if call.parent is not None and call.parent.kind in _CONDITIONED:
            return Edit(call.start, call.end, text)
        return replace_expression(call, text)
    if call is not None and (node.kind == "generator_expression" or name not in ("any", "all")):
        return Edit(node.start, node.end, f"({text})" if call["arguments"] is node else text)
    made = _MAKERS[node.kind]
    if call is not None or not are_builtins(code, node, made):
        return None
    return Edit(node.start, node.end, f"{made}({text})")


def _paired(code: Code, node: Node, clause: Node) -> _Mapped | None:
    """An operator or a builtin of two items of two lists."""
    zipped = plain(clause["right"])
    names = [each.text for each in clause["left"].children]
    function, parts = of_expression(code, node["body"])
    if not function or len(parts) < 2:
        return None
    if code.calls(zipped, "builtins.zip") and not named_arguments(zipped):
        given = arguments(zipped)
        texts = [each.text for each in parts]
        if len(names) != len(given) or any(each.kind == "list_splat" for each in given):
            return None
        if len(set(names)) < len(names) or sorted(texts) != sorted(names):
            return None
        if texts != names and not all(each.kind in ("identifier", "subscript") for each in given):
            return None
        return _Mapped(function, tuple(written(given[names.index(each)]) for each in texts))
    return _by_places(code, clause, function, parts)


def _by_places(code: Code, clause: Node, function: str, parts: list[Node]) -> _Mapped | None:
    """The same of ``xs[i]`` and ``ys[i]``, where ``i`` counts all places of one of them."""
    counted = count_of(code, clause)
    items = [fill(each, f"$xs[{counted.name.text}]") for each in parts] if counted else []
    if counted is None or counted.first is not None or not all(items):
        return None
    lists = [one(each, "xs") for each in items if each is not None]
    least = fill(code.value_of(counted.stop), "min(len($xs), len($ys))")
    length = length_of(code, counted.stop)
    told = [one(least, "xs"), one(least, "ys")] if least is not None else [length]
    if {each.text for each in told if each is not None} != {each.text for each in lists}:
        return None
    if not all(map(is_name, lists)) or not are_builtins(code, clause, "min", "len"):
        return None
    return _Mapped(function, tuple(each.text for each in lists))


def _by_one(code: Code, node: Node, clause: Node) -> _Mapped | None:
    """A function or a method of one item."""
    body, target, lazy = plain(node["body"]), clause["left"], node.kind == "generator_expression"
    if not is_name(target) or node.kind == "set_comprehension":
        return None
    name, over = target.text, (written(clause["right"]),)
    builtin = fill(body, f"$f({name})")
    if builtin is not None and is_name(function := one(builtin, "f")):
        known = function.text in (BUILTINS - _SLOW if lazy else _FAST)
        known = known and code.qualified(function) == f"builtins.{function.text}"
        return _Mapped(function.text, over) if known else None
    if builtin is not None:
        method = plain(body["function"])
        if method.kind != "attribute" or not is_table(method["object"], name):
            return None
        found = method["attribute"].text
        return (
            _Mapped(method.text, over) if found in _METHODS and (lazy or found == "get") else None
        )
    item = fill(body, f"$d[{name}]", f"{name} in $d", f"{name} not in $d") if lazy else None
    if item is None or not is_table(one(item, "d"), name):
        return None
    found = "__getitem__" if body.kind == "subscript" else "__contains__"
    turned = body.kind == "comparison_operator" and body.operators[0] != "in"
    return _Mapped(f"{one(item, 'd').text}.{found}", over, turned)


TEMPLATE = Template("GT136", "function-of-operator", (*_MAKERS, "lambda"), _make, _ASSUMES)
