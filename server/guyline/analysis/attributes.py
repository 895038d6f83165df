"""Which attributes a receiver has, from jedi, and whether these are all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.analysis.answer import RECEIVER, Answer
from guyline.analysis.classes import is_protocol
from guyline.analysis.definitions import REPLACED
from guyline.analysis.evidence import (
    assigned_outside,
    contradiction,
    defined_below,
    modules_of,
    narrowed,
    reclassed,
)
from guyline.analysis.expected import caught, expected
from guyline.analysis.hole import Hole
from guyline.analysis.narrowing import excluded, guarded
from guyline.analysis.outdated import outdated
from guyline.analysis.relatives import below
from guyline.analysis.typed import Typed, as_set, is_none, is_variable
from guyline.analysis.versions import other_version
from guyline.text import LineIndex

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Value

_VERSIONS = (
    re.compile(r"hasattr(?<!\whasattr)\("),
    re.compile(r"__version__"),
    re.compile(r"[Vv]ersion(?<!\w[Vv]ersion)\b"),
)
"""Each begins with what is quickly looked for."""


def attributes(spot: Spot, members: Members) -> Answer:
    """The attributes that may stand at a spot."""
    hole = Hole.after_dot(spot.leaf)
    if isinstance(hole, str):
        return Answer.open(hole)
    context = spot.context_of(hole.last)
    found = _checked(spot, hole, spot.evaluator.chain(context, hole.parts))
    found = narrowed(spot.evaluator, context, hole, found)
    if why := excluded(spot.evaluator, context, hole.parts, found):
        found = replace(found, doubt=found.doubt or why)
    answer = answer_of(spot, members, hole, found)
    if not found.doubt or found.doubt.endswith(REPLACED):
        return answer
    line, column = hole.parts[0].start_pos
    return replace(answer, facts=(f"{RECEIVER}{LineIndex(spot.text).offset(line - 1, column)}",))


def _checked(spot: Spot, hole: Hole, found: Typed) -> Typed:
    """What is declared to keep to a protocol, as the class that it is checked to be of."""
    of_protocols = [v for v in found.values if v.is_instance() and is_protocol(v.py__class__())]
    if not of_protocols:
        return found
    checked = guarded(spot.evaluator, spot.context_of(hole.last), hole.parts)
    if checked is None or checked.doubt:
        return found
    others = as_set([value for value in found.values if value not in of_protocols])
    return Typed(others | checked.values, found.doubt)


def answer_of(spot: Spot, members: Members, hole: Hole, found: Typed) -> Answer:
    """The names of what a receiver may be, and whether these are proved to be all."""
    values = [v for v in found.values if not is_none(v)]
    # Of a union of type variables jedi leaves some as they are.
    values = [v for v in values if not is_variable(v)] or values
    if not values:
        reason = found.doubt or f"nothing but None is known of {hole.receiver}"
        return Answer.open(reason, receiver=hole.receiver)
    names: set[str] = set(found.besides)
    doubt = found.doubt
    for value in values:
        of_value = members.of(spot.evaluator, value)
        if _describe(value) == "object" and type(value).__name__ != "SuperInstance":
            doubt = doubt or "object may have any attribute"  # object.__new__(cls) makes a cls
        names |= of_value.known
        if value.is_instance() and not found.exact:
            document = spot.context_of(spot.leaf).get_root_context()
            more, why = below(members.kept, spot.evaluator, value.py__class__(), document)
            names |= more
            doubt = doubt or why
        doubt = doubt or of_value.doubt
    others = (
        frozenset() if any(v.is_module() for v in values) else modules_of(spot.leaf.get_root_node())
    )
    elsewhere = assigned_outside(spot.text, others) | defined_below(hole)
    names |= elsewhere
    doubt = doubt or contradiction(hole, names) or reclassed(spot.text, hole)
    doubt = doubt or expected(spot.leaf, "AttributeError|Exception")
    doubt = doubt or other_version(spot.leaf, spot.version)
    kinds = ", ".join(sorted({_describe(value) for value in values}))
    reason = doubt or f"all attributes of {kinds} are known"
    old = outdated(members.kept, [] if _asks_for_version(spot) else values)
    return Answer(
        frozenset(names),
        not doubt,
        reason,
        hole.receiver,
        forbidden=frozenset(old.removed) - elsewhere,
        notes=old.notes,
    )


def _asks_for_version(spot: Spot) -> bool:
    """Whether the code seems to be written for versions that still have what was removed."""
    asks = any(pattern.search(spot.text) is not None for pattern in _VERSIONS)
    return asks or bool(caught(spot.leaf, "AttributeError"))


def _describe(value: Value) -> str:
    """A value's type, as people name it."""
    name = value.py__name__() or "?"
    if value.is_module():
        return f"module {name}"
    if value.is_instance() or value.is_compiled():
        name = value.py__class__().py__name__()
    return f"class {name}" if value.is_class() else str(name)
