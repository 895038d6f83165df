"""``guyline bench hints``: what the rules are worth."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import effects, results
from guyline.cli.progress import Line
from guyline.hints import all_rules

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_TABLE = Path("server/guyline/hints/effects.json")


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser(
        "hints",
        help="times the slow and the fast form of each rule",
        description="Times each rule's example, and writes the table that hints quote.",
    )
    parser.add_argument(
        "--python", type=Path, action="append", help="an interpreter; may be given again (this)"
    )
    parser.add_argument("--rounds", type=int, default=7, help="measurements of each form (7)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=Path("docs/results/hints.json"))
    parser.add_argument("--table", type=Path, default=_TABLE, help=f"({_TABLE})")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, write the result and the table; exit 1 if an example could not be timed."""
    pythons = arguments.python or [Path(sys.executable)]
    rules = all_rules()
    rows: list[effects.Effect] = []
    failed: list[str] = []
    with Line(sys.stderr) as line:
        for found in effects.measure(rules, pythons, arguments.rounds):
            if isinstance(found, str):
                failed.append(found)
            else:
                rows.append(found)
            line.show("example", len(rows) + len(failed), len(rules) * len(pythons))
    for each in failed:
        print(f"guyline: {each}", file=sys.stderr)
    table = table_of(rows)
    command = f"guyline bench hints --rounds {arguments.rounds}"
    results.write(arguments.out, command, table, [asdict(row) for row in rows])
    kept = _kept(arguments.table, {rule.code for rule in rules} - table.keys())
    arguments.table.write_text(json.dumps({**kept, **table}, indent=1, sort_keys=True) + "\n")
    if arguments.json:
        print(json.dumps(table))
    else:
        for code, of in table.items():
            print(code, *(f"{version}: {times:g}x" for version, times in of.items()))
    return 1 if failed else 0


def _kept(path: Path, codes: set[str]) -> dict[str, Any]:
    """What the table says of rules whose packages are not here."""
    if not path.is_file():
        return {}
    table = json.loads(path.read_text(encoding="utf-8"))
    return {code: of for code, of in table.items() if code in codes}


def table_of(rows: list[effects.Effect]) -> dict[str, Any]:
    """For each rule, how many times faster its fast form is, by version."""
    table: dict[str, Any] = {}
    for row in rows:
        table.setdefault(row.code, {})[row.python] = _rounded(row.times)
    return table


def _rounded(times: float) -> float:
    """Two figures are all that a measurement on one machine tells of another."""
    return float(f"{times:.2g}") if times >= 10 else round(times, 2)
