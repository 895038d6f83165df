"""Commands and code actions, asked for over the protocol."""

from __future__ import annotations

from typing import Any

import pytest
from lsprotocol import types

from tests.lsp.conftest import Editor


async def ask(editor: Editor, command: str, **argument: Any) -> Any:
    """What a command answers, as data."""
    params = types.ExecuteCommandParams(command=command, arguments=[argument])
    found = await editor.client.workspace_execute_command_async(params)
    return plain(found)


def plain(found: Any) -> Any:
    """What pygls made of an object, as data."""
    if hasattr(found, "_asdict"):
        return {name: plain(each) for name, each in found._asdict().items()}
    return [plain(each) for each in found] if isinstance(found, list) else found


async def actions_at(editor: Editor, uri: str, line: int, *, asked: bool) -> list[types.CodeAction]:
    """The actions at a line, as they are on the wire."""
    place = types.Position(line, 5)
    kinds = types.CodeActionTriggerKind
    context = types.CodeActionContext(
        diagnostics=[], trigger_kind=kinds.Invoked if asked else kinds.Automatic
    )
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(uri), types.Range(place, place), context
    )
    # lsprotocol takes an action that has a command for a command, so they are read from the wire.
    protocol = editor.client.protocol
    told: list[dict[str, Any]] = []
    structure = protocol.structure_message

    def read(data: dict[str, Any]) -> Any:
        told.append(data)
        return structure(data)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(protocol, "structure_message", read)
        await editor.client.text_document_code_action_async(params)
    results = [each["result"] for each in told if isinstance(each.get("result"), list)]
    return [protocol._converter.structure(each, types.CodeAction) for each in results[-1]]
