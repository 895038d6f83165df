"""What a child can be asked to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .board import Board
from .explore import Explorer, draw_of, pools_of
from .recipe import Unmade
from .subject import Subject
from .trial import Trial
from .written import input_of_json

Emit = Callable[[dict[str, Any]], None]


def explore(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Looks for an input that tells the versions apart."""
    pools = pools_of(tuple(subject.sources.values()), subject.qualname, subject.seen)
    known = [input_of_json(each) for each in request.get("corpus", ())]
    explorer = Explorer(
        old=Trial(subject.probed["old"], subject.target, subject.ignored),
        new=Trial(subject.probed["new"], subject.target, subject.ignored),
        signature=subject.signature,
        draw=draw_of(pools, request["seed"]),
        board=board,
        seconds=request["each"],
        strict=subject.strict,
        avoid={input_of_json(each) for each in request.get("avoid", ())},
    )
    explorer.explore(known or subject.seen, request["seconds"], emit)


def run(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Runs inputs in one version alone, one after the other."""
    side = request["side"]
    trial = Trial(subject.versions[side], subject.target, subject.ignored)
    for told in request["inputs"]:
        board.begin(side, json.dumps(told).encode())
        try:
            given = input_of_json(told)
            found = trial.run(given, request["each"])
        except Unmade as error:
            emit({"event": "ran", "unmade": str(error)})
            continue
        if found is None:
            emit({"event": "ran", "overtime": True})
            continue
        emit(
            {
                "event": "ran",
                "aspects": found.aspects,
                "complete": found.complete,
                "line": subject.target.line(given),
                "ns": trial.nanoseconds,
            }
        )


WORK: dict[str, Callable[[Subject, dict[str, Any], Emit, Board], None]] = {
    "explore": explore,
    "run": run,
}
