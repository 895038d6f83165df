"""Which keyword arguments a call or a class statement takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.argument import NO_ARGUMENT, Call
from guyline.analysis.constructors import Constructor
from guyline.analysis.documented import documented, is_partial
from guyline.analysis.evidence import replaced
from guyline.analysis.internals import ClassValue
from guyline.analysis.lineage import name_of
from guyline.analysis.overrides import overriding
from guyline.analysis.signatures import Signatures

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Names, Value


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
    last = call.parts[-1]
    attribute = last.children[-1].value if last.type == "trailer" else ""
    if attribute and attribute in replaced(spot.text):
        return Answer.open(f"{attribute} is assigned in this file", receiver=call.receiver)
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
    return documented(call, found, origins) or found


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
