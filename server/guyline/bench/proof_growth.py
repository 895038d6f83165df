"""How time grows with the size, as the proof measures it, against what the code says.

Right is a pair whose exponents both lie within :data:`NEAR` of what was decided by reading.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from guyline.bench.proof import Attempt, Place, share
from guyline.bench.proof_patterns import attempt_of
from guyline.proof.prove import Options, prove
from guyline.proof.speed import Kind, Summary

NEAR = 0.35

_TABLE = Path(__file__).with_name("proof_growth.toml")
_LEFT_OUT = "left_out"
_KIND = "distinct items"


@cache
def expected() -> dict[str, dict[str, Any]]:
    """What is expected of patterns, by their id."""
    told = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return {name: each for name, each in told.items() if name != _LEFT_OUT}


@cache
def left_out() -> dict[str, str]:
    """Why other patterns with another exponent are not measured, by their id."""
    told: dict[str, str] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))[_LEFT_OUT]
    return told


def attempts_of(pairs: Sequence[Mapping[str, str]]) -> list[Attempt]:
    """The pairs whose growth is known."""
    return [attempt_of(pair) for pair in pairs if pair["id"] in expected()]


def grown(attempt: Attempt, place: Place, options: Options) -> dict[str, Any]:
    """What was measured of one pair, and whether it is right, as a row."""
    name = attempt.name.partition(" ")[0]
    wanted = expected()[name]
    begun = time.perf_counter()
    with place.started() as channel:
        proof = prove(attempt.subject, lambda: channel, options)
    row: dict[str, Any] = {
        "name": attempt.name,
        "group": attempt.group,
        "verdict": proof.verdict.value,
        "reason": proof.reason,
        "seconds": round(time.perf_counter() - begun, 3),
        "kind": wanted.get("kind", _KIND),
        "expected": [wanted["slow"], wanted["fast"]],
        "kinds": _kinds(proof.speed),
    }
    measured = row["kinds"].get(row["kind"])
    row["right"] = measured is not None and is_right(measured["exponents"], row["expected"])
    return row


def is_right(measured: Sequence[float | None], wanted: Sequence[float]) -> bool:
    """Whether each exponent is near enough."""
    return all(
        each is not None and abs(each - other) <= NEAR
        for each, other in zip(measured, wanted, strict=True)
    )


def _kinds(speed: Summary | None) -> dict[str, dict[str, Any]]:
    return {kind.kind: _told(kind) for kind in (speed.kinds if speed else ())}


def _told(kind: Kind) -> dict[str, Any]:
    found = [kind.old.value, kind.new.value]
    return {
        "exponents": [None if each is None else round(each, 2) for each in found],
        "sizes": [place.size for place in kind.places],
        "ms": [
            [round(1000 * place.old.best, 5), round(1000 * place.new.best, 5)]
            for place in kind.places
        ],
        "beyond": [
            [size, *(round(1000 * each, 3) for each in (old, new))]
            for size, old, new in kind.beyond
        ],
        "stopped": kind.stopped,
        "faster_from": kind.threshold,
        "at_least": kind.at_least,
    }


def figures_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many are right, and what was measured of the others."""
    return {
        "patterns": len(rows),
        "right": sum(row["right"] for row in rows),
        "share": share(sum(row["right"] for row in rows), len(rows)),
        "wrong": {
            row["name"]: {
                "expected": row["expected"],
                "measured": row["kinds"].get(row["kind"], {}).get("exponents"),
            }
            for row in rows
            if not row["right"]
        },
        "left_out": left_out(),
    }
