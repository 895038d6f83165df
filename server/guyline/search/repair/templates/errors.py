"""Exceptions, and what is awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from guyline.proof.mutation import Edit
from guyline.search.repair.broken import Broken
from guyline.search.repair.template import Change, one, template

_RAISED = ("ValueError", "TypeError", "KeyError", "IndexError", "AttributeError", "LookupError")


@template("caught", 0.9)
def caught(broken: Broken) -> Iterator[Change]:
    """Another exception is caught than the one that is raised."""
    text = broken.text
    errors = [each for each in sorted(broken.failure.errors) if each != "AssertionError"]
    for node, _ in broken.placed:
        if not isinstance(node, ast.ExceptHandler) or node.type is None:
            continue
        for name in dict.fromkeys([*errors, *_RAISED]):
            weight = 1.5 if name in errors else 0.4
            known = text.of(node.type)
            if name in known:
                continue
            yield one(text.edit(node.type, name, "caught"), weight)
            inner = known[1:-1] if isinstance(node.type, ast.Tuple) else known
            yield one(text.edit(node.type, f"({inner}, {name})", "caught"), weight * 0.95)


@template("raised", 0.6)
def raised(broken: Broken) -> Iterator[Change]:
    """Another exception is to be raised."""
    text = broken.text
    for node, _ in broken.placed:
        if not isinstance(node, ast.Raise) or node.exc is None:
            continue
        of = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        for name in dict.fromkeys([*broken.failure.raises, *_RAISED]):
            if isinstance(of, ast.Name) and name != of.id:
                yield one(
                    text.edit(of, name, "raised"), 2.0 if name in broken.failure.raises else 0.4
                )
    for block, _ in broken.blocks:
        for each in block:
            match each:
                case (
                    ast.Expr(value=ast.Call(func=ast.Name(id=name)))
                    | ast.Return(value=ast.Call(func=ast.Name(id=name)) | ast.Name(id=name))
                ) if name.endswith("Error"):
                    assert each.value is not None  # noqa: S101 - the pattern says so
                    yield one(text.edit(each, f"raise {text.of(each.value)}", "raised"), 2.0)


@template("awaited", 1.0, "TypeError AttributeError RuntimeWarning")
def awaited(broken: Broken) -> Iterator[Change]:
    """``await`` is missing, or too much."""
    if not isinstance(broken.function, ast.AsyncFunctionDef):
        return
    text = broken.text
    for node, parent in broken.placed:
        if isinstance(node, ast.Call) and not isinstance(parent, ast.Await):
            closed = isinstance(parent, (ast.Attribute, ast.Subscript))
            after = f"await {text.of(node)}"
            yield one(text.edit(node, f"({after})" if closed else after, "awaited"), 1.2)
        elif isinstance(node, ast.Await):
            yield one(text.edit(node, text.of(node.value), "awaited"), 0.5)
        elif isinstance(node, ast.For):
            at = text.start(node)
            yield one(Edit(at, at, "async ", "awaited"), 0.5)


@template("yielded", 0.8)
def yielded(broken: Broken) -> Iterator[Change]:
    """``yield from`` for ``yield``, ``return`` for ``yield``."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.Yield(value=ast.expr() as value):
                yield one(text.edit(node, f"yield from {text.of(value)}", "yielded"), 1.0)
            case ast.YieldFrom(value=value):
                yield one(text.edit(node, f"yield {text.of(value)}", "yielded"), 1.0)
            case ast.Return(value=ast.expr() as value):
                if any(isinstance(each, ast.Yield | ast.YieldFrom) for each, _ in broken.placed):
                    yield one(text.edit(node, f"yield {text.of(value)}", "yielded"), 0.6)


@template("given", 0.5)
def given(broken: Broken) -> Iterator[Change]:
    """A list where a tuple is meant, a generator that is used up, a set's item."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.GeneratorExp():
                yield one(text.edit(node, f"[{text.of(node)[1:-1]}]", "given"), 0.5)
            case ast.List(elts=[], ctx=ast.Load()):
                for name in ("[]", *broken.parameters[:4], *broken.locals[-3:]):
                    yield one(text.edit(node, f"[{name}]", "given"), 0.7)
            case ast.List(elts=[inner], ctx=ast.Load()):
                yield one(text.edit(node, text.of(inner), "given"), 0.8)
            case ast.List(ctx=ast.Load(), elts=[_, *_]):
                yield one(text.edit(node, f"({text.of(node)[1:-1]},)", "given"), 0.3)
            case ast.Call(func=ast.Attribute(attr="append" | "extend"), args=[inner]):
                yield one(text.edit(inner, f"[{text.of(inner)}]", "given"), 0.6)


@template("joined", 0.3)
def joined(broken: Broken) -> Iterator[Change]:
    """A part of a list or a text is forgotten: another one belongs before it or behind it."""
    text = broken.text
    own = [each for each in broken.locals if each not in broken.parameters] or broken.locals
    for node, parent in broken.placed:
        if not isinstance(parent, ast.Return | ast.Assign):
            continue
        if isinstance(node, ast.List | ast.ListComp | ast.Call | ast.BinOp | ast.JoinedStr):
            for name in own[:6]:
                yield one(text.edit(node, f"{name} + {text.of(node)}", "joined"), 1.0)
                yield one(text.edit(node, f"{text.of(node)} + {name}", "joined"), 0.9)
