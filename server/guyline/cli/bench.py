"""``guyline bench ...``: what is measured, and the README's tables."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import decode, plots, readme, results, start
from guyline.bench.demo import SETTINGS, Shown, demonstrate
from guyline.bench.paced import Pace
from guyline.bench.replay import Judged
from guyline.cli import (
    bench_context,
    bench_fixes,
    bench_hints,
    bench_latency,
    bench_optimize,
    bench_proof,
    bench_refine,
    bench_second,
)
from guyline.cli.arguments import add_model_arguments, settings_from
from guyline.cli.progress import Line
from guyline.models import Address
from guyline.settings import EMBEDDED, Settings

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_RESULTS = Path("docs/results")
_IMAGES = Path("docs/images")
_WITH_TABLES = (Path("README.md"), Path("docs/second-oracle.md"))


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("bench", help="measure, and make the README's tables")
    names = parser.add_subparsers(metavar="NAME", required=True)
    demo = names.add_parser("demo", help="what the model wanted, and what guidance made of it")
    _add_sample_arguments(demo, sites=24)
    demo.set_defaults(run=run_demo)
    timing = names.add_parser("decode", help="guided over unguided time on the same sites")
    _add_sample_arguments(timing, sites=60)
    timing.add_argument("--rounds", type=int, default=3, help="times each way (3)")
    timing.add_argument("--json", action="store_true", help="print the figures as JSON")
    timing.add_argument("--out", type=Path, default=_RESULTS / "decode.json")
    timing.set_defaults(run=run_decode)
    cold = names.add_parser("start", help="from the start of the analysis to its first answer")
    cold.add_argument("--package", default="flask", help="an installed package (flask)")
    cold.add_argument("--file", default="helpers.py", help="a file in it (helpers.py)")
    cold.add_argument("--after", default="os.path.", help="ask behind this (os.path.)")
    cold.add_argument("--rounds", type=int, default=9, help="how many starts (9)")
    cold.add_argument("--json", action="store_true", help="print the figures as JSON")
    cold.add_argument("--out", type=Path, default=_RESULTS / "start.json")
    cold.set_defaults(run=run_start)
    bench_second.register(names)
    bench_latency.register(names)
    bench_context.register(names)
    bench_hints.register(names)
    bench_fixes.register(names)
    bench_optimize.register(names)
    bench_proof.register(names)
    bench_refine.register(names)
    tables = names.add_parser("readme", help="make the README's tables from docs/results")
    tables.add_argument("--check", action="store_true", help="exit 1 if they are not current")
    tables.set_defaults(run=run_readme)
    drawn = names.add_parser("plots", help="draw the README's plots from docs/results")
    drawn.add_argument("--check", action="store_true", help="exit 1 if they are not current")
    drawn.set_defaults(run=run_plots)


def _add_sample_arguments(parser: argparse.ArgumentParser, *, sites: int) -> None:
    parser.add_argument("--package", default="flask", help="an installed package (flask)")
    parser.add_argument("--sites", type=int, default=sites, help=f"how many sites ({sites})")
    parser.add_argument("--seed", type=int, default=1, help="which sample (1)")
    add_model_arguments(parser)


def _settings(arguments: argparse.Namespace) -> Settings:
    return settings_from(arguments, multiline=SETTINGS.multiline, maxTokens=SETTINGS.max_tokens)


def run_demo(arguments: argparse.Namespace) -> int:
    """Print a row for each site, then the totals; exit 1 if a guided name does not exist."""
    return asyncio.run(_demo(arguments))


async def _demo(arguments: argparse.Namespace) -> int:
    begun = time.perf_counter()
    print(f"Completing at {arguments.sites} attribute reads in {arguments.package}'s own code,")
    print("unguided and guided. x marks a name that does not exist.\n")
    print(_columns("receiver", "the model wanted", "guidance gave", "the author wrote"))
    rows = []
    with Line(sys.stderr) as line:
        line.show("starting the model", 0, None)
        found = demonstrate(
            arguments.package, arguments.sites, arguments.seed, _settings(arguments)
        )
        async for row in found:
            rows.append(row)
            line.clear()
            print(_row(row), flush=True)
            line.show("site", len(rows), arguments.sites)
    unguided = sum(len(row.unguided.wrong) for row in rows)
    guided = sum(len(row.guided.wrong) for row in rows)
    print(f"\n{len(rows)} sites in {time.perf_counter() - begun:.0f} s")
    print(f"unguided: {_total(unguided, sum(row.unguided.known for row in rows))}")
    print(f"guided:   {_total(guided, sum(row.guided.known for row in rows))}")
    for name in ("unguided", "guided"):
        right = sum(getattr(row, name).first == row.site.author for row in rows)
        print(f"{name + ':':9} the author's own next name at {right} of {len(rows)} sites")
    return 1 if guided else 0


def _total(wrong: int, known: int) -> str:
    return f"{wrong} of {known} attribute names do not exist"


def _row(row: Shown) -> str:
    return _columns(row.site.receiver, _marked(row.unguided), _marked(row.guided), row.site.author)


def _marked(judged: Judged) -> str:
    wrong = judged.first in judged.wrong
    return f"x {judged.first}" if wrong else f"  {judged.first}"


def _columns(*cells: str) -> str:
    widths = (24, 28, 28, 24)
    parts = []
    for cell, width in zip(cells, widths, strict=True):
        text = cell if len(cell) < width else cell[: width - 2] + "…"
        parts.append(text.ljust(width))
    return "".join(parts).rstrip()


def run_decode(arguments: argparse.Namespace) -> int:
    """Measure, write the result, print the figures."""
    return _show(asyncio.run(_decode(arguments)), as_json=arguments.json)


def _show(figures: dict[str, Any], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:36} {value}")
    return 0


async def _decode(arguments: argparse.Namespace) -> dict[str, Any]:
    settings = _settings(arguments)
    plan = (arguments.package, arguments.sites, arguments.rounds, arguments.seed, settings)
    given = "embedded" if settings.endpoint == EMBEDDED else "endpoint"
    runs = {given: decode.measure(*plan)}
    if settings.endpoint == EMBEDDED:
        runs["paced"] = decode.measure_paced(*plan, Pace())
    figures, rows = dict[str, Any](), list[dict[str, Any]]()
    with Line(sys.stderr) as line:
        for model, found in runs.items():
            line.show(f"{model}: starting", 0, None)
            timed = list[decode.Timed]()
            async for row in found:
                timed.append(row)
                line.show(f"{model}: site", len(timed), arguments.sites)
            figures[model] = decode.totals(timed)
            rows += decode.as_rows(timed, model)
    command = (
        f"guyline bench decode --package {arguments.package} --sites {arguments.sites} "
        f"--rounds {arguments.rounds} --seed {arguments.seed}"
    )
    if settings.endpoint != EMBEDDED:
        figures[given]["server"] = asdict(await decode.asked(settings))
        command += f" --endpoint {Address(settings.endpoint).public}"
    results.write(arguments.out, command, figures, rows)
    return figures


def run_start(arguments: argparse.Namespace) -> int:
    """Measure, write the result, print the figures."""
    return _show(asyncio.run(_start(arguments)), as_json=arguments.json)


async def _start(arguments: argparse.Namespace) -> dict[str, Any]:
    found = start.measure(arguments.package, arguments.file, arguments.after, arguments.rounds)
    rows = [row async for row in found]
    figures = start.totals(rows)
    command = (
        f"guyline bench start --package {arguments.package} --file {arguments.file} "
        f"--after {arguments.after} --rounds {arguments.rounds}"
    )
    results.write(arguments.out, command, figures, start.as_rows(rows))
    return figures


def run_plots(arguments: argparse.Namespace) -> int:
    """Draw the plots, or check that they are current."""
    changed = False
    for name, picture in plots.pictures(_RESULTS).items():
        path = _IMAGES / f"{name}.svg"
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        changed = changed or before != picture
        if not arguments.check:
            path.write_text(picture, encoding="utf-8")
        elif before != picture:
            print(f"{path} is not current. Run: guyline bench plots", file=sys.stderr)
    return int(changed and arguments.check)


def run_readme(arguments: argparse.Namespace) -> int:
    """Make the tables, or check that they are current."""
    changed = False
    for path in _WITH_TABLES:
        before = path.read_text(encoding="utf-8")
        after = readme.render(before, _RESULTS)
        changed = changed or before != after
        if not arguments.check:
            path.write_text(after, encoding="utf-8")
        elif before != after:
            print(f"{path}'s tables are not current. Run: guyline bench readme", file=sys.stderr)
    return int(changed and arguments.check)
