"""Operators: comparisons, arithmetic, truth; and what stands on their sides."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from guyline.proof.mutation import edits_of
from guyline.search.repair.broken import Broken
from guyline.search.repair.template import Change, one, template

_SIGNS: dict[type[ast.cmpop], tuple[str, tuple[tuple[str, float], ...]]] = {
    ast.Lt: ("<", (("<=", 1.3), (">", 1.0), (">=", 0.8))),
    ast.LtE: ("<=", (("<", 1.3), (">=", 1.0), (">", 0.8))),
    ast.Gt: (">", ((">=", 1.3), ("<", 1.0), ("<=", 0.8))),
    ast.GtE: (">=", ((">", 1.3), ("<=", 1.0), ("<", 0.8))),
    ast.Eq: ("==", (("!=", 1.1), ("<=", 0.5), (">=", 0.5), ("in", 0.2), ("is", 0.1))),
    ast.NotEq: ("!=", (("==", 1.1), ("<", 0.5), (">", 0.5), ("not in", 0.2))),
    ast.Is: ("is", (("==", 1.3), ("is not", 1.0))),
    ast.IsNot: ("is not", (("!=", 1.3), ("is", 1.0))),
    ast.In: ("in", (("not in", 1.1), ("==", 0.3))),
    ast.NotIn: ("not in", (("in", 1.1), ("!=", 0.3))),
}
_COMPUTED: dict[type[ast.operator], tuple[str, tuple[tuple[str, float], ...]]] = {
    ast.Add: ("+", (("-", 1.1), ("*", 0.7), ("|", 0.1))),
    ast.Sub: ("-", (("+", 1.1), ("*", 0.2), ("//", 0.1))),
    ast.Mult: ("*", (("+", 0.7), ("/", 0.5), ("**", 0.7), ("//", 0.4), ("%", 0.1))),
    ast.Div: ("/", (("//", 1.2), ("*", 0.7), ("%", 0.3))),
    ast.FloorDiv: ("//", (("/", 1.2), ("%", 0.7), ("*", 0.4))),
    ast.Mod: ("%", (("//", 1.0), ("/", 0.4), ("*", 0.2))),
    ast.Pow: ("**", (("*", 1.0),)),
    ast.LShift: ("<<", ((">>", 1.0),)),
    ast.RShift: (">>", (("<<", 1.0),)),
    ast.BitAnd: ("&", (("|", 1.0), ("^", 0.6), ("-", 0.3))),
    ast.BitOr: ("|", (("&", 1.0), ("^", 0.6))),
    ast.BitXor: ("^", (("&", 1.0), ("|", 0.7), ("**", 0.5))),
}
_ORDERED = (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)
_TRUE_OR_FALSE = frozenset(
    {"__eq__", "__ne__", "__lt__", "__le__", "__contains__", "all", "any", "bool", "callable"}
    | {"startswith", "endswith"}
)
_KNOWN = {
    "ternary": 0.8,
    "slice": 0.7,
    "argument": 0.7,
    "call": 0.8,
    "copy": 0.4,
    "jump": 0.7,
    "index": 0.8,
    "negation": 0.8,
    "sign": 0.6,
    "exception": 0.2,
    "boolean": 0.7,
    "comprehension": 0.25,
    "condition": 0.12,
    "statement": 0.2,
}


@template("comparison", 1.0)
def comparison(broken: Broken) -> Iterator[Change]:
    """A wrong comparison: ``<`` for ``<=``, ``is`` for ``==``, ``in`` for ``not in``."""
    text = broken.text
    for node, _ in broken.placed:
        if not isinstance(node, ast.Compare):
            continue
        operands = [node.left, *node.comparators]
        for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
            sign, others = _SIGNS[type(op)]
            start, end = text.operator(left, right, sign)
            for other, weight in others if end > start else ():
                after = text.inserted(node, [(start, end, other)])
                yield one(text.edit(node, after, "comparison"), weight)


@template("boundary", 0.35)
def boundary(broken: Broken) -> Iterator[Change]:
    """A boundary that is wrong in its sign and its number: ``len(x) == 0`` for ``len(x) <= 1``."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[ast.Constant(value=int(number))]):
                if isinstance(number, bool) or type(op) not in _ORDERED:
                    continue
                for sign in ("<=", "<", ">=", ">", "=="):
                    for near in (number + 1, number - 1):
                        after = f"{text.closed(left)} {sign} {near}"
                        yield one(text.edit(node, after, "boundary"))


@template("arithmetic", 0.9)
def arithmetic(broken: Broken) -> Iterator[Change]:
    """A wrong operator: ``/`` for ``//``, ``+`` for ``-``; also in ``+=``."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.BinOp(left=left, op=op, right=right):
                sign, others = _COMPUTED.get(type(op), ("", ()))
                start, end = text.operator(left, right, sign) if sign else (0, 0)
                for other, weight in others if end > start else ():
                    parts = [
                        (text.start(left), text.end(left), _side(broken, left, other)),
                        (start, end, other),
                        (text.start(right), text.end(right), _side(broken, right, other)),
                    ]
                    if text.end(left) <= start and end <= text.start(right):
                        yield one(text.edit(node, text.inserted(node, parts), "arithmetic"), weight)
            case ast.AugAssign(target=target, op=op, value=value):
                sign, others = _COMPUTED.get(type(op), ("", ()))
                start, end = text.operator(target, value, f"{sign}=") if sign else (0, 0)
                for other, weight in others if end > start else ():
                    after = text.inserted(node, [(start, end, f"{other}=")])
                    yield one(text.edit(node, after, "arithmetic"), weight)


@template("sides", 0.5)
def sides(broken: Broken) -> Iterator[Change]:
    """Operands the wrong way round: ``a - b`` for ``b - a``."""
    text = broken.text
    for node, _ in broken.placed:
        if isinstance(node, ast.BinOp) and isinstance(
            node.op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.Add)
        ):
            parts = [
                (text.start(node.left), text.end(node.left), text.closed(node.right)),
                (text.start(node.right), text.end(node.right), text.closed(node.left)),
            ]
            yield one(text.edit(node, text.inserted(node, parts), "sides"))


@template("grouping", 0.5)
def grouping(broken: Broken) -> Iterator[Change]:
    """Brackets that are missing: ``a - b * c`` for ``(a - b) * c``; or too many."""
    text = broken.text
    for node, _ in broken.placed:
        if not isinstance(node, ast.BinOp):
            continue
        right, chain = node.right, list[ast.BinOp]()
        while isinstance(right, ast.BinOp):
            chain.append(right)
            right = right.left
        if chain and not text.of(node).rstrip().endswith(")"):
            first = chain[-1].left
            begin, end = text.start(node), text.end(first)
            rest = text.between(end, text.end(node))
            yield one(text.edit(node, f"({text.between(begin, end)}){rest}", "grouping"))
        left = node.left
        if isinstance(left, ast.BinOp):
            inner = text.between(text.start(left.right), text.end(node)).lstrip("(")
            before = text.between(text.start(left), text.start(left.right))
            yield one(text.edit(node, f"({before.rstrip('(')}({inner}))", "grouping"), 0.7)


@template("one side", 0.3)
def one_side(broken: Broken) -> Iterator[Change]:
    """An operand too many: ``a + b`` for ``a``."""
    text = broken.text
    for node, _ in broken.placed:
        if isinstance(node, ast.BinOp):
            small = isinstance(node.right, ast.Constant)
            yield one(text.edit(node, text.closed(node.left), "side"), 1.5 if small else 0.8)
            yield one(text.edit(node, text.closed(node.right), "side"), 0.5)


@template("truth", 0.9)
def truth(broken: Broken) -> Iterator[Change]:
    """``and`` for ``or``, or a condition turned round."""
    text = broken.text
    for node, _ in broken.placed:
        if isinstance(node, ast.BoolOp):
            sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            parts = []
            for left, right in zip(node.values, node.values[1:], strict=False):
                parts.append((*text.operator(left, right, sign), other))
            yield one(text.edit(node, f"{text.inserted(node, parts)}", "truth"), 1.2)
            yield one(text.edit(node, f"({text.inserted(node, parts)})", "truth"), 1.1)
            for each in node.values:
                if not isinstance(each, ast.UnaryOp):
                    yield one(text.edit(each, f"not {text.closed(each)}", "truth"), 0.9)
        test = getattr(node, "test", None)
        if isinstance(node, (ast.If, ast.While, ast.IfExp)) and isinstance(test, ast.expr):
            yield one(text.edit(test, f"not {text.closed(test)}", "truth"), 0.9)
        if isinstance(node, ast.comprehension):
            for each in node.ifs:
                yield one(text.edit(each, f"not {text.closed(each)}", "truth"), 0.9)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield one(text.edit(node, text.closed(node.operand), "truth"))
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Call | ast.Name):
            weight = 0.9 if _says_whether(node.value) else 0.4
            yield one(text.edit(node.value, f"not {text.of(node.value)}", "truth"), weight)


@template("mutation", 0.7)
def mutation(broken: Broken) -> Iterator[Change]:
    """A change that mutation testing knows: what was mutated is mutated back."""
    for edit in edits_of(broken.text, broken.function):
        weight = _KNOWN.get(edit.operator, 0.0)
        if weight:
            yield one(edit, weight * (0.25 if edit.after in ("pass", "True", "False") else 1.0))


def _says_whether(node: ast.Call | ast.Name) -> bool:
    """Whether a value is named as one that is true or false."""
    of = node.func if isinstance(node, ast.Call) else node
    name = of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")
    return name in _TRUE_OR_FALSE or name.startswith(("is", "has", "can", "should"))


def _side(broken: Broken, node: ast.expr, sign: str) -> str:
    """An operand; in brackets where the new operator would bind otherwise."""
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.Compare, ast.IfExp)) and sign not in "+-":
        return broken.text.closed(node)
    return broken.text.of(node)
