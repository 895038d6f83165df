"""What the statements that bind names give: assignments, loops, with, except, parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.analysis import calls, contents, declarations, implicit
from guyline.analysis.typed import Context, Name, Node, Typed, Values, union

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

_FUNCTIONS = ("funcdef", "lambdef")
_BETWEEN = ("decorated", "async_stmt", "async_funcdef", "suite", "if_stmt", "try_stmt")


def is_annotated(tree_name: Node | None) -> bool:
    """Whether a binding says what it binds: ``x: int``, ``self.x: int = 0``."""
    definition = tree_name.get_definition() if tree_name is not None else None
    return (
        definition is not None
        and definition.type == "expr_stmt"
        and definition.children[1].type == "annassign"
    )


def binding(
    evaluator: Evaluator,
    context: Context,
    tree_name: Node,
    definition: Node | None,
    name: Name,
    *,
    declared: bool,
) -> Typed:
    """What a statement binds ``tree_name`` to."""
    shown = tree_name.value
    kind = definition.type if definition is not None else ""
    if definition is None:
        return Typed.unknown(f"how {shown} is bound is not known")
    if kind == "expr_stmt":
        return _assignment(evaluator, context, tree_name, definition, name, declared=declared)
    if kind in ("for_stmt", "sync_comp_for", "comp_for"):
        return _loop(evaluator, context, tree_name, definition, name)
    if kind == "with_stmt":
        return _with(evaluator, context, tree_name, definition)
    if kind == "namedexpr_test":
        return evaluator.expression(context, definition.children[2])
    if kind == "try_stmt":
        return _except(evaluator, context, tree_name, name)
    return Typed.unknown(f"how {shown} is bound is not known")


def _assignment(
    evaluator: Evaluator,
    context: Context,
    tree_name: Node,
    statement: Node,
    name: Name,
    *,
    declared: bool,
) -> Typed:
    if statement.children[1].type == "annassign":
        return _annotated(evaluator, context, statement, name, declared=declared)
    operator = statement.children[1]
    rhs = statement.get_rhs()
    if operator != "=":
        return evaluator.expression(context, rhs)  # x stays what it was, or becomes that
    target = _target(statement, tree_name)
    if target is None:
        return Typed.unknown(f"how {tree_name.value} is bound is not known")
    if not target:
        found = contents.through_name(
            evaluator, context, tree_name, evaluator.expression(context, rhs)
        )
        return found.but(_descriptor(found, name))
    return _unpacked(evaluator, context, rhs, target, name)


def _annotated(
    evaluator: Evaluator, context: Context, statement: Node, name: Name, *, declared: bool
) -> Typed:
    annassign = statement.children[1]
    solved = declarations.class_variables(context) if declared else frozenset()
    found = declarations.annotated(evaluator, context, annassign.children[1], solved=solved)
    if annassign.children[1].get_code().strip().rpartition(".")[2] == "TypeAlias":
        return evaluator.expression(context, annassign.children[3])
    values = found.values | name.infer()
    found = Typed(values, found.doubt, found.declared)
    if len(annassign.children) > 3:
        found = replace(found, besides=_proxy(context.infer_node(annassign.children[3])))
    return found


def _proxy(values: Values) -> frozenset[str]:
    """The own names of a proxy, which is declared as what it stands for."""
    names: set[str] = set()
    for value in values:
        if value.is_instance() and calls.method(value, "__getattr__"):
            for scope in value.get_filters():
                names.update(name.string_name for name in scope.values())
    return frozenset(names)


def _descriptor(found: Typed, name: Name) -> str:
    """Whether a class attribute's value stands for something else when it is read."""
    if not name.parent_context.is_class():
        return ""
    for value in found.values:
        if value.is_instance() and calls.method(value, "__get__"):
            return f"{name.string_name} is a descriptor"
    return ""


def _target(statement: Node, tree_name: Node) -> list[int] | None:
    """Where a name stands in a target: ``[]`` for all of it, ``[1]`` for b in ``a, b``."""
    path: list[int] = []
    node = tree_name
    if node.parent.type == "trailer":
        node = node.parent.parent
    while node.parent is not statement:
        parent = node.parent
        if parent.type in ("testlist_star_expr", "exprlist", "testlist_comp", "testlist"):
            if any(child.type == "star_expr" for child in parent.children):
                return None
            path.insert(0, parent.children.index(node) // 2)
        elif parent.type != "atom":
            return None
        node = parent
    return path


def _unpacked(
    evaluator: Evaluator, context: Context, rhs: Node, path: list[int], name: Name
) -> Typed:
    """One element of an assignment to several names."""
    node = rhs
    for index in path:
        while node.type == "atom" and node.children[0] in ("(", "["):
            node = node.children[1]
        if node.type not in ("testlist_star_expr", "testlist", "testlist_comp"):
            break
        parts = node.children[::2]
        if index >= len(parts) or any(part.type == "star_expr" for part in parts):
            break
        node = parts[index]
    else:
        return evaluator.expression(context, node)
    whole = evaluator.expression(context, rhs)
    if whole.each is not None and not whole.doubt:
        return _within(whole, len(path))
    if whole.doubt or not whole.declared:
        return Typed.unknown(whole.doubt or "what is unpacked is not declared")
    return Typed(name.infer(), declared=True).required("what is unpacked is not known")


def _loop(
    evaluator: Evaluator, context: Context, tree_name: Node, statement: Node, name: Name
) -> Typed:
    targets = statement.children[1]
    if statement.parent.type in ("async_stmt", "comp_for") or statement.children[0] == "async":
        return _async_loop(evaluator, context, tree_name, statement)
    iterable = statement.children[3]
    displayed = _display(iterable)
    if displayed is not None and targets is tree_name:
        return union(evaluator.expression(context, part) for part in displayed)
    whole = evaluator.expression(context, iterable)
    each = implicit.elements(evaluator, whole)
    if targets is tree_name and not each.doubt:
        return each
    if each.each is not None and not each.doubt:
        return _within(each, _depth(targets, tree_name))
    if each.doubt or not each.declared:
        return Typed.unknown(each.doubt or "what the loop goes over is not declared")
    return Typed(name.infer(), declared=True).required("what the loop goes over is not known")


def _within(whole: Typed, depth: int) -> Typed:
    """What lies so many displays deep, in any of their places."""
    found: Typed | None = whole
    for _ in range(depth):
        found = found.each if found is not None and not found.doubt else None
    if found is None:
        return Typed.unknown("what is unpacked is not known")
    return found.required("what is unpacked is not known")


def _depth(targets: Node, name: Node) -> int:
    """How many tuples of targets a name stands in: 2 for b in ``a, (b, c)``."""
    depth, node = 0, name
    while node is not targets:
        node = node.parent
        depth += node.type in ("exprlist", "testlist", "testlist_comp", "testlist_star_expr")
    return depth


def _async_loop(evaluator: Evaluator, context: Context, tree_name: Node, statement: Node) -> Typed:
    loop = statement if statement.children[0] != "async" else statement.children[1]
    if loop.children[1] is not tree_name:
        return Typed.unknown("what an async loop gives is not known")
    return implicit.arriving(evaluator, evaluator.expression(context, loop.children[3]))


def _display(node: Node) -> list[Node] | None:
    """The elements of a tuple or list written out; None for anything else."""
    if node.type == "atom" and node.children[0] in ("(", "[") and len(node.children) == 3:
        node = node.children[1]
        if node.type != "testlist_comp":
            return None
    elif node.type != "testlist":
        return None
    parts = list(node.children[::2])
    if len(node.children) > 1 and node.children[1].type in ("comp_for", "sync_comp_for"):
        return None
    return None if any(part.type == "star_expr" for part in parts) else parts


def _with(evaluator: Evaluator, context: Context, tree_name: Node, statement: Node) -> Typed:
    item = tree_name
    while item.parent is not statement and item.type != "with_item":
        item = item.parent
    if item.type != "with_item" or item.children[2] is not tree_name:
        return Typed.unknown(f"what with gives to {tree_name.value} is not known")
    manager = evaluator.expression(context, item.children[0])
    return implicit.entered(evaluator, manager, later=statement.parent.type == "async_stmt")


def _except(evaluator: Evaluator, context: Context, tree_name: Node, name: Name) -> Typed:
    clause = tree_name.parent
    if clause.type != "except_clause":
        return Typed.unknown(f"how {tree_name.value} is bound is not known")
    kinds = clause.children[1]
    parts = _display(kinds) or [kinds]
    found = union(evaluator.expression(context, part) for part in parts)
    if found.doubt or not all(value.is_class() for value in found.values):
        return Typed.unknown(found.doubt or "what is caught is not known")
    return Typed(found.values.execute_with_values()).required("what is caught is not known")


def parameter(
    evaluator: Evaluator, context: Context, tree_name: Node, param: Node, name: Name
) -> Typed:
    """What a parameter may be: its annotation's, or self, or nothing that is known."""
    if param.star_count == 1:
        return evaluator.builtin("tuple")
    if param.star_count == 2:
        return evaluator.builtin("dict")
    function = param.search_ancestor(*_FUNCTIONS)
    if param.annotation is not None:
        where = name.function_value.get_default_param_context()
        found = declarations.annotated(evaluator, where, param.annotation, solved=frozenset())
        return Typed(found.values | name.infer(), found.doubt, found.declared)
    if function is not None and _is_self(function, param):
        return Typed(name.infer()).required(f"nothing is known of {tree_name.value}")
    return Typed.unknown(f"parameter {tree_name.value} has no annotation")


def _is_self(function: Node, param: Node) -> bool:
    """Whether a parameter is a method's first."""
    if function.type != "funcdef" or function.get_params()[0] is not param:
        return False
    owner = function.parent
    while owner.type in _BETWEEN:
        owner = owner.parent
    if owner.type != "classdef":
        return False
    return not any("staticmethod" in d.get_code() for d in function.get_decorators())
