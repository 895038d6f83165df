"""``guyline complete``: one completion, with its evidence."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from guyline.cli.arguments import Where, add_model_arguments, place, settings_from, workspace_of
from guyline.errors import InputError
from guyline.features import Completion, Engine
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


_LIMIT = 5.0
"""Seconds for an answer of the oracle: nobody is typing, and everything is cold."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("complete", help="one completion, with its evidence")
    parser.add_argument("where", metavar="PATH:LINE:COL", type=place, help="counted from 1")
    parser.add_argument("--unguided", action="store_true", help="without analysis")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--max-tokens", type=int, help="the most tokens (64)")
    add_model_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Complete, and print the text or the JSON document."""
    document, offset = locate(arguments.where)
    completion = asyncio.run(_complete(arguments, document, offset))
    if arguments.json:
        print(json.dumps(as_json(completion, document), ensure_ascii=False))
        return 0
    print(completion.text)
    print(f"guyline: {completion.summary}; {completion.total_ms:.0f} ms", file=sys.stderr)
    if completion.outcome.trouble:
        print(f"guyline: {completion.outcome.trouble}", file=sys.stderr)
    return 0


async def _complete(arguments: argparse.Namespace, document: Document, offset: int) -> Completion:
    settings = settings_from(arguments, maxTokens=arguments.max_tokens)
    workspace = workspace_of(arguments.where.path)
    engine = Engine(settings, workspace, limit=_LIMIT, trusted=True)  # who names it trusts it
    try:
        await engine.warm(document)
        await engine.look_around(document, offset)
        return await engine.complete(document, offset, guided=not arguments.unguided)
    finally:
        await engine.close()


def locate(where: Where) -> tuple[Document, int]:
    """The document and offset of a place.

    Raises:
        InputError: There is no such file or place.
    """
    document = Document.read(where.path)
    lines = document.lines
    if where.line > len(lines):
        raise InputError(f"{where.path} has {len(lines)} lines, not {where.line}")
    try:
        return document, lines.offset(where.line - 1, where.column - 1)
    except IndexError:
        width = lines.end(where.line - 1) - lines.start(where.line - 1)
        raise InputError(
            f"Line {where.line} of {where.path} has columns 1 to {width + 1}, not {where.column}"
        ) from None


def as_json(completion: Completion, document: Document) -> dict[str, Any]:
    """A completion as the JSON document that ``--json`` prints."""
    outcome = completion.outcome
    whole = Document(document.text[: completion.offset] + outcome.text)
    trace = []
    for decision in outcome.trace:
        line, column = whole.lines.place(min(decision.offset, len(whole.text)))
        entry = asdict(decision) | {"action": decision.action.value}
        del entry["offset"]
        trace.append(entry | {"line": line + 1, "column": column + 1})
    return {
        "text": completion.text,
        "verdict": outcome.verdict.value,
        "trace": trace,
        "requests": outcome.requests,
        "tokens": outcome.tokens,
        "discarded": outcome.discarded,
        "ms": round(completion.total_ms, 1),
        "own_ms": round(completion.own_ms, 1),
        "parses": completion.parses,
        "trouble": outcome.trouble,
    }
