"""What other language servers take for the same member completions, in the same run.

Each is run as an editor runs it, is given the text with one change, and is asked for
completions behind the dot. What is timed is the wait of the person: from the change to
the list.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guyline.analysis import Question
from guyline.analysis.language_server import LanguageServer, ServerGone
from guyline.text import LineIndex

SERVERS: Mapping[str, tuple[str, ...]] = {
    "jedi-language-server": ("jedi-language-server",),
    "ty": ("ty", "server"),
    "pyrefly": ("pyrefly", "lsp"),
}
"""What is run for each, where it is installed beside this interpreter."""

_PATIENCE = 60.0
_COMPLETION: dict[str, Any] = {"completion": {"completionItem": {"snippetSupport": False}}}


@dataclass(frozen=True, slots=True)
class Listed:
    """One completion.

    Attributes:
        ms: Milliseconds until the list was there.
        items: How many items it has.
    """

    ms: float
    items: int


def installed() -> dict[str, Path]:
    """The servers that are there."""
    folder = Path(sys.executable).parent
    found = {}
    for name, command in SERVERS.items():
        for suffix in ("", ".exe"):
            program = folder / f"{command[0]}{suffix}"
            if program.is_file():
                found[name] = program
    return found


async def complete(
    name: str,
    questions: Sequence[Question],
    root: Path,
    python: Path | None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> list[Listed]:
    """The completions of one server at some places; the first in each file is not counted.

    Args:
        name: One of :data:`SERVERS`, which is installed.
        questions: The places, each with its document's text.
        root: The workspace.
        python: The interpreter whose packages are read.
        progress: Told how many are done, and of how many.

    Raises:
        ServerGone: It ended, or was never ready.
    """
    command = [str(installed()[name]), *SERVERS[name][1:]]
    server = await LanguageServer.start(command, root, _settings(python), _COMPLETION)
    listed = []
    opened: dict[Path | None, int] = {}
    try:
        for number, question in enumerate(questions):
            if question.path not in opened:
                await _listed(server, question, opened)
            listed.append(await _listed(server, question, opened))
            progress(number + 1, len(questions))
    finally:
        await server.stop()
    return listed


def _settings(python: Path | None) -> dict[str, Any]:
    if python is None:
        return {}
    path = str(python)
    return {
        "workspace": {"environmentPath": path},
        "python": {"pythonPath": path},
        "ty": {"configuration": {"environment": {"python": path}}},
    }


async def _listed(
    server: LanguageServer, question: Question, opened: dict[Path | None, int]
) -> Listed:
    path = question.path or Path("/untitled.py")
    version = opened[question.path] = opened.get(question.path, -1) + 1
    begun = time.perf_counter()
    if version == 0:
        item = {"uri": path.as_uri(), "languageId": "python", "version": 0, "text": question.text}
        server.tell("textDocument/didOpen", {"textDocument": item})
    else:
        document = {"uri": path.as_uri(), "version": version}
        changes = {"textDocument": document, "contentChanges": [{"text": question.text}]}
        server.tell("textDocument/didChange", changes)
    line, character = LineIndex(question.text).place_in("utf-16", question.offset)
    params = {
        "textDocument": {"uri": path.as_uri()},
        "position": {"line": line, "character": character},
        "context": {"triggerKind": 2, "triggerCharacter": "."},
    }
    answer = None
    with suppress(TimeoutError):
        answer = await server.ask("textDocument/completion", params, _PATIENCE)
    ms = (time.perf_counter() - begun) * 1000
    items = answer.get("items", []) if isinstance(answer, dict) else answer
    return Listed(ms, len(items or []))


__all__ = ["SERVERS", "Listed", "ServerGone", "complete", "installed"]
