"""Which attributes a receiver has, from jedi, and whether these are all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.evidence import (
    assigned_outside,
    contradiction,
    defined_below,
    narrowed,
    reclassed,
)
from guyline.analysis.hole import Hole
from guyline.analysis.typed import is_none

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Typed, Value


def attributes(spot: Spot, members: Members) -> Answer:
    """The attributes that may stand at a spot."""
    hole = Hole.after_dot(spot.leaf)
    if isinstance(hole, str):
        return Answer.open(hole)
    context = spot.context_of(hole.last)
    found = spot.evaluator.chain(context, hole.parts)
    found = narrowed(spot.evaluator, context, hole, found)
    return _answer(spot, members, hole, found)


def _answer(spot: Spot, members: Members, hole: Hole, found: Typed) -> Answer:
    values = [v for v in found.values if not is_none(v)]
    if not values:
        reason = found.doubt or f"nothing but None is known of {hole.receiver}"
        return Answer.open(reason, receiver=hole.receiver)
    names: set[str] = set()
    doubt = found.doubt
    for value in values:
        of_value = members.of(spot.evaluator, value)
        names |= of_value.known
        if value.is_instance() and not found.exact:
            names |= members.kept.families.below(members.kept.document, value.py__class__())
        doubt = doubt or of_value.doubt
    names |= assigned_outside(spot.text) | defined_below(hole)
    doubt = doubt or contradiction(hole, names) or reclassed(spot.text, hole)
    kinds = ", ".join(sorted({_describe(value) for value in values}))
    reason = doubt or f"all attributes of {kinds} are known"
    return Answer(frozenset(names), not doubt, reason, hole.receiver)


def _describe(value: Value) -> str:
    """A value's type, as people name it."""
    name = value.py__name__() or "?"
    if value.is_module():
        return f"module {name}"
    if value.is_instance() or value.is_compiled():
        name = value.py__class__().py__name__()
    return f"class {name}" if value.is_class() else str(name)
