"""Which keyword arguments a call or a class statement takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis import fields
from guyline.analysis.answer import Answer
from guyline.analysis.argument import NO_ARGUMENT, Call
from guyline.analysis.constructors import Constructor
from guyline.analysis.documented import documented, is_partial
from guyline.analysis.evidence import is_replaced
from guyline.analysis.expected import caught, expected
from guyline.analysis.internals import ClassValue
from guyline.analysis.lineage import Lineage, name_of
from guyline.analysis.overrides import overriding
from guyline.analysis.signatures import Signatures, either, of_namedtuple
from guyline.analysis.typed import is_none
from guyline.analysis.versions import other_version

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Names, Value


_COPIES = frozenset({("dataclasses", "replace"), ("attr", "evolve"), ("attrs", "evolve")})
"""Functions that take an object and what is to be different in its copy."""


def keywords(spot: Spot, members: Members) -> Answer:
    """The keywords of the call one of whose arguments begins at a spot."""
    call = Call.around(spot.leaf, spot.text)
    if call == NO_ARGUMENT:
        return Answer(frozenset(), closed=True, reason=NO_ARGUMENT)
    if isinstance(call, str):
        return Answer.open(call)
    signatures = Signatures(spot.evaluator)
    if call.statement is not None:
        return _answer(call, _of_statement(spot, call, signatures))
    context = spot.context_of(call.bracket)
    found = signatures.of_call(context, call)
    if is_replaced(spot.evaluator, context, call.parts, spot.text):
        reason = f"what {call.receiver} is may be assigned in this file"
        return Answer.open(reason, receiver=call.receiver)
    callee = call.parts[0]
    refused = expected(callee, "TypeError|Exception") or caught(callee, "TypeError")
    if why := refused or other_version(spot.leaf, spot.version):
        return Answer.open(why, receiver=call.receiver)
    if found.doubt:
        found = _by_documentation(spot, call, signatures, found)
    if not found.doubt:
        found = found.plus(overriding(signatures, spot, members, call))
    return _answer(call, found)


def _by_documentation(spot: Spot, call: Call, signatures: Signatures, found: Names) -> Names:
    """The keywords of some functions of the standard library that take any."""
    context = spot.context_of(call.bracket)
    typed = spot.evaluator.chain(context, call.parts)
    origins = {_origin(value) for value in typed.values} if not typed.doubt else set()
    if is_partial(origins):
        first = call.arguments()[0]
        if first is spot.leaf or first.type in ("argument", "error_node"):
            return found
        parts = list(first.children) if first.type in ("power", "atom_expr") else [first]
        return signatures.of_callee(context, parts)
    if made := _replacing(spot, call, signatures, origins):
        return made
    return documented(call, found, origins) or found


def _replacing(
    spot: Spot, call: Call, signatures: Signatures, origins: set[tuple[str, str]]
) -> Names | None:
    """The keywords of what makes a changed copy of an object: those that make one of its class."""
    context = spot.context_of(call.bracket)
    last = call.parts[-1]
    if len(call.parts) > 1 and last.type == "trailer" and last.get_last_leaf().value == "_replace":
        found = spot.evaluator.chain(context, call.parts[:-1])
        is_tuple = True
    elif len(origins) == 1 and next(iter(origins)) in _COPIES:
        given = call.arguments_before()
        if not given:
            return None
        found, is_tuple = spot.evaluator.expression(context, given[0]), False
    else:
        return None
    values = [value for value in found.values if not is_none(value)]
    if found.doubt or not values or not all(value.is_instance() for value in values):
        return None
    classes = of_namedtuple([value.py__class__() for value in values])
    order = [each for cls in classes for each in Lineage(spot.evaluator).order(cls)[0]]
    if is_tuple and not any(fields.is_named_tuple(each) for each in order):
        return None
    return either(Constructor(signatures).keywords(cls) for cls in classes)


def _origin(value: Value) -> tuple[str, str]:
    """The top-level module and the name of what a value is defined as."""
    module = str(value.get_root_context().py__name__() or "")
    return module.split(".")[0], name_of(value)


def _of_statement(spot: Spot, call: Call, signatures: Signatures) -> Names:
    context = spot.context_of(call.statement)
    cls = ClassValue(spot.evaluator.state, context, call.statement)
    return Constructor(signatures).statement(cls)


def _answer(call: Call, found: Names) -> Answer:
    if found.doubt:
        known = found.known or None
        return Answer(known, closed=False, reason=found.doubt, receiver=call.receiver)
    reason = f"all keywords of {call.receiver} are known"
    return Answer(found.known, closed=True, reason=reason, receiver=call.receiver)
