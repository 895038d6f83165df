"""``guyline bench hints``: what the rules are worth."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from guyline.bench import beside_linters, effects, results
from guyline.cli.progress import Line
from guyline.errors import InputError
from guyline.hints import Rule, all_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    parser.add_argument(
        "--rule",
        action="append",
        metavar="CODE",
        help="one rule; may be given again (all); the table keeps what it says of the others",
    )
    parser.add_argument("--rounds", type=int, default=7, help="measurements of each form (7)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, help="(docs/results/hints.json, or that of --beside)")
    parser.add_argument("--table", type=Path, default=_TABLE, help=f"({_TABLE})")
    beside = parser.add_argument_group("beside other linters")
    beside.add_argument("--beside", action="store_true", help="what ruff and others say")
    beside.add_argument("--patterns", type=Path, help="a module with slow forms; it is run")
    beside.add_argument("--measured", type=Path, help="what they cost (measured*.json beside it)")
    beside.add_argument("--tools", type=Path, help="where the linters are (this environment)")
    beside.add_argument("--tree", type=Path, help="a tree that is checked for speed")
    beside.add_argument("--jobs", type=int, default=2, help="processes of each (2)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure, write the result and the table; exit 1 if an example could not be timed."""
    if arguments.beside:
        return _beside(arguments)
    pythons = arguments.python or [Path(sys.executable)]
    rules = _rules(arguments.rule)
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
    if arguments.out is not None or not arguments.rule:
        command = f"guyline bench hints --rounds {arguments.rounds}"
        command += "".join(f" --rule {code}" for code in arguments.rule or ())
        out = arguments.out or Path("docs/results/hints.json")
        results.write(out, command, table, [asdict(row) for row in rows])
    kept = _kept(arguments.table, {rule.code for rule in all_rules()} - table.keys())
    arguments.table.write_text(json.dumps({**kept, **table}, indent=1, sort_keys=True) + "\n")
    if arguments.json:
        print(json.dumps(table))
    else:
        for code, of in table.items():
            print(code, *(f"{version}: {times:g}x" for version, times in of.items()))
    return 1 if failed else 0


def _rules(codes: Sequence[str] | None) -> Sequence[Rule]:
    """The rules that are named; all, if none is.

    Raises:
        InputError: There is no such rule.
    """
    rules = {rule.code: rule for rule in all_rules()}
    unknown = sorted(set(codes or ()) - rules.keys())
    if unknown:
        raise InputError(f"There is no rule {unknown[0]}", "guyline rule lists them")
    return [rules[code] for code in codes or rules]


def _kept(path: Path, codes: set[str]) -> dict[str, Any]:
    """What the table says of rules that were not timed, or whose packages are not here."""
    if not path.is_file():
        return {}
    table = json.loads(path.read_text(encoding="utf-8"))
    return {code: of for code, of in table.items() if code in codes}


def _beside(arguments: argparse.Namespace) -> int:
    """What each linter names, and how fast it is; exit 1 if a placebo is flagged by Guyline."""
    if arguments.patterns is None:
        raise InputError(
            "--beside needs --patterns", "Name a module with slow forms that were timed"
        )
    measured = arguments.measured or _measured_beside(arguments.patterns)
    patterns = beside_linters.read_patterns(arguments.patterns, measured)
    linters, speeds = beside_linters.installed(arguments.tools), {}
    with TemporaryDirectory() as folder, Line(sys.stderr) as line:
        verdicts = beside_linters.judge(patterns, linters, Path(folder) / "said", arguments.jobs)
        for number, linter in enumerate(linters if arguments.tree is not None else ()):
            line.show("linter", number, len(linters))
            kept = Path(folder) / linter.name
            kept.mkdir()
            speeds[linter.name] = beside_linters.time_tree(
                linter, arguments.tree, kept, arguments.jobs
            )
    figures = beside_linters.figures(verdicts, speeds)
    rows = [
        {"id": each.pattern.id, "times": each.pattern.times, "said": each.said}
        | {"named": each.named, "partly": each.partly, "flagged": each.flagged}
        for each in verdicts
    ]
    over = f" --tree {arguments.tree.name}" if arguments.tree is not None else ""
    command = f"guyline bench hints --beside --jobs {arguments.jobs}{over}"
    results.write(arguments.out or Path("docs/results/linters.json"), command, figures, rows)
    if arguments.json:
        print(json.dumps(figures))
    else:
        _print(figures)
    return 1 if figures["linters"]["guyline"]["placebo"] else 0


def _measured_beside(patterns: Path) -> Path:
    found = sorted(patterns.parent.glob("measured*.json"))
    if not found:
        raise InputError(f"There is no measured*.json beside {patterns}", "Name it with --measured")
    return found[-1]


def _print(figures: dict[str, Any]) -> None:
    effect, placebo = figures["effect"], figures["placebo"]
    print(f"{effect} patterns with an effect, {placebo} without; lines a second cold and cached")
    for name, of in figures["linters"].items():
        speed = f"{of['cold']:,} {of['cached']:,}" if "cold" in of else ""
        named = f"{of['named']} named, {of['partly']} partly, {of['placebo']} placebo"
        print(f"{name:10} {named} {speed}".rstrip())
    print(f"The others together name {figures['others together']}.")
    print(f"Guyline does not name {' '.join(figures['unnamed']) or 'nothing'}.")


def table_of(rows: list[effects.Effect]) -> dict[str, Any]:
    """For each rule, how many times faster its fast form is, by version."""
    table: dict[str, Any] = {}
    for row in rows:
        table.setdefault(row.code, {})[row.python] = _rounded(row.times)
    return table


def _rounded(times: float) -> float:
    """Two figures are all that a measurement on one machine tells of another."""
    return float(f"{times:.2g}") if times >= 10 else round(times, 2)
