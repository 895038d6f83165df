"""Optimise, over the protocol, in a real sandbox."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.lsp.asking import actions_at, ask
from tests.lsp.conftest import Editor, start

TEXT = """def common(xs: list[int], ys: list[int]) -> int:
    return len([x for x in xs if any(x == y for y in sorted(ys))])


def plain(xs: list[int]) -> int:
    return len(xs)


LIMIT = 3
"""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    folder = tmp_path_factory.mktemp("project")
    (folder / "mod.py").write_text(TEXT)
    editor = await start(
        folder,
        {"python": sys.executable, "optimise": {"seconds": 20}},
        options={"trusted": True, "showsPages": True},
    )
    yield editor
    await editor.client.shutdown_session()


async def test_an_action_where_a_person_asks(editor: Editor) -> None:
    uri = editor.open(TEXT, "mod.py")
    found = await actions_at(editor, uri, 1, asked=True)
    (action,) = [each for each in found if each.kind == types.CodeActionKind.RefactorRewrite]
    assert action.title == "Optimise common: try what rules and the model propose"
    assert action.kind == types.CodeActionKind.RefactorRewrite
    assert action.command is not None
    assert action.command.command == "guyline.optimise.run"
    assert await actions_at(editor, uri, 1, asked=False) == []
    assert await actions_at(editor, uri, 8, asked=True) == []


async def test_an_edit_is_proved_and_made_once(editor: Editor) -> None:
    uri = editor.open(TEXT, "mod.py")
    place = {"line": 1, "character": 4}
    told = await ask(editor, "guyline.optimise.run", uri=uri, position=place)
    assert told["name"] == "common"
    best = told["offers"][0]
    assert not best["byModel"]
    assert re.search(r": at least [\d,.]+ times (as fast|\(.+\) as fast,)", best["title"])
    assert "set(ys)" in best["page"]
    assert "inputs in both versions" in best["page"]
    assert any("no model was asked" in each for each in told["notes"])
    made = await ask(editor, "guyline.optimise.edit", number=told["number"], offer=0)
    (change,) = made["edit"]["documentChanges"]
    assert change["textDocument"]["uri"] == uri
    assert "set(ys)" in "".join(each["newText"] for each in change["edits"])
    for number, offer in ((told["number"], 9), (99, 0), (told["number"], -1)):
        refused = await ask(editor, "guyline.optimise.edit", number=number, offer=offer)
        assert "forgotten" in refused["trouble"]
    editor.open(TEXT.replace("LIMIT = 3", "LIMIT = 4"), "mod.py")
    refused = await ask(editor, "guyline.optimise.edit", number=told["number"], offer=0)
    assert "changed since the edit was tried" in refused["trouble"]


async def test_nothing_to_be_made_faster(editor: Editor) -> None:
    uri = editor.open(TEXT, "mod.py")
    told = await ask(editor, "guyline.optimise.run", uri=uri, name="plain", model=False)
    assert told["offers"] == []
    assert told["notes"] == []
    assert "nothing was found" in told["page"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "nothing"}, "There is no function nothing"),
        ({"position": {"line": 8, "character": 0}}, "The cursor is in no function"),
        ({"name": "common", "version": 7000}, "The text has changed meanwhile"),
    ],
)
async def test_trouble_is_told(editor: Editor, given: dict[str, object], said: str) -> None:
    uri = editor.open(TEXT, "mod.py")
    told = await ask(editor, "guyline.optimise.run", uri=uri, **given)
    assert said in told["trouble"]


async def test_a_document_that_is_not_open(editor: Editor) -> None:
    told = await ask(editor, "guyline.optimise.run", uri="file:///nowhere.py", name="f")
    assert "not open" in told["trouble"]


async def test_nothing_is_run_in_a_workspace_that_is_not_trusted(tmp_path: Path) -> None:
    (tmp_path / "mod.py").write_text(TEXT)
    editor = await start(tmp_path, {"python": sys.executable}, options={"trusted": False})
    uri = editor.open(TEXT, "mod.py")
    told = await ask(editor, "guyline.optimise.run", uri=uri, name="common")
    assert "only in workspaces that you trust" in told["trouble"]
    assert await actions_at(editor, uri, 1, asked=True) == []
    await editor.client.shutdown_session()
