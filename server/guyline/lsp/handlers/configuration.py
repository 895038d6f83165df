"""Settings: asked for at the start and whenever they change."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from guyline.lsp.status import Status
from guyline.settings import read

if TYPE_CHECKING:
    from guyline.lsp.server import GuylineServer

_log = logging.getLogger(__name__)
SECTION = "guyline"


def register(server: GuylineServer) -> None:
    """Register the handlers."""

    @server.feature(types.INITIALIZED)
    async def initialized(_: types.InitializedParams) -> None:
        capabilities = server.server_capabilities.position_encoding
        server.session.documents.encoding = str(
            getattr(capabilities, "value", capabilities or "utf-16")
        )
        workspace = server.client_capabilities.workspace
        if workspace is not None and workspace.configuration:
            await reload(server)
        else:
            await _take(server, None)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def changed(params: types.DidChangeConfigurationParams) -> None:
        workspace = server.client_capabilities.workspace
        if workspace is not None and workspace.configuration:
            await reload(server)
        elif isinstance(params.settings, dict):
            await _take(server, params.settings.get(SECTION, params.settings))


async def reload(server: GuylineServer) -> None:
    """Ask the client for the settings, and use them."""
    request = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    try:
        # Shielded: pygls fails on the answer to a request whose asker was cancelled.
        answer = await asyncio.shield(server.workspace_configuration_async(request))
    except Exception as error:  # noqa: BLE001 - whatever a client answers, the defaults hold
        _log.warning("The client gave no configuration: %s", error)
        answer = [None]
    await _take(server, answer[0] if answer else None)


async def _take(server: GuylineServer, data: object) -> None:
    settings, problems = read(data)
    for problem in problems:
        _log.warning(problem)
        server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, problem))
    await server.session.configure(settings)
    if settings.enable:
        server.show_status(
            Status("ready", "Guyline is ready", detail=f"Model: {settings.endpoint}")
        )
    else:
        server.show_status(Status("off", "Guyline is off", detail="guyline.enable is false"))
