"""Which keyword arguments a call takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.argument import NO_ARGUMENT, Call
from guyline.analysis.evidence import assigned_outside
from guyline.analysis.overrides import overriding
from guyline.analysis.signatures import Signatures

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot


def keywords(spot: Spot, members: Members) -> Answer:
    """The keywords of the call one of whose arguments begins at a spot."""
    del members
    call = Call.around(spot.leaf, spot.text)
    if call == NO_ARGUMENT:
        return Answer(frozenset(), closed=True, reason=NO_ARGUMENT)
    if isinstance(call, str):
        return Answer.open(call)
    context = spot.context_of(call.bracket)
    signatures = Signatures(spot.evaluator)
    found = signatures.of_callee(context, call.parts)
    last = call.parts[-1]
    attribute = last.children[-1].value if last.type == "trailer" else ""
    if attribute and attribute in assigned_outside(spot.text):
        return Answer.open(f"{attribute} is assigned in this file", receiver=call.receiver)
    more = overriding(call, attribute)
    names = found.known | more.known
    doubt = found.doubt or more.doubt
    if doubt:
        return Answer(names or None, closed=False, reason=doubt, receiver=call.receiver)
    reason = f"all keywords of {call.receiver} are known"
    return Answer(names, closed=True, reason=reason, receiver=call.receiver)
