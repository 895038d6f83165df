"""What functions give: what their annotation says, or all that they return or yield."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.analysis import declarations
from guyline.analysis.aliases import type_arguments
from guyline.analysis.internals import BoundMethod, builtin_from_name
from guyline.analysis.pairing import paired, solve, takes, variables
from guyline.analysis.typed import (
    Arguments,
    Contents,
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

MANAGERS = frozenset({"contextmanager", "asynccontextmanager"})
"""Decorators of contextlib that make a context manager of a generator."""

_OWN_VARIABLE = re.compile(r"(?:(?:typing\.)?[Tt]ype\[)?(?P<name>\w+)\]?")


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
        for each in _overloads(evaluator, function, arguments)
    ).required(f"what {name_of(function)} gives is not known")


def _overloads(evaluator: Evaluator, function: Value, arguments: Arguments) -> list[Value]:
    """The overloads of a function whose parameters fit a call; all, where none does."""
    every = list(function.get_signature_functions())
    if len(every) < 2:
        return every
    pairs = [(each, paired(each, arguments)) for each in every]
    return [each for each, pair in pairs if takes(evaluator, each, pair)] or every


def _returned_by(
    evaluator: Evaluator, function: Value, arguments: Arguments, *, declared: bool
) -> Typed:
    node = function.tree_node
    if node.type == "lambdef":
        return evaluator.expression(function.as_context(), node.children[-1])
    if function.get_root_context().is_stub() and node.annotation is None:
        return Typed.unknown(f"what {name_of(function)} gives is not declared")
    if any(is_manager(decorator) for decorator in node.get_decorators()):
        made = Typed.unknown(f"{name_of(function)} is a context manager of its own kind")
        return replace(made, entered=_yielded(evaluator, function))
    if node.annotation is not None:
        found = _annotated(evaluator, function, arguments, declared=declared)
    elif node.is_generator():
        made = Typed(_executed(function, arguments)).required("a generator that is not known")
        return made.holding(_stepped(evaluator, function))
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
    passed = _passed_on(evaluator, function, arguments, declared=declared)
    said, inside, solved = return_doubts(
        evaluator, function, declared=declared, known=frozenset(passed)
    )
    own = _own(function)
    plain = declarations.annotated(evaluator, context, node.annotation, solved=solved, own=own)
    if said:
        return Typed(doubt=f"{name_of(function)}: {said}", makes=plain.makes)
    later = node.parent.type in ("async_stmt", "async_funcdef")
    if own.is_in(node.annotation) and (free := _free(evaluator, function) - own.names):
        # Read as it stands, an annotation says what Self is, and nothing of a type variable.
        return plain.but(f"what {min(free)} is, beside Self, is not known")
    if own.is_in(node.annotation) or (later and not passed):
        owned = declarations.class_variables(getattr(function, "class_context", None))
        return plain if declared or not owned else replace(plain, declared=False)
    values = plain.values if later else _executed(function, arguments) | plain.values
    if passed:
        given = union(passed.values())
        if _code(node.annotation) in passed:  # it gives just that
            return replace(given, values=values | given.values)
        return Typed(values | given.values, given.doubt)
    known = any(name_of(value) != "NoneType" for value in values)
    return replace(plain, values=values, doubt="" if known else plain.doubt, declared=not inside)


def _free(evaluator: Evaluator, function: Value) -> set[str]:
    """The type variables, its class's too, that a function is declared to give."""
    annotation = function.tree_node.annotation
    owned = declarations.class_variables(getattr(function, "class_context", None))
    named = {word for word in re.findall(r"\w+", _code(annotation)) if word in owned}
    return named | variables(evaluator, function.get_default_param_context(), annotation)


def _code(annotation: Node) -> str:
    return str(annotation.get_code()).strip().strip("\"'")


def _passed_on(
    evaluator: Evaluator, function: Value, arguments: Arguments, *, declared: bool
) -> dict[str, Typed]:
    """What the type variables that a function is declared to give stand for in this call."""
    node = function.tree_node
    owner = getattr(function, "class_context", None)
    known = _own(function).names
    # What a class is made for was decided when it was made, not in this call.
    known |= declarations.class_variables(owner)
    context = function.get_default_param_context()
    found = {}
    for variable in variables(evaluator, context, node.annotation) - known:
        given = solve(evaluator, function, arguments, variable)
        if given is not None:
            found[variable] = given
    return found


def return_doubts(
    evaluator: Evaluator,
    function: Value,
    *,
    declared: bool,
    known: frozenset[str] = frozenset(),
) -> tuple[str, str, frozenset[str]]:
    """What a return annotation leaves open: the value, its contents; and what is solved."""
    node = function.tree_node
    if node.annotation is None:
        doubt = f"what {name_of(function)} gives is not declared"
        return doubt, doubt, frozenset()
    context = function.get_default_param_context()
    owner = getattr(function, "class_context", None)
    solved = declarations.class_variables(owner) if declared else frozenset()
    solved |= _own(function).names | known
    said = declarations.doubt(evaluator, context, node.annotation, solved=solved)
    inside = declarations.contents_doubt(evaluator, context, node.annotation, solved=solved)
    return said, inside, solved


def _own(function: Value) -> declarations.Own:
    """What ``Self`` stands for in a method: what it is bound to, not what defines it."""
    receiver = getattr(function, "instance", None)
    if receiver is None:
        return declarations.Own()
    values = receiver.execute_with_values() if receiver.is_class() else as_set([receiver])
    names = {"Self"}
    parameters = function.tree_node.get_params()
    annotation = parameters[0].annotation if parameters else None
    if annotation is not None:
        # def method(self: T) -> T, def make(cls: type[T]) -> T
        code = annotation.get_code().strip().strip("\"'")
        match = _OWN_VARIABLE.fullmatch(code)
        if match is not None:
            names.add(match["name"])
    return declarations.Own(frozenset(names), values)


def _executed(function: Value, arguments: Arguments) -> Values:
    if arguments is None:
        return function.execute_with_values()
    return function.execute(arguments)


def _returns(evaluator: Evaluator, function: Value, node: Node) -> Typed:
    context = _body(function)
    parts = [
        evaluator.expression(context, statement.children[1])
        for statement in node.iter_return_stmts()
        if getattr(statement, "children", None)
    ]
    if not parts:
        return Typed(as_set([builtin_from_name(evaluator.state, "None")]))
    return union(parts)


def _yielded(evaluator: Evaluator, function: Value) -> Typed | None:
    """What a generator that is made a context manager binds: what its ``yield`` gives."""
    node, context = function.tree_node, _body(function)
    if node.annotation is not None:
        return declared_yield(evaluator, function)
    parts = []
    for each in node.iter_yield_exprs():
        if each.type != "yield_expr" or each.children[1].type == "yield_arg":
            return None
        parts.append(evaluator.expression(context, each.children[1]))
    return union(parts) if parts else None


def _stepped(evaluator: Evaluator, function: Value) -> Contents | None:
    """What a generator yields, one time or another."""
    context = _body(function)
    parts = []
    for each in function.tree_node.iter_yield_exprs():
        if each.type != "yield_expr":
            parts.append(Typed(as_set([builtin_from_name(evaluator.state, "None")])))
        elif each.children[1].type == "yield_arg":
            parts.append(
                evaluator.elements(evaluator.expression(context, each.children[1].children[1]))
            )
        else:
            parts.append(evaluator.expression(context, each.children[1]))
    return Contents(union(parts))


def declared_yield(evaluator: Evaluator, function: Value) -> Typed | None:
    """``T`` of ``-> Iterator[T]`` or ``-> Generator[T, None, None]``."""
    parts = type_arguments(function.tree_node.annotation)
    if not parts:
        return None
    context = function.get_default_param_context()
    own = _own(function)
    return declarations.annotated(evaluator, context, parts[0], solved=own.names, own=own)


def sent(evaluator: Evaluator, context: Context, node: Node) -> Typed:
    """What ``yield`` gives: what is sent, ``S`` of ``-> Generator[T, S, R]``."""
    function = node.search_ancestor("funcdef", "lambdef")
    above = context.parent_context
    plain = function is not None and context.tree_node is function and above is not None
    delegates = len(node.children) > 1 and node.children[1].type == "yield_arg"
    parts = type_arguments(function.annotation) if plain and function.type == "funcdef" else []
    said = function.annotation.get_code().strip().split("[")[0] if parts else ""
    generator = said.rpartition(".")[2] in ("Generator", "AsyncGenerator")
    if delegates or len(parts) < 2 or not generator:
        return Typed.unknown("what is sent to a generator is not known")
    return declarations.annotated(evaluator, above, parts[1], solved=frozenset())


def is_manager(decorator: Node) -> bool:
    """Whether a decorator is contextlib's, that makes a context manager of a generator."""
    return last_of(decorator) in MANAGERS


def last_of(decorator: Node) -> str:
    """The last name of a decorator, without its arguments."""
    code: str = decorator.children[1].get_code().strip()
    return code.split("(")[0].rpartition(".")[2]


def _body(function: Value) -> Context:
    """A function's body, where its first parameter is what it is bound to.

    Of a class method jedi takes the class of what it is bound to, so that is an instance.
    """
    receiver = getattr(function, "instance", None)
    if receiver is None or not receiver.is_class():
        return function.as_context()
    for instance in receiver.execute_with_values():
        if instance.is_instance():
            return BoundMethod(instance, function._class_context, function).as_context()
    return function.as_context()


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


def name_of(value: Value) -> str:
    """What a value is called."""
    try:
        return str(value.py__name__())
    except (AttributeError, NotImplementedError):
        return "it"
