"""``guyline bench second``: would a type checker know what the oracle does not?"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import names, results, second
from guyline.bench.state import key_of
from guyline.cli.progress import Line
from guyline.errors import InputError
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "second",
        help="would a type checker know what the oracle does not?",
        description="Asks type checkers' language servers at attribute reads where the oracle is "
        "open. A run that was stopped goes on where it was.",
    )
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="files and folders")
    parser.add_argument("--sites", type=int, default=1400, help="how many words (1400)")
    parser.add_argument("--seed", type=int, default=41, help="which sample (41)")
    parser.add_argument("--python", type=Path, help="the interpreter whose packages are analysed")
    parser.add_argument(
        "--checker",
        metavar="NAME[=PROGRAM]",
        action="append",
        help=f"one of {', '.join(second.CHECKERS)}, and where it is (on the path)",
    )
    parser.add_argument("--out", type=Path, default=Path("docs/results/second.json"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, write the result, print the figures."""
    for path in arguments.paths:
        if not path.exists():
            raise InputError(f"There is no {path}")
    programs = [_program(each) for each in arguments.checker or second.CHECKERS]
    figures, told = asyncio.run(_measure(arguments, programs))
    shown = " ".join(path.name for path in arguments.paths)
    command = f"guyline bench second {shown} --sites {arguments.sites} --seed {arguments.seed}"
    results.write(arguments.out, command, figures, told)
    print(json.dumps(figures, indent=1))
    return 0


def _program(named: str) -> tuple[str, str]:
    """A checker's name and its program."""
    name, _, program = named.partition("=")
    found = program or shutil.which(name)
    if not found:
        raise InputError(f"There is no program {name}", f"pip install {name}")
    second.checker(name, found, None)
    return name, found


async def _measure(
    arguments: argparse.Namespace, programs: list[tuple[str, str]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    batches = names.choose(arguments.paths, arguments.sites, arguments.seed, ["attribute"])
    parts = [*(str(path.absolute()) for path in arguments.paths), arguments.python]
    folder, key = cache_folder() / "eval", key_of(*parts)
    told: list[second.Told] = []
    with Line(sys.stderr) as line:
        line.show("asking the oracle", 0, None)
        first = folder / f"names-{key}.jsonl"
        rows = await second.replayed(batches, arguments.python, first)
        total = len(programs) * sum(not row.closed for row in rows)
        state = folder / f"second-{key}.jsonl"
        async for each in second.measure(batches, rows, programs, arguments.python, state):
            told.append(each)
            line.show("open place", len(told), total)
    return second.totals(rows, told), [second.as_row(each) for each in told]
