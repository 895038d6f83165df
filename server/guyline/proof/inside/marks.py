"""Statements that tell of a function's calls and of its lines, where the interpreter does not.

A line that begins a path of its own is told of: the first of a block, and the one behind a block.
A mark that nobody waits for costs the look into a set.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

__all__ = ["LEFT", "REACHED", "SEEN", "Function", "functions", "marked", "read"]

SEEN = "__guyline_seen__"
"""Is called with a place when a call begins; among the builtins."""

REACHED = "__guyline_reached__"
"""Is called with a mark that is left."""

LEFT = "__guyline_left__"
"""The marks of lines that no call is kept of."""

Function = ast.FunctionDef | ast.AsyncFunctionDef

_LINES = 10_000_000
"""More than a file has."""

_BLOCKS = ("body", "orelse", "finalbody")
_PARTS = ("handlers", "cases")


def functions(node: ast.AST, within: str = "") -> Iterator[tuple[Function, str]]:
    """The functions of a tree with their qualified names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield child, within + child.name
            yield from functions(child, f"{within}{child.name}.<locals>.")
        elif isinstance(child, ast.ClassDef):
            yield from functions(child, f"{within}{child.name}.")
        else:
            yield from functions(child, within)


def marked(function: Function, place: int) -> set[int]:
    """Has a function tell of its calls, and of the lines that begin a path.

    Args:
        function: Its tree, which is changed.
        place: What it is told as.

    Returns:
        The marks of the lines.
    """
    marks = set[int]()
    _mark_blocks(function, place * _LINES, marks)
    first = function.body[_documented(function.body) :][0]
    call = ast.Call(ast.Name(SEEN, ast.Load()), [ast.Constant(place)], [])
    function.body.insert(function.body.index(first), _at(first, ast.Expr(call)))
    return marks


def read(mark: int) -> tuple[int, int]:
    """The place and the line of a mark."""
    return divmod(mark, _LINES)


def _mark_blocks(node: ast.AST, base: int, marks: set[int]) -> None:
    for name in _BLOCKS:
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            block[:] = _with_marks(block, base, marks)
    for name in _PARTS:
        for part in getattr(node, name, ()):
            _mark_blocks(part, base, marks)


def _with_marks(block: list[ast.stmt], base: int, marks: set[int]) -> Iterator[ast.stmt]:
    begins = True
    documented = _documented(block)
    for at, statement in enumerate(block):
        if begins and at >= documented:
            mark = base + statement.lineno
            marks.add(mark)
            yield _mark(statement, mark)
            begins = False
        if not isinstance(statement, ast.ClassDef):
            _mark_blocks(statement, base, marks)
            begins = begins or any(hasattr(statement, name) for name in _BLOCKS)
        yield statement


def _documented(block: list[ast.stmt]) -> int:
    """How many statements come before those that run: one is the text about a function."""
    first = block[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return int(is_text and len(block) > 1)


def _mark(before: ast.stmt, mark: int) -> ast.stmt:
    number = ast.Constant(mark)
    test = ast.Compare(number, [ast.In()], [ast.Name(LEFT, ast.Load())])
    call = ast.Call(ast.Name(REACHED, ast.Load()), [number], [])
    return _at(before, ast.If(test, [ast.Expr(call)], []))


def _at(place: ast.stmt, statement: ast.stmt) -> ast.stmt:
    return ast.fix_missing_locations(ast.copy_location(statement, place))
