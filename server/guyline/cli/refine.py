"""``guyline refine``: a fix that makes a failing command pass, with what was run."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.cli.arguments import (
    add_search_arguments,
    check_budget,
    function_place,
    python_of,
    settings_from,
    workspace_of,
)
from guyline.cli.progress import Line
from guyline.cli.sources import read_source, write_source
from guyline.errors import InputError
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands
    from guyline.features.refine.asked import Asked
    from guyline.features.refine.refined import Refined

_LIMIT = 5.0
"""Seconds for an answer of the oracle: nobody is typing."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("refine", help="a fix that makes a failing test pass")
    parser.add_argument(
        "where", metavar="PATH::QUALNAME", nargs="?", help="the function; PATH: the tests tell"
    )
    parser.add_argument("--test", metavar="CMD", default="", help="the command that fails")
    parser.add_argument(
        "--traceback",
        metavar="FILE",
        help="a traceback that tells where it fails; -: standard input",
    )
    parser.add_argument(
        "--strategy",
        choices=("auto", "rounds", "plans", "parts", "tree"),
        default="auto",
        help="how a model is asked (auto: one after the other)",
    )
    add_search_arguments(parser, "templates and mutations")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look for a fix, and print it; 1: there is none."""
    from guyline.features import learning

    asked = _asked(arguments)
    with Line(sys.stderr) as line:
        found, keeps = asyncio.run(_found(arguments, asked, line))
    if arguments.json:
        print(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        print("\n".join(found.words()))
    if found.fix is None:
        return 1
    search = learning.keep(found) if keeps else ""
    if arguments.write:
        write_source(asked.path, found.old, found.fix.text)
        learning.accepted(found, search, found.fix.text)
    return 0


async def _found(arguments: argparse.Namespace, asked: Asked, line: Line) -> tuple[Refined, bool]:
    """What came of it, and whether it may be kept; the model's answers come here."""
    from guyline.features import Engine
    from guyline.features.proof.threads import in_thread
    from guyline.features.refine.model import ask_of
    from guyline.features.refine.names import EngineNames
    from guyline.features.refine.refine import refine

    def progress(what: str, count: int) -> None:
        line.show(what, count, None)

    stop = threading.Event()
    engine = Engine(settings_from(arguments), workspace_of(asked.path), limit=_LIMIT, trusted=True)
    try:
        ask = None if arguments.no_model else ask_of(engine, asked.path, stop)
        loop = asyncio.get_running_loop()
        names = EngineNames(engine, asked.path, loop, stop, not arguments.no_model)
        found = await in_thread(lambda: refine(asked, progress, stop, ask, names))
        excluded = await engine.context.refusal(Document(asked.source(), asked.path))
        return found, not (arguments.no_memory or excluded)
    finally:
        stop.set()
        await engine.close()


def _asked(arguments: argparse.Namespace) -> Asked:
    """What is asked for.

    Raises:
        InputError: Nothing tells the file or the command.
    """
    from guyline.features.refine.asked import Asked
    from guyline.proof.attempt import Means
    from guyline.proof.place import place_of

    where: str = arguments.where or ""
    test: str = arguments.test
    if arguments.traceback:
        from guyline.features.refine.pasted import pasted

        told = pasted(_read(arguments.traceback), Path.cwd())
        where = where or f"{told.path}::{told.function}"
        test = test or told.command
    if not where:
        raise InputError("nothing tells what is to be mended", "Name PATH::QUALNAME")
    if not test:
        raise InputError("nothing tells what fails", "Give the command that fails with --test")
    check_budget(arguments)
    path, name = function_place(where) if "::" in where else (Path(where), "")
    means = Means(place_of(path).project, python_of(arguments), consent=arguments.allow_limits)
    return Asked(path, name, test, means, read_source(path), arguments.budget, arguments.strategy)


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{name} can't be read: {error}") from error
