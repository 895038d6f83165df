"""What calls give: of classes, of functions, of methods, and of the protocols behind syntax."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis import declarations
from guyline.analysis.internals import (
    NO_VALUES,
    BoundMethod,
    ContextualizedNode,
    FunctionValue,
    TreeArguments,
    _infer_subscript_list,
    builtin_from_name,
)
from guyline.analysis.typed import (
    Arguments,
    Context,
    Name,
    Node,
    Typed,
    Value,
    Values,
    as_set,
    union,
)

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator


def call(evaluator: Evaluator, context: Context, base: Typed, trailer: Node) -> Typed:
    """What calling ``base`` gives."""
    if base.doubt:
        return base
    inside = trailer.children[1]
    node = None if inside == ")" else inside
    arguments = TreeArguments(evaluator.state, context, node, trailer)
    return union(
        _call_one(evaluator, context, value, arguments, node, declared=base.declared)
        for value in base.values
    )


def _call_one(
    evaluator: Evaluator,
    context: Context,
    value: Value,
    arguments: Arguments,
    node: Node | None,
    *,
    declared: bool,
) -> Typed:
    if type(value).__name__ == "CastFunction":
        return _cast(evaluator, context, node)
    if value.is_class():
        if _is_type(value) and node is not None and node.type != "arglist":
            return _type_of(evaluator, context, node)
        if node is not None and node.type == "arglist" and _is_enum(value):
            return Typed.unknown("an enumeration made by a call")
        return _instance(value, arguments)
    if value.is_function() and getattr(value, "tree_node", None) is not None:
        return returned(evaluator, value, arguments, declared=declared)
    if value.is_instance():
        found = evaluator.attribute(Typed(as_set([value]), declared=declared), "__call__")
        functions = [v for v in found.values if v.is_function() and not v.is_instance()]
        if functions and not found.doubt:
            return union(
                returned(evaluator, each, arguments, declared=declared) for each in functions
            )
    return Typed.unknown(f"what calling {_name(value)} gives is not known")


def _is_type(cls: Value) -> bool:
    return _name(cls) == "type" and bool(cls.get_root_context().is_builtins_module())


def _is_enum(cls: Value) -> bool:
    return any(_name(base) == "Enum" for base in cls.py__mro__())


def _type_of(evaluator: Evaluator, context: Context, node: Node) -> Typed:
    """What ``type(it)`` gives."""
    found = evaluator.expression(context, node)
    if found.doubt:
        return found
    if not all(value.is_instance() for value in found.values):
        return Typed.unknown("a class made or found at run time")
    return Typed(as_set([value.py__class__() for value in found.values]))


def _instance(cls: Value, arguments: Arguments) -> Typed:
    name = _name(cls)
    if _is_type(cls):
        return Typed.unknown("a class made or found at run time")
    for base in cls.py__mro__():
        node = getattr(base, "tree_node", None)
        root = base.get_root_context()
        # A class that jedi made of a namedtuple() call has no module name.
        if node is None or node.type != "classdef" or root.is_stub() or root.py__name__() is None:
            continue
        for function in node.iter_funcdefs():
            decides = function.name.value == "__new__" and function.annotation is None
            if decides and not makes_its_class(function):
                return Typed.unknown(f"class {name} decides in __new__ what it makes")
    plain = not _type_variables(cls)
    return Typed(cls.execute(arguments), declared=plain).required(f"class {name} gives nothing")


def makes_its_class(function: Node) -> bool:
    """Whether a ``__new__`` only gives back what the next one makes of its class."""
    parameters = function.get_params()
    if not parameters:
        return False
    own = parameters[0].name.value
    returns = [s for s in function.iter_return_stmts() if getattr(s, "children", None)]
    return bool(returns) and all(_is_made(function, s.children[1], own) for s in returns)


def _is_made(function: Node, given: Node, own: str) -> bool:
    """Whether an expression is ``super().__new__(cls, ...)`` or a variable that holds it."""
    code = "".join(given.get_code().split())
    if re.match(rf"(?:super\([^()]*\)|[\w.]+)\.__new__\({own}\b", code):
        return True
    if given.type != "name":
        return False
    bound = [
        leaf.get_definition()
        for leaf in function.get_root_node().get_used_names().get(given.value, ())
        if function.start_pos <= leaf.start_pos < function.end_pos and leaf.is_definition()
    ]
    return bool(bound) and all(
        each.type == "expr_stmt"
        and each.children[1] == "="
        and each.get_rhs().type != "name"
        and _is_made(function, each.get_rhs(), own)
        for each in bound
    )


def _type_variables(cls: Value) -> Values:
    listed = getattr(cls, "list_type_vars", None)
    return listed() if listed is not None else []


def _cast(evaluator: Evaluator, context: Context, node: Node | None) -> Typed:
    if node is None or node.type != "arglist" or len(node.children) != 3:
        return Typed.unknown("a cast that is not understood")
    given = context.infer_node(node.children[2])
    for value in given:
        if value.is_instance() and method(value, "__getattr__"):
            return Typed.unknown("a cast of a proxy")
    return declarations.annotated(evaluator, context, node.children[0], solved=frozenset())


def returned(
    evaluator: Evaluator, function: Value, arguments: Arguments, *, declared: bool
) -> Typed:
    """What a function gives: what its annotation says, or all its returns.

    Args:
        evaluator: Follows expressions.
        function: jedi's function or bound method.
        arguments: jedi's arguments; None: without.
        declared: Whether the type variables of the object it is bound to are known.
    """
    return union(
        _returned_by(evaluator, each, arguments, declared=declared)
        for each in function.get_signature_functions()
    ).required(f"what {_name(function)} gives is not known")


def _returned_by(
    evaluator: Evaluator, function: Value, arguments: Arguments, *, declared: bool
) -> Typed:
    node = function.tree_node
    if node.type == "lambdef":
        return evaluator.expression(function.as_context(), node.children[-1])
    if function.get_root_context().is_stub() and node.annotation is None:
        return Typed.unknown(f"what {_name(function)} gives is not declared")
    if node.annotation is not None:
        found = _annotated(evaluator, function, arguments, declared=declared)
    elif node.is_generator():
        return Typed(_executed(function, arguments))
    else:
        found = _returns(evaluator, function, node)
    if node.parent.type in ("async_stmt", "async_funcdef"):
        coroutine = _executed(function, arguments)
        return Typed(coroutine, awaited=found).required("a coroutine that is not known")
    return found


def _annotated(
    evaluator: Evaluator, function: Value, arguments: Arguments, *, declared: bool
) -> Typed:
    node = function.tree_node
    context = function.get_default_param_context()
    said, inside, solved = _said(evaluator, function, declared=declared)
    if said:
        return Typed.unknown(f"{_name(function)}: {said}")
    plain = declarations.annotated(evaluator, context, node.annotation, solved=solved)
    if node.parent.type in ("async_stmt", "async_funcdef"):
        return plain
    values = _executed(function, arguments) | plain.values
    known = any(_name(value) != "NoneType" for value in values)
    return Typed(values, "" if known else plain.doubt, declared=not inside)


def _said(
    evaluator: Evaluator, function: Value, *, declared: bool
) -> tuple[str, str, frozenset[str]]:
    """What a return annotation leaves open: the value, its contents; and what is solved."""
    node = function.tree_node
    if node.annotation is None:
        doubt = f"what {_name(function)} gives is not declared"
        return doubt, doubt, frozenset()
    context = function.get_default_param_context()
    owner = getattr(function, "class_context", None)
    solved = declarations.class_variables(owner) if declared else frozenset()
    said = declarations.doubt(evaluator, context, node.annotation, solved=solved)
    inside = declarations.contents_doubt(evaluator, context, node.annotation, solved=solved)
    return said, inside, solved


def _executed(function: Value, arguments: Arguments) -> Values:
    if arguments is None:
        return function.execute_with_values()
    return function.execute(arguments)


def _returns(evaluator: Evaluator, function: Value, node: Node) -> Typed:
    context = function.as_context()
    parts = [
        evaluator.expression(context, statement.children[1])
        for statement in node.iter_return_stmts()
        if getattr(statement, "children", None)
    ]
    if not parts:
        return Typed(as_set([builtin_from_name(evaluator.state, "None")]))
    return union(parts)


def property_value(evaluator: Evaluator, name: Name, node: Node, *, declared: bool) -> Typed:
    """What reading a property gives."""
    instance = getattr(name, "_instance", None)
    if instance is None:
        return Typed.unknown(f"{node.name.value} is a property of the class")
    context = name.parent_context
    function = FunctionValue.from_context(context, node)
    bound = BoundMethod(instance, context, function)
    return returned(evaluator, bound, None, declared=declared)


def is_setter(tree_name: Node) -> bool:
    """Whether a binding is a property's setter or deleter."""
    node = tree_name.parent
    if node.type != "funcdef":
        return False
    return any(
        d.get_code().strip().endswith((".setter", ".deleter")) for d in node.get_decorators()
    )


def method(value: Value, name: str) -> list[Name]:
    """The names of a special method, looked up on the class as Python does."""
    slots = getattr(value, "get_function_slot_names", None)
    return list(slots(name)) if slots is not None else []


def _special(evaluator: Evaluator, base: Typed, name: str) -> Typed:
    """What calling a special method without arguments gives."""
    found = evaluator.attribute(base, name)
    if found.doubt:
        return found
    functions = [v for v in found.values if getattr(v, "tree_node", None) is not None]
    if not functions or len(functions) != len(list(found.values)):
        return Typed.unknown(f"what {name} gives is not known")
    return union(returned(evaluator, f, None, declared=base.declared) for f in functions)


def entered(evaluator: Evaluator, manager: Typed) -> Typed:
    """What ``with manager as it`` binds."""
    return manager.as_object() if manager.doubt else _special(evaluator, manager, "__enter__")


def elements(evaluator: Evaluator, iterable: Typed) -> Typed:
    """What iterating gives; declared only where the iterable's contents are."""
    if iterable.doubt:
        return iterable.as_object()
    plain = all(_is_plain(value) for value in iterable.values)
    if not iterable.declared and not plain:
        return Typed.unknown("what the loop goes over is not declared")
    iterator = _special(evaluator, Typed(iterable.values, declared=True), "__iter__")
    if iterator.doubt or not iterator.declared:
        return Typed.unknown(iterator.doubt or "what the loop goes over is not declared")
    values = NO_VALUES
    for value in iterable.values:
        values = values | value.merge_types_of_iterate()
    return Typed(values, declared=True).required("what the loop goes over is not known")


def _is_plain(value: Value) -> bool:
    """Whether a value's class has no type variables: a str, a range."""
    cls = value.py__class__()
    return _name(cls) in ("str", "bytes", "range")


def item(evaluator: Evaluator, context: Context, base: Typed, trailer: Node) -> Typed:
    """What ``base[index]`` gives."""
    if any(value.is_class() for value in base.values):
        return Typed(_got(context, base, trailer)).required("a generic class that is not known")
    plain = all(_name(value) in ("str", "bytes") for value in base.values)
    if plain:
        return base
    if not base.declared:
        return Typed.unknown("what it contains is not declared")
    getters = evaluator.attribute(base, "__getitem__")
    doubt, inside = getters.doubt, ""
    for getter in getters.values:
        for function in getter.get_signature_functions() if getter.is_function() else []:
            said, within, _ = _said(evaluator, function, declared=True)
            doubt, inside = doubt or said, inside or within
    found = Typed(_got(context, base, trailer), doubt, declared=not inside)
    return found.required("what it contains is not known")


def _got(context: Context, base: Typed, trailer: Node) -> Values:
    index = _infer_subscript_list(context, trailer.children[1])
    return base.values.get_item(index, ContextualizedNode(context, trailer))


def _name(value: Value) -> str:
    try:
        return str(value.py__name__())
    except (AttributeError, NotImplementedError):
        return "it"
