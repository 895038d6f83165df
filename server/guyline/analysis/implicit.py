"""What the methods behind syntax give: ``with``, ``for``, ``async for``, ``it[...]``.

Source: the Python reference, section 3.3 (special method names).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from guyline.analysis import fields
from guyline.analysis.declarations import contents_doubt
from guyline.analysis.internals import NO_VALUES, ContextualizedNode, _infer_subscript_list
from guyline.analysis.results import declared_yield, name_of, return_doubts, returned
from guyline.analysis.typed import Context, Node, Typed, Value, Values, as_set, union

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

REST = -1000
"""The place of a target with a star: it takes what the others leave."""

_LOOSE = "what is unpacked is not declared"


def _special(evaluator: Evaluator, base: Typed, name: str) -> Typed:
    """What calling a special method without arguments gives."""
    found = evaluator.attribute(base, name)
    if found.doubt:
        return found
    functions = [v for v in found.values if getattr(v, "tree_node", None) is not None]
    if not functions or len(functions) != len(list(found.values)):
        return Typed.unknown(f"what {name} gives is not known")
    return union(returned(evaluator, f, None, declared=base.declared) for f in functions)


def entered(evaluator: Evaluator, manager: Typed, *, later: bool = False) -> Typed:
    """What ``with manager as it`` binds; ``later``: what ``async with`` does."""
    if manager.entered is not None:
        return manager.entered
    if manager.doubt:
        return manager.as_object()
    return _awaited(
        _special(evaluator, manager, "__aenter__" if later else "__enter__"), later=later
    )


def arriving(evaluator: Evaluator, iterable: Typed) -> Typed:
    """What ``async for it in iterable`` binds."""
    if iterable.doubt:
        return iterable.as_object()
    iterator = _special(evaluator, iterable.usable(), "__aiter__")
    if iterator.doubt:
        return iterator
    return _awaited(_special(evaluator, iterator, "__anext__"), later=True)


def _awaited(found: Typed, *, later: bool) -> Typed:
    """What awaiting something gives, where it has to be awaited."""
    if found.doubt or not later:
        return found
    return found.awaited or Typed.unknown("what is awaited gives is not known")


def elements(evaluator: Evaluator, iterable: Typed) -> Typed:
    """What iterating gives; declared only where the iterable's contents are."""
    if iterable.each is not None:
        return iterable.each.required("what the loop goes over is empty")
    if iterable.doubt:
        return iterable.as_object()
    iterable = iterable.usable()
    plain = all(_is_plain(value) for value in iterable.values)
    if plain and all(name_of(value.py__class__()) == "str" for value in iterable.values):
        return evaluator.builtin("str")
    # What ``self`` contains is not declared, but its ``__iter__`` may say it without that.
    declared = iterable.declared or plain
    iterator = _special(evaluator, Typed(iterable.values, declared=declared), "__iter__")
    if iterator.doubt or not iterator.declared:
        return Typed.unknown(iterator.doubt or "what the loop goes over is not declared")
    values = NO_VALUES
    for value in iterable.values:
        values = values | value.merge_types_of_iterate()
    if not values and iterable.values:
        return yielded(evaluator, iterable)
    return Typed(values, declared=True).required("what the loop goes over is not known")


def yielded(evaluator: Evaluator, iterable: Typed) -> Typed:
    """What ``__iter__`` is annotated to give, for what jedi can't follow."""
    functions = list(evaluator.attribute(iterable, "__iter__").values)
    parts = [declared_yield(evaluator, each) for each in functions if each.is_function()]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(functions):
        return Typed.unknown("what the loop goes over is not known")
    return union(known).required("what the loop goes over is not known")


def _is_plain(value: Value) -> bool:
    """Whether a value's class has no type variables: a str, a range."""
    cls = value.py__class__()
    return name_of(cls) in ("str", "bytes", "range")


def _is_sequence(value: Value) -> bool:
    cls = value.py__class__()
    return name_of(cls) in ("list", "tuple", "deque")


def item(evaluator: Evaluator, context: Context, base: Typed, trailer: Node) -> Typed:
    """What ``base[index]`` gives."""
    base = base.usable()
    if any(value.is_class() for value in base.values):
        inside = contents_doubt(evaluator, context, trailer.children[1], solved=frozenset())
        made = Typed(_got(context, base, trailer), declared=not inside)
        return made.required("a generic class that is not known")
    plain = all(name_of(value) in ("str", "bytes") for value in base.values)
    if plain:
        return base
    if base.each is not None and (base.mapped or all(_is_sequence(v) for v in base.values)):
        return _held(base, trailer.children[1])
    getters = evaluator.attribute(base, "__getitem__")
    doubt, inside = getters.doubt, ""
    signed = [_signed(getter) for getter in getters.values]
    for function in chain.from_iterable(signed):
        said, within, _ = return_doubts(evaluator, function, declared=base.declared)
        doubt, inside = doubt or said, inside or within
    if not base.declared and (doubt or inside or not all(signed) or not signed):
        return Typed.unknown("what it contains is not declared")
    found = Typed(_got(context, base, trailer), doubt, declared=not inside)
    return found.required("what it contains is not known")


def _signed(function: Value) -> list[Value]:
    """The signatures of a function: several where it is overloaded."""
    return list(function.get_signature_functions()) if function.is_function() else []


def _held(base: Typed, index: Node) -> Typed:
    """What a display holds at an index."""
    if index.type == "subscript" or index == ":":
        return replace(base, places=None)
    held = base.each if base.mapped is None else base.mapped
    if base.places is not None and index.type == "number" and index.value.isdigit():
        place = int(index.value)
        held = base.places[place] if place < len(base.places) else Typed()
    return (held or Typed()).required("what it contains is not known")


def place(evaluator: Evaluator, whole: Typed, index: int) -> Typed:
    """What the target at a place is bound to when ``whole`` is unpacked."""
    if index == REST:
        return evaluator.builtin("list")
    whole = whole.usable()
    if whole.doubt:
        return Typed.unknown(whole.doubt)
    if whole.places is not None:
        inside = -len(whole.places) <= index < len(whole.places)
        held = whole.places[index] if inside else Typed()
        return held.required("what is unpacked is not known")
    if (field := _field(evaluator, whole, index)) is not None:
        return field
    tuples = [value for value in whole.values if type(value).__name__ == "Tuple"]
    if whole.each is not None or not tuples or not whole.declared or index < 0:
        each = elements(evaluator, whole)
        return each.but("" if whole.each is not None or each.declared else _LOOSE)
    values = NO_VALUES
    for value in tuples:
        values = values | value.py__simple_getitem__(index)
    others = [value for value in whole.values if value not in tuples]
    found = Typed(values, declared=True).required("what is unpacked is not known")
    if others:
        found = union([found, elements(evaluator, Typed(as_set(others), declared=True))])
    return found


def _field(evaluator: Evaluator, whole: Typed, index: int) -> Typed | None:
    """What stands at a place of a ``NamedTuple``; None: not all of the values are one."""
    parts = []
    for value in whole.values:
        cls = value.py__class__() if value.is_instance() else None
        if cls is None or not fields.is_named_tuple(cls):
            return None
        found = list(fields.annotated(getattr(cls, "tree_node", None)))
        if not -len(found) <= index < len(found):
            return None
        parts.append(evaluator.attribute(Typed(as_set([value])), found[index]))
    return union(parts) if parts else None


def _got(context: Context, base: Typed, trailer: Node) -> Values:
    index = _infer_subscript_list(context, trailer.children[1])
    return base.values.get_item(index, ContextualizedNode(context, trailer))
