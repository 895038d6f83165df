"""The entry of symbolic search: one function, one search, then it ends.

It reads one line: what :meth:`.subject.Subject.load` takes, ``seconds``, ``each``, and ``library``:
a folder where CrossHair is for the Python ``version`` (major, minor), used where the interpreter
has none of its own. It writes ``{"input": ...}`` for each path's input, and at the end
``{"end": reason, "found": ..., "exhausted": ..., "paths": ..., "crosshair": its version}``.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import sys
from typing import Any

from .concolic import Engine, Search
from .confine import forbid_processes
from .recipe import Input
from .subject import Subject
from .symbols import Unsearched
from .target import Untried

_MOST_TOLD = 400


def main(reading: int, writing: int) -> None:
    """Searches once.

    Args:
        reading: The file descriptor of the request.
        writing: That of the answers.
    """
    with os.fdopen(reading, "rb") as source:
        request: dict[str, Any] = json.loads(source.readline())
    forbid_processes()
    sys.setrecursionlimit(3000)

    def tell(message: dict[str, Any]) -> None:
        data = json.dumps(message).encode() + b"\n"
        while data:
            data = data[os.write(writing, data) :]

    tell(_searched(request, tell))


def _searched(request: dict[str, Any], tell: Any) -> dict[str, Any]:
    """The last message."""
    told = 0

    def note(given: Input) -> None:
        nonlocal told
        told += 1
        if told <= _MOST_TOLD:
            tell({"input": given.to_json()})

    try:
        subject = Subject.load(request)
        subject.add(request)
        _find_library(request)
        search = Search(Engine.load(), subject, note, request["each"])
        tell({"began": True})
        whole = search.search(request["seconds"])
    except (Unsearched, Untried) as error:
        return {"end": str(error), "found": None, "exhausted": False, "paths": 0, "crosshair": ""}
    tally = search.tally
    if not all(map(subject.signature.fits, subject.seen)):
        tally.open["it was called with other values than it says"] += 1
        whole = False
    return {
        "crosshair": importlib.metadata.version("crosshair-tool"),
        "end": "" if whole else "; ".join(f"{why} ({n})" for why, n in tally.open.most_common(3)),
        "found": tally.found.to_json() if tally.found else None,
        "exhausted": whole,
        "paths": tally.equal + tally.open.total(),
    }


def _find_library(request: dict[str, Any]) -> None:
    """Makes CrossHair importable.

    Raises:
        Unsearched: It is nowhere.
    """
    if importlib.util.find_spec("crosshair") is not None:
        return
    if not request["library"]:
        raise Unsearched("CrossHair is not installed")
    if tuple(request["version"]) != sys.version_info[:2]:
        mine, theirs = (
            ".".join(map(str, request["version"])),
            f"{sys.version_info[0]}.{sys.version_info[1]}",
        )
        raise Unsearched(f"CrossHair is there for Python {mine} only, and this is {theirs}")
    sys.path.append(request["library"])
