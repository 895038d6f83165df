"""The definitions that a call may run, and the parameter that takes one of its arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.decorators import last_name, wrappers
from guyline.analysis.fields import kind_of, made, statements
from guyline.analysis.lineage import Lineage, name_of, own
from guyline.analysis.typed import Context, Node, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.evaluate import Evaluator

_OPENS = frozenset({"_io", "builtins", "io", "os", "pathlib"})
"""Modules whose ``open`` and ``fdopen`` refuse, when they run, a mode that no overload lists.

Their last overload takes any string, for modes that are computed.
"""


@dataclass(frozen=True, slots=True)
class Definition:
    """What a call may run.

    Attributes:
        context: The scope in which its annotations are looked up.
        node: A function's definition, or the body that the parameters are the fields of.
        bound: Whether its first parameter is given.
        of_class: Whether it makes an instance, so that what it returns says nothing.
    """

    context: Context
    node: Node
    bound: bool
    of_class: bool = False


def definitions(
    evaluator: Evaluator, context: Context, parts: list[Node]
) -> list[Definition] | str:
    """What calling an expression may run, or why that is not known.

    Args:
        evaluator: Follows expressions.
        context: Where the expression stands.
        parts: It, as an atom and its trailers.
    """
    typed = evaluator.chain(context, parts)
    typed = typed.called or typed
    if typed.doubt or not typed.values:
        return typed.doubt or "it is not known what is called"
    found: list[Definition] = []
    for value in typed.values:
        of_value = _of_class if value.is_class() else _of_function
        more = of_value(evaluator, value)
        if isinstance(more, str):
            return more
        found += more
    overloads = [each for each in found if _is_overload(each.node)]
    return _without_any_mode(overloads) if overloads else found


def _of_function(evaluator: Evaluator, value: Value) -> list[Definition] | str:
    if getattr(value, "tree_node", None) is None or not value.is_function():
        return f"what {name_of(value)} takes is not known"
    found: list[Definition] = []
    for each in value.get_signature_functions():
        if each.tree_node.type != "funcdef":
            return f"what {name_of(value)} takes is not known"
        bound = bool(value.is_bound_method())
        more = _of_definition(
            evaluator, each.parent_context, each.tree_node, bound=bound, of_class=False
        )
        if isinstance(more, str):
            return more
        found += more
    return found


def _of_definition(
    evaluator: Evaluator, context: Context, node: Node, *, bound: bool, of_class: bool
) -> list[Definition] | str:
    for decorator in node.get_decorators():
        given = wrappers(evaluator, context, decorator)
        if given is None or any(each.node is not None for each in given):
            return f"{node.name.value} is changed by @{last_name(decorator)}"
    return [Definition(context, node, bound, of_class)]


def _of_class(evaluator: Evaluator, cls: Value) -> list[Definition] | str:
    """The constructor of a class: the first ``__init__`` or ``__new__``, or its fields."""
    lineage = Lineage(evaluator)
    order, doubt = lineage.order(cls)
    shown = name_of(cls)
    called, why = lineage.metaclass_methods(order, "__call__")
    if doubt or why or called:
        return doubt or why or f"class {shown} is called by its metaclass"
    for index, each in enumerate(order):
        node = getattr(each, "tree_node", None)
        decorators = node.get_decorators() if node is not None else ()
        kinds = {d: kind_of(evaluator, each.parent_context, d) for d in decorators}
        for decorator, kind in list(kinds.items()):
            if not kind:
                given = wrappers(evaluator, each.parent_context, decorator)
                if given is None or any(wrapper.node is not None for wrapper in given):
                    return f"class {shown} is changed by a decorator"
                del kinds[decorator]
        written = [n for how in ("__init__", "__new__") for n in own(each, how)]
        if made(each, order[index:], kinds) is not None and not written:
            return [
                Definition(_inside(e), e.tree_node, bound=True, of_class=True)
                for e in order[index:]
                if getattr(e, "tree_node", None) is not None
            ]
        found: list[Definition] = []
        for function in written if name_of(each) != "object" else ():
            if function.type != "funcdef":
                return f"the constructor of class {shown} is not known"
            more = _of_definition(evaluator, _inside(each), function, bound=True, of_class=True)
            if isinstance(more, str):
                return more
            found += more
        if found:
            return found
    return f"class {shown} takes no argument"


def _inside(cls: Value) -> Context:
    """The scope of a class's body, without what jedi makes of its decorators."""
    return cls.get_root_context().create_context(cls.tree_node.children[-1])


def _is_overload(node: Node) -> bool:
    decorators = node.get_decorators() if node.type == "funcdef" else ()
    return any(last_name(decorator) == "overload" for decorator in decorators)


def _without_any_mode(overloads: list[Definition]) -> list[Definition]:
    """Overloads without the one of ``open`` that takes any mode."""
    kept = [
        each
        for each in overloads
        if each.node.name.value not in ("open", "fdopen")
        or each.context.get_root_context().py__name__().partition(".")[0] not in _OPENS
        or not _takes_any_mode(each.node)
    ]
    return kept or overloads


def _takes_any_mode(node: Node) -> bool:
    for parameter in node.get_params():
        if parameter.name.value == "mode" and parameter.annotation is not None:
            return str(parameter.annotation.get_code().strip()) == "str"
    return False


def annotations_of_argument(
    called: list[Definition], place: int | str
) -> list[tuple[Context, Node]] | str:
    """How what takes an argument is annotated in each definition, or why that is not known.

    Args:
        called: What may run.
        place: The argument's keyword, or how many stand before it.
    """
    found: list[tuple[Context, Node]] = []
    for each in called:
        if each.node.type == "classdef":
            found += _of_field(each, place)
            continue
        parameter = _parameter(each, place)
        if parameter is not None and parameter.annotation is None:
            return f"the parameter {parameter.name.value} is not annotated"
        if parameter is not None and parameter.star_count == 2:
            return "it is taken as any keyword"
        if parameter is not None:
            found.append((each.context, parameter.annotation))
    return found or "no parameter takes it"


def _parameter(definition: Definition, place: int | str) -> Node | None:
    """The parameter that takes an argument; None where the definition takes none such."""
    by_position: list[Node] = []
    rest = keywords = None
    for parameter in definition.node.get_params():
        if parameter.star_count == 2:
            keywords = parameter
        elif parameter.star_count == 1:
            rest = parameter
        elif isinstance(place, str) and parameter.name.value == place:
            return parameter
        elif rest is None and not _behind_star(parameter):
            by_position.append(parameter)
    if isinstance(place, str):
        return keywords
    if definition.bound:
        by_position = by_position[1:]
    return by_position[place] if place < len(by_position) else rest


def _behind_star(parameter: Node) -> bool:
    """Whether a parameter is taken by keyword only, behind a bare star."""
    before = parameter.get_previous_sibling()
    while before is not None:
        if before.type == "operator" and before.value == "*":
            return True
        before = before.get_previous_sibling()
    return False


def _of_field(definition: Definition, place: int | str) -> Iterator[tuple[Context, Node]]:
    """The annotation of a field that is given by keyword."""
    for statement in statements(definition.node):
        target, rest = statement.children[0], statement.children[1]
        if rest.type == "annassign" and target.type == "name" and target.value == place:
            yield definition.context, rest.children[1]
