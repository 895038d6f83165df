"""``guyline bench refine``: how many broken functions are repaired."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.cli.progress import Line
from guyline.errors import InputError
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.bench.refine_bugs import Bug
    from guyline.cli.arguments import Commands

_RESULTS = Path("docs/results")


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser(
        "refine",
        help="how many broken functions are repaired without a model",
        description="Repairs bugs that are written down, or seeded into packages that have tests "
        "beside their modules. A run that was stopped goes on where it was.",
    )
    parser.add_argument("packages", metavar="PACKAGE", type=Path, nargs="*", help="to seed bugs in")
    parser.add_argument("--cases", type=Path, help="a folder of bugs in Markdown")
    parser.add_argument("--bugs", type=int, default=60, help="to seed, in all packages (60)")
    parser.add_argument("--seed", type=int, default=1, help="which (1)")
    parser.add_argument("--budget", type=float, default=30.0, help="seconds for each (30)")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="has pytest")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=_RESULTS, help=f"a folder ({_RESULTS})")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, write the result, print the figures."""
    from guyline.bench import results
    from guyline.bench.refine import figures_of, until
    from guyline.bench.refine_bugs import read_bugs, seeded

    if bool(arguments.packages) == (arguments.cases is not None):
        raise InputError("refine needs PACKAGE or --cases", "Name packages, or a folder of bugs")
    command = f"guyline bench refine --budget {arguments.budget:g}"
    with Line(sys.stderr) as line:
        if arguments.cases is not None:
            bugs = read_bugs(arguments.cases)
            rows = list(_rows(arguments, iter(bugs), len(bugs), line))
            part = "cases"
        else:
            rows = []
            each = -(-arguments.bugs // len(arguments.packages))
            for package in arguments.packages:
                found = _rows(arguments, seeded(package.absolute(), arguments.seed), each, line)
                rows += until(found, each)
            named = " ".join(path.name for path in arguments.packages)
            command += f" {named} --bugs {arguments.bugs} --seed {arguments.seed}"
            part = "seeded"
    figures = figures_of(rows)
    results.write(arguments.out / f"refine-{part}.json", command, figures, rows)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 0


def _rows(
    arguments: argparse.Namespace, bugs: Iterator[Bug], count: int, line: Line
) -> Iterator[dict[str, Any]]:
    """Rows, one after the other; those that are there already come at once."""
    from guyline.bench.refine import is_a_bug, repaired
    from guyline.bench.state import State, code, key_of

    state = State(cache_folder() / "refine" / "rows.jsonl")
    done = 0
    for bug in bugs:
        line.show("bug", done, count)
        key = key_of(code(), bug, arguments.budget)
        row = state.get(key)
        if row is None:
            row = repaired(bug, arguments.python, arguments.budget)
            state.put(key, row)
        done += is_a_bug(row)
        yield row
