"""The calls of a function in the examples of docstrings.

``>>> print(f([1]))`` is the call ``f([1])``. What an example has bound to a name before is put in
its place: after ``>>> b = Basket()`` the call ``b.add(1)`` is ``Basket().add(1)``.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Iterator, Mapping
from typing import Any

_FIRST, _NEXT = ">>>", "..."
_SHOWING = frozenset({"print", "list", "dict", "sorted", "str", "repr", "tuple", "set", "len"})


def examples_in(source: str, qualname: str) -> list[str]:
    """The calls, as they are written; none of code that can't be read.

    Args:
        source: A module's text.
        qualname: The function's qualified name.
    """
    last = qualname.rpartition(".")[2]
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    found: list[str] = []
    for text in texts:
        if isinstance(text, str) and _FIRST in text:
            found += _calls(text, last)
    return found


def all_examples(source: str) -> list[str]:
    """The calls of anything in the examples of a module's docstrings, as they are written."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    shown = [text for text in texts if isinstance(text, str) and _FIRST in text]
    return [call for text in shown for call in _calls(text, "")]


def _calls(text: str, name: str) -> Iterator[str]:
    bound: dict[str, ast.expr] = {}
    for example in _examples(text):
        try:
            statements = ast.parse(example).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for statement in statements:
            whole = _Putting(bound).visit(statement)
            for node in ast.walk(whole):
                if isinstance(node, ast.Call) and name in ("", _name(node.func)):
                    yield ast.unparse(node)
                    if not name and _name(node.func) not in _SHOWING:
                        break
            match whole:
                case ast.Assign(targets=[ast.Name(id=target)], value=value):
                    bound[target] = value


def _examples(text: str) -> Iterator[str]:
    """The code of each example, of as many lines as it has."""
    lines: list[str] = []
    for line in (*text.splitlines(), ""):
        bare = line.strip()
        if lines and bare.startswith(_NEXT):
            lines.append(bare.removeprefix(_NEXT).removeprefix(" "))
            continue
        if lines:
            yield "\n".join(lines)
        lines = [bare.removeprefix(_FIRST).strip()] if bare.startswith(_FIRST) else []


def _name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


class _Putting(ast.NodeTransformer):
    """Puts what names are bound to in their place."""

    def __init__(self, bound: dict[str, ast.expr]) -> None:
        self.bound = dict(bound)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if not isinstance(node.ctx, ast.Load):
            return node
        return self.bound.get(node.id, node)


def of_package(line: str, names: Mapping[str, Any]) -> str:
    """An example with the names that are not the module's, but its package's, spelled out.

    Args:
        line: The call.
        names: The module's names.
    """
    top = str(names.get("__name__", "")).partition(".")[0]
    public = vars(sys.modules[top]) if top in sys.modules else {}
    if top == names.get("__name__") or not public:
        return line
    try:
        tree = ast.parse(line, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return line
    bound: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Name) or node.id in names or node.id in dir(builtins):
            continue
        if node.id == top or node.id in public:
            behind = "" if node.id == top else f".{node.id}"
            bound[node.id] = ast.parse(f"__import__({top!r}){behind}", mode="eval").body
    return ast.unparse(_Putting(bound).visit(tree)) if bound else line
