"""What ``pytest --guyline-profile`` wrote (:mod:`guyline.profiling.document`)."""

from __future__ import annotations

from typing import Any

from guyline.hints.heat.profile import BadProfileError, Coverage, Key, Origin, Profile, Spent
from guyline.hints.heat.values import Budget, mapping, seconds, sequence, text, whole
from guyline.profiling.document import VERSION

TEST_RUN = "your last test run"


def read(data: dict[str, Any], origin: Origin) -> Profile:
    """Read a recorded test run.

    Raises:
        BadProfileError: It is something else, or of a later version.
    """
    if data.get("version") != VERSION:
        raise BadProfileError("it is of another version of Guyline")
    budget, hashes = Budget(), dict[str, str]()
    functions: dict[Key, Spent] = {}
    for name, value in mapping(data["files"]).items():
        path, file = text(name), mapping(value)
        hashes[path] = text(file["sha256"])
        for row in sequence(file["functions"]):
            budget.take()
            function, line, own, until, _ = sequence(row, 5)
            key = Key(path, text(function), whole(line))
            spent = Spent(seconds(own), seconds(until))
            functions[key] = functions.get(key, Spent(0.0, 0.0)) + spent
    return Profile(
        TEST_RUN,
        seconds(data["taken_at"]),
        seconds(data["total"]),
        functions,
        coverage=Coverage.CHOSEN if whole(data["lost_workers"]) else Coverage.CALLS,
        hashes=hashes,
        root=origin.root,
    )
