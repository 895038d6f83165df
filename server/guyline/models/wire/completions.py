"""``POST /completions``: text that goes on (OpenAI's reference of 2023)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guyline.models.infilling import Template
from guyline.models.model import Chunk
from guyline.models.prompt import Prompt
from guyline.models.servers import COMPLETIONS, SUFFIX
from guyline.models.wire.ask import Ask, finish_in, first_choice, text_in

_NOTHING = "\n"
"""What follows the place where nothing does, for servers that want to be told something."""


def completion(
    prompt: Prompt, draft: str, max_tokens: int, hole: Template | str | None = None
) -> Ask:
    """A request for the text that follows ``prompt`` and ``draft``.

    Args:
        prompt: What is shown.
        draft: What was written already.
        max_tokens: The most tokens wanted.
        hole: How the text after the place is shown: in a template, in the field ``suffix``,
            or not at all.
    """
    body: dict[str, Any] = {"max_tokens": max_tokens}
    part = COMPLETIONS
    if isinstance(hole, Template):
        body["prompt"] = hole.fill(prompt.plain(), prompt.after) + draft
        body["stop"] = list(hole.stop)
    else:
        body["prompt"] = prompt.plain() + draft
        if hole == SUFFIX:
            body["suffix"] = prompt.after or _NOTHING
            part = SUFFIX
    return Ask("/completions", body, _read, part)


def _read(event: Mapping[str, Any]) -> Chunk | None:
    choice = first_choice(event)
    return Chunk(text_in(choice, "text"), finish_in(choice)) if choice is not None else None
