"""Functions in C that do what one operator does, or a lambda of it."""

from __future__ import annotations

from dataclasses import dataclass

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.search.templates.forms import fill, is_name, mentions, one
from guyline.syntax import Node

_NAMES = """
    + add - sub * mul / truediv // floordiv % mod @ matmul & and_ | or_ ^ xor << lshift >> rshift
    < lt <= le > gt >= ge == eq != ne is is_
"""
OPERATORS = dict(zip(_NAMES.split()[::2], _NAMES.split()[1::2], strict=True))
"""The functions of the module ``operator``."""

_TEXT_METHODS = frozenset({"casefold", "lower", "strip", "upper"})
_KEYED = frozenset(
    {"builtins.sorted", "heapq.nlargest", "heapq.nsmallest", "itertools.groupby", "bisect.bisect"}
    | {"bisect.bisect_left", "bisect.bisect_right", "builtins.max", "builtins.min"}
)
_ENDS = frozenset({"builtins.max", "builtins.min"})
_FOLDS = frozenset({"builtins.map", "functools.reduce", "itertools.starmap"})
"""What takes a function first."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that is there already.

    Attributes:
        text: How it is written.
        imports: What that needs.
    """

    text: str
    imports: tuple[tuple[str, str], ...] = ()


def of_expression(code: Code, body: Node) -> tuple[str, list[Node]]:
    """What does an expression's last step, and what it is done to; empty: no function does."""
    body = plain(body)
    if body.kind in ("binary_operator", "comparison_operator") and len(body.operators) == 1:
        name = OPERATORS.get(body.operators[0])
        return (f"operator.{name}", list(map(plain, body.children))) if name else ("", [])
    if body.kind == "call" and not named_arguments(body):
        function = plain(body["function"])
        if code.qualified(function) == f"builtins.{function.text}":
            return function.text, list(map(plain, arguments(body)))
    return "", []


def of_lambda(code: Code, node: Node) -> Function | None:
    """What does the same as a lambda that is called for each item; None: nothing does."""
    parameters = node.field("parameters")
    names = [each.text for each in parameters.children] if parameters is not None else []
    if not names or not all(name.isidentifier() for name in names):
        return None
    if len(names) > 1:
        function, parts = of_expression(code, node["body"])
        same = bool(function) and [each.text for each in parts] == names and _is_folded(code, node)
        imports = (("operator", ""),) if function.startswith("operator.") else ()
        return Function(function, imports) if same else None
    call = _keyed(code, node)
    return _of_one(code, node["body"], names[0], call) if call is not None else None


def _is_folded(code: Code, node: Node) -> bool:
    """Whether a lambda is what two items at a time are given to."""
    held = node.parent
    named = held is not None and held.kind == "keyword_argument" and held["name"].text == "func"
    around = held.parent if named and held is not None else held
    call = around.parent if around is not None else None
    if call is None or call.kind != "call":
        return False
    name, given = code.qualified(call["function"]), arguments(call)
    if name == "itertools.accumulate":
        return named or (len(given) > 1 and given[1] is node)
    return not named and name in _FOLDS and len(given) > 1 and given[0] is node


def _keyed(code: Code, node: Node) -> str | None:
    """What sorts by a key, as a name; None: the lambda is no such key."""
    held = node.parent
    if held is None or held.kind != "keyword_argument" or held["name"].text != "key":
        return None
    call = held.parent.parent if held.parent is not None else None
    if call is None or call.kind != "call":
        return None
    function = plain(call["function"])
    name = code.qualified(function)
    sorts = function.kind == "attribute" and function["attribute"].text == "sort" and not name
    return "sort" if sorts else name if name in _KEYED else None


def _of_one(code: Code, body: Node, name: str, call: str) -> Function | None:
    body = plain(body)
    if fill(body, f"-{name}") is not None:
        return Function("operator.neg", (("operator", ""),))
    parts = [_place(each, name) for each in body.children] if body.kind == "tuple" else []
    if len(parts) > 1 and all(parts):
        return Function(f"itemgetter({', '.join(map(str, parts))})", (("operator", "itemgetter"),))
    if call in _ENDS:
        return None  # a hint's, GL154
    place = _place(body, name)
    if place is not None:
        return Function(f"itemgetter({place})", (("operator", "itemgetter"),))
    if body.kind == "attribute":
        inner = body.text.removeprefix(f"{name}.")
        dotted = inner != body.text and inner.replace(".", "").isidentifier()
        return Function(f'attrgetter("{inner}")', (("operator", "attrgetter"),)) if dotted else None
    table = fill(body, f"$d[{name}]", f"$d.get({name})")
    if table is not None and is_table(one(table, "d"), name):
        method = "get" if body.kind == "call" else "__getitem__"
        return Function(f"{one(table, 'd').text}.{method}")
    return _called(code, body, name)


def _called(code: Code, body: Node, name: str) -> Function | None:
    if body.kind != "call" or named_arguments(body):
        return None
    function, given = plain(body["function"]), arguments(body)
    if [each.text for each in given] == [name] and is_name(function):
        known = code.qualified(function) == f"builtins.{function.text}"
        return Function(function.text) if known else None
    method = function.kind == "attribute" and function["object"].text == name and not given
    if method and function["attribute"].text in _TEXT_METHODS:
        return Function(f"str.{function['attribute'].text}")
    return None


def _place(node: Node, name: str) -> str | None:
    """The constant that an item of a name is looked up by."""
    holes = fill(node, f"{name}[$k]")
    if holes is None:
        return None
    key = one(holes, "k")
    negative = key.kind == "unary_operator" and key["argument"].kind == "integer"
    return key.text if negative or key.kind in ("integer", "string") else None


def is_table(node: Node, name: str) -> bool:
    """Whether a value is a name or an attribute of one, and not of an item's."""
    node = plain(node)
    if any(each.kind not in ("identifier", "attribute") for each in node.walk()):
        return False
    return not mentions(node, [name])
