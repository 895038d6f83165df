"""Pieces of edits: statements put in, replaced and indented, and names that are free."""

from __future__ import annotations

import textwrap
from itertools import count

from guyline.hints.code import BUILTINS, Code
from guyline.hints.rule import Edit
from guyline.hints.scopes import Scope
from guyline.syntax import Node

_ALONE = frozenset(
    {
        "assignment",
        "return_statement",
        "expression_statement",
        "argument_list",
        "keyword_argument",
        "list",
        "list_comprehension",
    }
)
"""What an expression can stand in without brackets, whatever it is."""


def indent_of(code: Code, statement: Node) -> str | None:
    """What stands before a statement in its line; None: something else stands there too."""
    begin = code.text.rfind("\n", 0, statement.start) + 1
    before = code.text[begin : statement.start]
    return before if not before.strip() else None


def insert_before(code: Code, statement: Node, text: str) -> Edit | None:
    """Put lines before a statement; None: it does not begin its line.

    Args:
        code: The file.
        statement: A statement; a decorated one begins with its decorators.
        text: Whole lines without indentation.
    """
    indent = indent_of(code, statement)
    if indent is None:
        return None
    begin = statement.start - len(indent)
    return Edit(begin, begin, _indented(text, indent))


def insert_after(code: Code, statement: Node, text: str) -> Edit | None:
    """Put lines behind a statement; None: it does not begin its line, or shares its last one.

    Args:
        code: The file.
        statement: A statement.
        text: Whole lines without indentation.
    """
    indent = indent_of(code, statement)
    line_end = code.text.find("\n", statement.end)
    end = line_end if line_end >= 0 else len(code.text)
    if indent is None or code.text[statement.end : end].strip().partition("#")[0]:
        return None
    lines = _indented(text, indent)
    if line_end < 0:
        return Edit(end, end, f"\n{lines}")
    return Edit(end + 1, end + 1, lines)


def replace(code: Code, first: Node, last: Node, text: str) -> Edit | None:
    """Put lines in place of statements of one block, from ``first`` to ``last``.

    None: they do not stand in lines of their own.
    """
    indent = indent_of(code, first)
    line_end = code.text.find("\n", last.end)
    behind = code.text[last.end : line_end if line_end >= 0 else len(code.text)]
    if indent is None or behind.strip().partition("#")[0]:
        return None
    lines = _indented(text, indent).rstrip("\n")
    return Edit(first.start, last.end, lines[len(indent) :])


def replace_expression(node: Node, text: str) -> Edit:
    """Put an expression in place of another, in brackets unless it stands alone there."""
    alone = node.parent is not None and node.parent.kind in _ALONE
    return Edit(node.start, node.end, text if alone else f"({text})")


def free_name(code: Code, scope: Scope, wanted: str) -> str:
    """A name that is neither bound nor read where a scope's code runs: ``known``, ``known_2``.

    Args:
        code: The file.
        scope: The scope it is for.
        wanted: The name, as it would best be.
    """
    taken, scopes = _names_in(scope) | BUILTINS, [code.module]
    around: Scope | None = scope
    while around is not None:
        scopes.append(around)
        around = around.parent
    names = (wanted if number == 1 else f"{wanted}_{number}" for number in count(1))
    free = (name for name in names if name not in taken)
    return next(name for name in free if not any(name in each.bindings for each in scopes))


def _names_in(scope: Scope) -> set[str]:
    found = set(scope.bindings) | set(scope.reads)
    for inner in scope.inner:
        found |= _names_in(inner)
    return found


def _indented(text: str, indent: str) -> str:
    return textwrap.indent(text if text.endswith("\n") else f"{text}\n", indent)
