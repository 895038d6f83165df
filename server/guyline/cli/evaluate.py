"""``guyline eval``: is the analysis right, how often does it know, what does it change?"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import names, results
from guyline.bench.sites import KINDS
from guyline.bench.state import code
from guyline.cli import evaluate_complete, evaluate_phrasing
from guyline.cli.progress import Line
from guyline.errors import InputError
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("eval", help="is the analysis right, and what does it change?")
    evaluations = parser.add_subparsers(metavar="NAME", required=True)
    replay = evaluations.add_parser(
        "names",
        help="would an author's own word have been forbidden?",
        description="Cuts real files before words and asks what may stand there. Exit status 1 "
        "if a word that an author wrote would have been forbidden. A run that was stopped "
        "goes on where it was.",
    )
    replay.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="files and folders")
    replay.add_argument("--sites", type=int, default=1000, help="how many words (1000)")
    replay.add_argument("--seed", type=int, default=1, help="which sample (1)")
    replay.add_argument("--kind", choices=KINDS, action="append", help="only words of this kind")
    replay.add_argument("--jobs", type=int, default=os.cpu_count(), help="at once (the cores)")
    replay.add_argument("--python", type=Path, help="the interpreter whose packages are analysed")
    replay.add_argument(
        "--type-checker", action="store_true", help="ask pyrefly what the analysis can't tell"
    )
    replay.add_argument("--out", type=Path, help="write the result to this file")
    replay.add_argument("--fresh", action="store_true", help="forget what an earlier run did")
    replay.add_argument("--json", action="store_true", help="print the result as JSON")
    replay.set_defaults(run=run_names)
    evaluate_complete.register(evaluations)
    evaluate_phrasing.register(evaluations)


def run_names(arguments: argparse.Namespace) -> int:
    """Replay, print the figures and each forbidden word."""
    for path in arguments.paths:
        if not path.exists():
            raise InputError(f"There is no {path}")
    rows = asyncio.run(_replay(arguments))
    figures = names.totals(rows)
    wrong = [row for row in rows if row.forbidden]
    if arguments.out:
        shown = " ".join(path.name for path in arguments.paths)
        command = f"guyline eval names {shown} --sites {arguments.sites} --seed {arguments.seed}"
        command += " --type-checker" if arguments.type_checker else ""
        results.write(arguments.out, command, figures, [names.as_row(row) for row in wrong])
    if arguments.json:
        forbidden = [names.as_row(row) for row in wrong]
        print(json.dumps({"kinds": figures, "forbidden": forbidden}, ensure_ascii=False))
    else:
        _print(figures, rows, wrong)
    return 1 if wrong else 0


async def _replay(arguments: argparse.Namespace) -> list[names.Replayed]:
    kinds = arguments.kind or KINDS
    rows: list[names.Replayed] = []
    with Line(sys.stderr) as line:
        line.show("choosing sites", 0, None)
        batches = names.choose(arguments.paths, arguments.sites, arguments.seed, kinds)
        total = sum(len(batch.places) for batch in batches)
        state = _state(arguments)
        if arguments.fresh:
            state.unlink(missing_ok=True)
        async for done in names.replay(
            batches,
            arguments.python,
            state,
            arguments.jobs,
            type_checker=arguments.type_checker,
        ):
            rows += done
            line.show("site", len(rows), total)
    return rows


def _state(arguments: argparse.Namespace) -> Path:
    """Where a run keeps what it did, so that it can go on with the same analysis."""
    parts = [code("analysis"), *(str(path.absolute()) for path in arguments.paths)]
    parts.append(str(arguments.python))
    parts += ["type checker"] if arguments.type_checker else []
    name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
    return cache_folder() / "eval" / f"names-{name}.jsonl"


def _print(
    figures: dict[str, Any], rows: list[names.Replayed], wrong: list[names.Replayed]
) -> None:
    for row in wrong:
        shown = f"{row.receiver}.{row.word}" if row.kind == "attribute" else row.word
        print(f"{row.path}:{row.line}: {row.forbidden}: {shown}: {row.reason}")
    print(f"{'kind':10} {'sites':>7} {'closed':>8} {'forbidden':>16} {'median':>9} {'99 %':>9}")
    for kind, of in figures.items():
        share = f"({of['forbidden_share']:.3%})" if of["forbidden_share"] is not None else ""
        print(
            f"{kind:10} {of['sites']:7} {of['closed_share']:8.1%} {of['forbidden']:6} {share:>9} "
            f"{of['ms_median']:6.1f} ms {of['ms_p99']:6.1f} ms"
        )
    for kind in figures:
        common = names.reasons(rows, kind)[:12]
        if common:
            print(f"\nopen {kind} sites, by reason")
        for reason, count in common:
            print(f"{count:7}  {reason}")
