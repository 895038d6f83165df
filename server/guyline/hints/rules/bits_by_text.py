"""The bits of a number are counted in its text.

What: ``bin(x).count("1")``, the same with ``format`` or an f-string, and a sum over the
digits.

Why: a text is made of the number, a character for each bit, and gone through. ``int`` counts
its own bits since Python 3.10.

Example::

    def weight(mask):
        return bin(mask).count("1")

Use instead::

    def weight(mask):
        return mask.bit_count()

When it is safe: the number is an ``int``. Others that ``bin`` takes may have no such method.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_COUNTS = (
    '$digits.count("1")',
    'len([$c for $c in $digits if $c == "1"])',
    'sum($c == "1" for $c in $digits)',
    'sum([$c == "1" for $c in $digits])',
    'sum(1 for $c in $digits if $c == "1")',
    'sum([1 for $c in $digits if $c == "1"])',
)
_SUMS = (
    "sum(int($c) for $c in $digits)",
    "sum([int($c) for $c in $digits])",
    "sum(map(int, $digits))",
)
_TEXTS = ('format($x, "b")', '"{:b}".format($x)', '"{0:b}".format($x)')
_BARE = frozenset({"identifier", "attribute", "call", "subscript", "parenthesized_expression"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    last = node["function"]
    last = last.field("attribute") or last
    if last.text not in ("count", "sum", "len") or _is_instead(node):
        return
    found = _counted(code, node)
    if found is None:
        return
    number, added_up = found
    unproved = []
    if kind_of(code, number) not in ("int", "bool"):
        unproved.append(f"that {number.text} is an int")
    if added_up:
        unproved.append(f"that {number.text} is not negative")
    text = number.text if number.kind in _BARE else f"({number.text})"
    yield Found(
        node,
        "a text is made of the number to count its bits; int.bit_count counts them at once",
        Fix(
            "Use int.bit_count",
            (Edit(node.start, node.end, f"{text}.bit_count()"),),
            safety=Safety.OPEN if unproved else Safety.PROVED,
            unproved=tuple(unproved),
        ),
    )


def _is_instead(node: Node) -> bool:
    """Whether it stands where there may be no ``bit_count``, or next to it."""
    if "bit_count" in statement_of(node).text:
        return True
    for around in node.above():
        if around.kind == "except_clause":
            return True
        test = around.field("condition") if around.kind == "if_statement" else None
        if test is not None and any(w in test.text for w in ("version", "hasattr")):
            return True
    return False


def _counted(code: Code, node: Node) -> tuple[Node, bool] | None:
    """The number whose bits a call counts, and whether its digits are added up."""
    for forms, digits_only in ((_COUNTS, False), (_SUMS, True)):
        for form in forms:
            holes = matches(form, node)
            digits = holes["digits"] if holes is not None else None
            if not isinstance(digits, Node):
                continue
            if not node["function"].field("attribute") and not code.qualified(
                node["function"]
            ).startswith("builtins."):
                return None
            number = _number(code, plain(digits), digits_only)
            return (number, digits_only) if number is not None else None
    return None


def _number(code: Code, digits: Node, digits_only: bool) -> Node | None:
    """The number that a text of binary digits is made of."""
    cut = matches("$digits[2:]", digits)
    inner = plain(cut["digits"]) if cut is not None and isinstance(cut["digits"], Node) else digits
    found = matches("bin($x)", inner)
    if found is not None and code.calls(inner, "builtins.bin"):
        number = found["x"]
        return number if isinstance(number, Node) and (cut or not digits_only) else None
    if cut is not None:
        return None
    for form in _TEXTS:
        found = matches(form, inner)
        if found is not None and isinstance(number := found["x"], Node):
            named = form.startswith("format")
            return number if not named or code.calls(inner, "builtins.format") else None
    return _in_template(inner)


def _in_template(digits: Node) -> Node | None:
    """The number of ``f"{x:b}"``."""
    inner = [c for c in digits.children if c.kind not in ("string_start", "string_end")]
    if digits.kind != "string" or len(inner) != 1 or inner[0].kind != "interpolation":
        return None
    parts = inner[0].children
    told = len(parts) == 2 and parts[1].kind == "format_specifier" and parts[1].text == ":b"
    return parts[0] if told else None


RULE = Rule(
    "GL211",
    "bits-by-text",
    ("call",),
    _check,
    Example(
        slow='def f(masks):\n    return [bin(mask).count("1") for mask in masks]\n',
        fast="def f(masks):\n    return [mask.bit_count() for mask in masks]\n",
        call="(list(range(50000)),)",
        size="50,000 numbers",
    ),
    called=frozenset({"count", "sum", "len"}),
)
