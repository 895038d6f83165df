"""A power is worked out in full for the sake of its remainder.

What: ``base ** exponent % modulus``, ``pow(base, exponent) % modulus``, and a loop that
multiplies and takes the remainder once for each unit of the exponent.

Why: the power has as many digits as the exponent says, times those of the base. ``pow`` with
three arguments squares, and takes the remainder at each of log(exponent) steps.

Example::

    def residue(base, exponent, modulus):
        return base ** exponent % modulus

Use instead::

    def residue(base, exponent, modulus):
        return pow(base, exponent, modulus)

When it is safe: all three are ``int``, the exponent is not negative, the modulus is not 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import Holes, alike, matches, node_in, plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_SMALL = 16
_LOOPS = ("$r = $r * $b % $m", "$r = $b * $r % $m")
_NUMBERS = frozenset({"", "int", "bool"})
_MESSAGE = "a power is worked out in full: pow(base, exponent, modulus) never gets that long"


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "for_statement":
        if _is_power_loop(code, node):
            yield Found(
                node,
                "a product is made one factor at a time: O(n) for the exponent n; "
                "pow(base, exponent, modulus) is O(log n)",
            )
        return
    if node.operators != ["%"]:
        return
    power, modulus = plain(node["left"]), plain(node["right"])
    parts = _power(code, power)
    if parts is None or not _is_whole(code, (*parts, modulus)):
        return
    base, exponent = parts
    if all(n.kind != "identifier" for part in (*parts, modulus) for n in part.walk()):
        return  # the compiler works it out
    if exponent.kind == "integer" and (not exponent.text.isdigit() or int(exponent.text) < _SMALL):
        return
    if modulus.kind == "integer" and modulus.text in ("0", "1"):
        return
    yield Found(node, _MESSAGE, _fix(code, node, (base, exponent, modulus)))


def _power(code: Code, node: Node) -> tuple[Node, Node] | None:
    """The base and the exponent."""
    if node.kind == "binary_operator" and node.operators == ["**"]:
        return plain(node["left"]), plain(node["right"])
    if node.kind != "call" or not is_builtin(code, node["function"], "pow"):
        return None
    given = arguments(node)
    if len(given) != 2 or named_arguments(node):
        return None
    return None if any("splat" in g.kind for g in given) else (plain(given[0]), plain(given[1]))


def _is_whole(code: Code, parts: tuple[Node, ...]) -> bool:
    """Whether nothing tells that one of them is no int."""
    for part in parts:
        if kind_of(code, part) not in _NUMBERS or "pi" in part.text.lower().split("."):
            return False
        for node in part.walk():
            if node.kind == "call" and kind_of(code, node) != "int":
                return False
            if node.kind == "identifier" and not _may_be_whole(code, node):
                return False
            if node.kind == "float" or "/" in node.operators:
                return False
    return True


def _may_be_whole(code: Code, name: Node) -> bool:
    """Whether nothing else is known to make what a name stands for: no call, no unpacking."""
    for binding in code.bindings(name):
        if binding.how in (How.UNPACKED, How.IMPORT, How.OTHER):
            return False
        value = binding.value
        if value is None or binding.how is not How.ASSIGNMENT or kind_of(code, value) == "int":
            continue
        if any(node.kind == "call" for node in value.walk()):
            return False
    return True


def _fix(code: Code, node: Node, parts: tuple[Node, Node, Node]) -> Fix | None:
    _, exponent, modulus = parts
    if code.scope_of(node).owner("pow") is not None:
        return None
    unknown = [part.text for part in parts if kind_of(code, part) not in ("int", "bool")]
    unproved = [f"that {text} is an int" for text in unknown]
    if exponent.kind != "integer":
        unproved.append(f"that {exponent.text} is not negative")
    if modulus.kind != "integer":
        unproved.append(f"that {modulus.text} is not 0")
    text = ", ".join(part.text for part in parts)
    return Fix(
        "Use pow with three arguments",
        (Edit(node.start, node.end, f"pow({text})"),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


def _is_power_loop(code: Code, loop: Node) -> bool:
    """Whether a loop over a range does nothing but multiply by the same, modulo the same."""
    over, body = plain(loop["right"]), loop["body"].children
    if not code.calls(over, "builtins.range") or len(arguments(over)) != 1 or len(body) > 2:
        return False
    if loop.field("alternative") is not None:
        return False
    holes = _product(body)
    if holes is None or node_in(holes, "r").kind != "identifier":
        return False
    base, modulus = node_in(holes, "b"), node_in(holes, "m")
    if not _is_whole(code, (base, modulus)) or any(n.kind == "call" for n in base.walk()):
        return False
    changing = {node_in(holes, "r").text, loop["left"].text}
    used = {n.text for part in (base, modulus) for n in part.walk() if n.kind == "identifier"}
    return not used & changing


def _product(body: list[Node]) -> Holes | None:
    """Result, base and modulus of statements that multiply and take the remainder."""
    if len(body) == 1:
        found = (matches(form, body[0]) for form in _LOOPS)
        return next((holes for holes in found if holes is not None), None)
    times, modulo = matches("$r *= $b", body[0]), matches("$r %= $m", body[1])
    if times is None or modulo is None or not alike(node_in(times, "r"), node_in(modulo, "r")):
        return None
    return {**times, **modulo}


RULE = Rule(
    "GL124",
    "power-then-remainder",
    ("binary_operator", "for_statement"),
    _check,
    Example(
        slow="def f(base, exponent, modulus):\n    return base**exponent % modulus\n",
        fast="def f(base, exponent, modulus):\n    return pow(base, exponent, modulus)\n",
        call="(7, 40000, 1000003)",
        size="an exponent of 40,000",
    ),
    growth=("O(n)", "O(log n)"),
)
