"""Protocols in time: methods that fail in the state an object is in.

What it watches
    The word after ``variable.``, where the variable is local to the function.

What it forbids
    The methods that fail in the variable's state: ``read`` of a file that is closed,
    ``join`` of a thread that was not started. The states are a table,
    ``monitors/protocols.toml``, to which a project may add (``docs/monitors.md``).

    The state is known where the oracle can prove the variable's history: what made it, and
    what was called on every way to here. A call under a condition, a loop that may have
    come round, a variable that was passed on: then the state is not known, unless it is
    one that no object leaves, as a closed file never opens again.

What is no mistake
    Anything where an error is expected or caught; an attribute that is assigned.

Example:
    Behind ``with open(path) as file:`` and its block, a draft ``file.read()`` is cut back
    to the dot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.attributes import AttributeMonitor
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.monitors.protocols import Protocol, standard_protocols, state_of
from guyline.text import begins_word, word_start

_REACH = 20_000
"""Characters before a site in which a variable's history begins."""


class StateMonitor:
    """Holds methods to those that work in the object's state.

    Args:
        oracle: Who knows a variable's history.
        protocols: The states of objects; the standard library's are always known.
    """

    name = "state"
    form = Form.WORD
    shared = False
    optional = False

    def __init__(self, oracle: Oracle, protocols: Sequence[Protocol] = ()) -> None:
        self._oracle = oracle
        self._attributes = AttributeMonitor(oracle)
        self._protocols = (*protocols, *standard_protocols())
        self._signs = _Signs.of(self._protocols)

    def find(self, text: str, start: int) -> Site | None:
        """The first dot behind a plain name that ends at ``start`` or later."""
        site = self._attributes.find(text, start)
        while site is not None and not _variable(text, site):
            site = self._attributes.find(text, site.start + 1)
        return site

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """Nothing but what is forbidden; the oracle is asked where the text has a sign."""
        receiver = _variable(text, site)
        before = text[max(0, site.start - _REACH) : site.start]
        if not self._signs.stand_in(before, receiver):
            return Allowed(None, "")
        question = Question(text + after, site.start, path, Kind.HISTORY)
        answer = await self._oracle.ask(question)
        known = state_of(answer.facts, self._protocols)
        if known is None:
            return Allowed(None, "", receiver, answer.ms)
        protocol, state = known
        reason = f"the {protocol.name} {receiver} is {state.name} here"
        return Allowed.wrong(state.wrong, reason, receiver=receiver, ms=answer.ms)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the word that begins at ``start`` is an assignment's target."""
        return self._attributes.settle(text, start, complete=complete)


def _variable(text: str, site: Site) -> str:
    """The plain name before a dot; empty for anything else."""
    end = site.start - 1
    start = word_start(text, end)
    before = text[:start].rstrip(" \t\\\r\n")[-1:]
    if start == end or not begins_word(text[start]) or before == ".":
        return ""
    return text[start:end]


@dataclass(frozen=True, slots=True)
class _Signs:
    """What has to stand in the text for a state with wrong methods to be reached."""

    moves: str
    makers: str

    @staticmethod
    def of(protocols: Sequence[Protocol]) -> _Signs:
        moves = {method for each in protocols for method in each.moves_to_wrong}
        makers = {
            name.rpartition(".")[2]
            for each in protocols
            for name in each.made_by
            if each.start in each.wrong
        }
        return _Signs("|".join(sorted(moves)) or "(?!)", "|".join(sorted(makers)) or "(?!)")

    def stand_in(self, before: str, receiver: str) -> bool:
        """Whether they do, in the text before a variable of this name."""
        signs = (
            rf"\b{receiver}[ \t]*\.[ \t]*(?:{self.moves})\b"
            rf"|\b(?:as|with)[ \t(]+{receiver}\b"
            rf"|\b{receiver}[ \t]*=[^=\n]*\b(?:{self.makers})\("
        )
        return re.search(signs, before) is not None
