"""How many broken functions are repaired, how fast, and how many of the repairs are right.

A repair is right where it is the true text again, or is not refuted against it: the tests it was
found by say nothing of that. What is refuted has passed its tests, and is counted as overfitted.
Where the repair can't be tried against the true text, it is not known which it is.
"""

from __future__ import annotations

import ast
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from guyline.bench.refine_bugs import Bug
from guyline.errors import GuylineError
from guyline.features.refine.asked import Asked
from guyline.features.refine.refine import refine
from guyline.proof.attempt import Means, attempt, subject_of
from guyline.proof.callsites import examples_elsewhere
from guyline.proof.prove import Options
from guyline.proof.verdict import Verdict

_AGAINST_TRUE = Options(seconds=3.0, mutants=0, timing=0, symbolic=0)
_SAME = "the true text"
_SOON = 30.0
_RIGHT = (_SAME, Verdict.NOT_REFUTED.value, Verdict.EXHAUSTED.value)


def repaired(bug: Bug, python: Path, seconds: float) -> dict[str, Any]:
    """Repair one bug, and try the repair against the true text; as a row."""
    row: dict[str, Any] = {"name": bug.name, "group": bug.file, "kind": bug.kind}
    with tempfile.TemporaryDirectory(prefix="guyline-bench-") as folder:
        path = bug.path or bug.write(Path(folder))
        begun = time.monotonic()
        project = subject_of(path, bug.function, bug.true, bug.broken)[1]
        means = Means(project, python)
        asked = Asked(path, bug.function, bug.command, means, bug.broken, seconds)
        try:
            found = refine(asked)
        except GuylineError as error:
            return row | {"verdict": "error", "reason": str(error)}
        row["seconds"] = round(time.monotonic() - begun, 2)
        if not found.fixes:
            return row | {"verdict": "none", "reason": found.reason}
        fix = found.fixes[0]
        row |= {"fix": list(fix.said), "steps": list(fix.steps), "doubts": list(fix.doubts)}
        if _tree(fix.text) == _tree(bug.true):
            return row | {"verdict": _SAME}
        subject, _ = subject_of(path, bug.function, bug.true, fix.text)
        known = examples_elsewhere(bug.true, bug.function, bug.tests, "tests") if bug.tests else []
        seen = (*subject.seen, *(each.input.to_json() for each in known))
        proof = attempt(replace(subject, seen=seen), means, _AGAINST_TRUE)
        found_at = proof.counterexample.line if proof.counterexample is not None else ""
        return row | {"verdict": proof.verdict.value, "reason": found_at[:200]}


def is_a_bug(row: dict[str, Any]) -> bool:
    """Whether the tests notice it, and can be run: else it says nothing of repairs."""
    return bool(row["verdict"] != "error")


def figures_of(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What rows come to, all together, by where they are from, and by the kind of fault."""
    return {**_figures(rows), "groups": _by("group", rows), "kinds": _by("kind", rows)}


def _by(key: str, rows: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    names = dict.fromkeys(row[key] for row in rows)
    return {name: _figures([row for row in rows if row[key] == name]) for name in names}


def _figures(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    bugs = [row for row in rows if is_a_bug(row)]
    fixed = [row for row in bugs if row["verdict"] != "none"]
    wrong = [row for row in fixed if row["verdict"] == Verdict.REFUTED.value]
    right = sum(row["verdict"] in _RIGHT for row in fixed)
    took = [row["seconds"] for row in fixed]
    return {
        "bugs": len(bugs),
        "left_out": dict(Counter(_kind(row) for row in rows if not is_a_bug(row))),
        "fixed": len(fixed),
        "fixed_share": _share(len(fixed), len(bugs)),
        "right": right,
        "right_share": _share(right, len(bugs)),
        "not_known": len(fixed) - right - len(wrong),
        "overfitted": [row["name"] for row in wrong],
        "overfitted_without_a_doubt": sum(not row["doubts"] for row in wrong),
        "seconds_median": round(median(took), 2) if took else None,
        "seconds_most": max(took, default=None),
        "fixed_within_30_s": sum(each <= _SOON for each in took),
    }


def _kind(row: dict[str, Any]) -> str:
    """Why a bug is left out, without the command's own words."""
    return str(row["reason"]).rpartition("' ")[2].partition(".")[0].partition(":")[0][:60]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _tree(text: str) -> str:
    return ast.dump(ast.parse(text))


def until(rows: Iterable[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Rows until so many of them are of bugs."""
    found, bugs = list[dict[str, Any]](), 0
    for row in rows:
        found.append(row)
        bugs += is_a_bug(row)
        if bugs >= count:
            break
    return found
