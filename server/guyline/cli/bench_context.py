"""``guyline bench context``: what making a prompt costs, and what stays of it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import context, results
from guyline.bench.sites import package_folder
from guyline.cli.progress import Line

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser("context", help="what making a prompt costs at each keystroke")
    parser.add_argument("--package", default="flask", help="an installed package (flask)")
    parser.add_argument("--path", type=Path, help="a folder instead of a package")
    parser.add_argument("--large", type=Path, help="a large workspace (the folder it lies in)")
    parser.add_argument("--edits", type=int, default=12, help="edits in each file (12)")
    parser.add_argument("--files", type=int, default=6, help="how many files (6)")
    parser.add_argument("--seed", type=int, default=1, help="which files and places (1)")
    parser.add_argument("--python", type=Path, help="the interpreter whose packages are read")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=Path("docs/results/context.json"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, write the result, print the figures."""
    figures = asyncio.run(_measure(arguments))
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:24} {value}")
    return 0


async def _measure(arguments: argparse.Namespace) -> dict[str, Any]:
    root = arguments.path.absolute() if arguments.path else package_folder(arguments.package)
    large = arguments.large.absolute() if arguments.large else root.parent
    with Line(sys.stderr) as line:
        figures, rows = await context.measure(
            root,
            large,
            arguments.python,
            arguments.edits,
            arguments.seed,
            files=arguments.files,
            progress=line.show,
        )
    chosen = f"--path {root.name}" if arguments.path else f"--package {arguments.package}"
    beside = f" --large {large.name}" if arguments.large else ""
    command = (
        f"guyline bench context {chosen}{beside} --edits {arguments.edits} "
        f"--files {arguments.files} --seed {arguments.seed}"
    )
    results.write(arguments.out, command, figures, rows)
    return figures
