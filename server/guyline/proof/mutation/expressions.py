"""Mutation operators on expressions.

Comparisons are those that subsume the rest of relational operator replacement (Kaminski, Ammann
and Offutt, "Improving logic-based testing", JSS 2013); the other operators are Offutt's
sufficient set (Offutt et al., "An experimental determination of sufficient mutant operators",
TOSEM 1996) and what mutmut and cosmic-ray add for Python.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from guyline.proof.mutation.text import Edit, Text

_COMPARED: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", "!=")),
    ast.LtE: ("<=", ("<", "==")),
    ast.Gt: (">", (">=", "!=")),
    ast.GtE: (">=", (">", "==")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}
_ORDERED = {ast.Eq: ("<=", ">="), ast.NotEq: ("<", ">")}
_COMPUTED: dict[type[ast.operator], tuple[str, tuple[str, ...], str]] = {
    ast.Add: ("+", ("-", "*"), "arithmetic"),
    ast.Sub: ("-", ("+",), "arithmetic"),
    ast.Mult: ("*", ("/", "+"), "arithmetic"),
    ast.Div: ("/", ("*", "//"), "arithmetic"),
    ast.FloorDiv: ("//", ("/", "*"), "arithmetic"),
    ast.Mod: ("%", ("//", "*"), "arithmetic"),
    ast.Pow: ("**", ("*",), "arithmetic"),
    ast.LShift: ("<<", (">>",), "bitwise"),
    ast.RShift: (">>", ("<<",), "bitwise"),
    ast.BitAnd: ("&", ("|", "^"), "bitwise"),
    ast.BitOr: ("|", ("&", "^"), "bitwise"),
    ast.BitXor: ("^", ("&", "|"), "bitwise"),
}
_TEXTS = (ast.JoinedStr, ast.List, ast.Tuple, ast.ListComp)


def expression_edits(text: Text, node: ast.expr, parent: ast.AST) -> Iterator[Edit]:
    """Changes of one expression; those of its parts are not among them."""
    match node:
        case ast.Compare():
            yield from _compare(text, node)
        case ast.BinOp():
            yield from _computed(text, node, parent)
        case ast.BoolOp():
            yield from _boolean(text, node)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield text.edit(node, text.closed(operand), "negation")
        case ast.UnaryOp(operand=operand):
            yield text.edit(node, text.closed(operand), "sign")
        case ast.Constant():
            yield from _constant(text, node, parent)
        case ast.IfExp(test=test, body=body, orelse=other):
            yield from condition_edits(text, test, "condition")
            parts = ((body, other), (other, body))
            swapped = [(text.start(a), text.end(a), text.closed(b)) for a, b in parts]
            yield text.edit(node, text.inserted(node, swapped), "ternary")
        case ast.Subscript(slice=ast.Slice() as bounds):
            yield from _slice(text, node, bounds)
        case ast.Subscript(slice=index) if not isinstance(index, ast.Constant) and _is_count(index):
            yield text.edit(index, f"{text.of(index)} + 1", "index")
            yield text.edit(index, f"{text.of(index)} - 1", "index")
        case ast.JoinedStr():
            yield from _format(text, node)
        case ast.List(elts=items, ctx=ast.Load()) if items:
            yield text.edit(node, "[]", "constant")
        case ast.Dict(keys=keys) if keys:
            yield text.edit(node, "{}", "constant")
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            for each in node.generators:
                yield text.edit(each.iter, "()", "loop")
                for test in each.ifs:
                    yield from condition_edits(text, test, "comprehension")
        case ast.Yield(value=ast.expr() as value) if not _is_none(value):
            yield text.edit(value, "None", "yield")
        case ast.YieldFrom(value=value):
            yield text.edit(value, "()", "yield")
        case _:
            return


def condition_edits(text: Text, test: ast.expr, operator: str) -> Iterator[Edit]:
    """A condition that always holds, never does, or is turned round."""
    if not isinstance(test, ast.Constant):
        yield text.edit(test, "True", operator)
        yield text.edit(test, "False", operator)
    if not isinstance(test, ast.UnaryOp) or not isinstance(test.op, ast.Not):
        yield text.edit(test, f"not {text.closed(test)}", "negation")


def assigned(text: Text, node: ast.AugAssign) -> Iterator[Edit]:
    """Changes of the operator of an assignment such as ``+=``."""
    if type(node.op) not in _COMPUTED:
        return
    symbol, others, operator = _COMPUTED[type(node.op)]
    start, end = text.operator(node.target, node.value, f"{symbol}=")
    for other in _fitting(others, node.value):
        after = text.inserted(node, [(start, end, f"{other}=")])
        yield text.edit(node, after, operator)


def _compare(text: Text, node: ast.Compare) -> Iterator[Edit]:
    operands = [node.left, *node.comparators]
    for left, op, right in zip(operands, node.ops, operands[1:], strict=False):
        symbol, others = _COMPARED[type(op)]
        if type(op) in _ORDERED and (_is_count(left) or _is_count(right)):
            others += _ORDERED[type(op)]
        start, end = text.operator(left, right, symbol)
        for other in others:
            yield text.edit(node, text.inserted(node, [(start, end, other)]), "comparison")


def _is_count(node: ast.expr) -> bool:
    """Whether an expression is likely a number: an order is known for it."""
    match node:
        case ast.Constant(value=bool() | str() | bytes() | None):
            return False
        case ast.Constant(value=int() | float()) | ast.UnaryOp(op=ast.USub()):
            return True
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return _is_count(left) or _is_count(right)
        case ast.BinOp(op=ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod() | ast.Pow()):
            return not isinstance(node.left, (ast.Constant, ast.JoinedStr, *_TEXTS)) or (
                isinstance(node.left, ast.Constant) and isinstance(node.left.value, (int, float))
            )
        case ast.Call(func=ast.Name(id="len" | "int" | "ord" | "sum" | "abs")):
            return True
        case ast.Name(id=name):
            return len(name) == 1 and name in "ijkmn"
        case _:
            return False


def _fitting(others: tuple[str, ...], *operands: ast.expr) -> tuple[str, ...]:
    """Operators that are not sure to raise."""
    if any(_is_text(each) for each in operands):
        return ()
    return others


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (str, bytes))
    return isinstance(node, _TEXTS)


def _computed(text: Text, node: ast.BinOp, parent: ast.AST) -> Iterator[Edit]:
    if type(node.op) not in _COMPUTED:
        return
    symbol, others, operator = _COMPUTED[type(node.op)]
    start, end = text.operator(node.left, node.right, symbol)
    outside = not isinstance(parent, (ast.stmt, ast.Call, ast.keyword, ast.comprehension))
    for other in _fitting(others, node.left, node.right):
        parts = [
            (text.start(node.left), text.end(node.left), text.closed(node.left)),
            (start, end, other),
            (text.start(node.right), text.end(node.right), text.closed(node.right)),
        ]
        after = text.inserted(node, parts)
        yield text.edit(node, f"({after})" if outside else after, operator)
    if isinstance(node.op, (ast.Add, ast.Mod)) and (_is_text(node.left) or _is_text(node.right)):
        yield text.edit(node, text.closed(node.left), operator)
        yield text.edit(node, text.closed(node.right), operator)


def _boolean(text: Text, node: ast.BoolOp) -> Iterator[Edit]:
    symbol, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    parts = []
    for left, right in zip(node.values, node.values[1:], strict=False):
        parts.append((text.start(left), text.end(left), text.closed(left)))
        parts.append((*text.operator(left, right, symbol), other))
    last = node.values[-1]
    parts.append((text.start(last), text.end(last), text.closed(last)))
    yield text.edit(node, f"({text.inserted(node, parts)})", "boolean")
    for place in range(len(node.values)):
        rest = [text.closed(each) for at, each in enumerate(node.values) if at != place]
        joined = f" {symbol} ".join(rest)
        yield text.edit(node, joined if len(rest) == 1 else f"({joined})", "boolean")


def _constant(text: Text, node: ast.Constant, parent: ast.AST) -> Iterator[Edit]:
    operator = "index" if isinstance(parent, ast.Subscript) else "constant"
    for after in _others(node.value):
        closed = isinstance(parent, (ast.Attribute, ast.BinOp, ast.UnaryOp)) and after[0] == "-"
        yield text.edit(node, f"({after})" if closed else after, operator)
    if node.value is None and not isinstance(parent, (ast.Compare, ast.Return, ast.Yield)):
        yield text.edit(node, "0", operator)


def _others(value: object) -> tuple[str, ...]:
    match value:
        case bool():
            return (str(not value),)
        case int():
            near = (value + 1, value - 1, 0)
            return tuple(repr(each) for each in dict.fromkeys(near) if each != value)
        case float():
            return tuple(repr(each) for each in (value + 1, 0.0) if each != value)
        case str() | bytes():
            longer = value + (b"_" if isinstance(value, bytes) else "_")  # type: ignore[operator]
            return (repr(value[:0]), repr(longer)) if value else (repr(longer),)
        case _:
            return ()


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _slice(text: Text, node: ast.Subscript, bounds: ast.Slice) -> Iterator[Edit]:
    told = {
        name: text.of(value) if value is not None else ""
        for name, value in (("lower", bounds.lower), ("upper", bounds.upper))
    }
    step = f":{text.of(bounds.step)}" if bounds.step is not None else ""
    lower, upper = told["lower"], told["upper"]
    changed = []
    if bounds.lower is not None:
        near = f"{text.closed(bounds.lower)} + 1"
        changed += [f":{upper}{step}", f"{near}:{upper}{step}"]
    if bounds.upper is not None:
        near = f"{text.closed(bounds.upper)} - 1"
        changed += [f"{lower}:{step}", f"{lower}:{near}{step}"]
    if step:
        changed.append(f"{lower}:{upper}")
    for each in changed:
        yield text.edit(node, f"{text.closed(node.value)}[{each}]", "slice")
    if not (lower or upper or step):
        yield text.edit(node, text.closed(node.value), "copy")


def _format(text: Text, node: ast.JoinedStr) -> Iterator[Edit]:
    """Parts left out. Before Python 3.12 their places are not known, so it is written anew."""
    for place in range(len(node.values)):
        values = [each for at, each in enumerate(node.values) if at != place]
        try:
            after = ast.unparse(ast.JoinedStr(values)) if values else "''"
        except ValueError:  # quotes within quotes
            continue
        yield text.edit(node, after, "format")
