"""``guyline bench fixes``: proved fixes in packages, judged by the packages' own tests."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.bench import fixes, results
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
    parser.add_argument("--package", action="append", help="one of them; may be given again (all)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=Path("docs/results/fixes.json"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Try each package, and write the result; exit 1 if a test says something else after."""
    chosen = [s for s in fixes.subjects() if s.name in (arguments.package or [s.name])]
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
    rules = Counter[str]()
    for verdict in verdicts:
        rules.update(verdict.fixes)
    changed = sum(len(verdict.changed) for verdict in verdicts)
    figures = {
        "packages": len(verdicts),
        "tests": sum(each.passed for each in verdicts),
        "fixes": rules.total(),
        "rules": dict(sorted(rules.items())),
        "changed": changed,
    }
    named = "".join(f" --package {name}" for name in arguments.package or ())
    results.write(
        arguments.out,
        f"guyline bench fixes{named}",
        figures,
        [asdict(verdict) for verdict in verdicts],
    )
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
