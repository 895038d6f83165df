"""The model of a session as a source of candidates, where one is set that can write functions."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from guyline.features.engine import Engine
from guyline.features.learning import function_text, like
from guyline.features.optimise.found import Found, Offer
from guyline.features.optimise.order import Order
from guyline.features.optimise.search import Source, Tell, optimise
from guyline.features.proof.threads import in_thread
from guyline.features.writing import EngineWriter, can_write
from guyline.proof.lines import SECONDS, Shares, hot_lines
from guyline.proof.trials import Cancelled
from guyline.search.algorithms import Algorithms
from guyline.search.judging import Judge
from guyline.settings import Settings

TOO_SMALL = "no model was asked: the embedded one is too small for this; set guyline.endpoint"


_log = logging.getLogger(__name__)

_SHARE = 0.05
"""The share of a search's time that may be spent on the time by line."""

_LOOK = 0.05


def is_asked(settings: Settings) -> bool:
    """Whether the model that is set is asked, see :class:`guyline.settings.OptimiseSettings`."""
    asked = settings.optimise.use_model
    return can_write(settings) if asked == "auto" else asked == "always"


def is_too_small(settings: Settings) -> bool:
    """Whether that is because nothing is set but the small model that is embedded."""
    return settings.optimise.use_model == "auto" and not is_asked(settings)


def sources_of(
    engine: Engine, order: Order, shown: tuple[tuple[str, str], ...] = (), hot: Shares = ()
) -> tuple[Source, ...]:
    """What the session's model is asked for; nothing where none is set.

    Args:
        engine: The session's model and oracle.
        order: What is wanted.
        shown: Past edits and patterns that are like it, each with what it was.
        hot: The lines that take its time, as :func:`hot_of` tells them.
    """
    if not is_asked(engine.settings):
        return ()
    writer = EngineWriter(engine, order.path)
    asked = Algorithms(writer, order.text, order.function, order.wishes, shown, hot)
    return (Source(asked.candidates(), asked.told),)


async def searched(
    engine: Engine,
    order: Order,
    judge: Judge,
    stop: threading.Event,
    *,
    model: bool = True,
    recalls: bool = True,
    tell: Tell = lambda what, count: None,
    show: Callable[[Offer], None] = lambda offer: None,
) -> Found:
    """Look for edits that make a function faster, by rules, and by the session's model.

    Args:
        engine: The session's model and oracle.
        order: What is wanted.
        judge: Tries candidates.
        stop: Set by whoever does not want it any more.
        model: Whether the model may be asked, if one is set.
        recalls: Whether it is shown past edits of functions that are alike.
        tell: Is told what is being done.
        show: Is told of each candidate that looks better.

    Raises:
        SandboxError: No sandbox works here that may be used.
        Cancelled: It was cancelled.
    """
    past: tuple[tuple[str, str], ...] = ()
    hot: Shares = ()
    sources: tuple[Source, ...] = ()
    if model and is_asked(engine.settings):
        past = await in_thread(lambda: (*(like(order) if recalls else ()), *_patterns(order)))
        tell("timing lines", 0)
        hot = await hot_of(order, stop)
        sources = sources_of(engine, order, past, hot)
    found = await optimise(order, judge, sources, tell, show)
    notes = (TOO_SMALL,) if model and is_too_small(engine.settings) else ()
    return replace(found, lines=hot, notes=(*found.notes, *notes))


def _patterns(order: Order) -> tuple[tuple[str, str], ...]:
    """The measured patterns that are in the function of an order."""
    from guyline.search.patterns import alike

    return alike(function_text(order.text, order.function.name))


async def hot_of(order: Order, stop: threading.Event) -> Shares:
    """The lines that take the time of the function as it is; nothing where it can't be told.

    It runs in a sandbox, in a thread, before anything else is timed.

    Args:
        order: What is wanted.
        stop: Set by whoever does not want it any more.

    Raises:
        Cancelled: It was cancelled.
    """
    seconds = min(SECONDS, _SHARE * order.seconds)

    def work() -> Shares:
        return hot_lines(order.subject, order.means.confinement().start, stop, seconds)

    task = asyncio.ensure_future(in_thread(work))
    try:
        while not task.done() and not stop.is_set():
            await asyncio.wait({task}, timeout=_LOOK)
        if task.done():
            return task.result()
    except Cancelled:
        raise
    except Exception as error:  # noqa: BLE001 - no more than an advice is lost
        _log.warning("the time by line is not known: %s", type(error).__name__)
        return ()
    finally:
        task.cancel()  # its thread sees to the sandbox
    raise Cancelled
