"""Guided against unguided completions, at the same places, by the same model.

Two passes. The first completes each place both ways, which takes the model's time; the
second judges what was shown. Each keeps what it did.
"""

from __future__ import annotations

import ast
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from guyline.analysis import JediOracle, find_environment
from guyline.bench.checker import Checker
from guyline.bench.cursors import Cursor
from guyline.bench.lexical import names_in
from guyline.bench.state import State, code, key_of
from guyline.bench.wrong import Control, Judge, Wrong, standing
from guyline.decoding import Action
from guyline.features import Completion, Engine
from guyline.models import Prompt, Request
from guyline.monitors import monitors_for
from guyline.settings import Settings
from guyline.text import Document

LIMIT = 5.0
"""Seconds for an answer of the oracle: nobody is typing here."""

_PATIENCE = 300.0
"""Seconds for an answer about a finished text: on a busy machine it is late, not open."""

_VERSION = 1
"""Of what the state holds: another reads the old as not there."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A word that guidance took back.

    Attributes:
        word: The word.
        offset: Where it stood in the file with the draft.
        receiver: What it belongs to, as written.
        monitor: Which monitor objected.
        reason: Why.
        author: Whether the author wrote just this word there.
        judged: What the judge says of it in the unguided completion: ``wrong``,
            ``silent``, or ``not shown``.
    """

    word: str
    offset: int
    receiver: str
    monitor: str
    reason: str
    author: bool
    judged: str = "not shown"


@dataclass(frozen=True, slots=True)
class Shown:
    """One completion.

    Attributes:
        text: What was shown; empty if nothing was.
        requests: How many requests were sent.
        tokens: How many tokens were received.
        discarded: How many of those were cut away.
        ms: The whole time, in milliseconds.
        parses: Whether the file parses with it.
        verdict: What guidance says of it.
        trouble: What went wrong on the way.
        corrected: What guidance took back.
        wrong: The names in it that do not exist.
        valid: Whether Python itself takes the file with it.
    """

    text: str
    requests: int
    tokens: int
    discarded: int
    ms: float
    parses: bool
    verdict: str
    trouble: str
    corrected: tuple[Corrected, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    valid: bool = False

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """From what :func:`dataclasses.asdict` made of one."""
        corrected = tuple(Corrected(**each) for each in data["corrected"])
        return cls(**data | {"corrected": corrected, "wrong": ()})

    @property
    def names(self) -> list[str]:
        """The names in it, in order."""
        return [name.word for name in names_in(self.text)]


@dataclass(frozen=True, slots=True)
class Pair:
    """A place, completed both ways; and what its judge is worth there."""

    cursor: Cursor
    unguided: Shown
    guided: Shown
    control: Control | None = None


def _start(settings: Settings, root: Path) -> Engine:
    return Engine(settings, root, limit=LIMIT)


async def complete(
    cursors: Sequence[Cursor],
    settings: Settings,
    state: State,
    start: Callable[[Settings, Path], Engine] = _start,
) -> AsyncIterator[Pair]:
    """Complete at each cursor, unguided and guided; what ``state`` holds is not done again.

    The prompt is read beforehand, so that both find it in the server's cache, and the two
    take turns in going first.

    Raises:
        ModelError: There is no model, or it gave nothing.
    """
    engine: Engine | None = None
    root: Path | None = None
    warmed: Path | None = None
    try:
        for number, cursor in enumerate(cursors):
            text = Document.read(cursor.path).text
            key = key_of("complete", _VERSION, code(), cursor, text, settings)
            if (known := state.get(key)) is not None:
                yield Pair(cursor, Shown.read(known["unguided"]), Shown.read(known["guided"]))
                continue
            if engine is None or root != cursor.root:
                if engine is not None:
                    await engine.close()
                engine, root = start(settings, cursor.root), cursor.root
            document = cursor.taken(text)
            if warmed != cursor.path:
                await engine.warm(document)
                warmed = cursor.path
            await engine.look_around(document, cursor.offset)
            await _read_prompt(engine.prompt(document, cursor.offset), engine)
            shown = {}
            for guided in (False, True) if number % 2 == 0 else (True, False):
                done = await engine.complete(document, cursor.offset, guided=guided)
                shown[guided] = _shown(done, cursor)
            state.put(key, {"unguided": asdict(shown[False]), "guided": asdict(shown[True])})
            yield Pair(cursor, shown[False], shown[True])
    finally:
        if engine is not None:
            await engine.close()


async def _read_prompt(prompt: Prompt, engine: Engine) -> None:
    async with (
        engine.model() as model,
        model.generate(Request(prompt, 1)) as chunks,
    ):
        async for _ in chunks:
            pass


def _shown(done: Completion, cursor: Cursor) -> Shown:
    outcome = done.outcome
    taken = {Action.CORRECTED, Action.CUT}
    corrected = tuple(
        Corrected(
            decision.proposed,
            decision.offset,
            decision.receiver,
            decision.monitor,
            decision.reason,
            _authors(decision.proposed, decision.offset, outcome.text, cursor),
        )
        for decision in outcome.trace
        if decision.action in taken
    )
    return Shown(
        done.text,
        outcome.requests,
        outcome.tokens,
        outcome.discarded,
        round(done.total_ms, 1),
        done.parses,
        outcome.verdict.value,
        outcome.trouble,
        corrected,
    )


def _authors(word: str, offset: int, draft: str, cursor: Cursor) -> bool:
    """Whether the author wrote ``word`` there, behind what stands before it in the draft."""
    if not cursor.author.startswith(draft[: offset - cursor.offset]):
        return False
    return any(
        name.word == word and cursor.offset + name.start == offset
        for name in names_in(cursor.author)
    )


async def judge(pairs: Sequence[Pair], python: Path | None, state: State) -> AsyncIterator[Pair]:
    """The same pairs with the names that do not exist; ``state`` as in :func:`complete`.

    Raises:
        InputError: The judge is not installed, or fails.
    """
    oracle: JediOracle | None = None
    root: Path | None = None
    interpreter = find_environment(None, python)
    with Checker(interpreter) as checker:
        judge = Judge(checker, interpreter)
        try:
            for pair in pairs:
                if oracle is None or root != pair.cursor.root:
                    if oracle is not None:
                        await oracle.close()
                    root = pair.cursor.root
                    oracle = JediOracle(root, interpreter, limit=_PATIENCE, patience=_PATIENCE)
                yield await _judged(pair, judge, oracle, state)
        finally:
            if oracle is not None:
                await oracle.close()


async def _judged(pair: Pair, judge: Judge, oracle: JediOracle, state: State) -> Pair:
    cursor = pair.cursor
    text = Document.read(cursor.path).text
    sides = (pair.unguided, pair.guided)
    key = key_of("judge", _VERSION, judge.version, cursor, text, *(side.text for side in sides))
    known = state.get(key)
    if known is None:
        found = []
        for side in sides:
            faults = judge.faults(cursor, text, side.text)
            monitors = monitors_for(oracle)
            wrong = [await standing(each, cursor, text, side.text, monitors) for each in faults]
            found.append([asdict(each) for each in wrong])
        known = {"wrong": found, "control": asdict(judge.control(cursor, text))}
        state.put(key, known)
    unguided, guided = (
        replace(
            side,
            wrong=tuple(Wrong(**each) for each in wrong),
            valid=_is_valid(cursor.written(text, side.text)),
        )
        for side, wrong in zip(sides, known["wrong"], strict=True)
    )
    corrected = tuple(_said(each, unguided, cursor) for each in guided.corrected)
    guided = replace(guided, corrected=corrected)
    return Pair(cursor, unguided, guided, Control(**known["control"]))


def _is_valid(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _said(corrected: Corrected, unguided: Shown, cursor: Cursor) -> Corrected:
    """A correction with what the judge says of its word where it was shown unguided."""
    at = corrected.offset - cursor.offset
    shown = any(
        name.start == at and name.word == corrected.word for name in names_in(unguided.text)
    )
    if not shown:
        return corrected
    saw = any(each.offset == corrected.offset for each in unguided.wrong)
    return replace(corrected, judged="wrong" if saw else "silent")
