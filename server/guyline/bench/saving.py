"""From saving a file to its hints, over the protocol, in files of two lengths.

``guyline serve`` runs as an editor runs it. A file is opened; then a statement is put into
one of its functions and the file is saved, some times over; then an import is put at its
top, which everything in it may rest on. Measured is the time from the notification to the
hints, the change itself included.
"""

from __future__ import annotations

import ast
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guyline.analysis.language_server import LanguageServer, ServerGone
from guyline.bench.spread import spread
from guyline.errors import InputError
from guyline.text import Document

LENGTHS = {"1,000 lines": (900, 1100), "5,000 lines": (4500, 5500)}
"""The lengths that are measured, in lines, and which files count as one."""

_PATIENCE = 60.0
_SYNCHRONISATION = {"synchronization": {"didSave": True}}

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """One time that hints were waited for.

    Attributes:
        length: How long the file is, one of :data:`LENGTHS`.
        what: ``opened``, ``a function`` or ``the top``: what was done to it.
        lines: Its lines.
        hints: How many hints came.
        ms: Milliseconds until they did.
    """

    length: str
    what: str
    lines: int
    hints: int
    ms: float


async def measure(
    root: Path, files: int, saves: int, seed: int, progress: Progress = lambda *_: None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The figures, and each time.

    Args:
        root: Where files are taken from; they are copied.
        files: How many of each length.
        saves: How many times each is saved with a function changed.
        seed: Which files and functions.
        progress: Is told how far it is.

    Raises:
        InputError: There are no such files, or the server does not start.
    """
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    chosen = {name: _files(root, within, files, chance) for name, within in LENGTHS.items()}
    if not any(chosen.values()):
        raise InputError(f"There are no files of 1,000 or 5,000 lines in {root}", "Name others")
    rows: list[Saved] = []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "guyline", "serve"]
        try:
            server = await LanguageServer.start(command, Path(folder), {}, _SYNCHRONISATION)
        except ServerGone as error:
            raise InputError(f"The server does not start: {error}", "guyline doctor") from error
        try:
            editor = _Editor(server, Path(folder))
            total = sum(map(len, chosen.values()))
            await editor.open(Path("first.py"), "x = 1\n")  # the process that checks is started
            for length, texts in chosen.items():
                for path, text in texts:
                    rows += await _play(editor, length, path, text, saves, chance)
                    progress("file", len({(r.length, r.lines) for r in rows}), total)
        finally:
            await server.stop()
    return _figures(rows), [_row(row) for row in rows]


class _Editor:
    """A client that waits for hints."""

    def __init__(self, server: LanguageServer, folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._version = 0
        self._said: asyncio.Future[int] | None = None
        self._wanted = ("", -1)
        server.listen("textDocument/publishDiagnostics", self._hear)

    def _hear(self, params: dict[str, Any]) -> None:
        said = self._said
        if (params["uri"], params.get("version")) == self._wanted and said and not said.done():
            said.set_result(len(params["diagnostics"]))

    async def open(self, path: Path, text: str) -> tuple[int, float]:
        """How many hints there are, and how long they took, in milliseconds."""
        self._version += 1
        uri = (self._folder / path.name).as_uri()
        document = {"uri": uri, "languageId": "python", "version": self._version, "text": text}
        return await self._wait(uri, [("textDocument/didOpen", {"textDocument": document})])

    async def put(self, path: Path, line: int, text: str) -> tuple[int, float]:
        """The same after a line was put in, and the file saved."""
        self._version += 1
        uri = (self._folder / path.name).as_uri()
        place = {"line": line, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": text}
        document = {"uri": uri, "version": self._version}
        return await self._wait(
            uri,
            [
                (
                    "textDocument/didChange",
                    {"textDocument": document, "contentChanges": [change]},
                ),
                ("textDocument/didSave", {"textDocument": {"uri": uri}}),
            ],
        )

    def close(self, path: Path) -> None:
        uri = (self._folder / path.name).as_uri()
        self._server.tell("textDocument/didClose", {"textDocument": {"uri": uri}})

    async def _wait(self, uri: str, told: list[tuple[str, dict[str, Any]]]) -> tuple[int, float]:
        self._said = asyncio.get_running_loop().create_future()
        self._wanted = (uri, self._version)
        begun = time.perf_counter()
        for method, params in told:
            self._server.tell(method, params)
        try:
            async with asyncio.timeout(_PATIENCE):
                hints = await self._said
        except TimeoutError as error:
            raise InputError(f"No hints came within {_PATIENCE:g} s", "guyline doctor") from error
        return hints, (time.perf_counter() - begun) * 1000


async def _play(
    editor: _Editor, length: str, path: Path, text: str, saves: int, chance: random.Random
) -> list[Saved]:
    """Open a file, save it with functions changed, and once with its top changed."""
    lines = text.count("\n") + 1

    def row(what: str, waited: tuple[int, float]) -> Saved:
        return Saved(length, what, lines, waited[0], waited[1])

    rows = [row("opened", await editor.open(path, text))]
    places = sorted(_bodies(text), reverse=True)  # from below, so that those above stay
    for line, indent in sorted(chance.sample(places, min(saves, len(places))), reverse=True):
        rows.append(row("a function", await editor.put(path, line, f"{indent}tent = 1\n")))
    at = _top(text)
    rows.append(row("the top", await editor.put(path, at, "import guyline_of_a_tent\n")))
    editor.close(path)
    return rows


def _files(
    root: Path, within: tuple[int, int], count: int, chance: random.Random
) -> list[tuple[Path, str]]:
    """Some files of a length that parse, with functions in them."""
    paths = sorted(root.rglob("*.py"))
    chance.shuffle(paths)
    found: list[tuple[Path, str]] = []
    for path in paths:
        if len(found) == count:
            break
        try:
            text = Document.read(path).text
        except InputError:
            continue
        if within[0] <= text.count("\n") <= within[1] and next(iter(_bodies(text)), None):
            found.append((path, text))
    return found


def _bodies(text: str) -> Iterator[tuple[int, str]]:
    """The lines (from 0) where functions' last statements begin, and their indents."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    lines = text.split("\n")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.body[0].lineno > node.lineno:
            if getattr(node.body[-1], "decorator_list", None):
                continue  # its line is not where it begins
            line = node.body[-1].lineno - 1
            before = lines[line][: node.body[-1].col_offset]
            if not before.strip():
                yield line, before


def _top(text: str) -> int:
    """The line (from 0) of the first import; 0: there is none at the top."""
    tree = ast.parse(text)
    imports = (n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom))
    plain = (n for n in imports if not (isinstance(n, ast.ImportFrom) and n.module == "__future__"))
    return next((node.lineno - 1 for node in plain), 0)


def _figures(rows: list[Saved]) -> dict[str, Any]:
    """How the times lie, by length and by what was done."""
    return {
        length: {
            what: {
                "count": sum(1 for r in rows if (r.length, r.what) == (length, what)),
                **spread((r.ms for r in rows if (r.length, r.what) == (length, what)), 1),
            }
            for what in ("opened", "a function", "the top")
        }
        for length in LENGTHS
        if any(row.length == length for row in rows)
    }


def _row(row: Saved) -> dict[str, Any]:
    return {
        "length": row.length,
        "what": row.what,
        "lines": row.lines,
        "hints": row.hints,
        "ms": round(row.ms, 1),
    }
