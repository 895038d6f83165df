"""A type checker that says what a receiver is, where the first oracle can't tell.

The receiver is put in an assignment expression, ``(name := receiver).``, and the checker's
language server is asked what it shows of the name, and where its classes are defined.
"""

from __future__ import annotations

import re
import shutil
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from guyline.analysis.answer import Statement
from guyline.analysis.facts import HOLE
from guyline.analysis.hole import find_hole
from guyline.text import LineIndex, word_end, word_start

if TYPE_CHECKING:
    from guyline.analysis.language_server import LanguageServer

NAME = "guyline_t"
"""What the receiver is bound to."""

_DOT = re.compile(r"\.[ \t\r\n\\]*$")


@dataclass(frozen=True, slots=True)
class Checker:
    """How a checker's language server is started.

    Attributes:
        command: The program and its arguments.
        settings: Its settings, and ``PYTHON`` where the interpreter stands.
    """

    command: tuple[str, ...]
    settings: dict[str, Any]


def find_pyrefly() -> str | None:
    """The program pyrefly: of this environment, or else on the path."""
    own = Path(sysconfig.get_path("scripts")) / f"pyrefly{sysconfig.get_config_var('EXE') or ''}"
    return str(own) if own.is_file() else shutil.which("pyrefly")


def pyrefly(program: str, python: Path | None) -> Checker:
    """How pyrefly is started, so that it looks through no file that it is not asked about."""
    settings = {"pyrefly": {"displayTypeErrors": "force-off"}}
    own: dict[str, Any] = {"python": settings}
    if python is not None:
        own = {"python": settings | {"pythonPath": str(python)}, "pythonPath": str(python)}
    return Checker((program, "lsp", "--indexing-mode", "none"), own)


@dataclass(frozen=True, slots=True)
class Marked:
    """A document in which a receiver is bound to :data:`NAME`.

    Attributes:
        text: It.
        name: Where the name stands: line and UTF-16 column, from 0.
        hole: Where the word that is being written begins, in code points.
    """

    text: str
    name: tuple[int, int]
    hole: int


def mark(text: str, begin: int, offset: int) -> Marked | None:
    """Bind the receiver between ``begin`` and the dot before ``offset``; None without a dot."""
    start = word_start(text, offset)
    dot = _DOT.search(text, begin, start)
    if dot is None:
        return None
    receiver = text[begin : dot.start()]
    named = f"({NAME} := {receiver})"
    marked = text[:begin] + named + text[dot.start() :]
    hole = start + len(named) - len(receiver)
    filled, _ = find_hole(marked, hole)
    line, column = LineIndex(filled).place_in("utf-16", begin + 1)
    return Marked(filled, (line, column), hole)


class Session:
    """What a server knows of the document that is open in it; one at a time.

    Args:
        server: The server.
    """

    def __init__(self, server: LanguageServer) -> None:
        self.server = server
        self._open = ""
        self._version = 0

    async def ask(self, marked: Marked, path: Path, limit: float) -> Statement:
        """What the checker says of a marked receiver.

        Raises:
            ServerGone: The server ended.
            TimeoutError: An answer took longer than ``limit`` seconds.
        """
        line, column = marked.name
        uri = self.put(path, marked.text)
        at = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        hover = await self.server.ask("textDocument/hover", at, limit)
        places = await self.server.ask("textDocument/typeDefinition", at, limit)
        listed = places if isinstance(places, list) else [places] if places else []
        return Statement(_shown(hover), tuple(self._place(each) for each in listed))

    def put(self, path: Path, text: str) -> str:
        """Let ``text`` stand in place of the file, which is closed when another is put."""
        uri = self.to_uri(path)
        self._version += 1
        tell = self.server.tell
        if uri == self._open:
            changed = {"uri": uri, "version": self._version}
            changes = [{"text": text}]
            tell("textDocument/didChange", {"textDocument": changed, "contentChanges": changes})
            return uri
        if self._open:
            tell("textDocument/didClose", {"textDocument": {"uri": self._open}})
        self._open = uri
        document = {"uri": uri, "languageId": "python", "version": self._version, "text": text}
        tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def to_uri(self, path: Path) -> str:
        """A file's URI."""
        return path.absolute().as_uri()

    def to_path(self, uri: str) -> Path:
        """The file that a URI stands for."""
        return Path(url2pathname(unquote(urlsplit(uri).path)))

    def _place(self, found: dict[str, Any]) -> tuple[str, int]:
        uri = found.get("uri") or found["targetUri"]
        place = found.get("range") or found["targetSelectionRange"]
        return str(self.to_path(uri)), place["start"]["line"] + 1


def _shown(hover: Any) -> str:
    contents = (hover or {}).get("contents", "")
    if isinstance(contents, list):
        contents = contents[0] if contents else ""
    return str(contents if isinstance(contents, str) else contents.get("value", ""))


def without_hole(marked: Marked) -> str:
    """The marked text with nothing behind the dot."""
    end = word_end(marked.text, marked.hole)
    filled = marked.text[marked.hole : end]
    return marked.text[: marked.hole] + filled.removeprefix(HOLE) + marked.text[end:]
