"""What the statements that bind names give: assignments, loops, with, except, parameters."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.analysis import declarations, held, implicit, properties, results
from guyline.analysis.economy import remembered
from guyline.analysis.facts import HOLE, OF_CLASSES
from guyline.analysis.implicit import REST
from guyline.analysis.internals import TypeVar, builtin_from_name
from guyline.analysis.typed import Context, Name, Node, Typed, Value, Values, as_set, union

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

_SCOPES = ("funcdef", "lambdef", "classdef", "file_input")
_LEAVES = ("return", "raise", "continue", "break")
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
        return _loop(evaluator, context, tree_name, definition)
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
    if _is_being_written(statement, tree_name):
        return Typed()
    if operator != "=":
        return evaluator.expression(context, rhs)  # x stays what it was, or becomes that
    if _is_builtin_again(statement, tree_name):
        return Typed(as_set([builtin_from_name(evaluator.state, tree_name.value)]), declared=True)
    target = _target(statement, tree_name)
    if target is None:
        return Typed.unknown(f"how {tree_name.value} is bound is not known")
    if not target:
        found = held.through_name(evaluator, context, tree_name, evaluator.expression(context, rhs))
        return properties.through_get(evaluator, found, name)
    return _unpacked(evaluator, context, rhs, target)


def _is_builtin_again(statement: Node, tree_name: Node) -> bool:
    """Whether a module gives a builtin its own name: ``str = str``."""
    rhs, name = statement.get_rhs(), tree_name.value
    same = rhs.type == "name" and rhs.value == name and hasattr(builtins, name)
    return same and statement.search_ancestor("funcdef", "classdef") is None


def _is_being_written(statement: Node, tree_name: Node) -> bool:
    """Whether a binding is the one that is asked about, and has not been reached before.

    In ``key = key.`` the first ``key`` says nothing about the second, unless a loop comes
    back to it and nothing on the way binds ``key`` anew.
    """
    if tree_name.parent.type == "trailer" or HOLE not in statement.get_code():
        return False
    within = statement
    while within.parent is not None and within.type not in _SCOPES:
        for sibling in within.parent.children if within.parent.type == "suite" else ():
            if sibling is within:
                break
            if _binds(sibling, tree_name.value):
                return True
        within = within.parent
        if within.type == "while_stmt":
            return False
        if within.type == "for_stmt":
            return any(name.value == tree_name.value for name in within.get_defined_names())
    return within.type != "funcdef" or not held.is_shared(within, tree_name.value)


def _binds(statement: Node, name: str) -> bool:
    """Whether a statement binds a name in any case, whatever it had before."""
    if statement.type == "if_stmt":
        suites = [each for each in statement.children if each.type in ("suite", "simple_stmt")]
        return "else" in statement.children and all(_ends_or_binds(each, name) for each in suites)
    if statement.type != "simple_stmt":
        return False
    inner = statement.children[0]
    return (
        inner.type == "expr_stmt"
        and inner.children[1] == "="
        and any(each.value == name for each in inner.get_defined_names())
    )


def _ends_or_binds(suite: Node, name: str) -> bool:
    """Whether a branch binds a name, or leaves."""
    statements = suite.children if suite.type == "suite" else [suite]
    last = statements[-1]
    leaves = last.type == "simple_stmt" and last.get_first_leaf().value in _LEAVES
    return leaves or any(_binds(each, name) for each in statements)


def _annotated(
    evaluator: Evaluator, context: Context, statement: Node, name: Name, *, declared: bool
) -> Typed:
    annassign = statement.children[1]
    solved = declarations.class_variables(context) if declared else frozenset()
    if _last_word(annassign.children[1]) in ("Final", "ClassVar") and len(annassign.children) > 3:
        return evaluator.expression(context, annassign.children[3])
    found = declarations.annotated(evaluator, context, annassign.children[1], solved=solved)
    if _last_word(annassign.children[1]) == "TypeAlias":
        rhs = annassign.children[3]
        members = rhs.children[::2] if rhs.type in ("expr", "arith_expr") else [rhs]
        return union(evaluator.expression(context, member) for member in members)
    found = replace(found, values=found.values | name.infer())
    if len(annassign.children) > 3:
        found = replace(found, besides=_proxy(context.infer_node(annassign.children[3])))
    return found


def _last_word(annotation: Node) -> str:
    """``Final`` of ``typing.Final``."""
    return str(annotation.get_code().strip().rpartition(".")[2])


def _proxy(values: Values) -> frozenset[str]:
    """The own names of a proxy, which is declared as what it stands for."""
    return frozenset().union(*(_own_names(value) for value in values if value.is_instance()))


@remembered  # type: ignore[untyped-decorator] # jedi has no types
def _own_names(value: Value) -> frozenset[str]:
    """The names of an instance whose class passes unknown ones on; of others none."""
    if not results.method(value, "__getattr__"):
        return frozenset()
    return frozenset(name.string_name for scope in value.get_filters() for name in scope.values())


def _target(statement: Node, tree_name: Node) -> list[int] | None:
    """Where a name stands in a target: ``[]`` for all of it, ``[1]`` for b in ``a, b``.

    Behind a star places are counted from the end; what the star takes is at ``REST``.
    """
    path: list[int] = []
    node = tree_name
    if node.parent.type == "trailer":
        node = node.parent.parent
    while node.parent is not statement:
        parent = node.parent
        if parent.type in ("testlist_star_expr", "exprlist", "testlist_comp", "testlist"):
            targets = list(parent.children[::2])
            place = targets.index(node)
            stars = [i for i, each in enumerate(targets) if each.type == "star_expr"]
            if len(stars) > 1:
                return None
            if stars and place >= stars[0]:
                place = REST if place == stars[0] else place - len(targets)
            path.insert(0, place)
        elif parent.type not in ("atom", "star_expr"):
            return None
        node = parent
    return path


def _unpacked(evaluator: Evaluator, context: Context, rhs: Node, path: list[int]) -> Typed:
    """One element of an assignment to several names."""
    node, left = rhs, list(path)
    while left:
        while node.type == "atom" and node.children[0] in ("(", "["):
            node = node.children[1]
        if node.type not in ("testlist_star_expr", "testlist", "testlist_comp"):
            break
        parts = node.children[::2]
        if not 0 <= left[0] < len(parts) or any(part.type == "star_expr" for part in parts):
            break
        node = parts[left.pop(0)]
    return _at(evaluator, evaluator.expression(context, node), left)


def _at(evaluator: Evaluator, whole: Typed, path: list[int]) -> Typed:
    """What stands at a place within places."""
    for index in path:
        whole = implicit.place(evaluator, whole, index)
    return whole


def _loop(evaluator: Evaluator, context: Context, tree_name: Node, statement: Node) -> Typed:
    if statement.parent.type in ("async_stmt", "comp_for") or statement.children[0] == "async":
        return _async_loop(evaluator, context, tree_name, statement)
    path = _target(statement, tree_name)
    if path is None:
        return Typed.unknown(f"how {tree_name.value} is bound is not known")
    iterable = statement.children[3]
    displayed = _display(iterable)
    if displayed is not None and not path:
        return union(evaluator.expression(context, part) for part in displayed)
    whole = evaluator.expression(context, iterable)
    return _at(evaluator, implicit.elements(evaluator, whole), path)


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
    path = _target(item, tree_name) if item.type == "with_item" else None
    if path is None:
        return Typed.unknown(f"what with gives to {tree_name.value} is not known")
    manager = evaluator.expression(context, item.children[0])
    later = statement.parent.type == "async_stmt"
    return _at(evaluator, implicit.entered(evaluator, manager, later=later), path)


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
    own = function is not None and _is_self(function, param)
    if own and param.annotation is not None and _own_type(evaluator, function, param, name):
        owner = context.get_root_context().create_value(function.search_ancestor("classdef"))
        return Typed(owner.execute_with_values()).required(f"nothing is known of {tree_name.value}")
    if param.annotation is not None:
        where, annotation = name.function_value.get_default_param_context(), param.annotation
        where, annotation = declarations.bound_of(evaluator, where, annotation)
        found = declarations.annotated(evaluator, where, annotation, solved=frozenset())
        if annotation is not param.annotation:
            return found
        return replace(found, values=found.values | name.infer())
    if own:
        values = name.infer()
        if function.name.value in OF_CLASSES:  # jedi goes by decorators
            values = as_set([v.py__class__() if v.is_instance() else v for v in values])
        return Typed(values).required(f"nothing is known of {tree_name.value}")
    return Typed.unknown(f"parameter {tree_name.value} has no annotation")


def _own_type(evaluator: Evaluator, function: Node, param: Node, name: Name) -> bool:
    """Whether ``self`` is annotated with what stands for its class: ``self: T``, ``self: Self``."""
    annotation = param.annotation
    if annotation.type != "name":
        return False
    above = name.function_value.get_default_param_context()
    found = evaluator.expression(above, annotation).values
    of_class = any("classmethod" in d.get_code() for d in function.get_decorators())
    variable = bool(found) and all(isinstance(value, TypeVar) for value in found)
    return (variable or annotation.value == "Self") and not of_class


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
