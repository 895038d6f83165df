"""What calls give: of classes, of functions, and of what has ``__call__``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis import contents, declarations
from guyline.analysis.internals import GenericClass, TreeArguments, ValuesArguments
from guyline.analysis.pairing import paired, takes
from guyline.analysis.results import last_of, method, name_of, returned
from guyline.analysis.typed import Arguments, Context, Node, Typed, Value, Values, as_set, union

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

_WORD = re.compile(r"(?P<quote>[\"'])(?P<name>[^\W\d]\w*)(?P=quote)$")


def call(evaluator: Evaluator, context: Context, base: Typed, trailer: Node) -> Typed:
    """What calling ``base`` gives."""
    if base.doubt:
        return base
    base = base.usable()
    inside = trailer.children[1]
    node = None if inside == ")" else inside
    arguments = TreeArguments(evaluator.state, context, node, trailer)
    values = _fitting(evaluator, list(base.values), arguments)
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


def _fitting(evaluator: Evaluator, values: list[Value], arguments: Arguments) -> list[Value]:
    """Without the overloads whose parameters do not fit a call, if others of them do."""
    fits = {}
    for value in values:
        node = getattr(value, "tree_node", None)
        if not value.is_function() or node is None or node.type != "funcdef":
            continue
        if any(last_of(decorator) == "overload" for decorator in node.get_decorators()):
            fits[value] = takes(evaluator, value, paired(value, arguments))
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
    if type(value).__name__ in ("NewType", "NewTypeFunction"):
        return Typed(value.py__call__(arguments), declared=True).required(
            "a type that is not known"
        )
    if value.is_class():
        if _is_type(value) and node is not None and node.type != "arglist":
            return _type_of(evaluator, context, node)
        if node is not None and node.type == "arglist" and _is_enum(value):
            return Typed.unknown("an enumeration made by a call")
        return _instance(value, arguments, spelled=declared and type(value) is GenericClass)
    if value.is_function() and getattr(value, "tree_node", None) is not None:
        read = _got(evaluator, context, value, node) if name_of(value) == "getattr" else None
        return read or returned(evaluator, value, arguments, declared=declared)
    if value.is_instance():
        if evaluator.lacks(value, "__call__"):
            return Typed()  # it would fail
        found = evaluator.attribute(Typed(as_set([value]), declared=declared), "__call__")
        functions = [v for v in found.values if v.is_function() and not v.is_instance()]
        if functions and not found.doubt:
            return union(
                returned(evaluator, each, arguments, declared=declared) for each in functions
            )
    return Typed.unknown(f"what calling {name_of(value)} gives is not known")


def _got(evaluator: Evaluator, context: Context, value: Value, node: Node | None) -> Typed | None:
    """What ``getattr(it, "name")`` gives, or the default; None: the name is not written."""
    if not value.get_root_context().is_builtins_module() or node is None or node.type != "arglist":
        return None
    parts = node.children[::2]
    name = _WORD.match(parts[1].value) if parts[1].type == "string" else None
    if name is None or any(part.type == "argument" for part in parts) or len(parts) > 3:
        return None
    base = evaluator.expression(context, parts[0]).as_object()
    if base.doubt:
        return base
    found = evaluator.attribute(base, name["name"])
    return union([found, *(evaluator.expression(context, part) for part in parts[2:])])


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


def _instance(cls: Value, arguments: Arguments, *, spelled: bool = False) -> Typed:
    """An instance of a class; ``spelled``: its type arguments are written down."""
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
    plain = spelled or not _type_variables(cls)
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
