"""What a list, a tuple, a set, a dict or an iterator contains, where its text tells all of it.

``[a, b]`` contains ``a`` and ``b``, for as long as nobody changes it: see ``held``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.analysis.internals import builtin_from_name
from guyline.analysis.typed import (
    Arguments,
    Contents,
    Context,
    Node,
    Typed,
    Value,
    as_set,
    union,
)

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

SAME = frozenset(
    {"list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "deque", "islice", "cycle"}
)
"""What gives an iterable with the elements of its first argument."""

_CONTAINERS = frozenset({"list", "set", "deque", "dict", "OrderedDict", "defaultdict"})
"""The classes of what displays and the calls above and below make."""

_DECLARED = frozenset({"Mapping", "MutableMapping", "WeakValueDictionary", "WeakKeyDictionary"})
"""The classes whose methods give as a dict's do."""

_MODULES = ("_collections", "collections", "itertools")

_MAPPINGS = frozenset({"dict", "OrderedDict", "defaultdict"})
"""What gives a dict."""

LOOPS = ("comp_for", "sync_comp_for")


def of_display(evaluator: Evaluator, context: Context, node: Node) -> Contents | None:
    """The elements of ``(a, b)``, ``[a, b]``, ``{a: b}`` or a comprehension; None: unknown.

    Args:
        evaluator: Follows the elements.
        context: The scope of the display.
        node: The display: an atom, or a tuple without brackets.
    """
    bracket = "("
    if node.type == "atom":
        bracket = node.children[0].value
        if len(node.children) == 2:
            return Contents(Typed(), (), Typed() if bracket == "{" else None)
        if len(node.children) > 3:
            return None
        inner = node.children[1]
        if inner.type not in ("testlist_comp", "dictorsetmaker"):
            return Contents(_element(evaluator, context, inner)) if bracket != "(" else None
        if "**" in inner.children:
            return None
        if ":" in inner.children:
            return _of_dict(evaluator, context, inner)
        node = inner
    if node.children[-1].type in LOOPS:
        where = context.create_context(node.children[0])
        return Contents(evaluator.expression(where, node.children[0]))
    parts = [part for part in node.children if part != ","]
    known = [_element(evaluator, context, part) for part in parts]
    fixed = bracket == "(" and not any(part.type == "star_expr" for part in parts)
    return Contents(union(known), tuple(known) if fixed else None)


def _of_dict(evaluator: Evaluator, context: Context, inner: Node) -> Contents:
    """The keys and values of ``{a: b}`` and ``{a: b for ...}``."""
    if inner.children[-1].type in LOOPS:
        where = context.create_context(inner.children[0])
        return Contents(
            evaluator.expression(where, inner.children[0]),
            None,
            evaluator.expression(where, inner.children[2]),
        )
    keys, values = inner.children[0::4], inner.children[2::4]
    return Contents(
        union(evaluator.expression(context, key) for key in keys),
        None,
        union(evaluator.expression(context, value) for value in values),
    )


def _element(evaluator: Evaluator, context: Context, node: Node) -> Typed:
    if node.type == "star_expr":
        return evaluator.elements(evaluator.expression(context, node.children[1]))
    return evaluator.expression(context, node)


def of_call(
    evaluator: Evaluator, context: Context, callee: Value, arguments: Arguments
) -> Contents | None:
    """What ``sorted(a)``, ``zip(a, b)``, ``dict(a=b)``... contain; None: unknown."""
    taken = _taken(callee, arguments)
    if taken is None:
        return None
    name, parts = taken
    if name in SAME:
        each = _elements(evaluator, context, parts[0]) if parts else Typed()
        return Contents(each) if each is not None else None
    if name in ("filter", "takewhile", "dropwhile", "filterfalse") and len(parts) == 2:
        each = _elements(evaluator, context, parts[1])
        return Contents(each) if each is not None else None
    if name == "chain" and callee.is_class() and parts:
        every = [_elements(evaluator, context, part) for part in parts]
        known = [each for each in every if each is not None]
        return Contents(union(known)) if len(known) == len(every) else None
    if name in _MAPPINGS:
        return _of_mapping(evaluator, context, name, parts, arguments)
    if name in ("zip", "enumerate", "zip_longest") and parts:
        return _side_by_side(evaluator, context, name, parts, arguments)
    return None


def _side_by_side(
    evaluator: Evaluator, context: Context, name: str, parts: list[Node], arguments: Arguments
) -> Contents | None:
    """The tuples of ``zip(a, b)``, ``enumerate(a)``, ``zip_longest(a, b)``; None: unknown."""
    parts = parts[:1] if name == "enumerate" else parts
    known = [each for part in parts if (each := _elements(evaluator, context, part)) is not None]
    if len(known) < len(parts):
        return None
    if name == "enumerate":
        known.insert(0, evaluator.builtin("int"))
    if name == "zip_longest":
        filler = _named(arguments).get("fillvalue")
        missing = Typed(as_set([builtin_from_name(evaluator.state, "None")]), declared=True)
        missing = missing if filler is None else evaluator.expression(context, filler)
        known = [union([each, missing]) for each in known]
    return Contents(_pair(evaluator, *known))


def of_nothing(cls: Value) -> Contents | None:
    """What a builtin container is made with when it is given nothing; None: another class."""
    name = str(cls.py__name__())
    if name not in _CONTAINERS or not _is_builtin(cls):
        return None
    return Contents(Typed(), None, Typed() if name in ("dict", "OrderedDict") else None)


def _is_builtin(value: Value) -> bool:
    root = value.get_root_context()
    return bool(root.is_builtins_module()) or root.py__name__() in _MODULES


def _pair(evaluator: Evaluator, *places: Typed) -> Typed:
    """A tuple of what stands at its places."""
    return replace(
        evaluator.builtin("tuple"), declared=False, each=union(places), places=tuple(places)
    )


def _of_mapping(
    evaluator: Evaluator, context: Context, name: str, parts: list[Node], arguments: Arguments
) -> Contents | None:
    """What ``dict()``, ``dict(a=b)``, ``dict(other)`` and ``defaultdict(list)`` contain."""
    named = _named(arguments)
    if name == "defaultdict":
        if len(parts) != 1 or named:
            return None
        return Contents(Typed(), None, evaluator.result(evaluator.expression(context, parts[0])))
    if parts:
        found = evaluator.expression(context, parts[0])
        plain = len(parts) == 1 and not named and found.mapped is not None
        return found.contents() if plain else None
    values = union(evaluator.expression(context, node) for node in named.values())
    return Contents(evaluator.builtin("str") if named else Typed(), None, values)


def given_by(
    evaluator: Evaluator, context: Context, receiver: Typed, name: str, trailer: Node
) -> Typed | None:
    """What ``it.get(key)``, ``it.pop()``... take out of a dict or a list; None: unknown.

    Args:
        evaluator: Follows the arguments.
        context: The scope of the call.
        receiver: What has the method.
        name: The method.
        trailer: The brackets of the call.
    """
    inside = trailer.children[1]
    parts = list(inside.children[::2]) if inside.type == "arglist" else [inside]
    parts = [] if inside == ")" else parts
    contents = _known_of(receiver)
    if contents is None or any(part.type == "argument" for part in parts):
        return None
    if contents.mapped is None:
        taken = contents.each if name in ("pop", "popleft") else None
        return taken.required("what it contains is not known") if taken is not None else None
    if name not in ("get", "pop", "setdefault") or not 1 <= len(parts) <= 2:
        return None
    other = evaluator.expression(context, parts[1]) if len(parts) > 1 else None
    if other is None and name != "pop":
        other = Typed(as_set([builtin_from_name(evaluator.state, "None")]), declared=True)
    found = union(each for each in (contents.mapped, other) if each is not None)
    return found.required("what it contains is not known")


def of_view(evaluator: Evaluator, receiver: Typed, name: str) -> Contents | None:
    """What ``it.keys()``, ``it.values()``, ``it.items()``, ``it.copy()`` contain; None: unknown."""
    contents = _known_of(receiver)
    if contents is None or contents.each is None:
        return None
    if name == "copy":
        return contents
    if contents.mapped is None:
        return None
    if name == "items":
        return Contents(_pair(evaluator, contents.each, contents.mapped))
    return {"values": Contents(contents.mapped), "keys": Contents(contents.each)}.get(name)


def _known_of(receiver: Typed) -> Contents | None:
    """What a builtin container holds; None: it is another, or that is not known."""
    if receiver.doubt or not receiver.values:
        return None
    kinds = {str(value.py__class__().py__name__()) for value in receiver.values}
    return receiver.contents() if kinds <= _CONTAINERS | _DECLARED else None


def of_choice(
    evaluator: Evaluator, context: Context, callee: Value, arguments: Arguments
) -> Typed | None:
    """What ``next(a)``, ``max(a)``, ``min(a, b)`` give: one of what they are given."""
    taken = _taken(callee, arguments)
    if taken is None or not taken[1] or taken[0] not in ("next", "max", "min"):
        return None
    name, parts = taken
    if name != "next" and len(parts) > 1:
        return union(evaluator.expression(context, part) for part in parts)
    each = _elements(evaluator, context, parts[0])
    if each is None:
        return None
    others = [*parts[1:2], *_default(arguments)]
    return union([each, *(evaluator.expression(context, other) for other in others)])


def _default(arguments: Arguments) -> list[Node]:
    """The argument called ``default``."""
    return [node for name, node in _named(arguments).items() if name == "default"]


def _named(arguments: Arguments) -> dict[str, Node]:
    """The arguments that are given by name."""
    node = arguments.argument_node
    children = [] if node is None else node.children if node.type == "arglist" else [node]
    named = [c for c in children if c.type == "argument" and c.children[1] == "="]
    return {child.children[0].value: child.children[2] for child in named}


def _taken(callee: Value, arguments: Arguments) -> tuple[str, list[Node]] | None:
    """A builtin's name and its arguments without names; None: not all of these are known."""
    if not _is_builtin(callee) or not (callee.is_class() or callee.is_function()):
        return None
    node = arguments.argument_node
    children = node.children if node is not None and node.type == "arglist" else [node]
    parts = [child for child in children if child is not None and child != ","]
    if any(part.type == "operator" for part in parts):
        return None
    if any(part.type == "argument" and part.children[0] in ("*", "**") for part in parts):
        return None
    loops = [p for p in parts if p.type != "argument" or p.children[-1].type in LOOPS]
    return str(callee.py__name__()), loops


def _elements(evaluator: Evaluator, context: Context, node: Node) -> Typed | None:
    """What iterating over an argument gives, where nothing is left open."""
    if node.type == "argument" and node.children[-1].type in LOOPS:
        where = context.create_context(node.children[0])
        return evaluator.expression(where, node.children[0])
    found = evaluator.elements(evaluator.expression(context, node))
    return None if found.doubt else found
