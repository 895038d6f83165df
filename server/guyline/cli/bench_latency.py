"""``guyline bench latency``: what is waited for while real files are edited.

Three parts. *Questions* are those of the analysis, beside jedi and other language servers at
the same places. *Editing* is ghost text over the protocol, with a model of a set speed and
with the embedded one. *Saving* is from saving a file to its hints. Each has a result of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import editing, latency, results, saving
from guyline.bench.paced import Pace
from guyline.bench.sites import package_folder
from guyline.cli.progress import Line

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_EMBEDDED_SHARE = 4
"""The embedded model is played one in so many of the places: it is slow."""


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser(
        "latency",
        help="what is waited for while real files are edited",
        description="Types real files again, and tells how long the analysis and ghost text take.",
    )
    parser.add_argument("--package", default="flask", help="an installed package (flask)")
    parser.add_argument("--path", type=Path, help="a file or folder instead of a package")
    parser.add_argument(
        "--only", choices=["questions", "editing", "saving", "long"], help="one of the parts"
    )
    parser.add_argument("--seed", type=int, default=1, help="which files, places and hand (1)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=Path("docs/results"), help="where to write")
    asked = parser.add_argument_group("questions")
    asked.add_argument("--edits", type=int, default=12, help="edits in each file (12)")
    asked.add_argument("--files", type=int, default=6, help="how many files (6)")
    asked.add_argument("--python", type=Path, help="the interpreter whose packages are read")
    typed = parser.add_argument_group("editing")
    typed.add_argument("--stretches", type=int, default=24, help="places that are typed (24)")
    typed.add_argument("--hurry", type=float, default=1.0, help="divides waits; 0: none (1)")
    typed.add_argument(
        "--model", choices=["both", "paced", "embedded"], default="both", help="who writes (both)"
    )
    typed.add_argument("--first", type=float, default=120, help="ms to the first token (120)")
    typed.add_argument("--each", type=float, default=12, help="ms to each further token (12)")
    long = parser.add_argument_group("long: many places, without waits; only where it is named")
    long.add_argument("--places", type=int, default=900, help="places that are typed (900)")
    saved = parser.add_argument_group("saving")
    saved.add_argument("--saves", type=int, default=12, help="saves of each file (12)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, write the results, print the figures."""
    figures: dict[str, Any] = {}
    if arguments.only in (None, "questions"):
        figures["questions"] = asyncio.run(_questions(arguments))
    if arguments.only in (None, "editing"):
        figures["editing"] = asyncio.run(_editing(arguments))
    if arguments.only in (None, "saving"):
        figures["saving"] = asyncio.run(_saving(arguments))
    if arguments.only == "long":
        figures["long"] = asyncio.run(_long(arguments))
    if arguments.json:
        print(json.dumps(figures))
        return 0
    for name, value in _lines(figures):
        print(f"{name:40} {value}")
    return 0


def _lines(figures: dict[str, Any]) -> Iterable[tuple[str, object]]:
    if "questions" in figures:
        yield from latency.lines(figures["questions"])
    for length, done in figures.get("saving", {}).items():
        for what, value in done.items():
            yield f"{length}, {what}", value
    yield from figures.get("long", {}).items()
    for model, of in figures.get("editing", {}).items():
        for name, value in of.items():
            yield f"{model}: {name.replace('_', ' ')}", value


async def _questions(arguments: argparse.Namespace) -> dict[str, Any]:
    with Line(sys.stderr) as line:
        line.show("starting the analysis", 0, None)
        figures, rows = await latency.measure(
            _root(arguments),
            arguments.python,
            arguments.edits,
            arguments.seed,
            files=arguments.files,
            progress=line.show,
        )
    sample = f"--edits {arguments.edits} --files {arguments.files}"
    _write(arguments, "questions", "latency", sample, figures, rows)
    return figures


async def _editing(arguments: argparse.Namespace) -> dict[str, Any]:
    pace = Pace(arguments.first / 1000, arguments.each / 1000)
    plan = editing.Plan(
        _root(arguments), arguments.stretches, arguments.seed, arguments.hurry, pace
    )
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
    sample = (
        f"--stretches {arguments.stretches} --hurry {arguments.hurry:g} "
        f"--model {arguments.model} --first {arguments.first:g} --each {arguments.each:g}"
    )
    _write(arguments, "editing", "editing", sample, figures, rows)
    return figures


async def _long(arguments: argparse.Namespace) -> dict[str, Any]:
    plan = editing.Plan(_root(arguments), arguments.places, arguments.seed, 0, Pace(0, 0))
    with Line(sys.stderr) as line:
        line.show("starting the server", 0, None)
        session = await editing.with_paced_model(plan, line.show)
    figures = editing.lasting(session)
    _write(arguments, "long", "long", f"--places {arguments.places}", figures, [])
    return figures


async def _saving(arguments: argparse.Namespace) -> dict[str, Any]:
    with Line(sys.stderr) as line:
        line.show("starting the server", 0, None)
        figures, rows = await saving.measure(
            _root(arguments), arguments.files, arguments.saves, arguments.seed, line.show
        )
    sample = f"--files {arguments.files} --saves {arguments.saves}"
    _write(arguments, "saving", "saving", sample, figures, rows)
    return figures


def _root(arguments: argparse.Namespace) -> Path:
    return arguments.path.absolute() if arguments.path else package_folder(arguments.package)


def _write(
    arguments: argparse.Namespace,
    part: str,
    name: str,
    sample: str,
    figures: dict[str, Any],
    rows: list[dict[str, Any]],
) -> None:
    root = _root(arguments)
    chosen = f"--path {root.name}" if arguments.path else f"--package {arguments.package}"
    command = f"guyline bench latency --only {part} {chosen} {sample} --seed {arguments.seed}"
    results.write(arguments.out / f"{name}.json", command, figures, rows)
