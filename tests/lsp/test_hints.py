"""Hints over the protocol: shown on opening and saving, and what can be done about them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.lsp.conftest import Editor, start

SLOW = """def drain(tasks):
    queue = list(tasks)
    while queue:
        queue.pop(0)()
"""
TWICE = SLOW + "\n\n" + SLOW.replace("drain", "spend")
WIDE = chr(0x1D4B3)
BEGIN = types.Range(types.Position(0, 0), types.Position(0, 0))
WHOLE = types.Range(types.Position(0, 0), types.Position(999, 0))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    editor = await start(tmp_path_factory.mktemp("workspace"))
    yield editor
    await editor.client.shutdown_session()


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def actions(
    editor: Editor,
    uri: str,
    span: types.Range = WHOLE,
    only: list[types.CodeActionKind | str] | None = None,
) -> list[types.CodeAction]:
    context = types.CodeActionContext(diagnostics=[], only=only)
    params = types.CodeActionParams(types.TextDocumentIdentifier(uri), span, context)
    found = await editor.client.text_document_code_action_async(params)
    assert found is not None
    made = [each for each in found if isinstance(each, types.CodeAction)]
    assert len(made) == len(found)
    return made


def applied(text: str, action: types.CodeAction, version: int | None) -> str:
    """A text with an action's edit made in it, as a client that speaks UTF-16 does."""
    assert action.edit is not None
    changes = action.edit.document_changes
    assert changes is not None
    (change,) = changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == version
    lines = text.split("\n")

    def at(position: types.Position) -> int:
        line = lines[position.line].encode("utf-16-le")[: 2 * position.character]
        return sum(len(each) + 1 for each in lines[: position.line]) + len(line.decode("utf-16-le"))

    for edit in sorted(change.edits, key=lambda e: at(e.range.start), reverse=True):
        assert isinstance(edit, types.TextEdit)
        text = text[: at(edit.range.start)] + edit.new_text + text[at(edit.range.end) :]
    return text


async def test_a_file_that_is_opened_is_checked(editor: Editor) -> None:
    uri = editor.open(f"# {WIDE}\n" + SLOW, "opened.py")
    (shown,) = await editor.shown(uri)
    assert shown.code == "GL105"
    assert shown.source == "guyline"
    assert shown.severity is types.DiagnosticSeverity.Information
    assert "O(n²)" in shown.message
    start, end = shown.range.start, shown.range.end
    assert (start.line, start.character, end.line, end.character) == (4, 8, 4, 20)
    assert shown.code_description is not None
    page = Path(unquote(urlsplit(shown.code_description.href).path))
    assert page.read_text(encoding="utf-8").startswith("# GL105 list-pop-zero")


async def test_a_file_is_checked_again_when_it_is_saved(editor: Editor) -> None:
    uri = editor.open(SLOW, "saved.py")
    assert len(await editor.shown(uri)) == 1
    top = types.TextDocumentContentChangePartial(range=BEGIN, text="# one more line\n")
    editor.change(uri, top)
    save = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri))
    editor.client.text_document_did_save(save)
    (shown,) = await editor.shown(uri)
    assert shown.range.start.line == 4


async def test_nothing_is_shown_of_a_file_that_was_closed(editor: Editor) -> None:
    uri = editor.open(SLOW, "closed.py")
    assert await editor.shown(uri)
    before = len(editor.published)
    close = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
    editor.client.text_document_did_close(close)
    await editor.shown(editor.open("", "after_it.py"))
    told = [each for each in editor.published[before:] if each.uri == uri]
    assert [list(each.diagnostics) for each in told] == [[]]


async def test_a_quick_fix_makes_the_edit_and_its_import(editor: Editor) -> None:
    text = f"# {WIDE}\n" + SLOW
    uri = editor.open(text, "fixed.py")
    fix, ignore = await actions(editor, uri)
    assert fix.title == "Make it a collections.deque (GL105)"
    assert fix.kind == types.CodeActionKind.QuickFix
    assert fix.is_preferred
    assert [each.code for each in fix.diagnostics or ()] == ["GL105"]
    fixed = applied(text, fix, editor.version)
    assert "from collections import deque\n" in fixed
    assert "queue = deque(tasks)" in fixed
    assert "queue.popleft()()" in fixed
    assert ignore.title == "Ignore GL105 here"
    hidden = applied(text, ignore, editor.version)
    assert "queue.pop(0)()  # guyline: ignore[GL105]\n" in hidden
    assert await actions(editor, editor.open(fixed, "after.py")) == []
    assert await actions(editor, editor.open(hidden, "hidden.py")) == []


async def test_fixes_are_for_the_text_as_it_is_saved_or_not(editor: Editor) -> None:
    uri = editor.open(SLOW, "typed.py")
    top = types.TextDocumentContentChangePartial(range=BEGIN, text="# one more line\n")
    editor.change(uri, top)
    fix, _ = await actions(editor, uri)
    fixed = applied("# one more line\n" + SLOW, fix, editor.version)
    assert "# one more line\n" in fixed
    assert "queue.popleft()()" in fixed


async def test_actions_are_for_what_stands_there(editor: Editor) -> None:
    uri = editor.open(TWICE, "twice.py")
    first = types.Range(types.Position(3, 10), types.Position(3, 10))
    fix, every, ignore = await actions(editor, uri, first)
    assert (fix.edit is None, every.edit is None, ignore.edit is None) == (False, True, False)
    assert await actions(editor, uri, BEGIN) == []


async def test_all_fixes_of_a_rule_are_worked_out_when_they_are_chosen(editor: Editor) -> None:
    uri = editor.open(TWICE, "every.py")
    (every,) = [each for each in await actions(editor, uri) if each.edit is None]
    assert every.title == "Fix all GL105 (list-pop-zero) in this file"
    resolved = await editor.client.code_action_resolve_async(every)
    fixed = applied(TWICE, resolved, editor.version)
    assert fixed.count("popleft") == 2
    assert fixed.count("import") == 1
    editor.change(uri, types.TextDocumentContentChangePartial(range=BEGIN, text="\n"))
    assert (await editor.client.code_action_resolve_async(every)).edit is None


@pytest.mark.parametrize("kind", ["source.fixAll", "source.fixAll.guyline", "source"])
async def test_everything_is_fixed_at_once_when_it_is_asked_for(editor: Editor, kind: str) -> None:
    uri = editor.open(TWICE, "all.py")
    (fix,) = await actions(editor, uri, only=[kind])
    assert fix.kind == "source.fixAll.guyline"
    assert fix.title == "Guyline: make 2 proved edits"
    assert applied(TWICE, fix, editor.version).count("popleft") == 2
    assert await actions(editor, editor.open("x = 1\n", "none.py"), only=[kind]) == []


@pytest.mark.parametrize("kind", ["refactor", "source.organizeImports", "source.fixAll.other"])
async def test_other_actions_are_not_offered(editor: Editor, kind: str) -> None:
    assert await actions(editor, editor.open(TWICE, "other.py"), only=[kind]) == []


async def test_code_that_does_not_parse_is_checked_as_far_as_it_does(editor: Editor) -> None:
    uri = editor.open(SLOW + "\n\ndef broken(:\n    print 'x'\n", "broken.py")
    assert [each.code for each in await editor.shown(uri)] == ["GL105"]


async def test_what_the_person_sets_holds(tmp_path: Path) -> None:
    editor = await start(tmp_path, {"hints": {"ignore": ["list-pop-zero", "no-such-rule"]}})
    assert await editor.shown(editor.open(SLOW)) == []
    assert ["no-such-rule" in each.message for each in editor.client.messages] == [True]
    editor.client.set_configuration({"guyline": {"hints": {"severity": "warning"}}})
    editor.published.clear()
    changed = types.DidChangeConfigurationParams(None)
    editor.client.workspace_did_change_configuration(changed)
    (shown,) = await editor.shown((tmp_path / "case.py").as_uri())
    assert shown.severity is types.DiagnosticSeverity.Warning
    editor.client.set_configuration({"guyline": {"hints": {"run": "off"}}})
    editor.published.clear()
    editor.client.workspace_did_change_configuration(changed)
    assert await editor.shown((tmp_path / "case.py").as_uri()) == []
    assert await actions(editor, (tmp_path / "case.py").as_uri()) == []
    await editor.client.shutdown_session()


async def test_what_the_project_sets_holds(tmp_path: Path) -> None:
    table = """
[tool.guyline.hints]
exclude = ["vendored/"]
per-file-ignores = {"test_*.py" = ["GL105"]}
"""
    (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
    editor = await start(tmp_path)
    assert len(await editor.shown(editor.open(SLOW, "own.py"))) == 1
    for name in ("vendored/other.py", "test_own.py", "site-packages/other.py"):
        assert await editor.shown(editor.open(SLOW, name)) == []
    await editor.client.shutdown_session()


async def test_hints_come_while_typing_where_that_is_set(tmp_path: Path) -> None:
    editor = await start(tmp_path, {"hints": {"run": "onType"}})
    uri = editor.open("", "typing.py")
    assert await editor.shown(uri) == []
    editor.change(uri, types.TextDocumentContentChangePartial(range=BEGIN, text=SLOW))
    assert len(await editor.shown(uri)) == 1
    await editor.client.shutdown_session()
