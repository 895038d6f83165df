"""Numbers: off by one, wrong constants, wrong initial values, wrong ends of ranges and slices."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from guyline.search.repair.broken import Broken
from guyline.search.repair.template import Change, one, template

_INITIAL = ("0", "1", "-1", "[]", "{}", "set()", '""', "None", "True", "False")
_PLACES = (ast.Return, ast.Assign, ast.Subscript, ast.Slice, ast.Compare)
_NUMERIC_CALLS = frozenset({"len", "int", "ord", "sum", "abs", "min", "max", "round"})


@template("off by one", 1.0, "IndexError")
def off_by_one(broken: Broken) -> Iterator[Change]:
    """A number that is one too large or too small."""
    text = broken.text
    for node, parent in broken.placed:
        if not isinstance(node, ast.expr) or isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        weight = _numeric(node, parent)
        if not weight:
            continue
        if isinstance(parent, ast.Call) and _is_recursion(broken, parent):
            weight = 1.0
        around = isinstance(parent, (ast.BinOp, ast.UnaryOp))
        for sign in ("+", "-"):
            after = f"{_term(broken, node)} {sign} 1"
            yield one(text.edit(node, f"({after})" if around else after, "one"), weight)


@template("one too many", 1.0, "IndexError")
def one_too_many(broken: Broken) -> Iterator[Change]:
    """A ``+ 1`` or ``- 1`` too many, or the wrong one of both."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=ast.Constant(value=int())):
                yield one(text.edit(node, text.closed(left), "one"), 1.2)


@template("one more operand", 0.25)
def one_more(broken: Broken) -> Iterator[Change]:
    """A number that another one has to be added to, or taken from."""
    text = broken.text
    numbers = [
        node.id
        for node, parent in broken.placed
        if isinstance(node, ast.Name)
        and isinstance(parent, (ast.BinOp, ast.Compare, ast.AugAssign, ast.Slice, ast.Subscript))
        and getattr(parent, "value", None) is not node
        and node.id in broken.locals
    ]
    for node, parent in broken.placed:
        if not isinstance(node, ast.Name) or not _numeric(node, parent):
            continue
        if isinstance(node.ctx, ast.Store):
            continue
        around = isinstance(parent, (ast.BinOp, ast.UnaryOp))
        squared = f"{node.id} ** 2"
        yield one(text.edit(node, f"({squared})" if around else squared, "operand"), 0.6)
        for other in dict.fromkeys(numbers):
            for sign in "-+%" if other != node.id else "":
                after = f"{node.id} {sign} {other}"
                yield one(text.edit(node, f"({after})" if around else after, "operand"))


@template("bounded", 0.3)
def bounded(broken: Broken) -> Iterator[Change]:
    """A number that must not fall below another, or grow above it."""
    text = broken.text
    for node, parent in broken.placed:
        if not isinstance(node, (ast.BinOp, ast.Name)) or isinstance(
            getattr(node, "ctx", None), ast.Store
        ):
            continue
        if not isinstance(parent, (ast.Assign, ast.Return, ast.Tuple, ast.Subscript, ast.Slice)):
            continue
        others = ["0", *(broken.locals if isinstance(parent, (ast.Assign, ast.Return)) else ())]
        for other in others[:8]:
            if other != text.of(node):
                for name in ("max", "min"):
                    after = f"{name}({other}, {text.of(node)})"
                    yield one(text.edit(node, after, "bounded"), 1.0 if other == "0" else 0.6)
        target = parent.targets[0] if isinstance(parent, ast.Assign) else None
        if isinstance(target, ast.Attribute | ast.Subscript):
            for name in ("max", "min"):
                after = f"{name}({text.of(target)}, {text.of(node)})"
                yield one(text.edit(node, after, "bounded"), 0.8)


@template("constant", 0.8)
def constant(broken: Broken) -> Iterator[Change]:
    """A wrong constant: a neighbour, another of the function, or one that the tests name."""
    text = broken.text
    others = [
        text.of(node)
        for node, _ in broken.placed
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float, str))
    ]
    for node, parent in broken.placed:
        if isinstance(node, ast.Name) and isinstance(parent, ast.AugAssign):
            yield from [one(text.edit(node, "1", "constant"), 0.8)] * (parent.value is node)
        if not isinstance(node, ast.Constant) or isinstance(parent, (ast.Expr, ast.JoinedStr)):
            continue
        match node.value:
            case bool():
                yield one(text.edit(node, str(not node.value), "constant"), 1.2)
            case int() | float():
                whole = isinstance(node.value, int)
                for change in _numbers(broken, node, parent):
                    yield change if whole else replace(change, weight=0.3 * change.weight)
                same = [each for each in dict.fromkeys(others) if each[:1].isdigit()]
                for each in same[:6]:
                    yield one(text.edit(node, each, "constant"), 0.4)
            case str():
                for each in [each for each in dict.fromkeys(others) if each[:1] in "\"'"][:6]:
                    yield one(text.edit(node, each, "constant"), 0.5)
                for each in [each for each in broken.failure.expected if each[:1] in "\"'"][:6]:
                    yield one(text.edit(node, each, "constant"), 0.25)
                for after in ('""', '" "', '", "', '"\\n"'):
                    yield one(text.edit(node, after, "constant"), 0.25)
                yield from _cased(broken, node, node.value)
            case None:
                for after in ("0", "[]", '""', "False", "{}"):
                    yield one(text.edit(node, after, "constant"), 0.25)


@template("initial value", 0.8, "UnboundLocalError TypeError")
def initial(broken: Broken) -> Iterator[Change]:
    """A wrong value to begin with: ``best = 0`` for the first item or minus infinity."""
    text = broken.text
    for statement in broken.body:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            continue
        value = statement.value
        if not isinstance(value, (ast.Constant, ast.List, ast.Dict, ast.Name, ast.UnaryOp)):
            continue
        for after in _INITIAL:
            yield one(text.edit(value, after, "initial"), 0.6)
        for after in ('float("-inf")', 'float("inf")'):
            yield one(text.edit(value, after, "initial"), 0.5)
        for name in broken.parameters[:3]:
            yield one(text.edit(value, f"{name}[0]", "initial"), 0.6)
            yield one(text.edit(value, name, "initial"), 0.4)
            yield one(text.edit(value, f"list({name})", "initial"), 0.15)


@template("range", 1.0, "IndexError")
def ranges(broken: Broken) -> Iterator[Change]:
    """Wrong ends of a range: it begins or ends one too early or too late, or runs backwards."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.Call(func=ast.Name(id="range"), args=given) if given:
                texts = [text.of(each) for each in given]
                closed = [_term(broken, each) for each in given]
                made: list[tuple[str, float]] = []
                if len(given) == 1:
                    made += [(f"1, {texts[0]}", 1.0), (f"1, {closed[0]} + 1", 1.0)]
                    made += [(f"{closed[0]} + 1", 1.1), (f"{closed[0]} - 1", 1.1)]
                    made += [(f"{closed[0]} - 1, -1, -1", 0.5), (f"2, {texts[0]}", 0.3)]
                else:
                    first, last, *step = texts
                    rest = "".join(f", {each}" for each in step)
                    near = [f"{closed[1]} + 1", f"{closed[1]} - 1"]
                    made += [(f"{first}, {each}{rest}", 1.1) for each in near]
                    near = [f"{closed[0]} + 1", f"{closed[0]} - 1"]
                    made += [(f"{each}, {last}{rest}", 0.9) for each in near]
                    is_plain = isinstance(given[0], ast.Constant)
                    made += [(f"{n}, {last}{rest}", 0.9 if is_plain else 0.4) for n in "01"]
                    made += [(f"{last}, {first}{rest}", 0.3)]
                    made += [(f"{first}, {last}", 0.4)] if step else [(last, 0.4)]
                    if not step:
                        made += [(f"{first}, {last}, 2", 0.2), (f"{first}, {last}, -1", 0.4)]
                for after, weight in made:
                    yield one(text.edit(node, f"range({after})", "range"), weight)


@template("index", 0.9, "IndexError KeyError")
def index(broken: Broken) -> Iterator[Change]:
    """A wrong index: first for last, a neighbour, or two the wrong way round."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.Call(
                func=ast.Name(id="len" | "sum" | "min" | "max"), args=[ast.Name() as of_]
            ):
                yield one(text.edit(of_, f"{of_.id}[0]", "index"), 0.5)
        if not isinstance(node, ast.Subscript):
            continue
        at, of = node.slice, text.closed(node.value)
        if isinstance(at, ast.Slice):
            for after in _slices(broken, at):
                yield one(text.edit(at, after, "slice"), 0.9)
            yield one(text.edit(node, text.of(node.value), "slice"), 1.0)
            continue
        if isinstance(at, ast.BinOp | ast.Name):
            yield one(text.edit(at, f"{text.closed(at)} % len({of})", "index"), 0.6)
        for after in ("0", "-1", "1"):
            if isinstance(at, (ast.Constant, ast.UnaryOp)):
                yield one(text.edit(at, after, "index"), 1.1)
        if isinstance(node.value, ast.Subscript) and not isinstance(node.value.slice, ast.Slice):
            inner = node.value
            after = f"{text.of(inner.value)}[{text.of(at)}][{text.of(inner.slice)}]"
            yield one(text.edit(node, after, "index"), 0.8)
        if isinstance(at, ast.Constant) and isinstance(node.ctx, ast.Load):
            yield one(text.edit(node, of, "index"), 0.2)


def _slices(broken: Broken, at: ast.Slice) -> Iterator[str]:
    text = broken.text
    low, high, step = (text.of(each) if each else "" for each in (at.lower, at.upper, at.step))
    tail = f":{step}" if step else ""
    made = [f":{high}", f"{low}:", f"{low}:{high}:-1", f"1:{high}", f"{low}:-1"]
    if at.lower is not None:
        closed = _term(broken, at.lower)
        made += [
            f"{closed} + 1:{high}{tail}",
            f"{closed} - 1:{high}{tail}",
            f":{low}",
            f"-{closed}:",
        ]
    if at.upper is not None:
        closed = _term(broken, at.upper)
        made += [
            f"{low}:{closed} + 1{tail}",
            f"{low}:{closed} - 1{tail}",
            f"{high}:",
            f":-{closed}",
        ]
        made += [f"-{text.closed(at.upper)}:"]
    if at.lower is not None and at.upper is not None:
        made += [f"{high}:{low}{tail}"]
    else:
        bounds = [each for each in broken.parameters if each not in (low, high)][:3]
        if at.lower is None:
            made += [f"{sign}{each}:{high}{tail}" for each in bounds for sign in ("", "-")]
        if at.upper is None:
            made += [f"{low}:{sign}{each}{tail}" for each in bounds for sign in ("", "-")]
    yield from (each for each in made if each != text.of(at))


def _term(broken: Broken, node: ast.expr) -> str:
    """An expression that something is added to; in brackets only where it has to be."""
    binds = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
    if isinstance(node, ast.BinOp) and isinstance(node.op, binds):
        return broken.text.of(node)
    return broken.text.closed(node)


def _is_recursion(broken: Broken, call: ast.Call) -> bool:
    """Whether a call is of the function itself, or of one within it."""
    own = {broken.function.name}
    own |= {each.name for each, _ in broken.placed if isinstance(each, ast.FunctionDef)}
    return getattr(call.func, "attr", getattr(call.func, "id", "")) in own


def _numeric(node: ast.expr, parent: ast.AST) -> float:
    """How likely an expression is a number that may be off by one; 0: not at all."""
    if isinstance(node, ast.Constant) or isinstance(parent, ast.keyword):
        return 0.0
    if isinstance(parent, ast.Call) and parent.func is node:
        return 0.0
    plain = isinstance(node, ast.Name | ast.BinOp | ast.Attribute | ast.Subscript) or (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in _NUMERIC_CALLS
    )
    if not plain:
        return 0.5 if isinstance(node, ast.Call) and isinstance(parent, _PLACES) else 0.0
    match parent:
        case ast.Subscript() if parent.slice is node:
            return 1.0
        case ast.Slice():
            return 1.0
        case ast.Compare():
            return 0.8
        case ast.Return():
            return 0.7
        case ast.Assign() | ast.AugAssign():
            return 0.5
        case ast.Call(func=ast.Name(id="range")):
            return 0.9
        case ast.Call():
            return 0.4
        case ast.BinOp() if isinstance(node, ast.Call):
            return 0.5
        case ast.BinOp():
            return 0.3
        case ast.Tuple():
            return 0.6
        case _:
            return 0.0


def _numbers(broken: Broken, node: ast.Constant, parent: ast.AST) -> Iterator[Change]:
    text, value = broken.text, node.value
    assert isinstance(value, int | float)  # noqa: S101 - asked before
    near: list[tuple[float, float]] = [(value + 1, 1.0), (value - 1, 1.0), (0, 0.9), (1, 0.9)]
    near += [(-value, 0.5), (2, 0.3), (value * 2, 0.2), (value * 10, 0.2), (value / 10, 0.2)]
    for each, weight in near:
        whole = int(each) if isinstance(value, int) and each == int(each) else each
        closed = whole < 0 and isinstance(parent, (ast.BinOp, ast.UnaryOp, ast.Attribute))
        yield one(text.edit(node, f"({whole})" if closed else repr(whole), "constant"), weight)
    for expected in [each for each in broken.failure.expected if each[:1].isdigit()][:5]:
        yield one(text.edit(node, expected, "constant"), 0.3)


def _cased(broken: Broken, node: ast.Constant, value: str) -> Iterator[Change]:
    quoted = broken.text.of(node)
    for each in (value.lower(), value.upper(), value.strip(), value.title(), value[:-1], value[1:]):
        if each != value and quoted == repr(value):
            yield one(broken.text.edit(node, repr(each), "constant"), 0.3)
        elif each != value and quoted == f'"{value}"':
            yield one(broken.text.edit(node, f'"{each}"', "constant"), 0.3)
