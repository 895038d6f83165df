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
        rejected: The words it wrote where ``constraint`` holds, which are known to be wrong,
            the last one last.
        patience: Seconds that may be waited where the endpoint asks for it.
    """

    prompt: Prompt
    max_tokens: int
    constraint: OneOf | None = None
    draft: str = ""
    rejected: tuple[str, ...] = ()
    patience: float = 0.0


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
        constrains: Whether it honours :class:`OneOf`. Where it doesn't, the words stand in
            the prompt, which a model may follow or not.
        kind: What kind of server it is; empty where nobody asks.
        version: Its version, where it tells.
        model: The model's name there.
        dialect: In which words it is told of a constraint; empty for none.
        field: In which field of a request; empty for none.
        infilling: How the text after the cursor is shown: ``suffix``, ``/infill``, the name
            of a template; empty: not at all.
        chat: Whether the model is asked as an assistant.
        prefill: Whether a chat can go on from the beginning of an answer.
        prefix_cache: Whether what a prompt shares with the one before is kept.
        logprobs: Whether it tells how likely its tokens were.
        context: The most tokens of prompt and answer; 0: it does not say.
    """

    constrains: bool
    kind: str = ""
    version: str = ""
    model: str = ""
    dialect: str = ""
    field: str = ""
    infilling: str = ""
    chat: bool = False
    prefill: bool = False
    prefix_cache: bool = False
    logprobs: bool = False
    context: int = 0

    @property
    def sees_after(self) -> bool:
        """Whether it can be shown the text after the cursor."""
        return self.chat or bool(self.infilling)


class Model(Protocol):
    """Something that continues text.

    Deterministic at temperature 0 up to the server's own arithmetic: the prompt is the
    whole state, so an answer can be cut anywhere and asked for again from there.
    """

    async def capabilities(self) -> Capabilities:
        """What it can do, found out at first use; it may turn out to be less later.

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
