"""What decorators leave of a function: itself, or another that may call it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.internals import BoundMethod, FunctionValue, get_parent_scope
from guyline.analysis.typed import Context, Name, Node, Typed, Value, as_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.evaluate import Evaluator

_KEEP = frozenset(
    {
        "abstractclassmethod",
        "abstractmethod",
        "asynccontextmanager",
        "cache",
        "classmethod",
        "contextmanager",
        "coroutine",
        "dataclass_transform",
        "deprecated",
        "final",
        "lru_cache",
        "mypyc_attr",
        "no_type_check",
        "overload",
        "override",
        "staticmethod",
        "type_check_only",
    }
)
"""Decorators that leave a function's parameters as they are, by their last name."""

_BRANCHES = frozenset({"suite", "if_stmt", "try_stmt", "with_stmt", "decorated", "async_stmt"}) | {
    "async_funcdef"
}
_VARIABLE = re.compile(r"(?:[Tt]ype\[)?(\w+)\]?")
_OPTIONAL = re.compile(r"^(?:[\w.]*\.)?Optional\[(.*)\]$|^(.*)\|None$")
_FACTORY = re.compile(
    r"(?:[\w.]*\.)?Callable\[\[(?P<taken>(?:[^\[\],]|\[.*\])*)\],(?P<given>.+)\]$"
)
_PARAMETERS = re.compile(r"\bCallable\[(\w+),")


def undecorated(name: Name, node: Node) -> Typed:
    """The function that a name's definition shows, bound to what it was found on.

    Args:
        name: jedi's name of it.
        node: Its definition.
    """
    context = name.parent_context
    function = FunctionValue.from_context(context, node)
    last_names = {last_name(decorator) for decorator in node.get_decorators()}
    owner = getattr(name, "_instance", None)
    if owner is None and "classmethod" in last_names:
        owner = getattr(name, "_class_value", None)
    if owner is not None and "staticmethod" not in last_names:
        function = BoundMethod(owner, context, function)
    return Typed(as_set([function]))


def last_name(decorator: Node) -> str:
    """The last name of a decorator, without its arguments."""
    return str(decorator.children[1].get_code().strip().split("(")[0].rpartition(".")[2])


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What a decorator gives instead of the function it gets.

    Attributes:
        root: The module of the decorator's code.
        node: The inner function that is called instead; None: the function itself.
        taken: What the decorator calls the function it gets.
    """

    root: Context
    node: Node | None = None
    taken: str = ""


def wrappers(evaluator: Evaluator, context: Context, decorator: Node) -> list[Wrapper] | None:
    """What a decorator may give; None where that is not known.

    Args:
        evaluator: Follows expressions.
        context: The scope that the decorated definition stands in.
        decorator: The decorator.
    """
    if last_name(decorator) in _KEEP:
        return [Wrapper(context.get_root_context())]
    found, called = _read(evaluator, context, decorator)
    if not found.values or (found.doubt and found.called is None):
        return None
    given: list[Wrapper] = []
    for value in found.values:
        shapes = [_given(evaluator, each, called=called) for each in _definitions(value)]
        known = [shape for shape in shapes if shape is not None]
        if not known or (len(shapes) != len(known) and len(shapes) == 1):
            return None
        given += [wrapper for shape in known for wrapper in shape]
    return given


def stands_for(name: Node, wrapper: Wrapper) -> bool:
    """Whether a name in a wrapper is the function that its decorator got, or that in a cache."""
    if getattr(name, "value", "") == wrapper.taken:
        return True
    decorator = wrapper.node.search_ancestor("funcdef") if wrapper.node is not None else None
    if decorator is None or name.type != "name":
        return False
    bound = [
        leaf.get_definition()
        for leaf in decorator.get_root_node().get_used_names().get(name.value, ())
        if decorator.start_pos < leaf.start_pos < decorator.end_pos and leaf.is_definition()
    ]
    made = re.compile(rf"(?:\w+\.)?(\w+)(?:\([^()]*\))?\({wrapper.taken}\)")
    return bool(bound) and all(
        each.type == "expr_stmt"
        and each.children[1] == "="
        and (match := made.fullmatch("".join(each.get_rhs().get_code().split()))) is not None
        and match[1] in _KEEP
        for each in bound
    )


def _read(evaluator: Evaluator, context: Context, decorator: Node) -> tuple[Typed, bool]:
    """What stands behind the ``@``, and whether that is called: ``@it`` or ``@it(...)``."""
    expression = decorator.children[1]
    if expression.type not in ("power", "atom_expr", "name"):
        return Typed(), False
    parts = [expression] if expression.type == "name" else list(expression.children)
    called = bool(parts[-1].type == "trailer" and parts[-1].children[0] == "(")
    return evaluator.chain(context, parts[:-1] if called else parts), called


def _definitions(value: Value) -> list[Value]:
    """The functions of a decorator that are definitions, each overload for itself."""
    functions = value.get_signature_functions() if value.is_function() else []
    return [each for each in functions if getattr(each, "tree_node", None) is not None]


def gives_the_same(evaluator: Evaluator, context: Context, decorator: Node) -> bool:
    """Whether a call of what a decorator makes gives what a call of the function would.

    Args:
        evaluator: Follows expressions.
        context: The scope that the decorated definition stands in.
        decorator: The decorator.
    """
    found, called = _read(evaluator, context, decorator)
    if not found.values or found.doubt:
        return False
    return all(
        (called and _is_wraps(value)) or _passes_on(evaluator, value, called=called)
        for value in found.values
    )


def _is_wraps(value: Value) -> bool:
    """Whether a decorator is ``functools.wraps``: it gives attributes, and the function back."""
    name, module = value.py__name__(), value.get_root_context().py__name__()
    return bool(name == "wraps" and module == "functools")


def _passes_on(evaluator: Evaluator, value: Value, *, called: bool) -> bool:
    """Whether one definition of a decorator is declared, or seen, to pass results on."""
    definitions = _definitions(value)
    if not definitions:
        return False
    if any(_declared_equal(evaluator, each, called=called) for each in definitions):
        return True
    shapes = [_given(evaluator, each, called=called) for each in definitions]
    known = [wrapper for shape in shapes if shape is not None for wrapper in shape]
    if not known or any(shape is None for shape in shapes):
        return False
    declared = any(_declared_same(evaluator, each, called=called) for each in definitions)
    return not declared and all(_gives_its_result(wrapper) for wrapper in known)


def _gives_its_result(wrapper: Wrapper) -> bool:
    """Whether an inner function only gives what the function gives that it wraps."""
    node = wrapper.node
    if node is None:
        return True
    returns = _returns(node)
    if not returns or node.is_generator():
        return False
    later = node.parent.type in ("async_stmt", "async_funcdef")
    return all(_is_call_of(node, each, wrapper.taken, later=later) for each in returns)


def _is_call_of(node: Node, given: Node, function: str, *, later: bool) -> bool:
    """Whether an expression is ``function(...)``, or a variable that holds just that."""
    if given.type == "name":
        bound = [
            leaf.get_definition()
            for leaf in node.get_root_node().get_used_names().get(given.value, ())
            if node.start_pos <= leaf.start_pos < node.end_pos and leaf.is_definition()
        ]
        return bool(bound) and all(
            each.type == "expr_stmt"
            and each.children[1] == "="
            and len(each.children) == 3
            and each.children[0].type == "name"
            and each.get_rhs().type != "name"
            and _is_call_of(node, each.get_rhs(), function, later=later)
            for each in bound
        )
    if given.type not in ("atom_expr", "power"):
        return False
    parts = given.children[1:] if given.children[0] == "await" else given.children
    if later != (given.children[0] == "await") or len(parts) != 2:
        return False
    callee, trailer = parts
    return callee.type == "name" and callee.value == function and bool(trailer.children[0] == "(")


def _given(evaluator: Evaluator, function: Value, *, called: bool) -> list[Wrapper] | None:
    """What the definition of a decorator, or of a maker of decorators, gives."""
    node, root = function.tree_node, function.get_root_context()
    if node.type != "funcdef":
        return None
    if _declared_same(evaluator, function, called=called):
        return [Wrapper(root)]
    if not called:
        return _returned(root, node)
    found: list[Wrapper] = []
    for each in _returns(node):
        inner = _inner(node, each)
        shape = _returned(root, inner) if inner is not None else None
        if shape is None:
            return None
        found += shape
    return found or None


def _returned(root: Context, node: Node) -> list[Wrapper] | None:
    """What a function gives that gets another one: itself, or a function of its own."""
    parameters = node.get_params()
    returns = _returns(node)
    if not parameters or not returns or node.is_generator():
        return None
    taken = parameters[0].name.value
    if _bound_again(node, parameters[0].name):
        return None
    found = []
    for each in returns:
        if each.type == "name" and each.value == taken:
            found.append(Wrapper(root))
            continue
        inner = _inner(node, each)
        if inner is None or any(
            last_name(decorator) not in _KEEP | {"wraps"} for decorator in inner.get_decorators()
        ):
            return None
        found.append(Wrapper(root, inner, taken))
    return found


def _returns(node: Node) -> list[Node]:
    """The expressions that a function returns."""
    return [
        each.children[1] if each.type == "return_stmt" and len(each.children) > 1 else each
        for each in node.iter_return_stmts()
    ]


def _inner(node: Node, given: Node) -> Node | None:
    """The function of ``node`` that an expression names, if need be in a cast."""
    if given.type in ("power", "atom_expr") and len(given.children) == 2:
        arguments = given.children[1].children[1]
        how = given.children[0].value if given.children[0].type == "name" else ""
        if how not in ("cast", "update_wrapper") or arguments.type != "arglist":
            return None
        given = arguments.children[2 if how == "cast" else 0]
    if given.type != "name":
        return None
    functions = [f for f in _functions(node) if f.name.value == given.value]
    return functions[0] if len(functions) == 1 else None


def _functions(node: Node) -> Iterator[Node]:
    """The functions that a function's body defines, in whatever branch."""
    for child in node.children:
        if child.type == "funcdef":
            yield child
        elif child.type in _BRANCHES:
            yield from _functions(child)


def _bound_again(node: Node, name: Node) -> bool:
    """Whether a function binds its parameter to something else."""
    used = node.get_root_node().get_used_names().get(name.value, ())
    return any(
        node.start_pos < each.start_pos < node.end_pos
        and each is not name
        and each.is_definition()
        and get_parent_scope(each) is node
        for each in used
    )


def _declared_same(evaluator: Evaluator, function: Value, *, called: bool) -> bool:
    """Whether a decorator is declared to keep the parameters.

    ``def d(f: F) -> F``, ``def d(f: Callable[P, A]) -> Callable[P, B]``, and for makers
    ``def d(...) -> Callable[[F], F]``.
    """
    taken, given = _declared(function, called=called)
    if _declared_equal(evaluator, function, called=called):
        return True
    first, second = _PARAMETERS.search(taken), _PARAMETERS.search(given)
    if first is None or second is None or first[1] != second[1]:
        return False
    return _is_variable(evaluator, function, first[1], "ParamSpec")


def _declared_equal(evaluator: Evaluator, function: Value, *, called: bool) -> bool:
    """Whether a decorator is declared to give just what it takes: ``def d(f: F) -> F``."""
    taken, given = _declared(function, called=called)
    if not taken or taken != given:
        return False
    if _VARIABLE.fullmatch(taken):
        return _is_variable(evaluator, function, _VARIABLE.sub(r"\1", taken), "TypeVar")
    return bool(_PARAMETERS.search(taken))


def _declared(function: Value, *, called: bool) -> tuple[str, str]:
    """What a decorator is declared to take and to give; empty where it is not."""
    node = function.tree_node
    if node.annotation is None:
        return "", ""
    given = _flat(node.annotation)
    if called:
        match = _FACTORY.match(given)
        return (match["taken"], match["given"]) if match is not None else ("", "")
    parameters = node.get_params()
    if not parameters or parameters[0].annotation is None:
        return "", ""
    taken = _flat(parameters[0].annotation)
    return _OPTIONAL.sub(lambda match: match[1] or match[2], taken), given


def _is_variable(evaluator: Evaluator, function: Value, name: str, kind: str) -> bool:
    """Whether a name of a decorator's module is a type variable of a kind."""
    root = function.get_root_context()
    node = function.tree_node
    if re.search(rf"\[[^\]]*\b{name}\b[^\]]*\]\($", _head(node)):
        return True  # def d[T](f: T) -> T
    for leaf in node.get_root_node().get_used_names().get(name, ()):
        if node.start_pos < leaf.start_pos < node.end_pos:
            found = evaluator.bindings(root.create_context(node), [leaf])
            definitions = [each.get_definition() for _, each in found]
            return bool(definitions) and all(
                each is not None and each.type == "expr_stmt" and f"{kind}(" in each.get_code()
                for each in definitions
            )
    return False


def _head(node: Node) -> str:
    """A function's definition up to the bracket of its parameters, without blanks."""
    code = _flat(node)
    return code[: code.find("(") + 1]


def _flat(node: Node) -> str:
    return "".join(node.get_code().split()).strip("\"'")
