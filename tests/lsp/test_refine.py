"""Refine, over the protocol, in a real sandbox."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.lsp.asking import actions_at, ask
from tests.lsp.conftest import Editor, start

TEXT = """def last(xs: list[int]) -> int:
    return xs[0]


LIMIT = 3
"""
SCRIPT = "from mod import last\nassert last([1, 2, 3]) == 3\nassert last([4, 5]) == 5\n"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    folder = tmp_path_factory.mktemp("project")
    (folder / "pyproject.toml").touch()
    (folder / "mod.py").write_text(TEXT)
    (folder / "run.py").write_text(SCRIPT)
    editor = await start(
        folder, {"python": sys.executable}, options={"trusted": True, "showsPages": True}
    )
    yield editor
    await editor.client.shutdown_session()


async def test_a_quick_fix_where_a_person_asks(editor: Editor) -> None:
    uri = editor.open(TEXT, "mod.py")
    found = await actions_at(editor, uri, 1, asked=True)
    (action,) = [each for each in found if each.title.startswith("Fix")]
    assert action.title == "Fix last by its failing tests"
    assert action.kind == types.CodeActionKind.QuickFix
    assert not action.is_preferred
    assert action.command is not None
    assert action.command.command == "guyline.refine"
    found = await actions_at(editor, uri, 1, asked=False)
    assert not any(each.title.startswith("Fix") for each in found)


async def test_a_fix_is_run_and_made_once(editor: Editor) -> None:
    uri = editor.open(TEXT, "mod.py")
    told = await ask(editor, "guyline.refine", uri=uri, name="last", test="python run.py")
    assert told["fixed"] is True, told
    assert told["title"].startswith("Fix last: ")
    assert told["fixes"][0]["by"] == "repair"
    assert "```diff" in told["page"]
    made = await ask(editor, "guyline.refine.edit", number=told["number"])
    (change,) = made["edit"]["documentChanges"]
    assert change["textDocument"]["uri"] == uri
    assert "xs[-1]" in "".join(each["newText"] for each in change["edits"])
    refused = await ask(editor, "guyline.refine.edit", number=99)
    assert "forgotten" in refused["trouble"]
    editor.open(TEXT.replace("LIMIT = 3", "LIMIT = 4"), "mod.py")
    refused = await ask(editor, "guyline.refine.edit", number=told["number"])
    assert "changed since the edit was tried" in refused["trouble"]


async def test_what_can_not_be_asked_for(editor: Editor) -> None:
    uri = editor.open(TEXT, "mod.py")
    told = await ask(editor, "guyline.refine", uri=uri, name="last")
    assert "No test of mod.py was found" in told["trouble"]
    told = await ask(editor, "guyline.refine", uri=uri, position={"line": 4, "character": 0})
    assert "in no function" in told["trouble"]
    told = await ask(editor, "guyline.refine", uri="file:///nowhere.py", name="f")
    assert "not open" in told["trouble"]


@pytest.mark.parametrize("trigger", types.CodeActionTriggerKind)
async def test_a_name_that_was_meant(editor: Editor, trigger: types.CodeActionTriggerKind) -> None:
    text = "import os\n\n\ndef f() -> str:\n    return os.getcdw()\n"
    uri = editor.open(text, "names.py")
    span = types.Range(types.Position(4, 14), types.Position(4, 20))
    wrong = types.Diagnostic(span, 'Module "os" has no attribute "getcdw"', source="other")
    params = types.CodeActionParams(
        types.TextDocumentIdentifier(uri),
        span,
        types.CodeActionContext([wrong], trigger_kind=trigger),
    )
    found = await editor.client.text_document_code_action_async(params)
    titles = [each.title for each in found or ()]
    assert "Change getcdw to getcwd" in titles
    assert not any(getattr(each, "is_preferred", None) for each in found or ())
