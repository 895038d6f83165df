"""Which argument of a call goes to which parameter, and what that says of type variables.

Source: the Python reference, section 6.3.4 (calls); PEP 484 (type variables of functions).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.internals import TypeVar
from guyline.analysis.typed import Arguments, Context, Node, Typed, Value, is_none, union

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

_HOLDERS = {
    **dict.fromkeys(("Iterable", "Iterator", "Sequence", "Collection", "list", "List", "set"), 0),
    **dict.fromkeys(("type", "Type", "AbstractContextManager", "ContextManager"), 0),
    "Callable": -1,
}
"""Generic classes, and which of their arguments is followed to what it stands for."""

_GENERIC = re.compile(r"(?:\w+\.)*(?P<name>\w+)\[(?P<parts>.+)\]")


@dataclass(frozen=True, slots=True)
class Paired:
    """The arguments of one call, by the parameters they go to.

    Attributes:
        context: The scope that the arguments stand in.
        given: The arguments, by the names of their parameters.
        fits: Whether each argument has a parameter, and each required parameter has one.
    """

    context: Context
    given: dict[str, Node]
    fits: bool


def paired(function: Value, arguments: Arguments | None) -> Paired | None:
    """Pair a call's arguments with a function's parameters; None: ``*`` or ``**`` is given.

    Args:
        function: jedi's function or bound method.
        arguments: jedi's arguments of the call.
    """
    if arguments is None or getattr(arguments, "context", None) is None:
        return None
    written = _written(arguments.argument_node)
    if written is None:
        return None
    parameters = function.tree_node.get_params()
    if function.is_bound_method() and parameters:
        parameters = parameters[1:]
    positional, named = written
    given: dict[str, Node] = {}
    fits = True
    places = [p for p in parameters if p.star_count == 0 and _is_positional(p, parameters)]
    for place, node in enumerate(positional):
        if place < len(places):
            given[places[place].name.value] = node
        elif not any(p.star_count == 1 and p.name.value for p in parameters):
            fits = False
    by_name = {p.name.value for p in parameters if p.star_count == 0}
    for name, node in named.items():
        if name in by_name and name not in given:
            given[name] = node
        elif not any(p.star_count == 2 for p in parameters):
            fits = False
    for parameter in parameters:
        required = parameter.star_count == 0 and parameter.default is None
        if required and parameter.name.value not in given:
            fits = False
    return Paired(arguments.context, given, fits)


def takes(evaluator: Evaluator, function: Value, pair: Paired | None) -> bool:
    """Whether a call's arguments may go to a function: one that takes None gets nothing else."""
    if pair is None:
        return True
    if not pair.fits:
        return False
    for parameter in function.tree_node.get_params():
        node = pair.given.get(parameter.name.value)
        if node is None or parameter.annotation is None:
            continue
        if parameter.annotation.get_code().strip() == "None":
            given = evaluator.expression(pair.context, node)
            if given.values and not given.doubt and not any(map(is_none, given.values)):
                return False
    return True


def _written(node: Node | None) -> tuple[list[Node], dict[str, Node]] | None:
    """The positional and the named arguments as written."""
    positional: list[Node] = []
    named: dict[str, Node] = {}
    if node is None:
        return positional, named
    for child in node.children if node.type == "arglist" else [node]:
        if child.type == "operator":
            if child.value != ",":
                return None
        elif child.type == "argument" and child.children[0] in ("*", "**"):
            return None
        elif child.type == "argument" and child.children[1] == "=":
            named[child.children[0].value] = child.children[2]
        else:
            positional.append(child)
    return positional, named


def _is_positional(parameter: Node, parameters: list[Node]) -> bool:
    """Whether an argument without a name may go to a parameter: no ``*`` stands before it."""
    siblings = parameter.parent.children
    before = siblings[: siblings.index(parameter)]
    return not any(
        each == "*" or (each.type == "operator" and each.value == "*") or _is_star(each)
        for each in before
    ) and any(parameter is each for each in parameters)


def _is_star(node: Node) -> bool:
    return bool(node.type == "param" and node.star_count == 1)


def solve(
    evaluator: Evaluator, function: Value, arguments: Arguments | None, variable: str
) -> Typed | None:
    """What a function's type variable stands for in a call: what its arguments make of it.

    None where a parameter is annotated with it in a way that is not followed.
    """
    pairs = paired(function, arguments)
    if pairs is None:
        return None
    parts = []
    for parameter in function.tree_node.get_params():
        annotation = parameter.annotation
        if annotation is None or variable not in _names(annotation):
            continue
        how = _use_of(annotation, variable)
        if how is None or parameter.star_count:
            return None
        node, where = pairs.given.get(parameter.name.value), pairs.context
        if node is None:
            node, where = parameter.default, function.get_default_param_context()
        if node is None:
            return None
        parts.append(_taken_from(evaluator, evaluator.expression(where, node), how))
    return union(parts) if parts else None


def _use_of(annotation: Node, variable: str) -> str | None:
    """How an annotation holds a type variable: as ``it``, or within what generic class."""
    members = _members(annotation) - {"None"}
    if len(members) != 1:
        return None
    code = "".join(members.pop().split())
    if code == variable:
        return "it"
    match = _GENERIC.fullmatch(code)
    if match is None or match["name"] not in _HOLDERS:
        return None
    parts = re.sub(r"\[[^\[\]]*\]", "", match["parts"]).split(",")
    return match["name"] if parts[_HOLDERS[match["name"]]] == variable else None


def _taken_from(evaluator: Evaluator, given: Typed, how: str) -> Typed:
    """What a type variable stands for, of an argument whose annotation holds it."""
    if how == "it":
        return given
    if how in ("type", "Type"):
        if given.doubt or not all(value.is_class() for value in given.values):
            return Typed.unknown(given.doubt or "a class that is not known")
        made = Typed(given.values.execute_with_values())
        return made.required("a class that gives nothing")
    if how in ("AbstractContextManager", "ContextManager"):
        return evaluator.entered(given)
    if how == "Callable":
        return evaluator.result(given)
    return evaluator.elements(given)


def _members(annotation: Node) -> set[str]:
    """The members of a union written with ``|``, as text."""
    union_of = annotation.type in ("expr", "arith_expr")
    parts = annotation.children[::2] if union_of else [annotation]
    return {part.get_code().strip().strip("\"'") for part in parts}


def _names(node: Node) -> set[str]:
    children = getattr(node, "children", None)
    if children is None:
        return {node.value.strip("\"'")}
    return set().union(*(_names(child) for child in children))


def variables(evaluator: Evaluator, context: Context, annotation: Node) -> set[str]:
    """The type variables that an annotation, or a member of its union, is."""
    union_of = annotation.type in ("expr", "arith_expr")
    found = set()
    for part in annotation.children[::2] if union_of else [annotation]:
        if part.type == "name":
            values = evaluator.expression(context, part).values
            if any(isinstance(value, TypeVar) for value in values):
                found.add(part.value)
    return found
