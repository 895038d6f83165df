"""What a property is when it is read: of an instance what its getter gives, of a class itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.internals import (
    BoundMethod,
    FunctionValue,
    TreeInstance,
    ValuesArguments,
    builtin_from_name,
)
from guyline.analysis.results import is_setter, returned
from guyline.analysis.typed import Name, Node, Scope, Typed, Value, as_set

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


def with_getters(scope: Scope, names: list[Name], bindings: list[Node]) -> list[Name]:
    """The names of a property, its getter included, which jedi takes for overwritten.

    Args:
        scope: jedi's filter that holds the names.
        names: What it gives.
        bindings: Everything that is bound to that name in the same class.
    """
    inner = getattr(scope, "_class_filter", scope)
    others = [each for each in bindings if not is_setter(each)]
    if not others or not hasattr(inner, "_convert_names"):
        return names
    found: list[Name] = inner._convert_names(others)
    return found if inner is scope else list(scope._convert(found))
