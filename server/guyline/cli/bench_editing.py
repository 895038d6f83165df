"""``guyline bench editing``: ghost text while real files are typed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import editing, results
from guyline.bench.paced import Pace
from guyline.bench.sites import package_folder
from guyline.cli.progress import Line

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_EMBEDDED_SHARE = 4
"""The embedded model is played one in so many of the places: it is slow."""


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser("editing", help="ghost text while real files are typed")
    parser.add_argument("--package", default="flask", help="an installed package (flask)")
    parser.add_argument("--path", type=Path, help="a file or folder instead of a package")
    parser.add_argument("--stretches", type=int, default=24, help="places that are typed (24)")
    parser.add_argument("--seed", type=int, default=1, help="which places, and whose hand (1)")
    parser.add_argument("--hurry", type=float, default=1.0, help="divides waits; 0: none (1)")
    parser.add_argument(
        "--model", choices=["both", "paced", "embedded"], default="both", help="who writes (both)"
    )
    parser.add_argument("--first", type=float, default=120, help="ms to the first token (120)")
    parser.add_argument("--each", type=float, default=12, help="ms to each further token (12)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=Path("docs/results/editing.json"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, write the result, print the figures."""
    figures = asyncio.run(_measure(arguments))
    if arguments.json:
        print(json.dumps(figures))
        return 0
    for model, of in figures.items():
        print(model)
        for name, value in of.items():
            print(f"  {name:34} {value}")
    return 0


async def _measure(arguments: argparse.Namespace) -> dict[str, Any]:
    root = arguments.path.absolute() if arguments.path else package_folder(arguments.package)
    pace = Pace(arguments.first / 1000, arguments.each / 1000)
    plan = editing.Plan(root, arguments.stretches, arguments.seed, arguments.hurry, pace)
    figures: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    with Line(sys.stderr) as line:
        line.show("starting the server", 0, None)
        if arguments.model in ("both", "paced"):
            session = await editing.with_paced_model(plan, line.show)
            figures["paced"] = editing.totals(session)
            rows += [{"model": "paced"} | row for row in editing.as_rows(session)]
        if arguments.model in ("both", "embedded"):
            fewer = max(1, arguments.stretches // _EMBEDDED_SHARE)
            session = await editing.with_embedded_model(replace(plan, stretches=fewer), line.show)
            figures["embedded"] = editing.totals(session)
            rows += [{"model": "embedded"} | row for row in editing.as_rows(session)]
    chosen = f"--path {root.name}" if arguments.path else f"--package {arguments.package}"
    command = (
        f"guyline bench editing {chosen} --stretches {arguments.stretches} "
        f"--seed {arguments.seed} --hurry {arguments.hurry:g} --model {arguments.model} "
        f"--first {arguments.first:g} --each {arguments.each:g}"
    )
    results.write(arguments.out, command, figures, rows)
    return figures
