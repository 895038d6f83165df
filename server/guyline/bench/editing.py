"""Ghost text while real files are typed: what it costs, and how long a person waits.

``guyline serve`` runs as an editor runs it, and is played a session of keys. Once with a
model of a set speed that writes what the author wrote, as a good model behind a fast line
does: there, what is not the model's is Guyline's own. Once with the embedded model.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

from guyline.analysis.language_server import LanguageServer, ServerGone
from guyline.bench.cursors import import_root
from guyline.bench.keystrokes import Hand, Stretch, stretches
from guyline.bench.paced import Pace, PacedModel, paced_model
from guyline.bench.spread import spread
from guyline.bench.stopping import stop_times
from guyline.bench.typist import Played, Requested, Typist
from guyline.errors import InputError
from guyline.text import Document

_GHOST_TEXT = {"inlineCompletion": {}, "synchronization": {"didSave": True}}
_PATIENCE = 30.0

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """A session, and who plays it.

    Attributes:
        root: The folder whose files are typed, or one file.
        stretches: How many places.
        seed: Which places, and whose hand.
        hurry: What every wait of the person is divided by; 0: no waits.
        pace: The speed of the model on loopback.
    """

    root: Path
    stretches: int
    seed: int
    hurry: float = 1.0
    pace: Pace = field(default_factory=Pace)


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was played.

    Attributes:
        played: What the editor saw.
        counts: What the server counted.
        initialize_ms: From the server's start to its answer to ``initialize``.
        memory: Megabytes (2**20 bytes) of the server alone, a few times over the session.
        with_workers: The same, the processes below it counted too.
        cached: Shares of prompts that were the beginning of the prompt before.
        stopped_ms: From cancelling a request to the end of the endpoint's connection.
    """

    played: Played
    counts: dict[str, int]
    initialize_ms: float
    memory: tuple[float, ...]
    with_workers: tuple[float, ...]
    cached: tuple[float, ...] = ()
    stopped_ms: tuple[float, ...] = ()


async def with_paced_model(plan: Plan, progress: Progress = lambda *_: None) -> Session:
    """Play a session against a model of a set speed.

    Raises:
        InputError: The server does not start, or there is nothing to type.
    """
    chosen = stretches(plan.root, plan.stretches, plan.seed)
    texts = {path: Document.read(path).text for path in {each.path for each in chosen}}
    async with paced_model(texts.values(), plan.pace) as model:
        settings = {"endpoint": model.url, "endpointKind": "openai"}
        session = await _play(plan, chosen, settings, model, progress)
    stopped = await stop_times(chosen, import_root(plan.root), _GHOST_TEXT)
    return replace(session, stopped_ms=tuple(stopped))


async def with_embedded_model(plan: Plan, progress: Progress = lambda *_: None) -> Session:
    """Play a session against the embedded model.

    Raises:
        InputError: The server does not start, or there is nothing to type.
    """
    chosen = stretches(plan.root, plan.stretches, plan.seed)
    return await _play(plan, chosen, {}, None, progress)


async def _play(
    plan: Plan,
    chosen: list[Stretch],
    settings: dict[str, Any],
    model: PacedModel | None,
    progress: Progress,
) -> Session:
    command = [sys.executable, "-m", "guyline", "serve"]
    root = import_root(plan.root)
    begun = time.perf_counter()
    try:
        server = await LanguageServer.start(command, root, {"guyline": settings}, _GHOST_TEXT)
    except ServerGone as error:
        raise InputError(f"The server does not start: {error}", "Run: guyline doctor") from error
    initialize_ms = (time.perf_counter() - begun) * 1000
    typist = Typist(server, Hand(plan.seed, plan.hurry))
    memory: list[tuple[float, float]] = []
    try:
        for number, stretch in enumerate(chosen):
            await typist.play(stretch)
            progress("stretch", number + 1, len(chosen))
            if number % max(1, len(chosen) // 12) == 0:
                memory.append(_held(server))
        await typist.close()
        asked = {"command": "guyline.server.statistics", "arguments": []}
        counts = await server.ask("workspace/executeCommand", asked, _PATIENCE)
        memory.append(_held(server))
    finally:
        await server.stop()
    cached = tuple(model.cached_shares()) if model else ()
    alone, with_workers = zip(*memory, strict=True)
    return Session(typist.played, dict(counts), initialize_ms, alone, with_workers, cached)


def _held(server: LanguageServer) -> tuple[float, float]:
    """What a server holds alone and with the processes below it, in 2**20 bytes."""
    return _own_mb(server.pid), server.memory * 1e6 / 2**20


def _own_mb(pid: int) -> float:
    """What one process holds, without those below it; 0 where it can't be told."""
    with suppress(OSError, ValueError, IndexError):
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024
    return 0.0


def totals(session: Session) -> dict[str, Any]:
    """The figures of a session."""
    played, counts = session.played, session.counts
    answered = [each for each in played.requests if each.ms is not None]
    asked = [each for each in answered if each.asked]
    there = [each for each in answered if not each.asked]
    own = [each.own_ms for each in asked if each.own_ms is not None]
    completions = max(1, counts["completions"])
    return {
        "keys": played.keys,
        "requests": len(played.requests),
        "answered": len(answered),
        "shown": sum(each.shown > 0 for each in answered),
        "accepted": played.accepted,
        "characters_given_share": _share(played.given, played.given + played.typed),
        "asked_the_model": counts["asked"],
        "asked_ahead": counts["ahead"],
        "stopped_share": _share(counts["thrown"], counts["asked"]),
        "extra_requests_per_completion": round(
            (counts["requests"] - counts["completions"]) / completions, 3
        ),
        "tokens_discarded_share": _share(counts["discarded"], counts["tokens"]),
        "initialize_ms": round(session.initialize_ms, 1),
        "memory_mb": [round(each, 1) for each in session.memory],
        "prompt_same_share_median": round(median(session.cached), 3) if session.cached else None,
        "shown_after_asking_ms": _spread([e.ms for e in asked if e.shown and e.ms is not None]),
        "shown_from_before_ms": _spread([e.ms for e in there if e.shown and e.ms is not None]),
        "typed_along_ms": _spread([e.ms for e in there if e.along and e.ms is not None]),
        "own_ms": _spread(own),
        "stopped_ms": _spread(list(session.stopped_ms)),
    }


def lasting(session: Session) -> dict[str, Any]:
    """The figures of a long session: what it came to, and what it left behind."""
    played, counts = session.played, session.counts
    return {
        "keys": played.keys,
        "requests": len(played.requests),
        "answered": sum(each.ms is not None for each in played.requests),
        "asked_the_model": counts["asked"],
        "memory_mb": [round(each, 1) for each in session.memory],
        "memory_with_workers_mb": [round(each, 1) for each in session.with_workers],
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def _spread(times: list[float]) -> dict[str, float]:
    """How many, and how they lie; nothing of nothing."""
    return {"count": len(times), **spread(times, 1)} if times else {}


def as_rows(session: Session) -> list[dict[str, Any]]:
    """The requests, as they are written to a result."""
    return [_row(each) for each in session.played.requests]


def _row(requested: Requested) -> dict[str, Any]:
    row = asdict(requested)
    row["ms"] = None if requested.ms is None else round(requested.ms, 1)
    return row
