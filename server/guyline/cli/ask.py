"""``guyline ask``: questions to the oracle, as JSON lines."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.analysis import Answer, JediOracle, Kind, Question, find_environment
from guyline.cli.arguments import Where, workspace_of
from guyline.cli.complete import locate
from guyline.errors import InputError
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_PATIENCE = 30.0
"""Seconds for one answer: here a late answer is worth more than none."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "ask",
        help="which names may stand at a place (JSON lines)",
        description='Reads {"path", "line", "column", "text"?} from stdin, counted from 1, and '
        'prints {"names", "closed", "reason", "ms"}, one line each, in order.',
    )
    parser.add_argument("--python", metavar="PATH", help="the interpreter to analyse")
    parser.add_argument("--workspace", type=Path, help="the folder to analyse")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Answer every line; a line that is no question gets an answer that says so."""
    return asyncio.run(_answer_all(arguments))


async def _answer_all(arguments: argparse.Namespace) -> int:
    oracles: dict[Path | None, JediOracle] = {}
    bad = False
    try:
        while line := await asyncio.to_thread(sys.stdin.readline):
            if not line.strip():
                continue
            try:
                question = _question(line)
            except InputError as error:
                bad = True
                reply = _reply(Answer.open(str(error)))
            else:
                oracle = _oracle(arguments, question, oracles)
                reply = _reply(await oracle.ask(question))
            print(json.dumps(reply, ensure_ascii=False), flush=True)
    finally:
        for oracle in oracles.values():
            await oracle.close()
    return 2 if bad else 0


def _oracle(
    arguments: argparse.Namespace, question: Question, oracles: dict[Path | None, JediOracle]
) -> JediOracle:
    """The oracle for a question's workspace; one for each, kept."""
    workspace: Path | None = arguments.workspace
    if workspace is None and question.path is not None:
        workspace = workspace_of(question.path)
    if workspace not in oracles:
        explicit = Path(arguments.python) if arguments.python else None
        python = find_environment(workspace, explicit)
        oracles[workspace] = JediOracle(workspace, python, limit=_PATIENCE)
    return oracles[workspace]


def _question(line: str) -> Question:
    """Read one line.

    Raises:
        InputError: It is not a question, or there is no such place.
    """
    try:
        data = json.loads(line)
        path = Path(data["path"]) if data.get("path") else None
        text, at = data.get("text"), Where(path or Path(), int(data["line"]), int(data["column"]))
        if not isinstance(text, str) and (text is not None or path is None):
            raise TypeError("text")  # noqa: TRY301 - one message for all that can be wrong
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        needed = 'A question is {"path", "line", "column"} and perhaps "text"'
        raise InputError(needed, "Counted from 1, one JSON object a line") from error
    if text is None:
        document, offset = locate(at)
        return Question(document.text, offset, path, Kind.ANY)
    lines = Document(text).lines
    try:
        return Question(text, lines.offset(at.line - 1, at.column - 1), path, Kind.ANY)
    except IndexError as error:
        raise InputError(f"There is no such place: {error}") from None


def _reply(answer: Answer) -> dict[str, Any]:
    names = None if answer.names is None else sorted(answer.names)
    return {
        "names": names,
        "closed": answer.closed,
        "reason": answer.reason,
        "ms": round(answer.ms, 2),
        "receiver": answer.receiver,
    }
