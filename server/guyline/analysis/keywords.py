"""Which keyword arguments a call or a class statement takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.argument import NO_ARGUMENT, Call
from guyline.analysis.constructors import Constructor
from guyline.analysis.evidence import assigned_outside
from guyline.analysis.internals import ClassValue
from guyline.analysis.overrides import overriding
from guyline.analysis.signatures import Signatures

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Names


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
    found = signatures.of_callee(context, call.parts)
    last = call.parts[-1]
    attribute = last.children[-1].value if last.type == "trailer" else ""
    if attribute and attribute in assigned_outside(spot.text):
        return Answer.open(f"{attribute} is assigned in this file", receiver=call.receiver)
    if not found.doubt:
        found = found.plus(overriding(signatures, spot, members, call))
    return _answer(call, found)


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
