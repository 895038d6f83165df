"""The model of a session as a source of candidates, where one is set that can write functions."""

from __future__ import annotations

from guyline.features.engine import Engine
from guyline.features.optimise.order import Order
from guyline.features.optimise.search import Source
from guyline.features.writing import EngineWriter
from guyline.search.algorithms import Algorithms
from guyline.settings import EMBEDDED, Settings

TOO_SMALL = "no model was asked: the embedded one is too small for this; set guyline.endpoint"


def can_be_asked(settings: Settings) -> bool:
    """Whether a model is set that can write a function: not the small one that is embedded."""
    return settings.endpoint != EMBEDDED or settings.model.endswith(".gguf")


def sources_of(
    engine: Engine, order: Order, shown: tuple[tuple[str, str], ...] = ()
) -> tuple[Source, ...]:
    """What the session's model is asked for; nothing where none is set.

    Args:
        engine: The session's model and oracle.
        order: What is wanted.
        shown: Past edits that are like it, each with what it was.
    """
    if not can_be_asked(engine.settings):
        return ()
    writer = EngineWriter(engine, order.path)
    asked = Algorithms(writer, order.text, order.function, order.wishes, shown)
    return (Source(asked.candidates(), asked.judged),)
