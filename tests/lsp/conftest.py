"""A real server, spoken to as an editor would."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

SERVER = [sys.executable, "-m", "guyline", "serve"]


class Editor:
    """A client with one workspace."""

    def __init__(
        self,
        client: LanguageClient,
        workspace: Path,
        statuses: list[Any],
        capabilities: types.ServerCapabilities,
    ) -> None:
        self.capabilities = capabilities
        self.client = client
        self.workspace = workspace
        self.statuses = statuses
        self.version = 0
        self.published: list[types.PublishDiagnosticsParams] = []
        self._news = asyncio.Event()
        client.protocol.fm.features[types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS] = self._publish

    def _publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.published.append(params)
        self._news.set()

    async def shown(self, uri: str, version: int | None = None) -> list[types.Diagnostic]:
        """What is shown of a version of a document, once it is; of this one, where none is said."""
        version = self.version if version is None else version
        async with asyncio.timeout(60):
            while True:
                for params in reversed(self.published):
                    if params.uri == uri and params.version == version:
                        return list(params.diagnostics)
                self._news.clear()
                await self._news.wait()

    def open(self, text: str, name: str = "case.py") -> str:
        uri = (self.workspace / name).as_uri()
        item = types.TextDocumentItem(uri, "python", self.version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        self.version += 1
        identifier = types.VersionedTextDocumentIdentifier(self.version, uri)
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(identifier, list(changes))
        )

    def params(self, uri: str, line: int, character: int) -> types.InlineCompletionParams:
        automatic = types.InlineCompletionTriggerKind.Automatic
        return types.InlineCompletionParams(
            context=types.InlineCompletionContext(automatic),
            text_document=types.TextDocumentIdentifier(uri),
            position=types.Position(line, character),
        )

    async def complete(self, uri: str, line: int, character: int) -> str | None:
        """The text that is offered; None for none."""
        params = self.params(uri, line, character)
        result = await self.client.text_document_inline_completion_async(params)
        if result is None:
            return None
        assert isinstance(result, types.InlineCompletionList)
        text = result.items[0].insert_text
        assert isinstance(text, str)
        return text

    async def complete_checked(self, uri: str, line: int, character: int) -> str | None:
        """The same, once the oracle has read the document: until then its answers are late."""
        async with asyncio.timeout(60):
            while True:
                text = await self.complete(uri, line, character)
                verdict = getattr(self.statuses[-1], "verdict", "")
                if re.match(r"\d+ names? checked", verdict) and not verdict.startswith("0"):
                    return text

    async def complete_at_mark(
        self, marked: str, name: str = "case.py", *, checked: bool = False
    ) -> str | None:
        """Open a document with ``$0`` in it and complete there."""
        before = marked[: marked.index("$0")]
        uri = self.open(marked.replace("$0", ""), name)
        lines = before.replace("\r\n", "\n").split("\n")
        at = (uri, len(lines) - 1, len(lines[-1].encode("utf-16-le")) // 2)
        return await (self.complete_checked(*at) if checked else self.complete(*at))


async def start(
    workspace: Path,
    settings: dict[str, Any] | None = None,
    *,
    ghost_text: bool = True,
    options: dict[str, Any] | None = None,
) -> Editor:
    config = ClientServerConfig(server_command=SERVER)
    client = await config.start()
    assert isinstance(client, LanguageClient)
    statuses: list[Any] = []
    client.feature("guyline/status")(lambda status: statuses.append(status))
    capabilities = client_capabilities("visual-studio-code" if ghost_text else "neovim")
    if ghost_text and capabilities.text_document is not None:
        inline = types.InlineCompletionClientCapabilities()  # later than the recorded ones
        capabilities.text_document.inline_completion = inline
    patient = {"completion": {"timeout": 60}}  # whatever else the machine is doing
    client.set_configuration({"guyline": patient | (settings or {})})
    answer = await client.initialize_session(
        types.InitializeParams(
            capabilities=capabilities,
            initialization_options=options,
            workspace_folders=[types.WorkspaceFolder(workspace.as_uri(), "workspace")],
        )
    )
    return Editor(client, workspace, statuses, answer.capabilities)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor with the embedded model, for the tests of one file."""
    editor = await start(tmp_path_factory.mktemp("workspace"))
    yield editor
    await editor.client.shutdown_session()
