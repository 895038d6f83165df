"""A function's statements put into a function within it, which calls itself instead."""

from __future__ import annotations

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import indent_of
from guyline.hints.rule import Edit
from guyline.search.templates.forms import deeper
from guyline.syntax import Node

_PLAIN = frozenset(
    {"identifier", "typed_parameter", "default_parameter", "typed_default_parameter"}
)
_LITERALS = frozenset({"integer", "float", "string", "true", "false", "none", "unary_operator"})


def parameters_of(node: Node) -> list[str] | None:
    """The names of a function's parameters; None: they are not plain ones."""
    names = []
    for each in node["parameters"].children:
        if each.kind not in _PLAIN:
            return None
        default = each.field("value")
        if default is not None and plain(default).kind not in _LITERALS:
            return None
        name = each if each.kind == "identifier" else each.field("name") or each.children[0]
        if name.kind != "identifier":
            return None
        names.append(name.text)
    return names


def _statements(node: Node) -> list[Node]:
    """A function's statements without its docstring."""
    body = node["body"].children
    told = body[0].kind == "expression_statement" and plain(body[0]).kind == "string"
    return body[1:] if told else body


def wrapped(code: Code, node: Node, head: tuple[str, ...], end: str = "") -> list[Edit] | None:
    """Edits that put a function's statements into a block within it; None: they can't be moved.

    Args:
        code: The file.
        node: The function; its docstring stays where it is.
        head: The lines that begin the block: a function, a loop.
        end: The statement behind it, which calls it; empty: none.
    """
    statements = _statements(node)
    own = indent_of(code, statements[0]) if statements else None
    outer = indent_of(code, node)
    if own is None or outer is None or not own.startswith(outer):
        return None
    step = own[len(outer) :]
    moved = deeper(code, statements, step)
    if moved is None:
        return None
    first, last = moved[0].start, statements[-1].end
    begin = "".join(f"{own}{line}\n" for line in head)
    edits = [Edit(first, first, begin + step), *moved[1:]]
    return [*edits, Edit(last, last, f"\n\n{own}{end}")] if end else edits
