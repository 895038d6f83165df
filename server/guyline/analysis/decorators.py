"""What decorators leave of a function: whether it still takes the parameters it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.internals import BoundMethod, FunctionValue
from guyline.analysis.typed import Context, Name, Node, Typed, Value, as_set

if TYPE_CHECKING:
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
        "deprecated",
        "final",
        "lru_cache",
        "no_type_check",
        "overload",
        "override",
        "staticmethod",
        "type_check_only",
    }
)
"""Decorators that leave a function's parameters as they are, by their last name."""


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


def keeps_parameters(evaluator: Evaluator, context: Context, decorator: Node) -> bool:
    """Whether a decorator gives back something that takes the same parameters."""
    expression = decorator.children[1]
    if last_name(decorator) in _KEEP:
        return True
    if expression.type in ("power", "atom_expr"):
        parts = list(expression.children)
    elif expression.type == "name":
        parts = [expression]
    else:
        return False
    called = parts[-1].type == "trailer" and parts[-1].children[0] == "("
    found = evaluator.chain(context, parts[:-1] if called else parts)
    if not found.values or (found.doubt and found.called is None):
        return False
    for value in found.values:
        shapes = [_keeps(evaluator, each, called=called) for each in _definitions(value)]
        overloaded = len(shapes) > 1
        if not (any(shapes) if overloaded else shapes and shapes[0]):
            return False
    return True


def _definitions(value: Value) -> list[Value]:
    """The functions of a decorator that are definitions, each overload for itself."""
    functions = value.get_signature_functions() if value.is_function() else []
    return [each for each in functions if getattr(each, "tree_node", None) is not None]


def _keeps(evaluator: Evaluator, function: Value, *, called: bool) -> bool:
    """Whether a decorator's definition shows that it gives back what it takes."""
    node = function.tree_node
    if node.type != "funcdef":
        return False
    if not called:
        return _gives_back(node) or _declared_same(evaluator, function)
    if node.annotation is not None and _declared_factory(evaluator, function):
        return True
    inner = _only_inner(node)
    return inner is not None and _gives_back(inner)


def _declared_same(evaluator: Evaluator, function: Value) -> bool:
    """``def d(f: F) -> F``, with a type variable."""
    node = function.tree_node
    parameters = node.get_params()
    if node.annotation is None or not parameters or parameters[0].annotation is None:
        return False
    taken, given = parameters[0].annotation, node.annotation
    same = taken.get_code().strip() == given.get_code().strip()
    return same and _is_variable(evaluator, function, given)


def _declared_factory(evaluator: Evaluator, function: Value) -> bool:
    """``def d(...) -> Callable[[F], F]``, with a type variable."""
    node = function.tree_node.annotation
    if node.type not in ("atom_expr", "power") or node.children[-1].children[0] != "[":
        return False
    base = node.children[-2]
    inner = node.children[-1].children[1]
    if (base.children[-1] if base.type == "trailer" else base).value != "Callable":
        return False
    if inner.type != "subscriptlist" or len(inner.children) != 3:
        return False
    taken, given = inner.children[0], inner.children[2]
    same = "".join(taken.get_code().split()) == f"[{given.get_code().strip()}]"
    return same and _is_variable(evaluator, function, given)


def _is_variable(evaluator: Evaluator, function: Value, node: Node) -> bool:
    """Whether an annotation is a type variable, or the type of one: ``F``, ``type[T]``."""
    if node.type in ("atom_expr", "power") and len(node.children) == 2:
        base, trailer = node.children
        if base.type != "name" or base.value not in ("type", "Type"):
            return False
        node = trailer.children[1]
    if node.type != "name":
        return False
    context = function.get_root_context()
    for _, name in evaluator.bindings(context, [node]):
        definition = name.get_definition()
        if definition is None or definition.type != "expr_stmt":
            return False
        if "TypeVar(" not in definition.get_code():
            return False
        return True
    return False


def _gives_back(node: Node) -> bool:
    """Whether every return of a function gives its first parameter, which it never binds."""
    parameters = node.get_params()
    returns = list(node.iter_return_stmts())
    if not parameters or not returns or node.is_generator():
        return False
    own = parameters[0].name.value
    for each in returns:
        value = each.children[1] if each.type == "return_stmt" else None
        if value is None or value.type != "name" or value.value != own:
            return False
    used = node.get_root_node().get_used_names().get(own, ())
    return not any(
        node.start_pos < name.start_pos < node.end_pos
        and name.is_definition()
        and name is not parameters[0].name
        for name in used
    )


def _only_inner(node: Node) -> Node | None:
    """The one function that a decorator's maker defines and returns."""
    returns = list(node.iter_return_stmts())
    functions = {each.name.value: each for each in node.iter_funcdefs()}
    given = {
        each.children[1].value if each.type == "return_stmt" and each.children[1].type == "name"
        else ""
        for each in returns
    }
    return functions.get(given.pop()) if len(given) == 1 else None
