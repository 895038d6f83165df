"""What a model is to the rest of Guyline."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from guyline.models.constraint import OneOf
from guyline.models.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model: go on from here.

    Attributes:
        prompt: What it is shown.
        max_tokens: The most tokens wanted.
        constraint: What the continuation must begin with; None: it is free.
        draft: What it has written already, and goes on from.
    """

    prompt: Prompt
    max_tokens: int
    constraint: OneOf | None = None
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of an answer.

    Attributes:
        text: What was added.
        finish: Why the answer ends with this piece: ``stop`` (the model's own end),
            ``length`` (``max_tokens``), or None while it goes on.
    """

    text: str
    finish: str | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an endpoint can do.

    Attributes:
        constrains: Whether it honours :class:`OneOf`.
    """

    constrains: bool


class Model(Protocol):
    """Something that continues text.

    Deterministic at temperature 0 up to the server's own arithmetic: the prompt is the
    whole state, so an answer can be cut anywhere and asked for again from there.
    """

    async def capabilities(self) -> Capabilities:
        """What it can do, found out at first use.

        Raises:
            ModelError: It cannot be reached.
        """
        ...

    def generate(self, request: Request) -> AbstractAsyncContextManager[AsyncIterator[Chunk]]:
        """Stream an answer; leaving the context ends the generation at the endpoint.

        Raises:
            ModelError: On entering, or between chunks.
        """
        ...

    async def close(self) -> None:
        """Let go of connections and processes."""
        ...
