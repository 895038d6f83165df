"""What a client knows to be wrong, from its notification to the prompt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from guyline.features import Problem
from guyline.features.context.problems import DOCUMENTS, KEPT, LONGEST
from guyline.lsp import create_server
from guyline.lsp.documents import Documents
from guyline.lsp.handlers.diagnostics import METHOD, read
from guyline.settings import ContextSettings, Settings
from tests.lsp.conftest import Editor, start
from tests.models.stand_in import StandIn, event, says, standing_in

DONE = b"data: [DONE]\n\n"
TEXT = "import os\n\n\ndef total(tent):\n    tent.hieght = 1\n    return \n"
AT = (5, 11)


def wrong(line: int, message: str, **more: object) -> dict[str, Any]:
    place = {"line": line, "character": 4}
    return {"range": {"start": place, "end": place}, "message": message, **more}


@pytest.mark.parametrize(
    ("diagnostic", "taken"),
    [
        (wrong(3, "a"), "a"),
        (wrong(3, "a", severity=1, source="Pylance", code="x", tags=[1]), "a"),
        (wrong(3, "a", severity=2), "a"),
        (wrong(3, "a", severity=3), None),
        (wrong(3, "a", severity=4), None),
        (wrong(3, "a", source="Guyline"), None),
        ({**wrong(3, ""), "message": {"kind": "markdown", "value": "a"}}, "a"),
    ],
)
def test_errors_and_warnings_are_taken(diagnostic: dict[str, Any], taken: str | None) -> None:
    said = read({"uri": "file:///a.py", "version": 7, "diagnostics": [diagnostic]})
    assert said is not None
    assert (said.uri, said.version, said.wrong) == ("file:///a.py", 7, 0)
    assert [(each.line, each.message) for each in said.problems] == ([(3, taken)] if taken else [])


def test_errors_come_first() -> None:
    diagnostics = [wrong(1, "a", severity=2), wrong(2, "b"), wrong(3, "c", severity=2)]
    said = read({"uri": "file:///a.py", "diagnostics": diagnostics})
    assert said is not None
    assert [each.message for each in said.problems] == ["b", "a", "c"]


@pytest.mark.parametrize(
    "diagnostic",
    [
        None,
        [],
        {},
        {"message": "a"},
        {"range": {}, "message": "a"},
        {"range": {"start": [1]}, "message": "a"},
        wrong(-1, "a"),
        {**wrong(1, "a"), "range": {"start": {"line": True}}},
        {**wrong(1, "a"), "range": {"start": {"line": 1.5}}},
        {**wrong(1, "a"), "message": 3},
        {**wrong(1, "a"), "message": {"kind": "markdown"}},
        wrong(1, "a", severity="error"),
        wrong(1, "a", severity=[]),
    ],
)
def test_what_is_no_diagnostic_is_left_out_and_counted(diagnostic: object) -> None:
    said = read({"uri": "file:///a.py", "diagnostics": [diagnostic, wrong(1, "b")]})
    assert said is not None
    assert (said.wrong, [each.message for each in said.problems]) == (1, ["b"])


@pytest.mark.parametrize(
    "params",
    [
        None,
        [],
        {},
        {"uri": "file:///a.py"},
        {"uri": 1, "diagnostics": []},
        {"uri": "file:///a.py", "diagnostics": {}},
        {"uri": "file:///a.py", "diagnostics": [], "version": "1"},
        {"uri": "file:///a.py", "diagnostics": [], "version": True},
    ],
)
def test_other_parameters_are_not_understood(params: object) -> None:
    assert read(params) is None


KEYS = st.sampled_from(["start", "line", "message", "severity", "source", "range", "value", "uri"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
URIS = st.integers(0, 2 * DOCUMENTS).map(lambda number: f"file:///{number}.py")
PLACES = st.fixed_dictionaries({"line": st.integers(-1, 400) | JSON})
DIAGNOSTICS = st.fixed_dictionaries(
    {"range": st.fixed_dictionaries({"start": PLACES | JSON}) | JSON, "message": st.text() | JSON},
    optional={"severity": st.integers(0, 5) | JSON, "source": JSON},
)
PARAMS = st.fixed_dictionaries(
    {"uri": URIS | JSON, "diagnostics": st.lists(DIAGNOSTICS | JSON, max_size=6) | JSON},
    optional={"version": st.integers(0, 3) | JSON},
)


@given(st.lists(st.tuples(PARAMS | JSON, st.integers(1, 400)), max_size=4), st.booleans())
def test_no_parameters_stop_anything_or_fill_the_memory(
    told: list[tuple[Any, int]], more: bool
) -> None:
    server = create_server()
    handler = server.protocol.fm.features[METHOD]
    documents, uris = server.session.documents, [f"file:///{n}.py" for n in range(2 * DOCUMENTS)]
    for name in uris if more else uris[:2]:
        server.session.opened(open_in(documents, name, "x\n" * 400))
    for params, times in told:
        if isinstance(params, dict) and isinstance(params.get("diagnostics"), list):
            params["diagnostics"] = params["diagnostics"] * times
        handler(params)
        uri = params.get("uri") if isinstance(params, dict) else None
        if isinstance(uri, str) and (document := documents.get(uri)) is not None:
            near = server.session.problems.near(document, 0)
            assert all(len(each.message) <= LONGEST for each in near)
    kept = server.session.problems._of
    assert len(kept) <= DOCUMENTS
    assert all(len(each.problems) <= KEPT for each in kept.values())
    known = {key for key, each in kept.items() if each.problems}
    assert known <= set(uris)


def open_in(documents: Documents, uri: str, text: str) -> Any:
    return documents.open(types.TextDocumentItem(uri, "python", 1, text))


async def test_what_was_said_is_forgotten_where_it_is_turned_off() -> None:
    session = create_server().session
    document = open_in(session.documents, "file:///a.py", TEXT)
    session.opened(document)
    session.told(document, [Problem(0, "unused")], None)
    assert len(session.problems.near(document, 0)) == 1
    off = Settings(context=ContextSettings(problems=False))
    await session.configure(off)
    assert session.problems.near(document, 0) == ()
    # The client may know that it is on again before the server has asked.
    session.told(document, [Problem(0, "unused")], None)
    await session.configure(Settings())
    assert len(session.problems.near(document, 0)) == 1
    await session.close()


def tell(editor: Editor, uri: str, *diagnostics: object, **more: object) -> None:
    params = {"uri": uri, "diagnostics": list(diagnostics), **more}
    editor.client.protocol.notify(METHOD, params)


async def prompt(editor: Editor, server: StandIn, uri: str, line: int, character: int) -> str:
    """What the model was shown last."""
    before = len(server.requests)
    params = editor.params(uri, line, character)
    params.context.trigger_kind = types.InlineCompletionTriggerKind.Invoked
    await editor.client.text_document_inline_completion_async(params)
    assert len(server.requests) > before
    return json.dumps(server.requests[before])


async def test_the_model_is_shown_what_the_client_says(tmp_path: Path) -> None:
    async with standing_in(says(event("a", "stop"), DONE)) as server:
        editor = await start(tmp_path, {"endpoint": server.url})
        uri = editor.open(TEXT)
        tell(editor, uri, wrong(4, "no attribute hieght"), wrong(0, "unused", severity=4))
        shown = await prompt(editor, server, uri, *AT)
        assert "case.py (problems)\\n# no attribute hieght\\n#     tent.hieght = 1" in shown
        assert "unused" not in shown
        # Said for the version before: a line was put in above it since.
        top = types.Range(types.Position(0, 0), types.Position(0, 0))
        editor.change(uri, types.TextDocumentContentChangePartial(range=top, text="import re\n"))
        tell(editor, uri, wrong(4, "still wrong"), wrong(0, "unused import"), version=0)
        shown = await prompt(editor, server, uri, 0, 0)
        assert "# unused import\\n#     import os\\n# still wrong\\n#     tent.hieght" in shown
        # Its line is changed: nobody knows any more.
        line = types.Range(types.Position(5, 4), types.Position(5, 8))
        editor.change(uri, types.TextDocumentContentChangePartial(range=line, text="pole"))
        shown = await prompt(editor, server, uri, AT[0] + 1, AT[1])
        assert "unused import" in shown
        assert "still wrong" not in shown
        await editor.client.shutdown_session()


async def test_nothing_a_client_sends_stops_the_server(tmp_path: Path) -> None:
    async with standing_in(says(event("a", "stop"), DONE)) as server:
        editor = await start(tmp_path, {"endpoint": server.url})
        uri = editor.open(TEXT)
        odd: list[Any] = [
            None,
            [],
            {"uri": uri, "diagnostics": [3, {"range": {"start": {"line": "x"}}}]},
            {"uri": uri, "diagnostics": [{"type_name": "1"}], "type_name": "no name"},
            {"uri": uri, "diagnostics": [{"jsonrpc": "2.0", "id": 1}]},
            {"uri": "file:///closed.py", "diagnostics": [wrong(0, "closed")]},
            {"uri": uri, "diagnostics": [wrong(n, "y" * 5000) for n in range(5000)]},
        ]
        for params in odd:
            editor.client.protocol.notify(METHOD, params)
        tell(editor, uri, wrong(4, "no attribute hieght"))
        assert "# no attribute hieght" in await prompt(editor, server, uri, *AT)
        closed = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        editor.client.text_document_did_close(closed)
        assert editor.open(TEXT) == uri
        assert "no attribute" not in await prompt(editor, server, uri, *AT)
        await editor.client.shutdown_session()


async def test_where_it_is_off_the_model_is_shown_nothing(tmp_path: Path) -> None:
    async with standing_in(says(event("a", "stop"), DONE)) as server:
        settings = {"endpoint": server.url, "context": {"problems": False}}
        editor = await start(tmp_path, settings)
        uri = editor.open(TEXT)
        tell(editor, uri, wrong(4, "no attribute hieght"))
        assert "no attribute" not in await prompt(editor, server, uri, *AT)
        await editor.client.shutdown_session()
