"""Which names a piece of code binds, told from its syntax alone.

Where the code does not parse, every name in the broken part counts as bound: too many
names let a wrong one through, too few would forbid a right one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.facts import HOLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from guyline.analysis.typed import Node

_SCOPES = frozenset({"funcdef", "classdef", "lambdef"})

_WALKED = frozenset(
    {
        "file_input",
        "suite",
        "simple_stmt",
        "if_stmt",
        "while_stmt",
        "try_stmt",
        "async_stmt",
        "async_funcdef",
        "decorated",
        "with_stmt",
        "match_stmt",
        "case_block",
    }
)
"""Statements that hold statements."""

STATEMENTS = _WALKED | {
    "expr_stmt",
    "for_stmt",
    "funcdef",
    "classdef",
    "import_name",
    "import_from",
    "global_stmt",
    "nonlocal_stmt",
    "return_stmt",
    "del_stmt",
    "assert_stmt",
    "raise_stmt",
}

_GLOBAL = re.compile(r"\bglobal[ \t]+([^\W\d]\w*(?:[ \t\\\r\n]*,[ \t\\\r\n]*[^\W\d]\w*)*)")

_TYPE = re.compile(r"type[ \t]+([^\W\d]\w*[ \t]*(?:\[[^\n=]*\])?)[ \t]*=(?!=)")

_LINE = re.compile(
    r"(?:(?:async[ \t]+)?def[ \t]+|class[ \t]+)(?P<made>\w+)"
    r"|(?P<targets>[^\W\d][\w, \t]*?)[ \t]*(?::[^=\n]*)?=(?!=)"
)
_IMPORT = re.compile(r"import[ \t]*(\([^)]*\)|[^\n]+)")
_WALRUS = re.compile(r"([^\W\d]\w*)[ \t]*:=")
_WORD = re.compile(r"[^\W\d]\w*")


def bindings(node: Node) -> Iterator[str]:
    """The names that a statement, or the statements in it, bind in their own scope."""
    kind = node.type
    if kind in _WALKED:
        for child in node.children:
            yield from bindings(child)
    elif (special := _SPECIAL.get(kind)) is not None:
        yield from special(node)


def walrus_targets(node: Node) -> Iterator[str]:
    """The names that assignment expressions below ``node`` bind, but for inner scopes."""
    for child in getattr(node, "children", ()):
        if child.type == "namedexpr_test":
            yield child.children[0].value
        if child.type not in _SCOPES:
            yield from walrus_targets(child)
        else:  # its header belongs to this scope
            for part in child.children[:-1]:
                yield from walrus_targets(part)


def targets(node: Node) -> Iterator[str]:
    """The names in an assignment's target; those of attributes and items are none."""
    if node.type == "name":
        yield node.value
    elif node.type not in ("atom_expr", "power", "trailer"):
        for child in getattr(node, "children", ()):
            yield from targets(child)


def loose_names(node: Node) -> Iterator[str]:
    """All names of a broken part that do not follow a dot; of whole statements, what they bind."""
    dotted = False
    for child in getattr(node, "children", ()):
        if child.type == "name":
            if not dotted:
                yield child.value
        elif child.type in STATEMENTS:
            yield from bindings(child)
        else:
            yield from loose_names(child)
        dotted = getattr(child, "value", "") == "."


def global_names(text: str) -> set[str]:
    """The names that functions bind in the module with ``global``, and ``type`` statements.

    The latter the parser does not know as such in every version of the grammar.
    """
    found: set[str] = set()
    for sign, statement in (("global", _GLOBAL), ("type ", _TYPE)):
        if sign in text:
            for match in statement.finditer(text):
                found.update(_WORD.findall(match[1]))
    return found


def names_by_lines(text: str, lines: list[str]) -> set[str]:
    """What lines seem to bind at the top level, and import or walrus anywhere, parser or not.

    A string that is not closed takes what follows it out of the syntax tree.
    """
    found: set[str] = set()
    for line in lines:
        if not line[:1].isspace() and (match := _LINE.match(line)):
            found.update(_WORD.findall(match[match.lastgroup or 0]))
    for match in _IMPORT.finditer(text):
        found.update(_WORD.findall(match[1]))
    found.update(_WALRUS.findall(text))
    return found


def parameters(node: Node) -> Iterator[str]:
    """The parameters of a function or lambda, and its type parameters."""
    for parameter in node.get_params():
        yield parameter.name.value
    yield from type_parameters(node)


def type_parameters(node: Node) -> Iterator[str]:
    """The type parameters of a function or class."""
    for child in node.children:
        if child.type in ("type_params", "typeparams"):
            yield from loose_names(child)


def comprehension_targets(node: Node) -> Iterator[str]:
    """What the ``for`` clauses among the children of ``node`` bind."""
    for child in getattr(node, "children", ()):
        if child.type in ("comp_for", "comp_if", "comp_iter"):
            yield from comprehension_targets(child)
        elif child.type in ("sync_comp_for", "old_comp_for"):
            yield from targets(child.children[1])
            yield from comprehension_targets(child)


def _assigned(node: Node) -> Iterator[str]:
    for index, child in enumerate(node.children[:-1]):
        follows = node.children[index + 1]
        if follows.type == "annassign" or getattr(follows, "value", "").endswith("="):
            yield from targets(child)


def _for(node: Node) -> Iterator[str]:
    yield from targets(node.children[1])
    for child in node.children[3:]:
        yield from bindings(child)


def _after_as(node: Node) -> Iterator[str]:
    """``with_item`` and ``except_clause``."""
    for index, child in enumerate(node.children[:-1]):
        if getattr(child, "value", "") in ("as", ","):
            yield from targets(node.children[index + 1])


def _imported(node: Node) -> Iterator[str]:
    for name in node.get_defined_names():
        yield name.value


def _named(node: Node) -> Iterator[str]:
    yield node.name.value
    # Behind an open bracket, what follows a block may be taken for a part of it.
    for child in getattr(node.children[-1], "children", ()):
        if child.type == "error_leaf" and child.token_type == "ERROR_DEDENT":  # noqa: S105
            yield from bindings(node.children[-1])
            break


def _listed(node: Node) -> Iterator[str]:
    yield from targets(node)


def _broken(node: Node) -> Iterator[str]:
    for name in loose_names(node):
        if name != HOLE:
            yield name


_SPECIAL: dict[str, Callable[[Node], Iterator[str]]] = {
    "expr_stmt": _assigned,
    "for_stmt": _for,
    "with_item": _after_as,
    "except_clause": _after_as,
    "import_name": _imported,
    "import_from": _imported,
    "funcdef": _named,
    "classdef": _named,
    "global_stmt": _listed,
    "nonlocal_stmt": _listed,
    "del_stmt": _listed,
    "error_node": _broken,
}
