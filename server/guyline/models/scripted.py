"""A model whose every token is written down: for tests, and for anyone who adds a monitor.

A script says, for a text, which tokens may come next, best first. As in a real model the
text alone is the state, so an answer can be cut anywhere, within a token too, and asked
for again from there.

    >>> script = steps(["self", "."], [".get(", ".route("], ["path)"])

reads: "self" is the best first token and "." the next best; whichever was taken, ".get("
is the best second; and so on. Under a constraint the model takes the best token that
keeps it satisfiable, which is what masking does to a greedy sampler.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from guyline.errors import ModelError
from guyline.models.constraint import OneOf
from guyline.models.model import Capabilities, Chunk, Request

Fault = ModelError | asyncio.Event
"""In place of a token: an error to raise, or an event to wait for."""

Script = Callable[[str], Sequence[str | Fault]]
"""The tokens that may follow a text, best first; none: the model's own end."""


def steps(*alternatives: Sequence[str | Fault]) -> Script:
    """A script of one list of alternatives for each step.

    A text that ends within a token goes on with the rest of that token; one that can be
    read in several ways goes on in all of them, those of better tokens first; one that
    has left the script ends.
    """

    def following(text: str, step: int = 0) -> list[str | Fault]:
        if step == len(alternatives):
            return []
        if not text:
            return list(alternatives[step])
        found: list[str | Fault] = []
        for token in alternatives[step]:
            if not isinstance(token, str):
                continue
            if text.startswith(token):
                found += following(text[len(token) :], step + 1)
            elif token.startswith(text):
                found.append(token[len(text) :])
        return found

    return following


class ScriptedModel:
    """A model that follows a script.

    Args:
        script: What it says, as a function of the text since ``start``.
        start: What a prompt holds before the script begins; None: the first prompt.
        constrains: Whether it honours constraints, as a llama.cpp server does.

    Attributes:
        requests: Every request, in order.
        ended: How many answers were read to the end or closed.
    """

    def __init__(
        self, script: Script, *, start: str | None = None, constrains: bool = True
    ) -> None:
        self._script = script
        self._start = start
        self._constrains = constrains
        self.requests: list[Request] = []
        self.ended = 0

    async def capabilities(self) -> Capabilities:
        """As it was made."""
        return Capabilities(constrains=self._constrains)

    @asynccontextmanager
    async def generate(self, request: Request) -> AsyncIterator[AsyncIterator[Chunk]]:
        """Stream the script's tokens, one chunk a token."""
        self.requests.append(request)
        try:
            yield self._chunks(request)
        finally:
            self.ended += 1

    async def close(self) -> None:
        """Nothing to let go of."""

    async def _chunks(self, request: Request) -> AsyncIterator[Chunk]:
        shown = request.prompt.before + request.draft
        if self._start is None or not shown.startswith(self._start):
            self._start = shown
        before = shown[len(self._start) :]
        constraint = request.constraint if self._constrains else None
        answer = ""
        for _ in range(request.max_tokens):
            await asyncio.sleep(0)
            token = next_token(self._script(before + answer), answer, constraint)
            if token is None:
                yield Chunk("", "stop")
                return
            if isinstance(token, ModelError):
                raise token
            if isinstance(token, asyncio.Event):
                await token.wait()
                continue
            answer += token
            yield Chunk(token)
        yield Chunk("", "length")


def next_token(
    ranked: Sequence[str | Fault], answer: str, constraint: OneOf | None
) -> str | Fault | None:
    """The best of ``ranked`` that keeps ``constraint`` satisfiable after ``answer``.

    A real vocabulary can spell anything. Where none of the ranked tokens will do, the
    first word that can still be reached is spelled, a character at a time.
    """
    for token in ranked:
        if constraint is None or not isinstance(token, str) or constraint.viable(answer + token):
            return token
    if constraint is None or constraint.accepts(answer):
        return None
    return constraint.spelled(answer)
