"""The model of a session, asked from the thread that a fix is looked for in."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from pathlib import Path

from guyline.errors import GuylineError
from guyline.features.engine import Engine
from guyline.features.proof.threads import waited
from guyline.features.writing import EngineWriter, can_write
from guyline.search.repair.tries import Ask
from guyline.search.writing import Passage, Writer


def ask_of(engine: Engine, path: Path, stop: threading.Event) -> Ask | None:
    """Asks the session's model; None where none is set that can write a function.

    To be called where the event loop runs; what it gives is called in another thread.
    """
    if not can_write(engine.settings):
        return None
    return ask_by(EngineWriter(engine, path), asyncio.get_running_loop(), stop)


def ask_by(writer: Writer, loop: asyncio.AbstractEventLoop, stop: threading.Event) -> Ask:
    """Asks a writer that lives in an event loop; a model that gives nothing says nothing."""

    def ask(passage: Passage) -> str:
        try:
            return waited(writer.write(passage), loop, stop)
        except (GuylineError, CancelledError):
            return ""

    return ask
