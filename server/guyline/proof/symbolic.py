"""Symbolic search, where CrossHair is installed: inputs that the paths of both versions need.

What is found is a candidate: whoever asked runs both versions with it again, each alone. That
no path is left is believed only of functions that stand alone (:mod:`.closed`); elsewhere the
code under test shares a process with the search, and could have it say anything.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from guyline.proof.closed import NotClosed, closed
from guyline.proof.inside.recipe import Group, Plain, Recipe, Unmade
from guyline.proof.inside.written import input_of_json
from guyline.proof.sandbox import SandboxEnded
from guyline.proof.trials import Cancelled, Channel, Subject

Start = Callable[[str, tuple[Path, ...]], Channel]
"""Starts a sandbox that runs an entry of :mod:`.inside`, with some more folders to read."""

ENTRY = "solver"
TRUSTED = frozenset({"0.0.112"})
"""Versions of CrossHair whose end of all paths was tried on functions that stand alone."""

_VERSION = sys.version_info[:2]
_LOADING = 30.0
_GRACE = 3.0
_EACH = 0.25
_LONGEST = 400
_MOST_INPUTS = 500


@dataclass(frozen=True, slots=True)
class Symbolic:
    """What a search came to.

    Attributes:
        found: An input on which the versions seem to differ, as
            :meth:`guyline.proof.inside.recipe.Input.to_json` gives it.
        exhausted: Whether no path is left, and none tells the versions apart.
        reason: Why it was not searched, or why it does not count as exhausted.
        paths: How many paths were followed.
        seconds: How long it took, with all that had to be started.
        inputs: An input for each path: what to try with the rest.
    """

    found: dict[str, Any] | None = None
    exhausted: bool = False
    reason: str = ""
    paths: int = 0
    seconds: float = 0.0
    inputs: tuple[dict[str, Any], ...] = field(default=())


def is_installed() -> bool:
    """Whether there is a CrossHair beside Guyline; the person's own may be another matter."""
    return importlib.util.find_spec("crosshair") is not None


def search(
    subject: Subject,
    start: Start,
    seconds: float,
    cancel: threading.Event | None = None,
) -> Symbolic:
    """Searches for an input on which the versions differ.

    Args:
        subject: The function in both versions.
        start: Starts a sandbox.
        seconds: How long paths are followed, at most.
        cancel: Set by whoever does not want it any more.

    Raises:
        Cancelled: It was cancelled.
    """
    began = time.monotonic()
    why = ""
    try:
        alone = closed(subject.old, subject.new, subject.qualname)
        _check_seen(subject)
        given = replace(subject, old=alone.old, new=alone.new, paths=())
    except NotClosed as error:
        why = f"no end of paths would count: {error}"
        given = subject
    library = _library()
    channel = start(ENTRY, (library,) if library else ())
    try:
        channel.send(_request(given, library, seconds))
        found = _heard(channel, began + _LOADING, seconds, cancel or threading.Event())
    except SandboxEnded as error:
        found = Symbolic(reason=f"the search broke off: {error.message}")
    finally:
        channel.close()
    if why:
        found = replace(found, exhausted=False, reason=found.reason or why)
    return replace(found, seconds=time.monotonic() - began)


def _check_seen(subject: Subject) -> None:
    """Sees that the known calls are of plain values, which run nothing as they are made.

    Raises:
        NotClosed: One is not.
    """
    for each in subject.seen:
        try:
            given = input_of_json(each)
        except Unmade as error:
            raise NotClosed("a call of it can't be read") from error
        if given.receiver or given.prior or not all(map(_is_plain, given.parts)):
            raise NotClosed("it was called with other values than it says")


def _is_plain(recipe: Recipe) -> bool:
    if isinstance(recipe, Group):
        return recipe.kind == "tuple" and all(map(_is_plain, recipe.items))
    return isinstance(recipe, Plain)


def _request(subject: Subject, library: Path | None, seconds: float) -> dict[str, object]:
    return {
        **replace(subject, assume="", tolerance=None).to_json(),  # whoever asked sees to these
        "seconds": seconds,
        "each": _EACH,
        "library": str(library or ""),
        "version": list(_VERSION),
    }


def _library() -> Path | None:
    """The folder of Guyline's own CrossHair, if it has one."""
    found = importlib.util.find_spec("crosshair")
    return Path(found.origin).parents[1] if found is not None and found.origin else None


def _heard(channel: Channel, loaded: float, seconds: float, cancel: threading.Event) -> Symbolic:
    """What the search tells, to its end or until it takes too long.

    Raises:
        Cancelled: It was cancelled.
    """
    inputs: list[dict[str, Any]] = []
    end = loaded
    while True:
        if cancel.is_set():
            raise Cancelled
        try:
            message = channel.receive(min(0.05, max(0.0, end - time.monotonic())))
        except TimeoutError:
            if time.monotonic() >= end:
                break
            continue
        if "began" in message:
            end = time.monotonic() + seconds + _GRACE
        elif "input" in message and len(inputs) < _MOST_INPUTS:
            inputs.append(_mapping(message["input"]))
        elif "end" in message:
            return _read(message, tuple(inputs))
    what = "a path does not end" if end > loaded else "importing the module does not end"
    return Symbolic(reason=what, paths=len(inputs), inputs=tuple(inputs))


def _read(message: dict[str, Any], inputs: tuple[dict[str, Any], ...]) -> Symbolic:
    """The last message, of which nothing is believed: code under test may have written it."""
    found, paths = message.get("found"), message.get("paths")
    trusted = message.get("crosshair") in TRUSTED
    return Symbolic(
        found=_mapping(found) if found else None,
        exhausted=message.get("exhausted") is True and trusted,
        reason=str(message["end"])[:_LONGEST],
        paths=paths if isinstance(paths, int) else 0,
        inputs=inputs,
    )


def _mapping(told: object) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}
