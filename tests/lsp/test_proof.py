"""Try to break this, over the protocol, in a real sandbox."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lsprotocol import types
from pygls.exceptions import JsonRpcRequestCancelled

from tests.lsp.asking import actions_at, ask
from tests.lsp.conftest import Editor, start

OLD = """def rest(xs: list[int]) -> list[int]:
    return list(dict.fromkeys(xs))


def total(xs: list[int]) -> int:
    return sum(xs)


def plain(xs: list[int]) -> int:
    return len(xs)
"""
NEW = OLD.replace("list(dict.fromkeys(xs))", "sorted(set(xs))")
ENDLESS = OLD.replace("return sum(xs)", "while sum(xs) or True:\n        pass")

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    named = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    for name in ("mod.py", "endless.py", "saved.py"):
        (folder / name).write_text(OLD, encoding="utf-8")
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "old"]):
        subprocess.run(["git", *named, *command], cwd=folder, check=True, capture_output=True)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(project: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUYLINE_CACHE", str(tmp_path_factory.mktemp("cache")))
        settings = {"proof": {"seconds": 14, "onSave": True}, "python": sys.executable}
        options = {"trusted": True, "showsPages": True}
        editor = await start(project, settings, options=options)
        yield editor
        await editor.client.shutdown_session()


async def actions(editor: Editor, uri: str, line: int, *, asked: bool) -> list[types.CodeAction]:
    """Those of proofs."""
    found = await actions_at(editor, uri, line, asked=asked)
    commands = (each.command.command if each.command is not None else "" for each in found)
    kept = zip(found, commands, strict=True)
    return [each for each, command in kept if command.startswith("guyline.proof.")]


async def test_a_changed_function_is_refuted_with_a_page_and_a_test(
    editor: Editor, project: Path
) -> None:
    uri = editor.open(NEW, "mod.py")
    told = await ask(
        editor, "guyline.proof.tryToBreak", uri=uri, position={"line": 1, "character": 4}
    )
    assert told["verdict"] == "refuted", told
    assert told["name"] == "rest"
    assert told["headline"].startswith("rest([")
    assert "```python\nrest([" in told["page"]
    assert "Sandbox: " in told["page"]
    made = await ask(editor, "guyline.proof.asTest", number=told["number"])
    create, change = made["edit"]["documentChanges"]
    assert create["kind"] == "create"
    assert create["uri"] == (project / "tests" / "test_rest_as_before.py").as_uri()
    assert "from mod import rest" in change["edits"][0]["newText"]


async def test_a_counterexample_mends_what_it_refutes(editor: Editor, project: Path) -> None:
    """The test is in no file: only the copy in the sandbox has it."""
    uri = editor.open(OLD.replace("sum(xs)", "sum(xs[1:])"), "mod.py")
    told = await ask(editor, "guyline.proof.tryToBreak", uri=uri, name="total")
    assert told["verdict"] == "refuted", told
    number = told["number"]
    before = sorted(project.rglob("*.py"))
    asked = {"uri": uri, "name": "total", "counterexample": number, "seconds": 150}
    found = await ask(editor, "guyline.refine", **asked)
    assert found.get("fixed"), str(found.get("report"))
    assert "test_total_as_before" in found["title"]
    assert sorted(project.rglob("*.py")) == before
    made = await ask(editor, "guyline.refine.edit", number=found["number"])
    (change,) = made["edit"]["documentChanges"]
    assert "return sum(xs)\n" in change["edits"][0]["newText"]
    forgotten = await ask(editor, "guyline.refine", uri=uri, name="total", counterexample=999)
    assert "forgotten" in forgotten["trouble"]


async def test_what_is_right_is_not_refuted_and_its_evidence_is_told(editor: Editor) -> None:
    uri = editor.open(NEW, "mod.py")
    told = await ask(editor, "guyline.proof.tryToBreak", uri=uri, name="rest", other="total")
    assert told["verdict"] == "refuted"
    told = await ask(editor, "guyline.proof.tryToBreak", uri=uri, name="plain")
    assert told["verdict"] == "not_refuted"
    assert "inputs in both versions" in told["page"]
    assert "mutants" in told["page"]


async def test_an_action_is_offered_on_changed_functions_only(editor: Editor) -> None:
    uri = editor.open(NEW, "mod.py")
    (action,) = await actions(editor, uri, 0, asked=False)
    assert action.title == "Try to break rest (changed since HEAD)"
    assert action.kind is None
    assert action.command is not None
    assert action.command.command == "guyline.proof.tryToBreak"
    assert await actions(editor, uri, 1, asked=False) == []
    assert len(await actions(editor, uri, 1, asked=True)) == 1
    assert await actions(editor, uri, 5, asked=True) == []


async def test_the_functions_of_a_document_are_told(editor: Editor) -> None:
    uri = editor.open(NEW, "mod.py")
    told = await ask(editor, "guyline.proof.functions", uri=uri)
    found = [(each["name"], each["line"], each["changed"]) for each in told["functions"]]
    assert found == [("rest", 0, True), ("total", 4, False), ("plain", 8, False)]


async def test_cancelling_is_answered_at_once(editor: Editor) -> None:
    uri = editor.open(ENDLESS, "endless.py")
    params = types.ExecuteCommandParams(
        command="guyline.proof.tryToBreak", arguments=[{"uri": uri, "name": "total"}]
    )
    protocol = editor.client.protocol
    future = protocol.send_request("workspace/executeCommand", params, msg_id="to be cancelled")
    await asyncio.sleep(0.3)  # so that something is under way; it need not be
    began = time.monotonic()
    editor.client.cancel_request(types.CancelParams("to be cancelled"))
    with pytest.raises(JsonRpcRequestCancelled):
        await asyncio.wrap_future(future)
    assert time.monotonic() - began < 5  # 0.1 on a quiet machine


@pytest.mark.parametrize(
    ("argument", "why"),
    [
        ({"uri": "file:///nowhere.py"}, "not open"),
        ({"name": "missing"}, "no function missing"),
        ({"name": "rest", "version": 99}, "changed meanwhile"),
        ({"position": {"line": 2, "character": 0}}, "in no function"),
    ],
)
async def test_what_can_not_be_done_is_one_sentence(
    argument: dict[str, Any], why: str, editor: Editor
) -> None:
    uri = editor.open(NEW, "mod.py")
    told = await ask(editor, "guyline.proof.tryToBreak", **{"uri": uri} | argument)
    assert why in told["trouble"]


async def test_what_is_refuted_on_saving_is_shown_until_the_text_changes(editor: Editor) -> None:
    uri = editor.open(NEW, "saved.py")
    editor.version = 0
    save = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
    editor.client.text_document_did_save(save)

    async def until(codes: list[str], version: int) -> types.PublishDiagnosticsParams:
        async with asyncio.timeout(60):
            while True:
                for told in reversed(editor.published):
                    shown = [str(each.code) for each in told.diagnostics if each.code == "proof"]
                    if told.uri == uri and told.version == version and shown == codes:
                        return told
                await asyncio.sleep(0.02)  # not a wait for time: for the other process's message

    (shown,) = [each for each in (await until(["proof"], 0)).diagnostics if each.code == "proof"]
    assert shown.severity is types.DiagnosticSeverity.Information
    assert (shown.range.start.character, shown.range.end.character) == (4, 8)
    assert "before, [" in shown.message
    fixes = [each for each in await actions(editor, uri, 0, asked=True) if each.diagnostics]
    assert [each.title for each in fixes] == ["Make a failing test of what rest did before"]
    everything = await actions_at(editor, uri, 0, asked=True)
    (mend,) = [each for each in everything if each.title.startswith("Fix rest, so that")]
    assert mend.command is not None
    assert mend.command.command == "guyline.refine"
    assert mend.is_preferred is None
    begin = types.Range(types.Position(0, 0), types.Position(0, 0))
    editor.change(uri, types.TextDocumentContentChangePartial(range=begin, text="\n"))
    await until([], editor.version)
    editor.version = 0


async def test_in_a_workspace_that_is_not_trusted_nothing_is_run(project: Path) -> None:
    editor = await start(project)
    uri = editor.open(NEW, "mod.py")
    told = await ask(editor, "guyline.proof.tryToBreak", uri=uri, name="rest")
    assert "workspaces that you trust" in told["trouble"]
    assert await actions(editor, uri, 0, asked=True) == []
    await editor.client.shutdown_session()
