"""Inputs by type alone: drawn from the domain, without the code's constants and without feedback.

Loaded in the sandbox by its folder, beside the proof's own part there, without ``guyline``.
"""

from __future__ import annotations

import importlib
import json
import os
from random import Random
from typing import Any


def main(reading: int, writing: int) -> None:
    """Draws once.

    Args:
        reading: One line of JSON: what ``load`` takes, ``count`` and ``seed``.
        writing: Takes one: ``inputs`` as JSON, and whether the domain is known (``strict``);
            or ``untried``, why there are none.
    """
    with os.fdopen(reading, "rb") as source:
        asked: dict[str, Any] = json.loads(source.readline())
    data = json.dumps(drawn(asked)).encode() + b"\n"
    while data:
        data = data[os.write(writing, data) :]


def drawn(asked: dict[str, Any], package: str = "_guyline_inside") -> dict[str, Any]:
    """The inputs.

    Args:
        asked: As for :func:`main`.
        package: Where the proof's own part is.
    """
    loading = importlib.import_module(f"{package}.subject")
    target = importlib.import_module(f"{package}.target")
    drawing = importlib.import_module(f"{package}.draw")
    pools = importlib.import_module(f"{package}.pools")
    try:
        subject = loading.Subject.load(asked)
    except target.Untried as error:
        return {"untried": str(error)}
    draw = drawing.Draw(Random(asked["seed"]), pools.Pools())  # noqa: S311 - no secret
    inputs = [subject.signature.fresh(draw).to_json() for _ in range(asked["count"])]
    return {"inputs": inputs, "strict": subject.strict}
