"""Whether an expression names one class, or may give any subclass of what is declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.typed import Context, Node

_DEPTH = 4
_OWN_CLASS = ("type(self)", "self.__class__")
_MAKERS = frozenset({"namedtuple", "NamedTuple", "TypedDict", "NewType"})


def is_named(evaluator: Evaluator, context: Context, parts: list[Node], depth: int = 0) -> bool:
    """Whether what ``parts`` gives is bound by class statements and imports alone.

    ``kind: type[Base]`` may be a subclass, whose ``__init__`` takes other keywords. The
    first parameter of a class method may be one too, but is held to its own class.
    """
    while len(parts) > 1 and parts[-1].type == "trailer" and parts[-1].children[0] == "[":
        parts = parts[:-1]
    if depth > _DEPTH:
        return False
    if "".join("".join(part.get_code() for part in parts).split()) in _OWN_CLASS:
        return True
    if parts[-1].type == "trailer" and parts[-1].children[0] == "(":
        return _gives_named(evaluator, context, parts[:-1])
    if parts[0].type != "name":
        return False
    bindings = evaluator.bindings(context, parts)
    return bool(bindings) and all(
        _is_named(evaluator, where, name, depth) for where, name in bindings
    )


def _gives_named(evaluator: Evaluator, context: Context, parts: list[Node]) -> bool:
    """Whether a call can give no other class than what its code shows."""
    if not parts or _last(parts) in _MAKERS:
        return bool(parts)
    bindings = evaluator.bindings(context, parts) if parts[0].type == "name" else []
    definitions = [name.parent for _, name in bindings]
    return bool(definitions) and all(
        node.type == "funcdef" and node.annotation is None for node in definitions
    )


def _is_named(evaluator: Evaluator, where: Context, name: Node, depth: int) -> bool:
    definition = name.get_definition(import_name_always=True)
    kind = definition.type if definition is not None else ""
    if kind in ("classdef", "import_from", "import_name", "funcdef"):
        return True
    if kind == "param":
        return name.value == "cls" and definition.annotation is None
    if kind != "expr_stmt" or definition.children[1].type == "annassign" or where.is_class():
        return False  # a subclass may have another class attribute
    if definition.children[1] != "=" or definition.children[0] is not name:
        return False
    return all(
        is_named(evaluator, where, each, depth + 1) for each in _choices(definition.get_rhs())
    )


def _choices(value: Node) -> list[list[Node]]:
    """What an expression may give: the branches of a conditional one."""
    if value.type == "test":
        return [each for child in value.children[::4] for each in _choices(child)]
    if value.type == "or_test":
        return [each for child in value.children[::2] for each in _choices(child)]
    if value.type == "keyword" and value.value == "None":
        return []
    return [list(value.children) if value.type in ("power", "atom_expr") else [value]]


def _last(parts: list[Node]) -> str:
    node = parts[-1]
    return str(node.children[-1].value if node.type == "trailer" else getattr(node, "value", ""))
