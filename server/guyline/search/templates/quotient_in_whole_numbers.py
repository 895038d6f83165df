"""Whole numbers are divided by way of floats and cut off again; ``//`` stays with whole numbers.

What: ``int(a / b)`` and ``math.floor(a / b)`` in a loop or a recursion, and ``n = n / k`` or
``n /= k`` where ``n % k`` is known to be nought.

Before::

    def steps(n):
        count = 0
        while n != 1:
            if n % 2 == 0:
                n = n / 2
            else:
                n = 3 * n + 1
            count += 1
        return count

After::

    def steps(n):
        count = 0
        while n != 1:
            if n % 2 == 0:
                n = n // 2
            else:
                n = 3 * n + 1
            count += 1
        return count

Of numbers beyond 2**53 a float has lost the last digits, and ``//`` has not: the prover calls that
a difference where it comes to it.

What it takes for granted: that the numbers are whole, and those that ``int`` cuts off not negative;
that nobody asks whether a result is an ``int`` or a ``float``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain
from guyline.hints.repeats import calls_of_itself
from guyline.hints.rewrite import replace_expression
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import fill, is_simple, one, operand, proposal
from guyline.search.templates.template import Template
from guyline.syntax import Node

_WHOLE = ("that the numbers are whole, and those that int cuts off not negative",)
_EVEN = ("that the number is whole, and nobody asks for its type",)
_CUTS = frozenset({"builtins.int", "math.floor"})
_ROOTS = frozenset({"builtins.float", "builtins.round", "builtins.pow", "builtins.abs"})
_NOUGHT = ("$n % $k == 0", "not $n % $k", "not ($n % $k)", "0 == $n % $k")
_LEFT = ("$n % $k != 0", "$n % $k", "$n % $k > 0", "$n % 2 == 1")


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if not _is_often(code, node):
        return
    if node.kind == "call":
        yield from _of_call(code, node)
    elif node.kind == "augmented_assignment":
        if node.operators == ["/="] and _leaves_nothing(code, node, node["left"], node["right"]):
            edit = Edit(node["left"].end, node["right"].start, " //= ")
            yield from _proposed(node["left"], edit, _EVEN)
    else:
        right = node.field("right")
        holes = fill(right, "$n / $k") if right is not None else None
        if holes is None or right is None or not alike(one(holes, "n"), node["left"]):
            return
        if _leaves_nothing(code, node, one(holes, "n"), one(holes, "k")):
            value = plain(right)
            edit = Edit(one(holes, "n").end, one(holes, "k").start, " // ")
            if code.text[edit.start : edit.end].strip() == "/" and value.operators == ["/"]:
                yield from _proposed(node["left"], edit, _EVEN)


def _proposed(number: Node, edit: Edit, assumes: tuple[str, ...]) -> Iterator[Fix]:
    yield from proposal(f"Divide {number.text} in whole numbers", (edit,), assumes=assumes)


def _is_often(code: Code, node: Node) -> bool:
    if next(code.loops(node), None) is not None:
        return True
    around = code.function_of(node).node
    return around.kind == "function_definition" and bool(calls_of_itself(code, around))


def _of_call(code: Code, node: Node) -> Iterator[Fix]:
    given, name = arguments(node), code.qualified(node["function"])
    if name not in _CUTS or len(given) != 1:
        return
    holes = fill(given[0], "$a / $b")
    if holes is None:
        return
    above, below = one(holes, "a"), one(holes, "b")
    if "\n" in node.text or not all(_may_be_whole(code, each) for each in (above, below)):
        return
    text = f"{_first(above)} // {operand(below)}"
    assumes = _WHOLE if name == "builtins.int" else ("that the numbers are whole",)
    yield from proposal("Divide in whole numbers", (_put(code, node, text),), assumes=assumes)


def _put(code: Code, node: Node, text: str) -> Edit:
    """The quotient in a call's place; a subscript and an argument need no brackets."""
    around = node.parent
    inside = around is not None and around.kind in ("subscript", "slice", "augmented_assignment")
    if inside and around is not None and around.field("value") is not node:
        return Edit(node.start, node.end, text)
    return replace_expression(node, text)


def _first(node: Node) -> str:
    return (
        node.text if node.kind == "binary_operator" and node.operators == ["*"] else operand(node)
    )


def _may_be_whole(code: Code, value: Node) -> bool:
    """Whether nothing tells that a value is a float."""
    if not is_simple(value) or kind_of(code, value) == "float":
        return False
    for each in value.walk():
        if each.kind in ("float", "string") or each.operators == ["/"]:
            return False
        if each.kind == "call":
            name = code.qualified(each["function"])
            if name in _ROOTS or name.startswith(("math.", "time.", "random.")):
                return False
    return True


def _leaves_nothing(code: Code, node: Node, number: Node, by: Node) -> bool:
    """Whether a condition around a division says that nothing is left of it."""
    if plain(number).kind != "identifier" or not _may_be_whole(code, by):
        return False
    below = node
    for around in node.above():
        if around.kind == "block" and any(
            _binds(each, number) for each in around.children if each.end <= below.start
        ):
            return False
        if around.kind in ("if_statement", "elif_clause", "while_statement"):
            within = below.kind == "block" and below.role in ("consequence", "body")
            if within and _says(around["condition"], number, by, _NOUGHT):
                return True
            if below.kind == "else_clause" and len(around.fields("alternative")) == 1:
                return _says(around["condition"], number, by, _LEFT)
        if around.kind in ("for_statement", "function_definition", "while_statement"):
            return False
        below = around
    return False


def _binds(statement: Node, name: Node) -> bool:
    return any(
        each.kind in ("assignment", "augmented_assignment") and each["left"].text == name.text
        for each in statement.walk()
    )


def _says(condition: Node, number: Node, by: Node, forms: tuple[str, ...]) -> bool:
    condition = plain(condition)
    if condition.kind == "boolean_operator" and condition.operators == ["and"]:
        return forms is _NOUGHT and any(
            _says(each, number, by, forms) for each in condition.children
        )
    holes = fill(condition, *forms)
    if holes is None:
        return False
    k = holes.get("k")
    same = alike(k, by) if isinstance(k, Node) else plain(by).text == "2"
    return same and alike(one(holes, "n"), number)


TEMPLATE = Template(
    "GT144",
    "quotient-in-whole-numbers",
    ("call", "assignment", "augmented_assignment"),
    _make,
    _WHOLE + _EVEN,
)
