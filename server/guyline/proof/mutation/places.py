"""Where a function is changed: everywhere but where a change can't be seen from outside.

Left out are docstrings, annotations, decorators, what only a type checker reads, calls that log,
the texts of warnings, of assertions and of exceptions, and ``__slots__``.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from guyline.proof.mutation.calls import call_edits
from guyline.proof.mutation.expressions import expression_edits
from guyline.proof.mutation.statements import statement_edits
from guyline.proof.mutation.text import Edit, Text, bodies

Function = ast.FunctionDef | ast.AsyncFunctionDef

_LOGGERS = frozenset({"log", "logger", "logging", "_log", "_logger", "LOG", "LOGGER"})
_LEVELS = frozenset({"debug", "info", "warning", "warn", "error", "exception", "critical", "log"})


def edits_of(text: Text, function: Function) -> Iterator[Edit]:
    """All changes of a function and of those within it, its signature's defaults among them."""
    bound = _bound_once(function)
    yield from _in_function(text, function, bound)


def _in_function(text: Text, function: Function, bound: frozenset[str]) -> Iterator[Edit]:
    defaults = [*function.args.defaults, *(each for each in function.args.kw_defaults if each)]
    for default in defaults:
        if isinstance(default, (ast.List, ast.Dict, ast.Set, ast.Tuple, ast.Call)):
            yield text.edit(default, "None", "default")
        for edit in _in_expression(text, default, function):
            yield Edit(edit.start, edit.end, edit.after, "default")
    yield from _in_block(text, function.body, bound)


def _in_block(text: Text, block: list[ast.stmt], bound: frozenset[str]) -> Iterator[Edit]:
    for node in block:
        if _can_matter(node):
            yield from _in_statement(text, node, bound)


def _in_statement(text: Text, node: ast.stmt, bound: frozenset[str]) -> Iterator[Edit]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _in_function(text, node, bound)
        return
    if isinstance(node, ast.ClassDef):
        yield from _in_block(text, node.body, bound)
        return
    yield from statement_edits(text, node, bound)
    for part in _parts(node):
        yield from _in_expression(text, part, node)
    for body in bodies(node):
        yield from _in_block(text, body, bound)
    if isinstance(node, ast.Try):
        for handler in node.handlers:
            yield from _in_block(text, handler.body, bound)
    if isinstance(node, ast.Match):
        for case in node.cases:
            if case.guard is not None:
                yield from _in_expression(text, case.guard, node)
            yield from _in_block(text, case.body, bound)


def _parts(node: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement that are worth a change."""
    if isinstance(node, ast.AnnAssign):
        yield from (each for each in (node.target, node.value) if each is not None)
        return
    if isinstance(node, ast.Assert):
        yield node.test
        return
    if isinstance(node, ast.Raise):
        if node.exc is not None:
            yield node.exc
        return
    if isinstance(node, (ast.With, ast.AsyncWith)):
        yield from (each.context_expr for each in node.items)
        return
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child


def _in_expression(text: Text, node: ast.expr, parent: ast.AST) -> Iterator[Edit]:
    yield from expression_edits(text, node, parent)
    if isinstance(node, ast.Call):
        yield from call_edits(text, node)
    for child in _worthwhile(node, parent):
        yield from _in_expression(text, child, node)


def _worthwhile(node: ast.expr, parent: ast.AST) -> Iterator[ast.expr]:
    """The parts of an expression whose changes can be seen."""
    if isinstance(node, ast.JoinedStr):
        return
    for child in _children(node):
        if _is_message(child, node, parent):
            continue
        yield child


def _children(node: ast.AST) -> Iterator[ast.expr]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            yield child
        elif isinstance(child, (ast.keyword, ast.comprehension)):
            yield from _children(child)
        elif isinstance(child, ast.arguments):
            yield from (each for each in (*child.defaults, *child.kw_defaults) if each)


def _is_message(child: ast.expr, node: ast.expr, parent: ast.AST) -> bool:
    """Whether it is a text for people, or one for type checkers."""
    if not isinstance(node, ast.Call):
        return False
    callee = ast.unparse(node.func)
    if callee.rpartition(".")[2] == "cast" and node.args and child is node.args[0]:
        return True
    is_said = isinstance(parent, ast.Raise) or callee in ("warnings.warn", "warn")
    return is_said and _is_words(child)


def _is_words(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(left=left, op=ast.Add() | ast.Mod()):
            return _is_words(left)
        case ast.Call(func=ast.Attribute(value=value, attr="format")):
            return _is_words(value)
        case _:
            return False


def _can_matter(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=value, attr=name))):
            return not (name in _LEVELS and _last_name(value) in _LOGGERS)
        case ast.If(test=test):
            return _last_name(test) != "TYPE_CHECKING"
        case ast.Assign(targets=[ast.Name(id="__slots__")]):
            return False
        case _:
            return True


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        return "logging" if _last_name(node.func) == "getLogger" else ""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _bound_once(function: Function) -> frozenset[str]:
    """Local names that one statement binds."""
    times: Counter[str] = Counter()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            times[node.id] += 1
        elif isinstance(node, ast.arg):
            times[node.arg] += 2
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            times.update(dict.fromkeys(node.names, 2))
    return frozenset(name for name, count in times.items() if count == 1)
