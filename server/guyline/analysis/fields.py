"""The fields of classes whose ``__init__`` is made of their annotations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.decorators import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.typed import Node, Value

_ATTRS = frozenset({"attrs", "attributes", "attrib", "define", "frozen", "mutable", "s", "dataclass"})
_CONSTRUCTS = frozenset({"NamedTuple", "TypedDict"})
_ALIAS = re.compile(r"\balias\s*=\s*[\"'](\w+)[\"']")
_NOT_MADE = re.compile(r"\binit\s*=\s*False")


def is_construct(name: str) -> bool:
    """Whether a name stands for a base that makes a class of its annotations."""
    return name in _CONSTRUCTS


def is_maker(decorator: Node) -> bool:
    """Whether a decorator makes ``__init__`` of a class's fields."""
    return _kind(decorator) != ""


def last_part(node: Node) -> str:
    """The last name of an expression, without what is in brackets behind it."""
    return str(node.get_code().split("[")[0].split("(")[0].strip().rpartition(".")[2])


def made(cls: Value, order: list[Value]) -> frozenset[str] | str | None:
    """The keywords of a made ``__init__``; None: the class has none; or why they are not known.

    Args:
        cls: The class.
        order: The class and all behind it in its order of lookup.
    """
    node = getattr(cls, "tree_node", None)
    if node is None or node.type != "classdef":
        return None
    bases = {last_part(child) for child in _base_nodes(node)}
    if "NamedTuple" in bases:
        return frozenset(_annotated(node))
    if any("TypedDict" in _bases_of(each) for each in order):
        return frozenset(n for each in order for n in _annotated(getattr(each, "tree_node", None)))
    for decorator in node.get_decorators():
        kind = _kind(decorator)
        code = decorator.get_code()
        if not kind or _NOT_MADE.search(code):
            continue
        if "field_transformer" in code or "these" in code or "**" in code:
            return f"the fields of class {node.name.value} are computed"
        of_attrs = kind == "attrs"
        return frozenset(n for each in order for n in _fields(each, of_attrs=of_attrs))
    return None


def _kind(decorator: Node) -> str:
    code = decorator.children[1].get_code().strip().split("(")[0]
    name = last_name(decorator)
    if code in ("dataclass", "dataclasses.dataclass", "dc.dataclass", "_dataclass"):
        return "dataclass"
    return "attrs" if name in _ATTRS and name != "dataclass" else ""


def _fields(cls: Value, *, of_attrs: bool) -> Iterator[str]:
    node = getattr(cls, "tree_node", None)
    if node is None or node.type != "classdef":
        return
    if not any(_kind(decorator) for decorator in node.get_decorators()):
        return
    if not of_attrs:
        yield from _annotated(node)
        return
    for statement in _statements(node):
        name = statement.children[0]
        if name.type == "name":
            yield name.value
            yield name.value.lstrip("_")
            yield from _ALIAS.findall(statement.get_code())


def _annotated(node: Node | None) -> Iterator[str]:
    """The names that a class's body annotates, those of class variables left out."""
    for statement in _statements(node):
        if statement.children[1].type != "annassign" or statement.children[0].type != "name":
            continue
        annotation = statement.children[1].children[1].get_code().strip().strip("\"'")
        if last_part_of(annotation) != "ClassVar":
            yield statement.children[0].value


def last_part_of(code: str) -> str:
    """The last name of an annotation's code, without what is in brackets behind it."""
    return code.split("[")[0].strip().rpartition(".")[2]


def _statements(node: Node | None) -> Iterator[Node]:
    """The assignments of a class's body, in whatever branch they stand."""
    if node is None or node.type == "simple_stmt":
        for child in node.children if node is not None else ():
            if child.type == "expr_stmt":
                yield child
        return
    for child in getattr(node, "children", ()):
        if child.type in ("simple_stmt", "suite", "if_stmt", "try_stmt", "with_stmt"):
            yield from _statements(child)


def _base_nodes(node: Node) -> list[Node]:
    arguments = node.get_super_arglist()
    if arguments is None:
        return []
    children = arguments.children if arguments.type == "arglist" else [arguments]
    return [child for child in children if child.type not in ("operator", "argument")]


def _bases_of(cls: Value) -> set[str]:
    node = getattr(cls, "tree_node", None)
    if node is None or node.type != "classdef":
        return set()
    return {last_part(child) for child in _base_nodes(node)}
