"""Ghost text over the protocol, with the real embedded model."""

from __future__ import annotations

import ast
import asyncio
import re

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.conftest import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")

TENT = """class Tent:
    def __init__(self, pole_count: int, length: float) -> None:
        self.pole_count = pole_count
        self.guyline_length = length

    def pitch(self) -> float:
        return self.guyline_length * 2


def total(tent: Tent) -> float:
    return tent.$0
"""
NAMES = {"pole_count", "guyline_length", "pitch", *dir(object)}


def check_names(text: str | None) -> None:
    """Every attribute of ``tent`` exists; the first stands at the cursor."""
    assert text
    for name in re.findall(r"(?:^|\btent\.)(\w+)", text):
        assert name in NAMES


async def test_the_names_exist(editor: Editor) -> None:
    text = await editor.complete_at_mark(TENT, checked=True)
    check_names(text)
    ast.parse(TENT.replace("$0", text or ""))
    assert editor.statuses[-1].state == "ready"
    assert "checked" in editor.statuses[-1].verdict


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("    ", "\t"),
        lambda text: text.replace("return tent", "return '😀' and tent"),
        lambda text: "def broken(:\n    pass\n\n" + text,
        lambda text: "x = '\x0c\u2028'\n" + text,
        lambda text: text.replace("tent.$0", "tent.gu$0"),
    ],
    ids=["CRLF", "tabs", "an emoji before", "a syntax error above", "a form feed", "within a name"],
)
async def test_whatever_the_text_is_like(editor: Editor, change: object) -> None:
    marked = change(TENT)  # type: ignore[operator]
    text = await editor.complete_at_mark(marked, checked=True)
    typed = "gu" if "gu$0" in marked else ""
    check_names(typed + (text or ""))
    assert "\r\n" in marked or "\r" not in (text or "")


async def test_an_unsaved_document(editor: Editor) -> None:
    text = TENT.replace("$0", "")
    uri = "untitled:Untitled-1"
    item = types.TextDocumentItem(uri, "python", 1, text)
    editor.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    check_names(await editor.complete_checked(uri, 10, 16))


async def test_edits_are_followed_past_odd_line_ends(editor: Editor) -> None:
    uri = editor.open("x = '\x0c\u2028😀'\ny = 1\n", "edited.py")
    at = types.Position(1, 0)
    tent = TENT.split("$0")[0]
    editor.change(uri, types.TextDocumentContentChangePartial(types.Range(at, at), tent + "\n"))
    line = 1 + TENT.split("$0")[0].count("\n")
    check_names(await editor.complete_checked(uri, line, 16))


async def test_a_position_outside_the_text_is_taken_to_its_end(editor: Editor) -> None:
    uri = editor.open("x = 1\n", "short.py")
    await editor.complete(uri, 500, 500)


async def test_a_document_that_is_not_open_gives_nothing(editor: Editor) -> None:
    assert await editor.complete("file:///nowhere/case.py", 0, 0) is None


async def test_50000_lines(editor: Editor) -> None:
    big = "x = [1, 2, 3]\n" * 50_000 + TENT
    assert await editor.complete_at_mark(big, "big.py")


async def test_a_document_closed_during_a_request(editor: Editor) -> None:
    uri = editor.open(TENT.replace("$0", ""), "closed.py")
    params = editor.params(uri, 10, 16)
    answer = await sent(editor, params)
    identifier = types.TextDocumentIdentifier(uri)
    editor.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))
    await check_nothing_comes(answer)


async def test_a_text_that_changed_meanwhile_gets_nothing(editor: Editor) -> None:
    uri = editor.open(TENT.replace("$0", ""), "changed.py")
    params = editor.params(uri, 10, 16)
    answer = await sent(editor, params)
    editor.change(uri, types.TextDocumentContentChangeWholeDocument("y = 2\n"))
    await check_nothing_comes(answer)


async def test_a_newer_request_takes_the_place_of_an_older_or_shares_its_answer(
    editor: Editor,
) -> None:
    uri = editor.open(TENT.replace("$0", ""), "twice.py")
    older = await sent(editor, editor.params(uri, 10, 16))
    newer = await editor.complete(uri, 10, 16)
    assert newer
    assert await text_of(older) in {None, newer}


async def sent(editor: Editor, params: types.InlineCompletionParams) -> asyncio.Future[object]:
    """A request that is on its way; its answer is to come."""
    request = editor.client.text_document_inline_completion_async(params)
    answer: asyncio.Future[object] = asyncio.ensure_future(request)
    await asyncio.sleep(0)
    return answer


async def text_of(answer: asyncio.Future[object]) -> str | None:
    """The text that came; None where nothing did."""
    try:
        async with asyncio.timeout(20):
            given = await answer
    except JsonRpcException as error:
        assert error.code == -32800  # noqa: PT017 - cancelled is as good as nothing
        return None
    if given is None:
        return None
    assert isinstance(given, types.InlineCompletionList)
    (item,) = given.items
    return str(item.insert_text)


async def check_nothing_comes(answer: asyncio.Future[object]) -> None:
    assert await text_of(answer) is None
