"""``guyline bench optimize``: what comes of looking for faster functions."""

from __future__ import annotations

import argparse
import json
import os
import sys
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from guyline.cli.progress import Line
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_RESULTS = Path("docs/results")
_PARTS = {
    "embedded": ("by_model", "figures_of_model"),
    "replay": ("replayed", "figures_of_replay"),
    "rules": ("by_rules", "figures_of"),
}
"""What makes a row, and what makes figures of rows."""


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser(
        "optimize",
        help="what comes of looking for faster functions",
        description="Makes ground truths faster by rules alone, with recorded answers as "
        "candidates, or with the embedded model. A run that was stopped goes on where it was, as "
        "long as the code is the same.",
    )
    parser.add_argument("--only", choices=sorted(_PARTS), default="rules", help="(rules)")
    parser.add_argument("--data", type=Path, help="recorded answers (GUYLINE_DATA/coffe-mbpp)")
    parser.add_argument("--name", action="append", help="only what has this in its name")
    parser.add_argument("--functions", type=int, help="so many by chance (all)")
    parser.add_argument("--seed", type=int, default=0, help="where chance begins (0)")
    parser.add_argument("--budget", type=float, default=20.0, help="seconds for each (20)")
    parser.add_argument("--jobs", type=int, default=1, help="at a time (1): times are measured")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="runs the code")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=_RESULTS, help=f"a folder ({_RESULTS})")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, write the result, print the figures."""
    from guyline.bench import optimize, results
    from guyline.bench.proof import resumed
    from guyline.bench.state import code, key_of

    data = arguments.data or Path(os.environ.get("GUYLINE_DATA", "../shared/data")) / "coffe-mbpp"
    tasks = optimize.read_tasks(data)
    if arguments.name:
        tasks = [each for each in tasks if any(part in each.name for part in arguments.name)]
    if arguments.functions is not None:
        chance = Random(arguments.seed)  # noqa: S311 - no secret
        tasks = chance.sample(tasks, min(arguments.functions, len(tasks)))
    make, count = (getattr(optimize, name) for name in _PARTS[arguments.only])
    work = partial(make, seconds=arguments.budget, python=arguments.python)
    keyed = {key_of(code(), arguments.only, arguments.budget, each): each for each in tasks}
    kept = cache_folder() / "optimize" / "rows.jsonl"
    with Line(sys.stderr) as line:
        rows = list(
            resumed(keyed, work, kept, arguments.jobs, lambda n, of: line.show("function", n, of))
        )
    figures = count(rows)
    command = f"guyline bench optimize --only {arguments.only} --budget {arguments.budget:g}"
    command += f" --jobs {arguments.jobs}"
    if arguments.functions is not None:
        command += f" --functions {arguments.functions} --seed {arguments.seed}"
    if not arguments.name:
        path = arguments.out / f"optimize-{arguments.only}.json"
        results.write(path, command, figures, rows)
    if arguments.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        print("\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 0
