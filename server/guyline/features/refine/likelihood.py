"""Which of several names a model would write at a place: its own likelihood, asked by choices.

Whatever the endpoint tells of probabilities, it can be held to some words. The one that it then
writes comes first; it is held to the others, and so on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.errors import FileExcluded, ModelError
from guyline.models import Model, OneOf, Prompt, Request
from guyline.text import Document, word_end

if TYPE_CHECKING:
    from guyline.features.engine import Engine

_TOKENS = 24
"""A name has fewer."""


async def likeliest(
    engine: Engine,
    text: str,
    span: tuple[int, int],
    path: Path | None,
    names: Sequence[str],
    seconds: float,
) -> list[str]:
    """Names in the order in which the session's model would write them.

    Args:
        engine: The session's model.
        text: The document's text.
        span: Where the word stands that the names are for, in code points.
        path: Where the document is saved.
        names: The names, in the order that holds for those the model says nothing of.
        seconds: How long the model may take; it says nothing of what is left then.
    """
    if len(names) < 2:
        return list(names)
    start, end = span
    order = list[str]()
    document = Document(text[:start] + text[end:], path)
    with suppress(ModelError, FileExcluded, TimeoutError):
        async with asyncio.timeout(seconds):
            await engine.admit(document)
            async with engine.model() as model:
                await chosen(model, engine.prompt(document, start), names, order)
    return [*order, *(each for each in names if each not in order)]


async def chosen(model: Model, prompt: Prompt, names: Sequence[str], order: list[str]) -> None:
    """Adds names to ``order`` as the model chooses them, the last left one too.

    Raises:
        ModelError: The model failed; what it has chosen until then is in ``order``.
    """
    left = list(names)
    while len(left) > 1 and (name := await _written(model, prompt, left)):
        order.append(name)
        left.remove(name)
    if order and len(left) == 1:
        order += left


async def _written(model: Model, prompt: Prompt, names: Sequence[str]) -> str:
    """The name that the model writes; empty: it writes none of them."""
    request = Request(prompt, _TOKENS, OneOf.of(frozenset(names)))
    text = ""
    async with model.generate(request) as chunks:
        async for chunk in chunks:
            text += chunk.text
            if word_end(text, 0) < len(text):
                break
    name = text[: word_end(text, 0)]
    return name if name in names else ""
