"""What completions need and share: a model, an oracle, and who closes them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from guyline.analysis import (
    AdvisedOracle,
    Answer,
    JediOracle,
    Question,
    find_environment,
    with_checker,
)
from guyline.decoding import Action
from guyline.errors import FileExcluded, ModelError, ModelMissing
from guyline.features.completion import Completion, complete
from guyline.features.context import Context, Edits, Meter, Problems, Shares, Speed
from guyline.features.guidance import Guidance
from guyline.models import Address, Capabilities, Endpoint, Memory, Model, Prompt
from guyline.models.embedded import EmbeddedServer, installed
from guyline.monitors import Monitor
from guyline.settings import EMBEDDED, KEY_VARIABLE, Settings, cache_folder
from guyline.text import Document

_EXCLUDED = "If it holds no secret, rename it or change the patterns"
"""What to do about a file that may not be sent."""

_SMALL = 1600
"""Tokens of a prompt that the embedded model has room for, its answer not counted."""


_SURE = 0.8
"""Of an endpoint's room, what is used: how long a prompt is can only be estimated."""


class Engine:
    """A model and an oracle for one workspace; both start on first use.

    Args:
        settings: What the person set.
        workspace: The folder that is analysed; None: only the files themselves.
        limit: Seconds after which an answer of the oracle is late, and its site open.
        trusted: Whether the workspace's own rules are read: ``tool.guyline`` in its
            ``pyproject.toml``. A type checker is asked only there, as what configures it
            may name programs.
        edits: The log of changes that outlives this engine, where there is one.
        problems: What is known to be wrong, kept where it outlives this engine too.
    """

    def __init__(
        self,
        settings: Settings,
        workspace: Path | None = None,
        *,
        limit: float = 0.25,
        trusted: bool = False,
        edits: Edits | None = None,
        problems: Problems | None = None,
    ) -> None:
        self.settings = settings
        self._guidance = Guidance(workspace if trusted else None)
        explicit = Path(settings.python) if settings.python else None
        self.python = find_environment(workspace, explicit)
        self.oracle: JediOracle | AdvisedOracle = JediOracle(workspace, self.python, limit=limit)
        if settings.type_checker == "pyrefly" and trusted:
            self.oracle = with_checker(self.oracle, workspace, self.python, limit=limit)
        self.context = Context(
            workspace, self._ask, settings.context, edits=edits, problems=problems
        )
        self._meter = Meter(_speed(settings))
        self._sees_after = settings.endpoint != EMBEDDED
        self._room = settings.context.max_tokens
        self._embedded: EmbeddedServer | None = None
        self._endpoint: tuple[Address, Endpoint] | None = None

    async def complete(
        self,
        document: Document,
        offset: int,
        *,
        guided: bool | None = None,
        grown: Callable[[str], None] = lambda _: None,
    ) -> Completion:
        """Complete ``document`` at ``offset``.

        Args:
            document: The document.
            offset: Where.
            guided: Overrules the setting.
            grown: Told of the draft while it is written.

        Raises:
            ModelError: There is no model, or it gave nothing.
            InputError: There is no such place.
            FileExcluded: Nothing of this document may be sent.
        """
        await self.admit(document)
        strict = self.settings.guidance == "strict" if guided is None else guided
        monitors = self._guidance.monitors(self.oracle) if strict else []
        losses = self.oracle.losses
        try:
            async with self.model() as model:
                done = await complete(
                    document,
                    offset,
                    self._meter.of(model),
                    monitors,
                    self.settings.completion,
                    prompt=self.prompt(document, offset),
                    grown=grown,
                )
                self._learn(await model.capabilities())
        finally:
            self.context.follow(document, offset, self._shares())
        # Another question may have been answered since, but not the one that was lost.
        lost = self.oracle.loss if self.oracle.losses > losses else ""
        return _without_oracle(done, self.oracle.trouble or lost) if strict else done

    def monitors(self) -> list[Monitor]:
        """Every monitor that watches in this workspace; none where guidance is off."""
        if self.settings.guidance == "off":
            return []
        return self._guidance.monitors(self.oracle)

    async def admit(self, document: Document) -> None:
        """Let nothing of a document be sent that is left out.

        Raises:
            FileExcluded: Nothing of it may be sent.
        """
        if said := await self.context.refusal(document):
            raise FileExcluded(f"Guyline is off for this file: {said}", _EXCLUDED)

    def prompt(self, document: Document, offset: int) -> Prompt:
        """What the model is shown of a place, of what is known so far."""
        return self.context.prompt(document, offset, self._shares())

    async def look_around(self, document: Document, offset: int) -> None:
        """Find what the next prompt at a place may show, where nobody waits for it."""
        if not await self.context.refusal(document):
            await self.context.refresh(document, offset, self._shares())

    def _shares(self) -> Shares:
        """What a prompt may hold, as far as the endpoint is known."""
        return Shares.of(min(self._meter.speed.budget, self._room), follows=self._sees_after)

    def _learn(self, found: Capabilities) -> None:
        """What has been found out of the endpoint bounds its prompts."""
        self._sees_after = found.sees_after
        if found.context:
            room = max(0, found.context - self.settings.completion.max_tokens)
            self._room = min(self.settings.context.max_tokens, round(_SURE * room))

    async def _ask(self, question: Question, limit: float) -> Answer:
        return await self.oracle.ask(question, limit)

    async def warm(self, document: Document) -> None:
        """Have everything ready for a first completion in ``document``."""
        await asyncio.gather(self.oracle.warm(document.text, document.path), self._warm_model())

    async def _warm_model(self) -> None:
        with suppress(ModelError):  # the completion itself will say what is wrong
            async with self.model() as model:
                self._learn(await model.capabilities())

    @asynccontextmanager
    async def model(self) -> AsyncIterator[Model]:
        """The model that is set, for as long as the context lasts.

        Raises:
            ModelError: The embedded model is missing, or does not start.
        """
        if self.settings.endpoint != EMBEDDED:
            yield await self._connect(_address(self.settings), Memory(cache_folder()))
            return
        async with self._server().use() as running:
            # Another address each time: there is nothing to remember.
            own = self.settings.model.endswith(".gguf")
            fim = self.settings.fim if own else "off"  # the installed one was not taught it
            address = Address(running.url, running.key, kind="llama.cpp", fim=fim)
            yield await self._connect(address, Memory(None))

    async def close(self) -> None:
        """End what was started: connections, the model's process, the oracle's."""
        await self.context.close()
        if self._endpoint is not None:
            await self._endpoint[1].close()
        if self._embedded is not None:
            await self._embedded.close()
        await self.oracle.close()

    async def _connect(self, address: Address, memory: Memory) -> Endpoint:
        """The endpoint at ``address``; kept while the address stays the same."""
        if self._endpoint is None or self._endpoint[0] != address:
            if self._endpoint is not None:
                await self._endpoint[1].close()
            self._endpoint = (address, Endpoint(address, memory))
        return self._endpoint[1]

    def _server(self) -> EmbeddedServer:
        if self._embedded is None:
            self._embedded = EmbeddedServer(weights_path(self.settings))
        return self._embedded


def _speed(settings: Settings) -> Speed:
    """What is taken for granted of an endpoint's speed before it was measured."""
    most = settings.context.max_tokens
    return Speed(min(most, _SMALL), first=0) if settings.endpoint == EMBEDDED else Speed(most)


def _address(settings: Settings) -> Address:
    """The endpoint that is set."""
    return Address(
        settings.endpoint,
        key=os.environ.get(KEY_VARIABLE, ""),
        model=settings.model,
        kind=settings.endpoint_kind,
        fim=settings.fim,
        chat=settings.chat,
        ca_bundle=settings.ca_bundle,
    )


def _without_oracle(completion: Completion, trouble: str) -> Completion:
    """Say so where the oracle was out of order and nothing could be judged."""
    outcome = completion.outcome
    judged = any(decision.action is not Action.ABSTAINED for decision in outcome.trace)
    if not trouble or judged:
        return completion
    said = outcome.trouble or f"Unguided: {trouble}"
    return replace(completion, outcome=replace(outcome, guided=False, trouble=said))


def weights_path(settings: Settings) -> Path:
    """The file the embedded model is read from.

    Raises:
        ModelMissing: There is none yet.
    """
    if settings.model.endswith(".gguf"):
        path = Path(settings.model).expanduser()
        if not path.is_file():
            raise ModelMissing(f"There is no file {path}", "Correct guyline.model")
        return path
    weights = installed(cache_folder())
    if weights is None:
        raise ModelMissing(
            "The embedded model is not installed",
            "Run: guyline model pull (93 MB), or set guyline.endpoint",
        )
    return weights.path
