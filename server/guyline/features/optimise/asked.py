"""The model of a session as a source of candidates, where one is set that can write functions."""

from __future__ import annotations

from guyline.features.engine import Engine
from guyline.features.optimise.order import Order
from guyline.features.optimise.search import Source
from guyline.features.writing import EngineWriter, can_write
from guyline.search.algorithms import Algorithms
from guyline.settings import Settings

TOO_SMALL = "no model was asked: the embedded one is too small for this; set guyline.endpoint"


def is_asked(settings: Settings) -> bool:
    """Whether the model that is set is asked, see :class:`guyline.settings.OptimiseSettings`."""
    asked = settings.optimise.use_model
    return can_write(settings) if asked == "auto" else asked == "always"


def is_too_small(settings: Settings) -> bool:
    """Whether that is because nothing is set but the small model that is embedded."""
    return settings.optimise.use_model == "auto" and not is_asked(settings)


def sources_of(
    engine: Engine, order: Order, shown: tuple[tuple[str, str], ...] = ()
) -> tuple[Source, ...]:
    """What the session's model is asked for; nothing where none is set.

    Args:
        engine: The session's model and oracle.
        order: What is wanted.
        shown: Past edits that are like it, each with what it was.
    """
    if not is_asked(engine.settings):
        return ()
    writer = EngineWriter(engine, order.path)
    asked = Algorithms(writer, order.text, order.function, order.wishes, shown)
    return (Source(asked.candidates(), asked.told),)
