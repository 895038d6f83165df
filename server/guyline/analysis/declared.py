"""What is declared of names, and the strings that are written down."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from guyline.analysis import fields
from guyline.analysis.lineage import Lineage
from guyline.analysis.typed import Context, Names, Node, Value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guyline.analysis.evaluate import Evaluator

_TRANSPARENT = frozenset(
    {"Optional", "Union", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly", "InitVar"}
)

Place = tuple[Context, Node]
"""A node, and the scope in which its names are looked up."""


def bindings(evaluator: Evaluator, context: Context, parts: list[Node]) -> list[Place]:
    """What binds a name or an attribute; nothing where its owner is not sure."""
    last = parts[-1]
    if len(parts) > 1:
        if last.type != "trailer" or last.children[0] != ".":
            return []
        base = evaluator.chain(context, parts[:-1])
        if base.doubt or not base.values:
            return []
        declared = [field(evaluator, value, last.children[1].value) for value in base.values]
        if all(declared):
            return [each for each in declared if each is not None]
    elif last.type != "name":
        return []
    return evaluator.bindings(context, parts)


def field(evaluator: Evaluator, value: Value, name: str) -> Place | None:
    """Where the body of a value's class, or of a base, declares an attribute."""
    cls = value if value.is_class() else value.py__class__()
    if value.is_module() or not cls.is_class():
        return None
    for each in Lineage(evaluator).order(cls)[0]:
        for statement in fields.statements(getattr(each, "tree_node", None)):
            target = statement.children[0]
            declares = statement.children[1].type == "annassign"
            if declares and target.type == "name" and target.value == name:
                return each.get_root_context().create_context(target), target
    return None


def alternatives(node: Node) -> list[Node] | None:
    """The annotations that one stands for: a union's parts; None where it is none such."""
    if node.type in ("expr", "arith_expr") and node.children[1] == "|":
        return list(node.children[::2])
    if node.type == "atom" and node.children[0] == "(":
        return [node.children[1]]
    if node.type not in ("atom_expr", "power") or node.children[-1].children[0] != "[":
        return None
    name = code(node.children[-2]).lstrip(".")
    if name != "Annotated" and name not in _TRANSPARENT:
        return None
    inside = node.children[-1].children[1]
    parts = list(inside.children[::2]) if inside.type == "subscriptlist" else [inside]
    return parts[:1] if name == "Annotated" else parts


def annotation_of(name: Node) -> Node | None:
    """The annotation of a binding: of a variable, a parameter or a property."""
    definition = name.get_definition()
    if definition is None:
        return None
    if definition.type == "param":
        return None if definition.star_count else definition.annotation
    if definition.type == "expr_stmt" and definition.children[1].type == "annassign":
        return definition.children[1].children[1]
    if definition.type == "funcdef" and any(
        fields.last_part(each.children[1]) in ("property", "cached_property")
        for each in definition.get_decorators()
    ):
        return definition.annotation
    return None


def text_of(node: Node) -> str | None:
    """The value of a string's literal; None of anything else."""
    if node.type not in ("string", "strings"):
        return None
    try:
        value = ast.literal_eval(node.get_code().strip())
    except (SyntaxError, ValueError):
        return None
    return value if isinstance(value, str) else None


def bases(cls: Value) -> list[Node]:
    """The arguments of a class's statement."""
    node = getattr(cls, "tree_node", None)
    given = node.get_super_arglist() if node is not None and node.type == "classdef" else None
    if given is None:
        return []
    return [n for n in (given.children if given.type == "arglist" else [given]) if n != ","]


def unknown(why: str) -> Names:
    """Nothing is known, and this is why."""
    return Names(frozenset(), why)


def either(parts: Iterable[Names]) -> Names:
    """What one of several leaves possible."""
    found = Names(frozenset())
    for part in parts:
        found = found.plus(part)
    return found


def code(node: Node) -> str:
    """Code on one line."""
    return " ".join(node.get_code(include_prefix=False).split())
