"""How what a word stands for is defined, in short: signatures, and first lines of docstrings.

What is shown of a function is its header and the first line of its docstring; of a class,
besides these, its public methods' headers and the attributes that its body declares; of an
object, its class. Definitions of the standard library are left out: models know them.
"""

from __future__ import annotations

import inspect
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.hole import written_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node, Value

FACTS = 4
"""Facts that tell of one definition: its file, its first line, its last line, its text."""

_VALUES = 2
"""Definitions of one word that are told of."""

_HEADER = 300
"""Characters of a header; the rest of a longer one is left out."""

_DOCUMENTED = 120
"""Characters of a docstring's first line."""

_MEMBERS = 24
"""Members of a class that are shown."""

_WRAPS = 100
"""Characters above which a header keeps its own lines."""


def definition(spot: Spot, members: Members) -> Answer:
    """The definitions that a word stands for, as facts.

    For each: the file, its first and its last line (from 1), and the text.
    """
    del members
    parts = _expression(spot.leaf)
    if not parts:
        return Answer.open("the word stands for nothing here")
    found = spot.evaluator.chain(spot.context_of(parts[0]), parts)
    facts: list[str] = []
    seen: set[Node] = set()
    for value in found.values:
        node = _node_of(value)
        path = value.get_root_context().py__file__() if node is not None else None
        if node is None or path is None or node in seen or _is_known(value, str(path), spot):
            continue
        seen.add(node)
        first, last = node.start_pos[0], node.get_last_leaf().start_pos[0]
        facts += [str(path), str(first), str(last), shown(node)]
        if len(seen) == _VALUES:
            break
    reason = "" if facts else "no definition is known that tells anything"
    return Answer(None, closed=False, reason=reason, facts=tuple(facts))


def _expression(leaf: Node) -> list[Node]:
    """What ends with the word; of an import, the word itself."""
    if leaf.search_ancestor("import_name", "import_from") is not None:
        return [leaf] if leaf.is_definition() else []
    keyword = leaf.parent.type == "argument" and leaf.parent.children[0] is leaf
    if keyword and leaf.get_next_leaf() == "=":
        return []
    return written_parts(leaf)


def _node_of(value: Value) -> Node | None:
    """The definition of a value, or of its class."""
    if value.is_module() or value.is_compiled():
        return None
    if not (value.is_class() or value.is_function()):
        value = value.py__class__()
    node = getattr(value, "tree_node", None)
    return node if node is not None and node.type in ("funcdef", "classdef") else None


def _is_known(value: Value, path: str, spot: Spot) -> bool:
    """Whether a definition is the standard library's."""
    name = str(value.get_root_context().py__name__()).partition(".")[0]
    project = Path(spot.script._inference_state.project.path)
    return name in sys.stdlib_module_names and not Path(path).is_relative_to(project)


def shown(node: Node) -> str:
    """A function or a class in short; every line ends in a line feed."""
    if node.type == "funcdef":
        return _function(node, "")
    lines = [f"{_header(node)}\n"]
    if said := _documented(node):
        lines.append(f'    """{said}"""\n')
    lines += islice(_members(node), _MEMBERS)
    return "".join(lines) if len(lines) > 1 else lines[0] + "    ...\n"


def _function(node: Node, indent: str) -> str:
    marks = "".join(f"{indent}{mark}\n" for mark in _decorators(node))
    prefix = "async " if node.parent.type in ("async_stmt", "async_funcdef") else ""
    header = f"{marks}{indent}{prefix}{_header(node)}"
    said = _documented(node)
    return f'{header}\n{indent}    """{said}"""\n' if said and not indent else f"{header} ...\n"


def _header(node: Node) -> str:
    """What stands before the body, on one line where that is not too long."""
    colon = next(child for child in node.children if child == ":")
    code = "".join(
        child.get_code(include_prefix=child is not node.children[0])
        for child in node.children[: node.children.index(colon)]
    )
    code = f"{_without_comments(code)}:"
    return code if len(code) <= _HEADER else code[: _HEADER - 5] + " ...:"


def _without_comments(code: str) -> str:
    """A header's lines as one: what is in brackets needs no line ends."""
    lines = [line.partition("  #")[0].strip() for line in code.split("\n")]
    return " ".join(line for line in lines if line).replace("( ", "(").replace(" )", ")")


def _decorators(node: Node) -> list[str]:
    """What changes how a method is used."""
    return [
        code
        for each in node.get_decorators()
        if (code := each.get_code().strip()) in _TOLD or code.endswith((".setter", ".overload"))
    ]


_TOLD = {"@property", "@classmethod", "@staticmethod", "@overload", "@cached_property"}


def _documented(node: Node) -> str:
    """The first line of a docstring; empty without one."""
    leaf = node.get_doc_node()
    if leaf is None:
        return ""
    text = leaf.value if leaf.type == "string" else ""
    body = text.lstrip("rRuUbB").strip("\"'")
    line = next((each.strip() for each in inspect.cleandoc(body).split("\n") if each.strip()), "")
    line = line.replace('"""', "").rstrip("\\")
    return line if len(line) <= _DOCUMENTED else line[: _DOCUMENTED - 1] + "…"


def _members(node: Node) -> Iterator[str]:
    """The public members that a class body defines, one line each."""
    suite = node.children[-1]
    for child in getattr(suite, "children", ()):
        inner = child
        while inner.type in ("decorated", "async_stmt", "async_funcdef"):
            inner = inner.children[-1]
        if inner.type == "funcdef":
            if not inner.name.value.startswith("_") or inner.name.value in _SPECIAL:
                yield _function(inner, "    ")
        elif child.type == "simple_stmt" and child.children[0].type == "expr_stmt":
            yield from _attribute(child.children[0])


_SPECIAL = {"__init__", "__call__", "__enter__", "__getitem__", "__iter__"}


def _attribute(statement: Node) -> Iterator[str]:
    name, annotation = statement.children[0], statement.children[1]
    if name.type != "name" or name.value.startswith("_"):
        return
    if annotation.type == "annassign":
        typed = annotation.children[1].get_code().strip()
        yield f"    {name.value}: {' '.join(typed.split())[:_DOCUMENTED]}\n"
    elif len(code := " ".join(statement.get_code().split())) <= _WRAPS:
        yield f"    {code}\n"
