"""What calls give: of classes, of functions, of methods, and of the protocols behind syntax."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.analysis import contents, declarations
from guyline.analysis.internals import (
    BoundMethod,
    FunctionValue,
    TreeArguments,
    ValuesArguments,
    builtin_from_name,
)
from guyline.analysis.pairing import paired, solve, variables
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


def call(evaluator: Evaluator, context: Context, base: Typed, trailer: Node) -> Typed:
    """What calling ``base`` gives."""
    if base.doubt:
        return base
    base = base.without_none()
    inside = trailer.children[1]
    node = None if inside == ")" else inside
    arguments = TreeArguments(evaluator.state, context, node, trailer)
    values = _fitting(list(base.values), arguments)
    found = union(
        _call_one(evaluator, context, value, arguments, node, declared=base.declared)
        for value in values
    )
    if not values or (len(values) > 1 and not all(value.is_function() for value in values)):
        return found
    given = contents.of_choice(evaluator, context, values[0], arguments)
    inside = contents.of_call(evaluator, context, values[0], arguments)
    return given or (found if inside is None else found.holding(inside))


def result(evaluator: Evaluator, base: Typed) -> Typed:
    """What calling ``base`` without arguments gives."""
    if base.doubt:
        return base
    parts = []
    for value in base.values:
        if value.is_class():
            made = _instance(value, ValuesArguments([]))
            empty = contents.of_nothing(value)
            parts.append(made if empty is None else made.holding(empty))
        elif value.is_function() and getattr(value, "tree_node", None) is not None:
            parts.append(returned(evaluator, value, None, declared=base.declared))
        else:
            return Typed.unknown(f"what calling {name_of(value)} gives is not known")
    return union(parts).required("what a call gives is not known")


def _fitting(values: list[Value], arguments: Arguments) -> list[Value]:
    """Without the overloads whose parameters do not fit a call, if others of them do."""
    fits = {}
    for value in values:
        node = getattr(value, "tree_node", None)
        if not value.is_function() or node is None or node.type != "funcdef":
            continue
        if any(_last(decorator) == "overload" for decorator in node.get_decorators()):
            pairs = paired(value, arguments)
            fits[value] = pairs is None or pairs.fits
    if not any(fits.values()):
        return values
    return [value for value in values if fits.get(value, True)]


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
    return Typed.unknown(f"what calling {name_of(value)} gives is not known")


def _is_type(cls: Value) -> bool:
    return name_of(cls) == "type" and bool(cls.get_root_context().is_builtins_module())


def _is_enum(cls: Value) -> bool:
    return any(name_of(base) == "Enum" for base in cls.py__mro__())


def _type_of(evaluator: Evaluator, context: Context, node: Node) -> Typed:
    """What ``type(it)`` gives."""
    found = evaluator.expression(context, node)
    if found.doubt:
        return found
    if not all(value.is_instance() for value in found.values):
        return Typed.unknown("a class made or found at run time")
    return Typed(as_set([value.py__class__() for value in found.values]))


def _instance(cls: Value, arguments: Arguments) -> Typed:
    name = name_of(cls)
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
    made = Typed(cls.execute(arguments), declared=plain, exact=True)
    return made.required(f"class {name} gives nothing")


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
        for each in _overloads(function, arguments)
    ).required(f"what {name_of(function)} gives is not known")


def _overloads(function: Value, arguments: Arguments) -> list[Value]:
    """The overloads of a function whose parameters fit a call; all, where none does."""
    every = list(function.get_signature_functions())
    if len(every) < 2:
        return every
    pairs = [(each, paired(each, arguments)) for each in every]
    return [each for each, pair in pairs if pair is None or pair.fits] or every


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
    if said:
        return Typed.unknown(f"{name_of(function)}: {said}")
    own = _own(function)
    plain = declarations.annotated(evaluator, context, node.annotation, solved=solved, own=own)
    if node.parent.type in ("async_stmt", "async_funcdef") or own.is_in(node.annotation):
        return plain
    values = _executed(function, arguments) | plain.values
    if passed:
        given = union(passed.values())
        return Typed(values | given.values, given.doubt)
    known = any(name_of(value) != "NoneType" for value in values)
    return replace(plain, values=values, doubt="" if known else plain.doubt, declared=not inside)


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
        return _declared_yield(evaluator, function)
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


def _declared_yield(evaluator: Evaluator, function: Value) -> Typed | None:
    """``T`` of ``-> Iterator[T]`` or ``-> Generator[T, None, None]``."""
    annotation = function.tree_node.annotation
    if annotation.type not in ("atom_expr", "power") or annotation.children[-1].children[0] != "[":
        return None
    inside = annotation.children[-1].children[1]
    first = inside.children[0] if inside.type == "subscriptlist" else inside
    context = function.get_default_param_context()
    own = _own(function)
    return declarations.annotated(evaluator, context, first, solved=own.names, own=own)


def is_manager(decorator: Node) -> bool:
    """Whether a decorator is contextlib's, that makes a context manager of a generator."""
    return _last(decorator) in MANAGERS


def _last(decorator: Node) -> str:
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


def name_of(value: Value) -> str:
    """What a value is called."""
    try:
        return str(value.py__name__())
    except (AttributeError, NotImplementedError):
        return "it"
