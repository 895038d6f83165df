"""Settings, failures and ends, over the protocol."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from lsprotocol import types

from tests.lsp.conftest import Editor, start
from tests.models.stand_in import event, is_silent, refuses, says, standing_in

DONE = b"data: [DONE]\n\n"


async def until(editor: Editor, state: str) -> None:
    async with asyncio.timeout(20):
        while not any(status.state == state for status in editor.statuses):
            await asyncio.sleep(0.01)  # not a wait for time: for the other process's message


async def test_an_endpoint_that_is_down_is_said_and_nothing_pops_up(tmp_path: Path) -> None:
    editor = await start(tmp_path, {"endpoint": "http://127.0.0.1:9/v1"})
    assert await editor.complete_at_mark("x = $0\n") is None
    await until(editor, "offline")
    assert not editor.client.messages
    await editor.client.shutdown_session()


async def test_a_wrong_key_is_said(tmp_path: Path) -> None:
    async with standing_in(refuses("401 Unauthorized")) as server:
        editor = await start(tmp_path, {"endpoint": server.url})
        assert await editor.complete_at_mark("x = $0\n") is None
        await until(editor, "keyNeeded")
        await editor.client.shutdown_session()


async def test_a_missing_model_is_said(tmp_path: Path) -> None:
    editor = await start(tmp_path, {"model": str(tmp_path / "none.gguf")})
    assert await editor.complete_at_mark("x = $0\n") is None
    await until(editor, "modelMissing")
    await editor.client.shutdown_session()


async def test_a_wrong_setting_is_one_message_and_the_default(tmp_path: Path) -> None:
    async with standing_in(says(event("a", "stop"), DONE)) as server:
        editor = await start(tmp_path, {"endpoint": server.url, "guidance": "sometimes"})
        assert await editor.complete_at_mark("a = 0\nx = $0\n") == "a"
        assert len(editor.client.messages) == 1
        assert "guyline.guidance" in editor.client.messages[0].message
        await editor.client.shutdown_session()


async def test_a_file_that_is_left_out_is_off_and_says_why(tmp_path: Path) -> None:
    async with standing_in(says(event("a", "stop"), DONE)) as server:
        editor = await start(tmp_path, {"endpoint": server.url})
        assert await editor.complete_at_mark("a = 0\nx = $0\n", "secrets.py") is None
        await until(editor, "off")
        assert "off for this file: its name" in editor.statuses[-1].message
        assert server.requests == []
        assert await editor.complete_at_mark("a = 0\nx = $0\n", "case.py") == "a"
        await editor.client.shutdown_session()


async def test_off_is_off(tmp_path: Path) -> None:
    editor = await start(tmp_path, {"enable": False})
    assert await editor.complete_at_mark("x = $0\n") is None
    await until(editor, "off")
    await editor.client.shutdown_session()


async def test_new_settings_take_effect(tmp_path: Path) -> None:
    async with standing_in(says(event("a", "stop"), DONE)) as server:
        editor = await start(tmp_path, {"enable": False})
        await until(editor, "off")
        editor.client.set_configuration({"guyline": {"endpoint": server.url}})
        changed = types.DidChangeConfigurationParams(settings=None)
        editor.client.workspace_did_change_configuration(changed)
        await until(editor, "ready")
        assert await editor.complete_at_mark("a = 0\nx = $0\n") == "a"
        await editor.client.shutdown_session()


async def test_cancelled_in_the_editor_is_cancelled_at_the_endpoint(tmp_path: Path) -> None:
    async with standing_in(is_silent) as server:
        editor = await start(tmp_path, {"endpoint": server.url})
        uri = editor.open("x = \n")
        params = editor.params(uri, 0, 4)
        client = editor.client
        answer = client.protocol.send_request("textDocument/inlineCompletion", params, msg_id="7")
        async with asyncio.timeout(20):
            while not server.requests:
                await asyncio.sleep(0.01)
        client.cancel_request(types.CancelParams("7"))
        async with asyncio.timeout(5):
            await server.gone.wait()
        answer.cancel()
        await editor.client.shutdown_session()


async def test_shutdown_leaves_no_process_behind(tmp_path: Path) -> None:
    editor = await start(tmp_path)
    assert await editor.complete_at_mark("import os\nos.$0\n")
    server = editor.client._server
    assert server is not None
    children = descendants(server.pid)
    assert len(children) >= 2, "the model's process and the oracle's"
    await editor.client.shutdown_session()
    async with asyncio.timeout(10):
        while any(alive(pid) for pid in [server.pid, *children]):
            await asyncio.sleep(0.01)


async def test_a_killed_server_leaves_no_process_behind(tmp_path: Path) -> None:
    editor = await start(tmp_path)
    assert await editor.complete_at_mark("import os\nos.$0\n")
    server = editor.client._server
    assert server is not None
    children = descendants(server.pid)
    os.kill(server.pid, 9)
    async with asyncio.timeout(10):
        while any(alive(pid) for pid in children):
            await asyncio.sleep(0.01)
    await editor.client.stop()  # type: ignore[no-untyped-call]


def descendants(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(path.parent.name)
            found += [child, *descendants(child)]
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
