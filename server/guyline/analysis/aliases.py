"""What a name in an annotation stands for: another annotation, through ``=`` or ``NewType``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.internals import _get_forward_reference_node
from guyline.analysis.typed import Context, Node

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Generic:
    """An annotation with type arguments, such as ``Callable[[int], str]``.

    Attributes:
        context: Where it stands.
        name: The last part of what is before the bracket.
        arguments: The type arguments.
    """

    context: Context
    name: str
    arguments: list[Node]


def generic(
    evaluator: Evaluator, context: Context, node: Node, depth: int = _DEPTH
) -> Generic | None:
    """The one generic annotation that an annotation is, ``None`` beside it left out."""
    if node.type == "string":
        inside = quoted(context, node)
        return None if inside is None or not depth else generic(evaluator, context, inside, depth)
    if members := [each for each in union_members(node) if each.get_code().strip() != "None"]:
        return generic(evaluator, context, members[0], depth) if len(members) == 1 else None
    if node.type == "atom" and node.children[0] == "(" and len(node.children) == 3:
        return generic(evaluator, context, node.children[1], depth)
    if arguments := type_arguments(node):
        base = node.children[-2]
        leaf = base.children[-1] if base.type == "trailer" else base
        return Generic(context, getattr(leaf, "value", ""), arguments)
    if not depth or node.type not in ("name", "atom_expr", "power"):
        return None
    parts = [node] if node.type == "name" else list(node.children)
    if any(part.type != "trailer" or part.children[0] != "." for part in parts[1:]):
        return None
    bound = evaluator.bindings(context, parts)
    if len(bound) != 1:
        return None
    where, name = bound[0]
    definition = name.get_definition()
    if definition is None or definition.type != "expr_stmt":
        return None
    return generic(evaluator, where, definition.get_rhs(), depth - 1)


def type_arguments(node: Node | None) -> list[Node]:
    """The type arguments of an annotation; none where it has none."""
    if node is None or node.type not in ("atom_expr", "power"):
        return []
    last = node.children[-1]
    if last.type != "trailer" or last.children[0] != "[":
        return []
    inside = last.children[1]
    return list(inside.children[::2]) if inside.type == "subscriptlist" else [inside]


def union_members(node: Node) -> list[Node]:
    """The members of a union: ``a | b``, ``Union[a, b]``, ``Optional[a]``; none of another."""
    if is_union(node):
        return list(node.children[::2])
    arguments = type_arguments(node)
    if not arguments:
        return []
    base = node.children[-2]
    leaf = base.children[-1] if base.type == "trailer" else base
    return arguments if getattr(leaf, "value", "") in ("Optional", "Union") else []


def is_union(node: Node) -> bool:
    """Whether an annotation is written with ``|``."""
    return node.type in ("expr", "arith_expr") and node.children[1] == "|"


def is_literal(node: Node) -> bool:
    """Whether an annotation lists values: ``Literal["a", "b"]``."""
    before = node.get_code().split("[")[0].strip()
    return before.rpartition(".")[2] == "Literal" and bool(type_arguments(node))


def new_type(node: Node) -> Node | None:
    """The class that ``NewType("Name", it)`` stands for; None for anything else."""
    if node.type not in ("atom_expr", "power") or node.children[-1].type != "trailer":
        return None
    before = "".join(part.get_code() for part in node.children[:-1]).strip()
    inside = node.children[-1].children[1]
    if before.rpartition(".")[2] != "NewType" or inside.type != "arglist":
        return None
    parts: list[Node] = inside.children[::2]
    return parts[1] if len(parts) == 2 else None


def quoted(context: Context, node: Node) -> Node | None:
    """The annotation that a string holds; None where it does not parse."""
    text = node._get_payload()
    found = _get_forward_reference_node(context, text)
    return None if found is None else found.children[0]
