"""Suggestions in the ordinary list, for editors without ghost text."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types

from tests.lsp.conftest import Editor, start
from tests.models.stand_in import event, says, standing_in

DONE = b"data: [DONE]\n\n"


async def items(workspace: Path, marked: str, answer: str) -> list[types.CompletionItem] | None:
    """What is listed at the mark when the model answers so; None for no list at all."""
    async with standing_in(says(event(answer, "stop"), DONE), owner="someone") as server:
        settings = {"endpoint": server.url, "guidance": "off"}
        editor = await start(workspace, settings, ghost_text=False)
        try:
            return await listed(editor, marked)
        finally:
            await editor.client.shutdown_session()


async def listed(editor: Editor, marked: str) -> list[types.CompletionItem] | None:
    before = marked[: marked.index("$0")]
    uri = editor.open(marked.replace("$0", ""))
    lines = before.split("\n")
    params = types.CompletionParams(
        types.TextDocumentIdentifier(uri), types.Position(len(lines) - 1, len(lines[-1]))
    )
    answer = await editor.client.text_document_completion_async(params)
    if answer is None:
        return None
    assert isinstance(answer, types.CompletionList)
    assert answer.is_incomplete
    return list(answer.items)


async def test_a_suggestion_is_an_item_that_replaces_the_word(tmp_path: Path) -> None:
    found = await items(tmp_path, "x = tent.gu$0\n", "yline(2) + 1")
    assert found is not None
    [item] = found
    assert item.label == item.filter_text == "guyline(2) + 1"
    assert item.text_edit == types.TextEdit(
        types.Range(types.Position(0, 9), types.Position(0, 11)), "guyline(2) + 1"
    )
    assert item.label_details is not None
    assert item.label_details.description == "Guyline"


async def test_several_lines_have_a_label_of_one(tmp_path: Path) -> None:
    found = await items(tmp_path, "def f(y):\n    $0\n", "y += 1\n    return y")
    assert found is not None
    assert found[0].label == "y += 1 ..."


@pytest.mark.parametrize("answer", ["line", "line()", ""])
async def test_a_single_name_is_left_to_others(tmp_path: Path, answer: str) -> None:
    assert not await items(tmp_path, "x = tent.guy$0\n", answer)


@pytest.mark.parametrize("ghost_text", [True, False])
async def test_an_editor_with_ghost_text_is_offered_no_list(
    tmp_path: Path, ghost_text: bool
) -> None:
    editor = await start(tmp_path, {"enable": False}, ghost_text=ghost_text)
    capabilities = editor.capabilities
    await editor.client.shutdown_session()
    assert (capabilities.completion_provider is None) is ghost_text
    assert capabilities.inline_completion_provider
