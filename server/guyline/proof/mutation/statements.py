"""Mutation operators on statements: left out, turned round, run less often."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from guyline.proof.mutation.expressions import assigned, condition_edits
from guyline.proof.mutation.text import Edit, Text

_EXCEPTIONS = {
    "ValueError": "TypeError",
    "TypeError": "ValueError",
    "KeyError": "IndexError",
    "IndexError": "KeyError",
    "AttributeError": "ValueError",
    "StopIteration": "RuntimeError",
    "RuntimeError": "ValueError",
    "NotImplementedError": "ValueError",
    "OSError": "ValueError",
    "ZeroDivisionError": "ValueError",
    "AssertionError": "ValueError",
    "OverflowError": "ValueError",
}


def statement_edits(text: Text, node: ast.stmt, bound: frozenset[str]) -> Iterator[Edit]:
    """Changes of one statement; those of its parts are not among them.

    Args:
        text: The source.
        node: The statement.
        bound: Names that are bound once: without that statement there is nothing to go on with.
    """
    match node:
        case ast.Assign() | ast.AnnAssign():
            yield from _assignment(text, node, bound)
        case ast.AugAssign():
            yield text.edit(node, "pass", "statement")
            yield from assigned(text, node)
        case ast.Expr(value=ast.Call() | ast.Await() | ast.Yield() | ast.YieldFrom()):
            yield text.edit(node, "pass", "statement")
        case ast.Delete() | ast.Assert():
            yield text.edit(node, "pass", "statement")
        case ast.Return(value=value):
            yield from _return(text, node, value)
        case ast.Raise():
            yield from _raise(text, node)
        case ast.Break() | ast.Continue():
            other = "continue" if isinstance(node, ast.Break) else "break"
            yield text.edit(node, other, "jump")
            yield text.edit(node, "pass", "jump")
        case ast.If(test=test):
            yield from condition_edits(text, test, "condition")
        case ast.While(test=test, body=body):
            if not isinstance(test, ast.Constant):
                yield text.edit(test, "False", "loop")
            yield _once(text, body)
        case ast.For(iter=iterated, body=body) | ast.AsyncFor(iter=iterated, body=body):
            if isinstance(node, ast.For):
                yield text.edit(iterated, "()", "loop")
            yield _once(text, body)
        case ast.Try(handlers=handlers):
            for handler in handlers:
                yield from _handler(text, handler)
        case _:
            return


def _assignment(
    text: Text, node: ast.Assign | ast.AnnAssign, bound: frozenset[str]
) -> Iterator[Edit]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    value = node.value
    if value is None:
        return
    names = {
        each.id
        for target in targets
        for each in ast.walk(target)
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    if not names & bound:
        yield text.edit(node, "pass", "statement")
    is_none = isinstance(value, ast.Constant) and value.value is None
    if not is_none and not any(isinstance(each, (ast.Tuple, ast.List)) for each in targets):
        yield text.edit(value, "None", "assignment")


def _return(text: Text, node: ast.Return, value: ast.expr | None) -> Iterator[Edit]:
    if value is None:
        yield text.edit(node, "pass", "return")
    elif not (isinstance(value, ast.Constant) and value.value is None):
        yield text.edit(value, "None", "return")


def _raise(text: Text, node: ast.Raise) -> Iterator[Edit]:
    yield text.edit(node, "pass", "statement")
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if isinstance(raised, ast.Name):
        other = _EXCEPTIONS.get(raised.id)
        if other is not None:
            yield text.edit(raised, other, "exception")


def _handler(text: Text, handler: ast.ExceptHandler) -> Iterator[Edit]:
    first = handler.body[0]
    if not (isinstance(first, ast.Raise) and first.exc is None):
        yield text.edit(first, "raise", "exception")
    caught = handler.type
    if caught is None:
        return
    if not (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException")):
        yield text.edit(caught, "Exception", "exception")
    if isinstance(caught, ast.Tuple) and len(caught.elts) > 1:
        for each in caught.elts:
            rest = [text.of(other) for other in caught.elts if other is not each]
            yield text.edit(caught, f"({', '.join(rest)},)", "exception")


def _once(text: Text, body: list[ast.stmt]) -> Edit:
    """A loop that ends after its first round."""
    last = body[-1]
    line_start = text.offset(last.lineno, 0)
    before = text.between(line_start, text.start(last))
    if before.strip():
        return text.edit(last, f"{text.of(last)}; break", "loop")
    return text.edit(last, f"{text.of(last)}\n{before}break", "loop")
