"""What a property is when it is read: of an instance what its getter gives, of a class itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.analysis.internals import (
    BoundMethod,
    FunctionValue,
    TreeInstance,
    ValuesArguments,
    builtin_from_name,
)
from guyline.analysis.results import method, returned
from guyline.analysis.typed import Name, Node, Typed, Value, as_set, union

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator


def read(
    evaluator: Evaluator, name: Name, node: Node, receiver: Value | None, *, declared: bool
) -> Typed:
    """What reading a property gives.

    Args:
        evaluator: Follows expressions.
        name: jedi's name of it.
        node: The definition of its getter, or of its setter.
        receiver: What it is read of; None: the body of its class.
        declared: Whether the type arguments of the object it belongs to are known.
    """
    instance = getattr(name, "_instance", None)
    if instance is None:
        return _of_class(evaluator, node, receiver)
    context = name.parent_context
    bound = BoundMethod(instance, context, FunctionValue.from_context(context, node))
    return returned(evaluator, bound, None, declared=declared)


def through_get(evaluator: Evaluator, found: Typed, name: Name) -> Typed:
    """What a class attribute is when it is read: what ``__get__`` gives, of a descriptor."""
    if not name.parent_context.is_class():
        return found
    descriptors = [v for v in found.values if v.is_instance() and method(v, "__get__")]
    if not descriptors or found.doubt:
        return found
    others = as_set(value for value in found.values if value not in descriptors)
    getters = evaluator.attribute(replace(found, values=as_set(descriptors)), "__get__")
    functions = [each for each in getters.values if getattr(each, "tree_node", None) is not None]
    if getters.doubt or not functions or len(functions) < len(list(getters.values)):
        return found.but(f"{name.string_name} is a descriptor")
    given = union(returned(evaluator, f, None, declared=found.declared) for f in functions)
    if given.doubt:
        return found.but(f"{name.string_name} is a descriptor")
    return union([given, replace(found, values=others)]) if others else given


def _of_class(evaluator: Evaluator, node: Node, receiver: Value | None) -> Typed:
    """The property itself; that of a metaclass is read of a class as of an instance."""
    decorators = [each.children[1].get_code().strip() for each in node.get_decorators()]
    bases = receiver.py__mro__() if receiver is not None and receiver.is_class() else ()
    owner = node.search_ancestor("classdef")
    own = receiver is None or any(getattr(base, "tree_node", None) is owner for base in bases)
    if own and decorators == ["property"]:
        # Not called: jedi has its own idea of what property() gives.
        cls = builtin_from_name(evaluator.state, "property")
        arguments = ValuesArguments([])
        made = TreeInstance(evaluator.state, cls.parent_context, cls, arguments)
        return Typed(as_set([made]), declared=True, exact=True)
    if own and receiver is None and decorators[0] == f"{node.name.value}.setter":
        return Typed(declared=True)  # the property that it is made of says what it is
    return Typed.unknown(f"{node.name.value} is a property of the class")
