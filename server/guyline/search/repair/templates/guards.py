"""Guards: what has to be asked before: nothing, ``None``, zero, an end, a key."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from guyline.proof.mutation import Edit
from guyline.search.repair.broken import Broken
from guyline.search.repair.template import Change, one, template

_RESULTS = ("[]", "0", "None", "False", "True", '""', "{}", "0.0", "1", "-1", "set()", "()")


@template(
    "guard", 0.55, "IndexError ZeroDivisionError TypeError AttributeError ValueError KeyError"
)
def guard(broken: Broken) -> Iterator[Change]:
    """Nothing or ``None`` is given, and nobody asks."""
    first = broken.body[0]
    margin = broken.margin(first)
    step = margin[len(" " * broken.function.col_offset) :] or "    "
    results = list(dict.fromkeys([*_plain(broken.failure.expected), *_RESULTS]))
    for name in broken.parameters[:4]:
        for test in (
            f"not {name}",
            f"{name} is None",
            f"{name} == 0",
            f"{name} < 0",
            f"{name} == 1",
        ):
            likely = 1.0 if test.startswith("not") else 0.6
            for place, result in enumerate([*results[:9], name]):
                line = f"if {test}:\n{margin}{step}return {result}"
                yield one(broken.before(first, line, "guard"), likely / (1 + 0.08 * place))
        for value in ("[]", "{}", "0", '""'):
            line = f"if {name} is None:\n{margin}{step}{name} = {value}"
            yield one(broken.before(first, line, "guard"), 0.4)
    for wanted in broken.failure.raises[:2]:
        for name in broken.parameters[:3]:
            for test in (f"not {name}", f"{name} < 0", f"{name} is None", f"{name} == 0"):
                said = f'"{name} is wrong"'
                line = f"if {test}:\n{margin}{step}raise {wanted}({said})"
                yield one(broken.before(first, line, "guard"), 0.9)


@template("inner guard", 0.5, "ZeroDivisionError IndexError KeyError AttributeError TypeError")
def inner_guard(broken: Broken) -> Iterator[Change]:
    """Zero, an end or a key is not asked for before it is used."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.BinOp(op=ast.Div() | ast.FloorDiv() | ast.Mod(), right=right):
                if not isinstance(right, ast.Constant):
                    for other in ("0", "0.0", "None", "1"):
                        after = f"({text.of(node)} if {text.closed(right)} else {other})"
                        yield one(text.edit(node, after, "guard"), 1.2)
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                for asked in _asked(broken, test):
                    yield one(text.edit(test, f"{asked} and {text.closed(test)}", "guard"), 0.9)
                    yield one(text.edit(test, f"{text.closed(test)} and {asked}", "guard"), 0.5)
                    after = f"not {asked} or {text.closed(test)}"
                    yield one(text.edit(test, after, "guard"), 0.3)
            case ast.For(iter=ast.Name() | ast.Attribute() as over):
                yield one(text.edit(over, f"({text.of(over)} or [])", "guard"), 0.5)
            case ast.Subscript(ctx=ast.Load(), value=of, slice=key) if not isinstance(
                key, (ast.Slice, ast.Constant)
            ):
                after = f"{text.closed(of)}.get({text.of(key)}"
                for other in (")", ", 0)", ", [])", ", None)", ', "")', ", 1)"):
                    yield one(text.edit(node, after + other, "get"), 0.8)
            case ast.Subscript(ctx=ast.Load(), value=of, slice=ast.Constant(value=str())):
                after = f"{text.closed(of)}.get({text.of(node.slice)}"
                for other in (")", ", 0)", ", [])", ', "")', ", False)"):
                    yield one(text.edit(node, after + other, "get"), 0.9)
            case ast.Call(func=ast.Attribute(attr="get"), args=[_]) if not node.keywords:
                for other in ("{}", "[]", '""', "0"):
                    yield one(text.edit(node, f"({text.of(node)} or {other})", "get"), 0.8)
                at = text.end(node) - 1
                for other in ("0", "[]", '""', "1", "{}", "False"):
                    yield one(Edit(at, at, f", {other}", "get"), 0.8)
            case ast.Call(func=ast.Name(id="min" | "max"), args=[_]) if not node.keywords:
                at = text.end(node) - 1
                for other in ("0", "None", '""'):
                    yield one(Edit(at, at, f", default={other}", "get"), 0.8)


@template("also asked", 0.3)
def also_asked(broken: Broken) -> Iterator[Change]:
    """A condition that lacks a part: one more variable, or an end that is reached."""
    text = broken.text
    for node, _ in broken.placed:
        if not isinstance(node, (ast.If, ast.While)):
            continue
        test = node.test
        for name in broken.locals[:8]:
            yield one(text.edit(test, f"{text.closed(test)} and {name}", "asked"), 0.6)
            yield one(text.edit(test, f"{text.closed(test)} or {name}", "asked"), 0.4)
            yield one(text.edit(test, f"{text.closed(test)} and not {name}", "asked"), 0.4)
            yield one(text.edit(test, f"{text.closed(test)} or not {name}", "asked"), 0.5)


@template("default", 0.9)
def default(broken: Broken) -> Iterator[Change]:
    """A default that is one list for all calls."""
    function, text = broken.function, broken.text
    given = [*function.args.posonlyargs, *function.args.args]
    pairs = list(
        zip(given[len(given) - len(function.args.defaults) :], function.args.defaults, strict=True)
    )
    pairs += [
        (name, value)
        for name, value in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
        if value is not None
    ]
    first = broken.body[0]
    margin = broken.margin(first)
    step = margin[len(" " * function.col_offset) :] or "    "
    for name, value in pairs:
        if isinstance(value, (ast.List, ast.Dict, ast.Set, ast.Call)):
            line = f"if {name.arg} is None:\n{margin}{step}{name.arg} = {text.of(value)}"
            yield Change((text.edit(value, "None", "default"), broken.before(first, line)), 1.5)
        elif isinstance(value, ast.Constant):
            for after in ("None", "0", "1", "True", "False", '""', "-1"):
                yield one(text.edit(value, after, "default"), 0.4)


@template("chosen", 0.35, "TypeError")
def chosen(broken: Broken) -> Iterator[Change]:
    """``x or y`` where only ``None`` counts as nothing; ``if x`` for ``if x is not None``."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.BoolOp(op=ast.Or(), values=[first, second]):
                of = text.closed(first)
                after = f"{of} if {of} is not None else {text.of(second)}"
                yield one(text.edit(node, f"({after})", "chosen"), 1.0)
            case ast.If(test=ast.Name(id=name) as test) | ast.IfExp(test=ast.Name(id=name) as test):
                yield one(text.edit(test, f"{name} is not None", "chosen"), 1.2)
            case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)) as test):
                yield one(text.edit(test, f"{name} is None", "chosen"), 1.2)
            case ast.Compare(left=left, ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]):
                yield one(text.edit(node, text.closed(left), "chosen"), 0.7)
            case ast.Compare(left=left, ops=[ast.Is()], comparators=[ast.Constant(value=None)]):
                yield one(text.edit(node, f"not {text.closed(left)}", "chosen"), 0.7)


def _plain(expected: tuple[str, ...]) -> list[str]:
    """Expected values that a guard may give: empty ones, and the smallest numbers."""
    return [each for each in expected if each in _RESULTS]


def _asked(broken: Broken, test: ast.expr) -> Iterator[str]:
    """What might have to be asked before a condition."""
    text = broken.text
    found: dict[str, None] = {}
    for node in ast.walk(test):
        match node:
            case ast.Subscript(value=of, slice=ast.Name() | ast.BinOp() as at):
                found[f"{text.of(at)} < len({text.of(of)})"] = None
                found[f"{text.of(at)} in {text.of(of)}"] = None
                found[f"{text.of(at)} >= 0"] = None
            case ast.Subscript(value=of) | ast.Attribute(value=of):
                found[text.closed(of)] = None
    yield from list(found)[:6]
