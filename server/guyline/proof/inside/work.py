"""What a child can be asked to do."""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache, partial
from random import Random
from typing import Any

from .board import Board, Emit
from .calling import Make
from .describe import describe
from .explore import Explorer, draw_of, pools_of
from .growth import growth, plain
from .hot import lines
from .observe import Observation, difference
from .reach import Family
from .recipe import Input, Unmade
from .sizes import NUMBER, Sizes, maker
from .spelled import examine, spell
from .steady import Steady
from .subject import Subject
from .target import Untried, Version, load
from .trial import Trial
from .written import input_of_json

_AGAIN = 6
_PROBE = 8
_SAMPLE = 150
_PATIENCE = 2.0
_LARGEST = 1 << 17
_MOST_SIZES = 64
_OFTEN = (20, 2, 2)
_LONGER = 4.0
"""How much longer a mutant may take before time alone tells it apart."""


def explore(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Looks for an input that tells the versions apart."""
    new = Trial(subject.probed["new"], subject.target, subject.terms)
    explorer = _explorer(subject, request, board, new, tuple(subject.sources.values()))
    explorer.most = request.get("most", explorer.most)
    known = [input_of_json(each) for each in request.get("corpus", ())]
    explorer.explore(known or subject.seen, request["seconds"], emit)


def draw(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Finds inputs that go through the old version everywhere, without the new one."""
    old = Trial(subject.probed["old"], subject.target, subject.terms)
    sources = tuple(subject.sources.values())  # constants of both
    explorer = _explorer(subject, request, board, old, sources)
    explorer.sample = _SAMPLE
    explorer.fickle = True  # what it differs from is itself
    explorer.explore(subject.seen, request["seconds"], emit)


def sharpen(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Finds inputs that tell mutants of the old version from it, a moment for each."""
    corpus = [input_of_json(each) for each in request["corpus"]]
    end = time.monotonic() + request["seconds"]
    for number, source in enumerate(request["sources"]):
        if time.monotonic() >= end:
            return
        emit({"event": "sharpening", "mutant": number})
        try:
            mutant = _mutant(subject, source, probed=True)
        except Untried:
            continue
        trial = Trial(mutant, subject.target, subject.terms)
        explorer = _explorer(subject, request, board, trial, (subject.sources["old"], source))
        explorer.shrinking = 0.0
        explorer.explore(corpus, request["a_moment"], emit)


def mutants(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Runs inputs in mutants of the old version, each until it is told apart.

    Of what the old version gives, that counts which it gives again when it is loaded anew.
    """
    inputs = [input_of_json(each) for each in request["inputs"]]
    trial = Trial(subject.versions["old"], subject.target, subject.terms)
    again = Trial(_mutant(subject, subject.sources["old"]), subject.target, subject.terms)
    known: list[tuple[int, Input, Observation]] = []
    for number, given in enumerate(inputs):
        board.begin("old", json.dumps(number).encode())
        with suppress(Unmade):
            found = trial.run(given, request["each"])
            if found is not None and found.aspects["outcome"] != "unfit":
                known.append((number, given, found))
    same: list[tuple[Input, Steady]] = []
    for number, given, before in known:
        board.begin("old", json.dumps(number).encode())
        steady = _steady(again, given, before, request["each"])
        if steady is not None:
            same.append((given, steady))
    for number, source in enumerate(request["sources"]):
        board.begin("new", json.dumps(number).encode())
        told = _is_told(subject, source, again, same, request["each"], board)
        emit({"event": "mutant", "mutant": number, "told": told})


def _steady(trial: Trial, given: Input, before: Observation, each: float) -> Steady | None:
    """What further runs have in common with one; None: nothing that tells."""
    runs = [before]
    for _ in range(_AGAIN):
        with suppress(Unmade):
            after = trial.run(given, each * _LONGER)
            if after is not None and after.aspects["outcome"] == before.aspects["outcome"]:
                runs.append(after)
        if len(runs) < 2 or not difference(before, runs[1], trial.tolerance):
            break
    return Steady(runs) if len(runs) in (2, _AGAIN + 1) else None


def _is_told(
    subject: Subject,
    source: str,
    old: Trial,
    known: list[tuple[Input, Steady]],
    each: float,
    board: Board,
) -> bool:
    try:
        trial = Trial(_mutant(subject, source), subject.target, subject.terms)
    except Untried:
        return True
    for given, steady in list(known):
        board.side("new")
        times = _AGAIN if len(steady.runs) > 2 else 1
        if not all(_tells(trial, given, steady, each) for _ in range(times)):
            continue
        known.remove((given, steady))
        if not _tells(old, given, steady, each):  # else what is around them has changed
            known.insert(0, (given, steady))  # it may tell the next one, too
            return True
    return False


def _tells(trial: Trial, given: Input, steady: Steady, each: float) -> bool:
    """Whether a run differs from what was seen before, or takes far longer."""
    try:
        after = trial.run(given, each * _LONGER)
    except Unmade:
        return True
    return after is None or bool(steady.difference(after, trial.tolerance))


def _mutant(subject: Subject, source: str, *, probed: bool = False) -> Version:
    module = subject.versions["old"].module
    return load(source, module.__name__, str(module.__file__), subject.qualname, probed)


def _explorer(
    subject: Subject, request: dict[str, Any], board: Board, new: Trial, sources: tuple[str, ...]
) -> Explorer:
    return Explorer(
        old=Trial(subject.probed["old"], subject.target, subject.terms),
        new=new,
        signature=subject.signature,
        draw=draw_of(
            pools_of(sources, subject.qualname, subject.seen, subject.versions["old"].world.names),
            request["seed"],
        ),
        board=board,
        seconds=request["each"],
        strict=subject.strict,
        tolerance=subject.terms.tolerance,
        avoid={input_of_json(each) for each in request.get("avoid", ())},
        fickle=request.get("fickle", False),
    )


def run(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Runs inputs in one version alone, one after the other.

    The ``way`` may be ``twin``: the same text, imported another time, with probes, and nothing
    that is unreachable is collected; or ``collecting``: that is done all the time.
    """
    side = request["side"]
    moved = _moved()
    if request["way"] == "twin":
        gc.disable()
    elif request["way"] == "collecting":
        gc.set_threshold(*_OFTEN)
    versions = subject.probed if request["way"] == "twin" else subject.versions
    trial = Trial(versions[side], subject.target, subject.terms)
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
                "numbers": found.numbers,
                "complete": found.complete,
                "notes": found.notes,
                "line": subject.target.line(given),
                "ns": trial.nanoseconds,
            }
        )
    del moved


def _moved() -> list[object]:
    """Objects that are held so that others come to lie elsewhere than in the run before.

    What follows from where an object lies would be the same in each fork of one process.
    """
    count = os.getpid() % 61
    held: list[object] = [bytes(16 * size) for size in range(1, 32) for _ in range(count + size)]
    for number in range(count):  # the smallest blocks: of 16, 32 and 48 bytes
        held += (object(), 1_000 + number, bytes(8))
    return [*held, *([] for _ in range(count)), *({} for _ in range(count))]


def measure(subject: Subject, request: dict[str, Any], emit: Emit, board: Board) -> None:
    """Times both versions over sizes, for each kind of input."""
    random = Random(request["seed"])  # noqa: S311 - no secret
    pools = pools_of(tuple(subject.sources.values()), subject.qualname, subject.seen)
    draw = draw_of(pools, request["seed"])
    sizes = Sizes(subject.signature, subject.seen, draw)
    others = Sizes(subject.signature, subject.seen, draw, alike=True)
    kinds = sizes.kinds()
    end = time.monotonic() + request["seconds"]
    for number, kind in enumerate(kinds):
        left = (end - time.monotonic()) / (len(kinds) - number)
        if left <= 0:
            return
        emit({"event": "measuring", "kind": kind})
        family = _family(subject, sizes, kind) or _family(subject, others, kind)
        if family is None:
            continue
        board.begin("", kind.encode())
        found = growth(
            kind,
            family,
            seconds=left,
            random=random,
            comparisons=len(kinds),
            largest=_LARGEST,
            odd=kind == NUMBER,
        )
        if found.points:
            emit({"event": "growth", "growth": plain(found)})


def _family(subject: Subject, sizes: Sizes, kind: str) -> Family | None:
    """What is compared; None: the old version does not take inputs of this kind."""
    probe = sizes.input(kind, _PROBE)
    trial = Trial(subject.versions["old"], subject.target, subject.terms)
    if not trial.returns(probe, _PATIENCE):
        return None

    def make(side: str) -> Callable[[int], Make]:
        world = subject.versions[side].world
        return lambda size: maker(given(size), world, subject.target.takes_receiver)

    given = lru_cache(_MOST_SIZES)(partial(sizes.input, kind))
    calls = {side: subject.target.call(version) for side, version in subject.versions.items()}
    return Family(calls["old"], calls["new"], make("old"), make("new"), _mutates(subject, probe))


def _mutates(subject: Subject, given: Input) -> bool:
    """Whether a call changes what it is given, or uses it up."""
    version = subject.versions["old"]
    version.activate()
    arguments, keywords = maker(given, version.world, subject.target.takes_receiver)()
    before = describe((arguments, keywords))
    with suppress(Exception):
        subject.target.call(version)(*arguments, **keywords)
    lazy = any(hasattr(each, "__next__") for each in (*arguments, *keywords.values()))
    return lazy or describe((arguments, keywords)) != before


WORK: dict[str, Callable[[Subject, dict[str, Any], Emit, Board], None]] = {
    "draw": draw,
    "examine": examine,
    "explore": explore,
    "lines": lines,
    "measure": measure,
    "mutants": mutants,
    "run": run,
    "sharpen": sharpen,
    "spell": spell,
}
