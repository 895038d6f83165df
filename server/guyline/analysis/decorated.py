"""What class decorators do to a class, read from their code.

Many give back the class they get, some after setting a few attributes on it by name. What
a decorator's code shows to be that harmless leaves the class known. Any other use of the
class, or a decorator whose code is not found, is a doubt.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.dynamic import arguments_of, strings, used_within
from guyline.analysis.internals import convert_values

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.typed import Context, Node, Value

Effect = tuple[frozenset[str], str]
"""The names a decorator adds, and why there may be more."""

_KNOWN: dict[str, frozenset[str]] = {
    name: frozenset()
    for name in (
        "dataclass",
        "dataclass_transform",
        "deprecated",
        "disjoint_base",
        "final",
        "runtime_checkable",
        "skip",
        "skipIf",
        "skipUnless",
        "total_ordering",
        "type_check_only",
        "unique",
        "verify",
    )
}
_ATTRS = frozenset({"__attrs_attrs__", "__attrs_own_setattr__", "__attrs_props__"})
_ATTRS_MODULES = ("attr", "attrs")
_ATTRS_NAMES = frozenset({"attrs", "attributes", "s", "define", "frozen", "mutable", "dataclass"})
_ZOPE = frozenset({"__implemented__", "__provides__", "__providedBy__"})
_LOOK = frozenset(
    {
        "cast",
        "classmethod",
        "getattr",
        "hasattr",
        "id",
        "isinstance",
        "issubclass",
        "len",
        "print",
        "repr",
        "str",
        "super",
        "type",
        "vars",
    }
)
"""Functions that only look at what they are given."""
_KEEP = frozenset({"add", "append", "insert", "register", "setdefault", "update"})
"""Methods of containers, which keep what they are given."""
_DEPTH = 3


def effect(evaluator: Evaluator, context: Context, decorator: Node, shown: str) -> Effect:
    """What one decorator of a class does to it.

    Args:
        evaluator: Follows expressions.
        context: The scope the class stands in.
        decorator: The decorator, as it stands above the class.
        shown: The class, for people.
    """
    expression = decorator.children[1]
    code = expression.get_code().split("(")[0].strip()
    last = code.rpartition(".")[2]
    if last in _KNOWN or code.startswith("pytest.mark."):
        return frozenset(), ""
    doubt = f"class {shown} is changed by @{code}"
    if last == "register" and _is_of_class(evaluator, context, expression):
        return frozenset(), ""  # abc.ABCMeta.register: it is kept, and given back
    if last in ("implementer", "provider", "implementer_only"):
        return _ZOPE, ""
    if last in _ATTRS_NAMES and _is_attrs(evaluator, context, expression):
        by_hand = "these" in expression.get_code() or "field_transformer" in expression.get_code()
        return _ATTRS, doubt if by_hand else ""
    called = (
        expression.type in ("power", "atom_expr") and expression.children[-1].children[0] == "("
    )
    parts = _parts(expression)
    found = evaluator.chain(context, parts[:-1] if called else parts)
    names: frozenset[str] = frozenset()
    values = [value for value in found.values if not _is_declaration(value)]
    functions = [f for value in values for f in _functions(value, called=called)]
    if not functions or len(functions) < len(values):
        return names, doubt
    for function in functions:
        added = _changes(evaluator, context, function, _DEPTH)
        if added is None:
            return names, doubt
        names |= added
    return names, ""


def _is_attrs(evaluator: Evaluator, context: Context, expression: Node) -> bool:
    parts = _parts(expression)
    if parts[-1].type == "trailer" and parts[-1].children[0] == "(":
        parts = parts[:-1]
    where = [
        scope.get_root_context().py__name__() for scope, _ in evaluator.bindings(context, parts)
    ]
    return bool(where) and all(str(name or "").split(".")[0] in _ATTRS_MODULES for name in where)


def _is_of_class(evaluator: Evaluator, context: Context, expression: Node) -> bool:
    """Whether a decorator is a method of a class that has no such method itself."""
    parts = _parts(expression)
    if len(parts) < 2:
        return False
    owners = evaluator.chain(context, parts[:-1])
    if owners.doubt or not owners.values or not all(v.is_class() for v in owners.values):
        return False
    own = [scope.get("register") for v in owners.values for scope in v.get_filters()]
    return not any(
        name
        for names in own
        for name in names
        if name.tree_name is not None
        and name.get_root_context().py__name__() not in ("abc", "builtins")
    )


def _parts(expression: Node) -> list[Node]:
    return list(expression.children) if expression.type in ("power", "atom_expr") else [expression]


def _functions(value: Value, *, called: bool) -> list[Node]:
    """The functions that get the class: the decorator, or what calling it gives."""
    sources = [v for v in convert_values([value]) if getattr(v, "tree_node", None) is not None]
    nodes = [source.tree_node for source in sources or [value]]
    found: list[Node] = []
    for node in nodes:
        if node is None:
            continue
        if node.type == "classdef":
            found += [f for f in node.iter_funcdefs() if f.name.value == "__call__" and called]
        elif node.type == "funcdef" and not called:
            found.append(node)
        elif node.type == "funcdef":
            returned = _given(node)
            near = [*node.iter_funcdefs(), *node.get_root_node().iter_funcdefs()]
            inner = [f for f in near if any(_names_inner(g, f.name.value) for g in returned)]
            found += inner or ([node] if all(_keeps(g, "", ()) for g in returned) else [])
    return [node for node in found if not _is_overload(node)]


def _is_declaration(value: Value) -> bool:
    """Whether a value is only an overload of what follows it."""
    node = getattr(value, "tree_node", None)
    return node is not None and node.type == "funcdef" and _is_overload(node)


def _is_overload(node: Node) -> bool:
    return any("overload" in decorator.get_code() for decorator in node.get_decorators())


def _changes(
    evaluator: Evaluator, context: Context, function: Node, depth: int
) -> frozenset[str] | None:
    """The names a function sets on the class it gets and gives back; None: not just that."""
    parameters = _taken(function)
    if function.get_params() and all(_keeps(given, "", ()) for given in _given(function)):
        return frozenset()  # it gives a function that gives back what it gets
    if not parameters or depth == 0:
        return None
    taken = parameters[0].name.value
    near = [*function.get_root_node().iter_funcdefs(), *function.iter_funcdefs()]
    inner = {f.name.value: f for f in near if f is not function and not _is_overload(f)}
    if not all(_keeps(given, taken, inner) for given in _given(function)):
        return None
    names: set[str] = set()
    for each in inner.values():
        own = each.get_params()
        if own and any(_names_inner(given, each.name.value) for given in _given(function)):
            found = _changes(evaluator, context, each, depth - 1)
            if found is None:
                return None
            names |= found
    for leaf in used_within(function, taken):
        found_here = _use(evaluator, context, leaf, set(inner), depth)
        if found_here is None:
            return None
        names |= found_here
    return frozenset(names)


def _given(function: Node) -> list[str]:
    """What a function returns, as written."""
    return [
        " ".join(statement.children[1].get_code().split())
        if getattr(statement, "children", None)
        else "None"
        for statement in function.iter_return_stmts()
    ]


def _keeps(given: str, taken: str, inner: Iterable[str]) -> bool:
    """Whether what is returned is the class, or an inner function that keeps it."""
    given = re.sub(r"^(?:typing\.|t\.)?cast\([^,]+, (\w+)\)$", r"\1", given)
    same = re.match(r"lambda (\w+): (\w+)$", given)
    if given == taken or (same is not None and same[1] == same[2]):
        return True
    return any(_names_inner(given, name) for name in inner)


def _names_inner(given: str, name: str) -> bool:
    return re.match(rf"(?:(?:functools\.)?partial\()?{name}\b(?!\.)", given) is not None


def _use(
    evaluator: Evaluator, context: Context, leaf: Node, inner: set[str], depth: int
) -> set[str] | None:
    """The names that one use of the class sets on it; None: it may do anything."""
    after = leaf.get_next_leaf()
    if after is not None and after == ".":
        attribute = after.get_next_leaf()
        follows = attribute.get_next_leaf() if attribute is not None else None
        if attribute is not None and attribute.value == "__dict__":
            return set() if follows is not None and follows in (".", "[") else None
        assigned = follows is not None and follows == "=" and attribute is not None
        return {attribute.value} if assigned and attribute is not None else set()
    trailer = leaf.parent if leaf.parent.type == "trailer" else leaf.search_ancestor("trailer")
    if trailer is None or trailer.children[0] != "(" or not _is_argument(leaf, trailer):
        return set()
    callee = trailer.get_previous_leaf()
    if callee is None:
        return None
    if callee.value == "setattr" and _goes_over_own(leaf, leaf.value):
        return set()
    if callee.value == "setattr":
        given = arguments_of(callee)
        return strings(given[1]) if len(given) > 1 else None
    if callee.value in _LOOK or callee.value in _KEEP or callee.value in inner:
        return set()
    if callee.value[:1].isupper() or trailer.search_ancestor("raise_stmt") is not None:
        return set()  # an object is made that knows the class, an error that names it
    return _passed(evaluator, context, leaf, callee, trailer, depth) if depth else None


def _passed(
    evaluator: Evaluator, context: Context, leaf: Node, callee: Node, trailer: Node, depth: int
) -> set[str] | None:
    """What the functions and methods of the module set on the class when it is passed to one."""
    inside = trailer.children[1]
    arguments = inside.children[::2] if inside.type == "arglist" else [inside]
    functions = [
        name.parent
        for name in leaf.get_root_node().get_used_names().get(callee.value, ())
        if name.parent.type == "funcdef" and name.parent.name is name
    ]
    if leaf not in arguments or not functions:
        return None
    names: set[str] = set()
    for function in functions:
        parameters = _taken(function)
        place = list(arguments).index(leaf)
        if place >= len(parameters) or any(p.star_count for p in parameters[: place + 1]):
            return None
        for use in used_within(function, parameters[place].name.value):
            found = _use(evaluator, context, use, set(), depth - 1)
            if found is None:
                return None
            names |= found
    return names


def _taken(function: Node) -> list[Node]:
    """The parameters that a call fills: without ``self`` and a class method's first."""
    of_class = any("classmethod" in each.get_code() for each in function.get_decorators())
    parameters = list(function.get_params())[1 if of_class else 0 :]
    return [parameter for parameter in parameters if parameter.name.value != "self"]


def _goes_over_own(leaf: Node, taken: str) -> bool:
    """Whether a loop around a leaf goes over the names that the class has already."""
    loop = leaf.search_ancestor("for_stmt")
    while loop is not None:
        over = loop.children[3].get_code()
        if any(how in over for how in (f"{taken}.__dict__", f"vars({taken}", f"dir({taken}")):
            return True
        loop = loop.search_ancestor("for_stmt")
    return False


def _is_argument(leaf: Node, trailer: Node) -> bool:
    """Whether a leaf is itself an argument of a call."""
    return leaf.parent is trailer or (
        leaf.parent.type in ("arglist", "argument")
        and leaf.parent.parent
        in (
            trailer,
            trailer.children[1],
        )
    )
