"""The host's side of a sandbox in which two versions are run: requests, and what comes of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from guyline.errors import GuylineError
from guyline.proof.inside.ends import LOST
from guyline.proof.sandbox import SandboxEnded

_LOADING = 60.0
_GRACE = 5.0


class Cancelled(Exception):  # noqa: N818 - nothing went wrong
    """The person does not want it any more."""


class ProofUntried(GuylineError):  # noqa: N818 - what became of it
    """A function that can't be tried, and why."""


class Way(StrEnum):
    """How a version is run alone.

    PLAIN: As it is.
    TWIN: Imported another time, with probes, and nothing that is unreachable is collected.
    COLLECTING: What is unreachable is collected all the time.
    """

    PLAIN = "plain"
    TWIN = "twin"
    COLLECTING = "collecting"


class Channel(Protocol):
    """A confined process that takes and gives lines of JSON."""

    def send(self, message: Mapping[str, object]) -> None:
        """Sends one message."""

    def receive(self, seconds: float | None) -> dict[str, Any]:
        """The next message.

        Raises:
            TimeoutError: None came in time.
        """

    def kill(self) -> None:
        """Ends it, from any thread."""

    def close(self) -> None:
        """Ends it, and gives back what it held here."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A function in two versions.

    Attributes:
        qualname: Its qualified name.
        old: The module's text before.
        new: The text after.
        module: The module's dotted name.
        path: The module's file, which need not be there.
        paths: Where its imports are found, first of all.
        seen: Calls that are known, as data (:meth:`guyline.proof.inside.recipe.Input.to_json`).
        assume: What holds of all inputs, in Python over the parameters' names; empty: nothing.
        tolerance: How far floats may lie apart, relative to the larger; None: not at all.
    """

    qualname: str
    old: str
    new: str
    module: str = "module"
    path: str = "module.py"
    paths: tuple[str, ...] = ()
    seen: tuple[dict[str, Any], ...] = ()
    assume: str = ""
    tolerance: float | None = None

    def to_json(self) -> dict[str, object]:
        """As a sandbox is told it, see :meth:`guyline.proof.inside.subject.Subject.load`."""
        return {
            "name": self.module,
            "path": self.path,
            "old": self.old,
            "new": self.new,
            "function": self.qualname,
            "paths": list(self.paths),
            "seen": list(self.seen),
            "assume": self.assume,
            "tolerance": self.tolerance,
        }


@dataclass(slots=True)
class Ended:
    """How a request ended.

    Attributes:
        how: ``done``, ``cancelled``, ``hangs``, ``overtime``, ``exit N`` or ``signal N``.
        side: The version that ran then.
        doing: The input that it ran, or its number.
    """

    how: str
    side: str
    doing: Any


_FIELDS: dict[str, tuple[type, ...]] = {
    "aspects": (list, dict),
    "doing": (dict, list, int, str, type(None)),
    "end": (str,),
    "event": (str,),
    "exhausted": (bool,),
    "first": (dict,),
    "growth": (dict,),
    "history": (list,),
    "input": (dict,),
    "kept": (int,),
    "line": (str,),
    "lines": (list,),
    "mutant": (int,),
    "ns": (int,),
    "numbers": (dict,),
    "outcomes": (dict,),
    "runs": (int,),
    "side": (str,),
    "strange": (int,),
    "told": (bool,),
}
"""What the fields of messages are; the new version may have written them."""

_NEEDED = {
    "differs": ("input", "first", "history", "runs"),
    "explored": ("runs", "strange", "outcomes"),
    "growth": ("growth",),
    "kept": ("input",),
    "lines": ("lines",),
    "mutant": ("mutant", "told"),
    "progress": ("runs",),
    "sharpening": ("mutant",),
}


def check(message: Mapping[str, Any]) -> None:
    """Refuses a message that is not of the form that is spoken here.

    Raises:
        ProofUntried: It is not.
    """
    needed = ["end", "side", "doing"] if "end" in message else ["event"]
    needed += _NEEDED.get(str(message.get("event")), ())
    wrong = [
        name
        for name in {*needed, *message}
        if name not in message or not isinstance(message[name], _FIELDS.get(name, (object,)))
    ]
    if wrong:
        raise ProofUntried(f"the sandbox told what can't be read: {', '.join(sorted(wrong))}")


@dataclass
class Trials:
    """Two versions in a sandbox.

    Args:
        start: Starts the sandbox.
        cancel: Set by whoever does not want it any more.
    """

    start: Callable[[], Channel]
    cancel: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._channel = self.start()
        self.ended = Ended("", "", None)

    def load(self, subject: Subject) -> dict[str, Any]:
        """Loads both versions.

        Raises:
            ProofUntried: One of them can't be.
            Cancelled: It was cancelled.
        """
        self._channel.send({"do": "load", **subject.to_json()})
        try:
            answer = self._receive(_LOADING)
        except TimeoutError as error:
            raise ProofUntried("importing the module does not end") from error
        if "loaded" not in answer:
            raise ProofUntried(answer.get("untried", "the module can't be loaded"))
        loaded: dict[str, Any] = answer["loaded"]
        return loaded

    def ask(self, do: str, seconds: float, **told: object) -> Iterator[dict[str, Any]]:
        """What a request gives, message by message; how it ended is in :attr:`ended`."""
        self._channel.send({"do": do, "seconds": seconds, **told})
        end = time.monotonic() + seconds + _GRACE
        while True:
            message = self._receive(end - time.monotonic())
            check(message)
            if "end" in message:
                self.ended = Ended(message["end"], message["side"], message["doing"])
                if self.ended.how == LOST:
                    raise ProofUntried("the process that holds the new version is gone")
                return
            yield message

    def inputs(
        self, seen: Sequence[dict[str, Any]], seconds: float, each: float, *, seed: int
    ) -> list[dict[str, Any]]:
        """Calls that are known, then inputs drawn for where the old version goes; each once.

        Args:
            seen: The known calls.
            seconds: To draw others; what is there by then is given.
            each: Seconds of a run.
            seed: Where chance begins.
        """
        known = {str(one): one for one in seen}
        with suppress(TimeoutError):
            for message in self.ask("draw", seconds, seed=seed, each=each):
                if message["event"] == "kept":
                    known[str(message["input"])] = message["input"]
        return list(known.values())

    def run(
        self,
        side: str,
        inputs: Sequence[dict[str, Any]],
        each: float,
        way: Way = Way.PLAIN,
    ) -> list[dict[str, Any]]:
        """What one version shows on each input, alone and one after the other.

        Where a run ends the process or does not end, that is what it shows, and the rest is
        run in a process of its own.
        """
        found: list[dict[str, Any]] = []
        while len(found) < len(inputs):
            left = list(inputs[len(found) :])
            room = each * len(left) + 2.0
            found += self.ask("run", room, side=side, inputs=left, each=each, way=way)
            if len(found) < len(inputs):
                found.append({"event": "ran", "aspects": {"outcome": self.ended.how}})
        return found

    def close(self) -> None:
        """Ends the sandbox."""
        self._channel.close()

    def _receive(self, seconds: float) -> dict[str, Any]:
        """The next message, unless it is cancelled first."""
        end = time.monotonic() + seconds
        while True:
            if self.cancel.is_set():
                self._channel.kill()
                raise Cancelled
            try:
                return self._channel.receive(min(0.05, max(0.0, end - time.monotonic())))
            except TimeoutError:
                if time.monotonic() >= end:
                    raise
            except SandboxEnded as error:
                raise ProofUntried(error.message) from error
