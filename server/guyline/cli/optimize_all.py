"""``guyline optimize --all``: every function of files and folders, by rules."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.cli.check_files import files_in
from guyline.cli.progress import Line
from guyline.errors import InputError

if TYPE_CHECKING:
    from guyline.features.optimise.many import Workers

_SUFFIX = ".py"


def run(arguments: argparse.Namespace) -> int:
    """Look at all functions; print what may be offered for each, and what it comes to."""
    from guyline.features.optimise.many import jobs_in, run_all

    paths = [each.path for each in files_in(map(Path, arguments.where))]
    jobs = list(
        jobs_in(
            (path for path in paths if path.suffix == _SUFFIX),
            python=arguments.python or "",
            consent=arguments.allow_limits,
            wishes=tuple(arguments.wish),
            seconds=arguments.budget,
        )
    )
    rows = list[dict[str, Any]]()
    with Line(sys.stderr) as line:
        done = run_all(jobs, _workers(arguments), lambda n, of: line.show("function", n, of))
        for job, row in done:
            rows.append({"path": job.path, "function": job.name} | row)
    rows.sort(key=lambda row: (row["path"], row["function"]))
    if arguments.json:
        print(json.dumps({**_figures(rows), "results": rows}, ensure_ascii=False))
    else:
        print("\n".join(_in_words(rows)))
    return 0


def _workers(arguments: argparse.Namespace) -> Workers:
    from guyline.features.optimise.many import Cluster, Processes

    if arguments.cluster:
        return Cluster(arguments.cluster)
    if arguments.jobs < 1:
        raise InputError(f"--jobs is {arguments.jobs} but must be 1 or more")
    return Processes(arguments.jobs)


def _figures(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {
        "functions": len(rows),
        "faster": sum(bool(row.get("candidates")) for row in rows),
        "tried": sum(len(row.get("tried", ())) + len(row.get("candidates", ())) for row in rows),
        "faults": sum("fault" in row for row in rows),
    }


def _in_words(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        where = f"{row['path']}::{row['function']}"
        if row.get("candidates"):
            best = row["candidates"][0]
            yield f"{where}: {best['title']}"
            yield best["diff"]
        elif "fault" in row:
            yield f"{where}: {row['fault']}"
    told = _figures(rows)
    yield (
        f"{told['functions']} functions: {told['faster']} can be made faster, {told['tried']} "
        f"edits tried, {told['faults']} could not be looked at"
    )
