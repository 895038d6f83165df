"""What an annotation says, and where it leaves something open.

``Any``, ``object`` and a name that can't be found say nothing; a union says no more than
its vaguest part. jedi drops such parts silently, so the annotation's syntax is read too.
"""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from guyline.analysis.aliases import (
    generic,
    is_literal,
    is_union,
    new_type,
    quoted,
    type_arguments,
    union_members,
)
from guyline.analysis.internals import (
    NO_VALUES,
    AnyClass,
    TypeVar,
    infer_annotation,
)
from guyline.analysis.typed import Contents, Context, Node, Typed, Value, Values, as_set, union

if TYPE_CHECKING:
    from collections.abc import Callable

    from guyline.analysis.evaluate import Evaluator

_SAY_NOTHING = frozenset({"Any", "object", "Incomplete", "Unused"})
_TRANSPARENT = frozenset(
    {"Optional", "Union", "Annotated", "Final", "ClassVar", "Required", "NotRequired", "ReadOnly"}
)
_CONTAINERS = {
    **dict.fromkeys(("dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict"), 2),
    **dict.fromkeys(("WeakValueDictionary", "WeakKeyDictionary"), 2),
    **dict.fromkeys(("list", "List", "set", "Set", "frozenset", "deque", "Sequence"), 1),
    **dict.fromkeys(("Iterable", "Iterator", "Collection", "AbstractSet", "WeakSet"), 1),
    **dict.fromkeys(("tuple", "Tuple"), 0),
}
"""Generic classes whose arguments say what they contain, and how many these are; 0: any."""

_CALLED = {"Callable": 1}
_AWAITED = {"Awaitable": 0, "Future": 0, "Task": 0, "Coroutine": 2}
"""Which type argument says what calling something gives, or awaiting it."""

_CALLABLE = frozenset({"Callable", "Concatenate", "ParamSpec", "TypeGuard", "TypeIs", "Unpack"})
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Own:
    """What ``Self`` stands for where an annotation is read (PEP 673).

    Attributes:
        names: How it is called: ``Self``, and a type variable that annotates ``self``.
        values: jedi's values.
    """

    names: frozenset[str] = frozenset()
    values: Values = NO_VALUES

    def is_in(self, node: Node) -> bool:
        """Whether an annotation speaks of it."""
        return any(_mentions(node, name) for name in self.names)


def annotated(
    evaluator: Evaluator,
    context: Context,
    node: Node,
    *,
    solved: frozenset[str],
    own: Own | None = None,
) -> Typed:
    """What a value annotated like this is.

    Args:
        evaluator: Follows names.
        context: Where the annotation stands.
        node: The annotation.
        solved: The type variables whose values are known here.
        own: What ``Self`` stands for, where that is known.
    """
    own = own or Own()
    solved |= own.names
    values = _values(evaluator, context, node, own)
    gap = _doubt(evaluator, context, node, solved=solved, deep=False, depth=0)
    made = None
    if gap or _some_are(values, _CALLED):
        made = _argument(evaluator, context, node, _CALLED, solved=solved, own=own)
    if gap:
        return Typed(values, gap, makes=made)
    inside = _doubt(evaluator, context, node, solved=solved, deep=True, depth=0)
    found = Typed(values, declared=not inside, makes=made)
    if inside:
        found = found.holding(_contents(evaluator, context, node, solved=solved, own=own))
    if _some_are(values, _AWAITED):
        later = _argument(evaluator, context, node, _AWAITED, solved=solved, own=own)
        found = replace(found, awaited=later)
    return found.required(f"the annotation {_code(node)} is not known")


def _some_are(values: Values, names: dict[str, int]) -> bool:
    return any(str(value.py__class__().py__name__()) in names for value in values)


def _argument(
    evaluator: Evaluator,
    context: Context,
    node: Node,
    places: dict[str, int],
    *,
    solved: frozenset[str],
    own: Own,
) -> Typed | None:
    """What one of the type arguments says, of the generic annotations in a table."""
    found = generic(evaluator, context, node)
    if found is None or found.name not in places:
        return None
    place = places[found.name]
    if len(found.arguments) <= place:
        return None
    return annotated(evaluator, found.context, found.arguments[place], solved=solved, own=own)


def _contents(
    evaluator: Evaluator, context: Context, node: Node, *, solved: frozenset[str], own: Own
) -> Contents | None:
    """What a generic annotation says of its contents, where only some of them are known."""
    members = [each for each in union_members(node) or [node] if _code(each) != "None"]
    node = members[0]
    if len(members) > 1 or node.type not in ("atom_expr", "power") or union_members(node):
        return None
    base, arguments = node.children[-2], node.children[-1].children[1]
    if node.children[-1].children[0] != "[":
        return None
    name = (base.children[-1] if base.type == "trailer" else base).value
    parts = arguments.children[::2] if arguments.type == "subscriptlist" else [arguments]
    if any(part == "..." for part in parts) or name not in _CONTAINERS:
        return None
    inner = [annotated(evaluator, context, part, solved=solved, own=own) for part in parts]
    if name in ("tuple", "Tuple"):
        return Contents(union(inner), tuple(inner))
    if len(inner) != _CONTAINERS[name]:
        return None
    return Contents(inner[0], None, inner[1] if len(inner) > 1 else None)


def bound_of(evaluator: Evaluator, context: Context, node: Node) -> tuple[Context, Node]:
    """The bound of the type variable that a parameter is annotated with, or the annotation.

    What is given is one of its subclasses at most, as with an annotation that names the class.
    """
    if node.type == "name":
        values = list(evaluator.expression(context, node).values)
        if len(values) == 1 and isinstance(values[0], TypeVar):
            bound = values[0]._bound_lazy_value
            place = getattr(bound, "data", None)
            if place is not None:
                return bound.context, place
    return context, node


def class_variables(context: Context) -> frozenset[str]:
    """The type variables of the class that ``context`` is the body of."""
    if context is None or not context.is_class():
        return frozenset()
    listed = getattr(context.get_value(), "list_type_vars", None)
    return frozenset(variable.py__name__() for variable in listed()) if listed else frozenset()


def doubt(evaluator: Evaluator, context: Context, node: Node, *, solved: frozenset[str]) -> str:
    """Why an annotation leaves open what a value is."""
    return _doubt(evaluator, context, node, solved=solved, deep=False, depth=0)


def contents_doubt(
    evaluator: Evaluator, context: Context, node: Node, *, solved: frozenset[str]
) -> str:
    """Why an annotation leaves open what a value contains."""
    return _doubt(evaluator, context, node, solved=solved, deep=True, depth=0)


def _values(evaluator: Evaluator, context: Context, node: Node, own: Own, depth: int = 0) -> Values:
    """The values it stands for; a union part by part, as jedi gives up on some."""
    last = _code(node).strip("\"'").rpartition(".")[2]
    if last == "LiteralString":
        return evaluator.builtin("str").values
    if last in own.names:
        return own.values
    if written := _of_literal(evaluator, context, node):
        return written
    if node.type == "string" and own.is_in(node):
        node = quoted(context, node) or node
    parts = [(context, child) for child in union_members(node)]
    if node.type == "name" and depth < _DEPTH:
        for where, name in evaluator.bindings(context, [node]):
            definition = name.get_definition()
            if definition is not None and definition.type == "expr_stmt":
                rhs = definition.get_rhs()
                if is_union(rhs) or is_literal(rhs) or (rhs := new_type(rhs)) is not None:
                    parts.append((where, rhs))
    if not parts:
        found = infer_annotation(context, node) | _bound_elsewhere(evaluator, context, node)
        return found.execute_annotation(context)
    values = NO_VALUES
    for where, part in parts:
        values = values | _values(evaluator, where, part, own, depth + 1)
    return values


def _of_literal(evaluator: Evaluator, context: Context, node: Node) -> Values:
    """The values that ``Literal[...]`` lists; jedi loses them beside others."""
    if not is_literal(node):
        return NO_VALUES
    return union(evaluator.expression(context, part) for part in type_arguments(node)).values


def _bound_elsewhere(evaluator: Evaluator, context: Context, node: Node) -> Values:
    """The classes that other bindings of an annotation's name give; jedi takes one of them."""
    dotted = node.type in ("atom_expr", "power") and node.children[-1].children[0] == "."
    if node.type != "name" and not dotted:
        return NO_VALUES
    found = evaluator.expression(context, node).values
    return as_set(each for each in found if each.is_class()) if len(found) > 1 else NO_VALUES


def _mentions(node: Node, name: str) -> bool:
    """Whether an annotation, or one in quotes within it, holds a name."""
    return re.search(rf"\b{re.escape(name)}\b", node.get_code()) is not None


def _doubt(
    evaluator: Evaluator,
    context: Context,
    node: Node,
    *,
    solved: frozenset[str],
    deep: bool,
    depth: int,
) -> str:
    def inner(part: Node, where: Context = context) -> str:
        return _doubt(evaluator, where, part, solved=solved, deep=deep, depth=depth + 1)

    if depth > _DEPTH:
        return "an annotation nests too deeply"
    if node.type == "string":
        inside = quoted(context, node)
        return f"the annotation {_code(node)} is not known" if inside is None else inner(inside)
    if is_union(node):
        return next(filter(None, map(inner, node.children[::2])), "")
    if node.type == "atom" and node.children[0] == "(":
        return inner(node.children[1])
    if node.type == "keyword" and node.value in ("None", "True", "False"):
        return ""
    if node.type == "operator" or node.type in ("atom", "number"):
        return ""  # the brackets of Callable[[int], str], the dots of tuple[int, ...]
    if node.type in ("atom_expr", "power") and node.children[-1].children[0] == "[":
        return _doubt_about_generic(evaluator, context, node, inner, solved=solved, deep=deep)
    gap = _doubt_about_name(evaluator, context, node, solved=solved, inner=inner)
    if not gap and deep and depth and len(list(_bound_elsewhere(evaluator, context, node))) > 1:
        return f"{_code(node)} is bound to several classes"  # of which jedi takes one
    return gap


def _doubt_about_generic(
    evaluator: Evaluator,
    context: Context,
    node: Node,
    inner: Callable[..., str],
    *,
    solved: frozenset[str],
    deep: bool,
) -> str:
    """The doubt about ``base[arguments]``."""
    base = node.children[-2]
    name = (base.children[-1] if base.type == "trailer" else base).value
    if name in _CALLABLE:
        return f"a {name} may be anything that can be called"
    if name == "Literal":
        return ""
    arguments = node.children[-1].children[1]
    parts = arguments.children[::2] if arguments.type == "subscriptlist" else [arguments]
    if deep and name not in _TRANSPARENT and _mentions(arguments, "Self"):
        return f"what Self is in {_code(node)} is not known"
    if name == "Annotated":
        parts = parts[:1]
    if name in _TRANSPARENT or name in ("Type", "type") or deep:
        if gap := next(filter(None, map(inner, parts)), ""):
            return gap
        if name in _TRANSPARENT:
            return ""
    if len(node.children) > 2 and base.type != "trailer":
        return f"the annotation {_code(node)} is not known"
    before = node.children[:-1]
    leaf = before[0] if len(before) == 1 else before[-1].children[-1]
    found = evaluator.chain(context, before)
    values = [v for v in found.values if not _is_class(v)] or found.values
    if found.doubt or not values:
        return found.doubt or f"the annotation {leaf.value} is not known"
    return "" if all(_is_class(v) for v in values) else f"{_code(node)} is not a plain class"


def _doubt_about_name(
    evaluator: Evaluator,
    context: Context,
    node: Node,
    *,
    solved: frozenset[str],
    inner: Callable[..., str],
) -> str:
    """The doubt about a name or a dotted name."""
    shown = _code(node)
    last = shown.rpartition(".")[2]
    if last in _SAY_NOTHING:
        return f"{last} may have any attribute"
    if (last in _CALLABLE or last in ("type", "Type")) and not _is_own(evaluator, context, node):
        return f"a {last} may be any of its kind"
    if last in ("Self", "LiteralString", "MaybeNone") or shown in solved:
        return ""  # typeshed's MaybeNone stands beside a type: that, or None
    if shown in class_variables(context):
        return f"the type variable {shown} may be anything"  # jedi may have a guess of it
    parts = node.children if node.type in ("atom_expr", "power") else [node]
    found = evaluator.chain(context, parts)
    if not found.values and not found.doubt.startswith("the import"):
        return _doubt_about_alias(evaluator, context, parts, inner)
    if not found.values:
        return found.doubt
    for value in found.values:
        if isinstance(value, AnyClass):
            return "Any may have any attribute"
        unsolved = isinstance(value, TypeVar) and value.py__name__() not in solved
        if unsolved and not value.constraints:
            return f"the type variable {shown} may be anything"
        if not isinstance(value, TypeVar) and not _is_plain(value):
            return _doubt_about_alias(evaluator, context, parts, inner)
    return found.doubt


def _is_own(evaluator: Evaluator, context: Context, node: Node) -> bool:
    """Whether a name is that of a class outside the standard library: ``mypy.types.Type``."""
    found = evaluator.chain(context, node.children if hasattr(node, "children") else [node])
    return (
        not found.doubt
        and bool(found.values)
        and all(v.is_class() and not v.get_root_context().is_stub() for v in found.values)
    )


def _doubt_about_alias(
    evaluator: Evaluator, context: Context, parts: list[Node], inner: Callable[..., str]
) -> str:
    """The doubt about a name for a longer annotation: ``Path = str | PathLike[str]``."""
    bindings = evaluator.bindings(context, parts)
    if not bindings:
        return f"{parts[-1].get_code().strip()} is not a class"
    for where, name in bindings:
        definition = name.get_definition()
        if definition is None or definition.type != "expr_stmt":
            return f"{name.value} is not a class"
        rhs = definition.get_rhs()
        rhs = new_type(rhs) or rhs
        if rhs.type == "name" and rhs.value == name.value and hasattr(builtins, name.value):
            continue  # str = str
        if gap := inner(rhs, where):
            return gap
    return ""


def _is_class(value: Value) -> bool:
    return bool(value.is_class())


def _is_plain(value: Value) -> bool:
    """Whether a value is a class, or None, as opposed to an expression of ``typing``."""
    if type(value).__name__ == "NewType":
        return False
    if value.is_class():
        return hasattr(value, "tree_node") and value.tree_node is not None
    return bool(value.is_compiled() or value.py__class__().py__name__() == "NoneType")


def _code(node: Node) -> str:
    return " ".join(node.get_code().split())
