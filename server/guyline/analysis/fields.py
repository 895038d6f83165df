"""The fields of classes whose ``__init__`` is made of their annotations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.decorators import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.typed import Context, Node, Value

_ATTRS = frozenset({"attrs", "attributes", "define", "frozen", "mutable", "s", "dataclass"})
_MODULES = ("attr", "attrs", "dataclasses")
_CONSTRUCTS = frozenset({"NamedTuple", "TypedDict"})
_ALIAS = re.compile(r"\balias\s*=\s*[\"'](\w+)[\"']")
_NOT_MADE = re.compile(r"\binit\s*=\s*False")


def is_construct(name: str) -> bool:
    """Whether a name stands for a base that makes a class of its annotations."""
    return name in _CONSTRUCTS


def last_part(node: Node) -> str:
    """The last name of an expression, without what is in brackets behind it."""
    return str(node.get_code().split("[")[0].split("(")[0].strip().rpartition(".")[2])


def kind_of(evaluator: Evaluator, context: Context, decorator: Node) -> str:
    """Who makes ``__init__`` by a decorator: ``dataclass``, ``attrs``, or empty for none."""
    expression = decorator.children[1]
    code = expression.get_code().split("(")[0].strip()
    if code in ("dataclass", "dataclasses.dataclass"):
        return "dataclass" if "pydantic" not in _where(evaluator, context, expression) else ""
    if last_name(decorator) not in _ATTRS:
        return ""
    where = _where(evaluator, context, expression)
    if not where or not where <= set(_MODULES):
        return ""
    return "dataclass" if where == {"dataclasses"} else "attrs"


def _where(evaluator: Evaluator, context: Context, expression: Node) -> set[str]:
    """The top-level modules that bind a decorator."""
    parts = list(expression.children) if expression.type in ("power", "atom_expr") else [expression]
    if parts[-1].type == "trailer" and parts[-1].children[0] == "(":
        parts = parts[:-1]
    found = evaluator.bindings(context, parts)
    return {str(scope.get_root_context().py__name__() or "").split(".")[0] for scope, _ in found}


def made(cls: Value, order: list[Value], kinds: dict[Node, str]) -> frozenset[str] | str | None:
    """The keywords of a made ``__init__``; None: the class has none; or why they are not known.

    Args:
        cls: The class.
        order: The class and all behind it in its order of lookup.
        kinds: The decorators of the class that make its ``__init__``.
    """
    node = getattr(cls, "tree_node", None)
    if node is None or node.type != "classdef":
        return None
    if "NamedTuple" in _bases_of(cls):
        return frozenset(annotated(node))
    if is_typed_dict(order):
        return frozenset(n for each in order for n in annotated(_node(each)))
    for decorator, kind in kinds.items():
        code = decorator.get_code()
        if _NOT_MADE.search(code):
            continue
        if "field_transformer" in code or "these" in code or "**" in code:
            return f"the fields of class {node.name.value} are computed"
        bodies = (_node(each) for each in order if _node(each) is not None)
        return frozenset(n for body in bodies for n in _fields(body, of_attrs=kind == "attrs"))
    return None


def is_typed_dict(order: list[Value]) -> bool:
    """Whether a class is a ``TypedDict``."""
    return any("TypedDict" in _bases_of(each) for each in order)


def is_named_tuple(cls: Value) -> bool:
    """Whether a class itself is made a named tuple: by its statement, or by ``namedtuple()``."""
    made = cls.is_class() and cls.get_root_context().py__name__() is None
    return made or "NamedTuple" in _bases_of(cls)


def _fields(body: Node, *, of_attrs: bool) -> Iterator[str]:
    """What a class's body may make parameters of; those of undecorated bases do no harm."""
    if not of_attrs:
        yield from annotated(body)
        return
    for statement in statements(body):
        name = statement.children[0]
        if name.type == "name":
            yield name.value
            yield name.value.lstrip("_")
            yield from _ALIAS.findall(statement.get_code())


def annotated(node: Node | None) -> Iterator[str]:
    """The names that a class's body annotates, those of class variables left out."""
    for statement in statements(node):
        if statement.children[1].type != "annassign" or statement.children[0].type != "name":
            continue
        annotation = statement.children[1].children[1].get_code().strip().strip("\"'")
        if annotation.split("[")[0].strip().rpartition(".")[2] != "ClassVar":
            yield statement.children[0].value


def statements(node: Node | None) -> Iterator[Node]:
    """The assignments of a class's body, in whatever branch they stand."""
    if node is None or node.type == "simple_stmt":
        for child in node.children if node is not None else ():
            if child.type == "expr_stmt":
                yield child
        return
    for child in getattr(node, "children", ()):
        if child.type in ("simple_stmt", "suite", "if_stmt", "try_stmt", "with_stmt"):
            yield from statements(child)


def _node(cls: Value) -> Node | None:
    node = getattr(cls, "tree_node", None)
    return node if node is not None and node.type == "classdef" else None


def _bases_of(cls: Value) -> set[str]:
    node = _node(cls)
    given = node.get_super_arglist() if node is not None else None
    if given is None:
        return set()
    children = given.children if given.type == "arglist" else [given]
    return {last_part(child) for child in children if child.type not in ("operator", "argument")}
