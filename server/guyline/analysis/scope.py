"""Which names are bound where a word could see them, and whether these are all.

Where the structure of the text is in doubt, a name counts as visible.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, cast

from guyline.analysis.answer import Answer
from guyline.analysis.bindings import (
    bindings,
    comprehension_targets,
    global_names,
    loose_names,
    names_by_lines,
    parameters,
    type_parameters,
    walrus_targets,
)
from guyline.analysis.builtin_names import (
    BUILTIN,
    GETTEXT,
    INJECTED,
    KEYWORDS,
    MODULE,
    PYTHON_2,
    SHELL,
)
from guyline.analysis.builtins_set import installed
from guyline.analysis.facts import HOLE
from guyline.analysis.modules import definitions_in
from guyline.analysis.runtime import builtins_set, names_appear
from guyline.analysis.stars import taken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node

_BROKEN = frozenset({"error_node", "error_leaf"})
_BOTH = ("PY2", "PY3", "version_info", "import six", "six.", "NameError", "py3k", "__builtin__")
_DEF = re.compile(r"(?:async[ \t]+)?def\b")
_ALWAYS = BUILTIN | KEYWORDS | MODULE


def bound(spot: Spot, members: Members) -> Answer:
    """The words that may stand at a spot where an expression begins."""
    before = spot.leaf.get_previous_leaf()
    if before is not None and before == ".":
        return Answer.open("an attribute is no name in scope")
    if spot.leaf.search_ancestor("import_name", "import_from") is not None:
        return Answer.open("the words of an import are no names in scope")
    stars = taken(spot, members)
    path = None if spot.script.path is None else Path(spot.script.path)
    first = installed(path, members)
    made = names_appear(
        spot.text, spot.script._module_node, definitions_in(spot.script._get_module(), set())
    )
    doubt = made.doubt or stars.doubt or first.doubt or _caught(spot.leaf)
    names = _ALWAYS | made.known | stars.known | first.known | _of_module(spot) | _around(spot)
    return Answer(names - {HOLE}, not doubt, doubt or "all names in scope are known")


def _of_module(spot: Spot) -> set[str]:
    """What the module binds at its top level, and what is there for this file alone."""
    text, root = spot.text, spot.script._module_node
    names = set(bindings(root)) | global_names(text) | builtins_set(text)
    if ":=" in text:
        names.update(walrus_targets(root))
    if _is_broken(spot.leaf):
        names |= names_by_lines(text, spot.script._code_lines)
    if any(sign in text for sign in _BOTH):
        names |= PYTHON_2
    if ".install(" in text:
        names |= GETTEXT
    if "get_ipython" in text:
        names |= SHELL
    if spot.script.path is not None:
        names |= _of_file(Path(spot.script.path))
    return names


def _of_file(path: Path) -> set[str]:
    names = set(INJECTED.get(path.name, ()))
    if path.name in ("__init__.py", "__init__.pyi"):  # a submodule that is imported is bound
        try:
            names.update(entry.name.partition(".")[0] for entry in path.parent.iterdir())
        except OSError:
            return names
    return names


def _is_broken(leaf: Node) -> bool:
    """Whether something around ``leaf`` did not parse."""
    node = leaf.parent
    while node is not None:
        if node.type == "error_node" or node.type.startswith("fstring"):
            return True
        if node.type in ("suite", "file_input") and _has_error(node):
            return True
        node = node.parent
    return False


def _has_error(node: Node) -> bool:
    return any(child.type in _BROKEN for child in node.children)


def _around(spot: Spot) -> set[str]:
    """What the functions, classes and comprehensions around the hole bind."""
    names: set[str] = set()
    seen: set[int] = set()
    inside, node = False, spot.leaf
    while (parent := node.parent) is not None:
        kind = parent.type
        if kind in ("funcdef", "lambdef"):
            names.update(_of_function(parent))
            seen.add(id(parent))
            inside = inside or node is parent.children[-1]
        elif kind == "classdef":
            names.update(type_parameters(parent))
            if node is parent.children[-1]:
                if not inside or _has_error(node):
                    names.update(_of_block(node))
                inside = True
        elif kind == "error_node":
            names.update(loose_names(parent))
        else:
            names.update(comprehension_targets(parent))
        node = parent
    for function in functions_above(spot):
        if id(function) not in seen:
            of = _of_function if function.type == "funcdef" else loose_names
            names.update(of(function))
    return names


def _of_function(node: Node) -> Iterator[str]:
    yield from parameters(node)
    yield from _of_block(node.children[-1])


def _of_block(node: Node) -> Iterator[str]:
    yield from bindings(node)
    yield from walrus_targets(node)


def functions_above(spot: Spot) -> Iterator[Node]:
    """The functions around the hole, going by indentation alone.

    While a line is half typed, the parser may take it for one outside of its function.
    """
    lines = spot.script._code_lines
    number = spot.leaf.start_pos[0]
    limit = _indent(lines[number - 1])
    while number > 1 and limit > 0:
        number -= 1
        line = lines[number - 1].lstrip()
        indent = _indent(lines[number - 1])
        if not line or line.startswith("#") or indent >= limit:
            continue
        limit = indent
        if _DEF.match(line):
            leaf = spot.script._module_node.get_leaf_for_position((number, indent + 1))
            if leaf is not None and leaf.value == "async":
                leaf = leaf.get_next_leaf()  # the tree has it before the function
            node = None if leaf is None else leaf.search_ancestor("funcdef", "error_node")
            if node is not None:
                yield cast("Node", node)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _caught(leaf: Node) -> str:
    """Whether an error about an unknown name is expected here."""
    node = leaf
    while (node := node.search_ancestor("try_stmt")) is not None:
        if any("NameError" in child.get_code() for child in node.children if _is_clause(child)):
            return "that a name is unknown is caught here"
    return ""


def _is_clause(node: Node) -> bool:
    return bool(node.type == "except_clause")
