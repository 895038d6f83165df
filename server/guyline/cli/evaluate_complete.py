"""``guyline eval complete``: guided against unguided on the same sites, the same model."""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import compared, complete, results
from guyline.bench.checker import installed
from guyline.bench.cursors import choose
from guyline.bench.state import State
from guyline.bench.wrong import Wrong
from guyline.cli.arguments import (
    UNHURRIED,
    add_model_arguments,
    add_places_arguments,
    check_places,
    settings_from,
)
from guyline.cli.progress import Line
from guyline.errors import InputError
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(evaluations: Commands) -> None:
    """Add the command."""
    parser = evaluations.add_parser(
        "complete",
        help="guided against unguided, on the same sites",
        description="Completes real code at attribute dots, at beginnings of lines and inside "
        "expressions, unguided and guided, and has another type checker say which names do not "
        "exist. Exit status 1 if guidance let a name pass that it claims to know, or made "
        "anything worse. A run that was stopped goes on where it was.",
    )
    add_places_arguments(parser, sites=500)
    parser.add_argument("--max-tokens", type=int, help="the most tokens of a completion (64)")
    parser.add_argument("--out", type=Path, help="write the result to this file")
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier run did")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_model_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Complete, judge, print the figures and each guided name that does not exist."""
    check_places(arguments)
    installed()
    pairs = asyncio.run(_pairs(arguments))
    figures = compared.figures(pairs, arguments.seed)
    if arguments.out:
        rows = [compared.as_row(pair, texts=False) for pair in pairs if compared.is_of_note(pair)]
        results.write(arguments.out, _command(arguments), figures, rows)
    if arguments.json:
        rows = [compared.as_row(pair, texts=True) for pair in pairs]
        print(json.dumps({"figures": figures, "pairs": rows}, ensure_ascii=False))
    else:
        _print(figures, pairs)
    return 1 if figures["wrong"]["guided"]["closed"] or figures["worse"] else 0


def _command(arguments: argparse.Namespace) -> str:
    """The command as a person would write it again: libraries by name."""
    shown = " ".join(path.name for path in arguments.paths)
    tokens = f" --max-tokens {arguments.max_tokens}" if arguments.max_tokens else ""
    sample = f"--sites {arguments.sites} --seed {arguments.seed}"
    return f"guyline eval complete {shown} {sample}{tokens}"


async def _pairs(arguments: argparse.Namespace) -> list[complete.Pair]:
    settings = settings_from(arguments, timeout=UNHURRIED, maxTokens=arguments.max_tokens)
    python = Path(settings.python) if settings.python else None
    path = _state(arguments)
    if arguments.fresh:
        path.unlink(missing_ok=True)
    state = State(path)
    pairs: list[complete.Pair] = []
    judged: list[complete.Pair] = []
    with Line(sys.stderr) as line:
        line.show("choosing sites", 0, None)
        cursors = choose(arguments.paths, arguments.sites, arguments.seed)
        if not cursors:
            raise InputError("There is no place to complete", "Name more files")
        async for pair in complete.complete(cursors, settings, state):
            pairs.append(pair)
            line.show("completed", len(pairs), len(cursors))
        async for pair in complete.judge(pairs, python, state):
            judged.append(pair)
            line.show("judged", len(judged), len(pairs))
    return judged


def _state(arguments: argparse.Namespace) -> Path:
    """Where a run keeps what it did, so that it can go on."""
    parts = [*(str(path.absolute()) for path in arguments.paths), str(arguments.python)]
    name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    return cache_folder() / "eval" / f"complete-{name}.jsonl"


def _print(figures: dict[str, Any], pairs: list[complete.Pair]) -> None:
    for way in ("unguided", "guided"):
        for pair in pairs:
            for wrong in getattr(pair, way).wrong:
                print(_listed(way, pair, wrong))
    print(f"\n{'':18} {'unguided':>9} {'guided':>9}   difference")
    for name, measure in figures["measures"].items():
        if "p" in measure:
            told = f"-{measure['only_unguided']} +{measure['only_guided']}, p = {measure['p']:g}"
        else:
            told = f"{measure['difference']:+.4f} ({measure['low']:+.4f} to {measure['high']:+.4f})"
        print(f"{name:18} {measure['unguided']:9.4f} {measure['guided']:9.4f}   {told}")
    for way, of in figures["wrong"].items():
        said = f"{of['closed']} where all names are known, {of['open']} where not"
        print(f"{way}: {of['wrong']} of {of['names']} names do not exist: {said}")
    corrections = figures["corrections"]
    print(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in corrections.items()))
    if figures["worse"]:
        print("guided is worse: " + ", ".join(figures["worse"]))


def _listed(way: str, pair: complete.Pair, wrong: Wrong) -> str:
    place = f"{pair.cursor.path}:{wrong.line}"
    named = f"{wrong.receiver}.{wrong.word}" if wrong.receiver else wrong.word
    return f"{place}: {way}: {named}: {wrong.said} (analysis: {wrong.standing}, {wrong.reason})"
