"""``guyline bench fixes``: proved fixes in packages, judged by the packages' own tests."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.bench import fixes, results
from guyline.bench.subjects import subjects
from guyline.cli.progress import Line
from guyline.errors import InputError
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser(
        "fixes",
        help="makes all proved fixes in packages, and runs their tests before and after",
        description="Makes all proved fixes in packages, and runs their tests before and after.",
    )
    parser.add_argument(
        "--package",
        action="append",
        help="one of them, in place of what the result has of it; may be given again (all)",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=Path("docs/results/fixes.json"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Try each package, and write the result; exit 1 if a test says something else after."""
    chosen = [s for s in subjects() if s.name in (arguments.package or [s.name])]
    cache = cache_folder() / "fixes"
    verdicts, failed = list[fixes.Verdict](), list[str]()
    with Line(sys.stderr) as line:
        for each in chosen:
            try:
                verdicts.append(fixes.try_fixes(each, cache))
            except InputError as error:
                failed.append(str(error))
            line.show("package", len(verdicts) + len(failed), len(chosen))
    for told in failed:
        print(f"guyline: {told}", file=sys.stderr)
    commit = results.commit()
    rows = [{"commit": commit} | asdict(verdict) for verdict in verdicts]
    if arguments.package:  # of the others it is kept what was found before
        rows = merged(rows, arguments.out)
    changed = sum(len(verdict.changed) for verdict in verdicts)
    figures = figures_of(rows)
    results.write(arguments.out, "guyline bench fixes", figures, rows)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for verdict in verdicts:
            counts = ", ".join(f"{code} {count}" for code, count in verdict.fixes.items())
            head = f"{verdict.name} {verdict.version}: {verdict.passed} tests pass"
            print(f"{head}, {counts or 'nothing to fix'}")
            for test in verdict.changed:
                print(f"  {test}")
    return 1 if changed or failed else 0


def merged(rows: Sequence[dict[str, Any]], out: Path) -> list[dict[str, Any]]:
    """Rows in place of those that a result has of the same packages, with its others."""
    before = json.loads(out.read_text(encoding="utf-8"))["rows"] if out.is_file() else []
    found = {row["name"]: row for row in (*before, *rows)}
    return [found[name] for name in sorted(found)]


def figures_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of all packages together."""
    rules = Counter[str]()
    for row in rows:
        rules.update(row["fixes"])
    return {
        "packages": len(rows),
        "tests": sum(row["passed"] for row in rows),
        "fixes": rules.total(),
        "rules": dict(sorted(rules.items())),
        "changed": sum(len(row["changed"]) for row in rows),
    }
