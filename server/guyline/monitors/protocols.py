"""Which methods of an object fail in which state: a table, and how it is read.

The table for the standard library is ``protocols.toml`` beside this file, which says what
its keys mean; a project adds its own in the same form (``docs/monitors.md``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

_UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class State:
    """What is known of an object.

    Attributes:
        name: Its state, as the protocol calls it.
        wrong: The methods that fail in it.
    """

    name: str
    wrong: frozenset[str]


@dataclass(frozen=True, slots=True)
class Protocol:
    """The states of one kind of object; ``protocols.toml`` explains the attributes."""

    name: str
    made_by: frozenset[str]
    start: str
    after_with: str = _UNKNOWN
    final: frozenset[str] = frozenset()
    alone: bool = False
    spoils: frozenset[str] = frozenset()
    moves: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def moves_to_wrong(self) -> frozenset[str]:
        """The methods that lead to a state in which some are wrong."""
        return frozenset(method for method, state in self.moves.items() if state in self.wrong)

    def state(self, events: Iterable[str]) -> State | None:
        """The state after events, as the oracle's history tells them; None: not known."""
        state = self.start
        for event in events:
            kind, _, name = event.rpartition(" ")
            if name in self.spoils or (self.alone and event == "escape"):
                return None
            if state not in self.final:
                state = self._after(state, kind, name)
        wrong = self.wrong.get(state)
        return None if wrong is None else State(state, wrong)

    def _after(self, state: str, kind: str, name: str) -> str:
        if name == "exit":
            return _UNKNOWN if kind == "maybe" else self.after_with
        if name == "escape" or (kind == "maybe" and name == "__enter__"):
            return _UNKNOWN
        target = self.moves.get(name)
        if target is None:
            return state
        if kind != "call":
            return _UNKNOWN
        return target if state != _UNKNOWN or target in self.final else _UNKNOWN


def protocol_of(facts: Sequence[str], protocols: Sequence[Protocol]) -> Protocol | None:
    """The protocol that an object's history is told by, if its makers have the same one."""
    named = [fact[6:] for fact in facts if fact.startswith("named ")]
    made = [fact[5:] for fact in facts if fact.startswith("made ")]
    for protocol in protocols:
        if protocol.made_by.intersection(named):
            return protocol
        if made and protocol.made_by.issuperset(made):
            return protocol
    return None


def state_of(facts: Sequence[str], protocols: Sequence[Protocol]) -> tuple[Protocol, State] | None:
    """The protocol and the state of an object with this history; None: not known."""
    protocol = protocol_of(facts, protocols)
    if protocol is None:
        return None
    events = [fact for fact in facts if not fact.startswith(("named ", "made "))]
    state = protocol.state(events)
    return None if state is None else (protocol, state)


def read_protocols(data: object) -> tuple[list[Protocol], list[str]]:
    """Read protocols from untrusted data; one message for each that is wrong, and left out."""
    if not isinstance(data, Mapping):
        return [], ["The protocols are not a table; ignored."]
    found: list[Protocol] = []
    messages: list[str] = []
    for name, table in data.items():
        try:
            found.append(_read(str(name), table))
        except (KeyError, TypeError, ValueError) as error:
            messages.append(f"The protocol {name!r} is ignored: {error}.")
    return found, messages


def _read(name: str, table: Any) -> Protocol:  # noqa: ANN401 - it is checked here
    if not isinstance(table, Mapping):
        raise TypeError("it is not a table")
    unknown = table.keys() - set(Protocol.__slots__)
    if unknown:
        raise ValueError(f"there is no key {min(map(str, unknown))!r}")
    if not isinstance(table.get("start"), str) or "made_by" not in table:
        raise ValueError("it needs 'made_by' and 'start'")
    moves, wrong = table.get("moves", {}), table.get("wrong", {})
    if not isinstance(moves, Mapping) or not isinstance(wrong, Mapping):
        raise TypeError("'moves' and 'wrong' are tables")
    return Protocol(
        name=name,
        made_by=_words(table["made_by"]),
        start=table["start"],
        after_with=str(table.get("after_with", _UNKNOWN)),
        final=_words(table.get("final", [])),
        alone=table.get("alone", False) is True,
        spoils=_words(table.get("spoils", [])),
        moves={str(method): str(state) for method, state in moves.items()},
        wrong={str(state): _words(methods) for state, methods in wrong.items()},
    )


def _words(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise TypeError(f"{value!r} is not a list of names")
    return frozenset(value)


@cache
def standard_protocols() -> tuple[Protocol, ...]:
    """The protocols of the standard library."""
    text = files("guyline.monitors").joinpath("protocols.toml").read_text(encoding="utf-8")
    found, messages = read_protocols(tomllib.loads(text))
    if messages:
        raise ValueError(messages[0])
    return tuple(found)
