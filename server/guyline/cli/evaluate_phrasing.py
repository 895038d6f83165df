"""``guyline eval phrasing``: does it matter how the code around is phrased?"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.bench import results, robust
from guyline.bench.cursors import choose
from guyline.cli.arguments import (
    UNHURRIED,
    add_model_arguments,
    add_places_arguments,
    check_places,
    settings_from,
)
from guyline.cli.progress import Line
from guyline.errors import InputError

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(evaluations: Commands) -> None:
    """Add the command."""
    parser = evaluations.add_parser(
        "phrasing",
        help="does it matter how the code around is phrased?",
        description="Changes the surroundings of places in real code without changing what they "
        "mean: local names, blanks, docstrings, comments. Exit status 1 if the analysis says "
        "something else then, or the verdict on the same text is another.",
    )
    add_places_arguments(parser, sites=100)
    parser.add_argument("--no-model", action="store_true", help="ask the analysis only")
    parser.add_argument("--out", type=Path, help="write the result to this file")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_model_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, print the figures and each place where something changed that should not."""
    check_places(arguments)
    rows = asyncio.run(_rows(arguments))
    figures = robust.totals(rows)
    changed = robust.as_rows(rows)
    if arguments.out:
        shown = " ".join(path.name for path in arguments.paths)
        model = " --no-model" if arguments.no_model else ""
        sample = f"--sites {arguments.sites} --seed {arguments.seed}{model}"
        results.write(arguments.out, f"guyline eval phrasing {shown} {sample}", figures, changed)
    if arguments.json:
        print(json.dumps({"figures": figures, "changed": changed}, ensure_ascii=False))
    else:
        for row in changed:
            place = f"{row['path']}:{row['line']}"
            print(f"{place}: {row['way']}: {row['before']} -> {row['after']}")
        for way, of in figures.items():
            print(f"{way:12} " + ", ".join(f"{name} {count}" for name, count in of.items()))
    return 1 if changed else 0


async def _rows(arguments: argparse.Namespace) -> list[robust.Phrasing]:
    settings = settings_from(arguments, timeout=UNHURRIED)
    rows: list[robust.Phrasing] = []
    with Line(sys.stderr) as line:
        line.show("choosing places", 0, None)
        cursors = choose(arguments.paths, arguments.sites, arguments.seed)
        if not cursors:
            raise InputError("There is no place to complete", "Name more files")
        done = 0
        model = not arguments.no_model
        async for found in robust.measure(cursors, settings, arguments.seed, model=model):
            rows += found
            done += 1
            line.show("place", done, len(cursors))
    return rows
