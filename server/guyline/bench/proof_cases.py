"""Rewrites that are known to be wrong or right: how many of the wrong ones are refuted, and when.

Cases are Markdown: a section ``## cause: what it is``, a line ``function: `name` ``, where it is
hard ``hard: `kind` ``, and blocks of Python ``old``, ``new`` and ``calls``. Pairs of a slow and a
fast form are right as well, many only under a condition that their list gives in words; here it
stands in Python beside each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from guyline.bench.proof import Attempt, by_group, calls_of, share
from guyline.errors import InputError
from guyline.proof.sandbox import readable_for
from guyline.proof.trials import Subject

_FENCE = re.compile(r"^```python (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FUNCTION = re.compile(r"^function: `([\w.]+)`$", re.MULTILINE)
_HARD = re.compile(r"^hard: `(\w+)`$", re.MULTILINE)
_SOON = 1.0
_LATE = 10.0


def read_cases(folder: Path) -> list[Attempt]:
    """The cases of a folder of Markdown files, by file and line.

    Raises:
        InputError: There are none, or one lacks a part.
    """
    found = list[Attempt]()
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
        found += [_case(section, path) for section in sections]
    if not found:
        raise InputError(f"{folder} has no cases", "Name a folder with wrong/*.md and right/*.md")
    return found


def _case(section: str, path: Path) -> Attempt:
    heading = section.partition("\n")[0]
    blocks = dict(_FENCE.findall(section))
    function = _FUNCTION.search(section)
    if function is None or not {"old", "new", "calls"} <= blocks.keys():
        raise InputError(f"{path}: {heading!r} lacks its function, old, new or calls")
    lines = [line.strip() for line in blocks["calls"].splitlines() if line.strip()]
    subject = Subject(
        qualname=function[1], old=blocks["old"], new=blocks["new"], seen=calls_of(lines)
    )
    hard = _HARD.search(section)
    told = (("hard", hard[1] if hard else ""), ("calls", lines))
    return Attempt(f"{path.parent.name}/{heading}", heading.partition(":")[0], subject, told)


def figures_of_wrong(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many wrong rewrites are refuted, and how soon."""
    hard = [row for row in rows if row.get("hard")]
    return {
        "wrong": len(rows),
        "refuted": sum(_refuted(row) for row in rows),
        "refuted_in_10_s": sum(_within(row, _LATE) for row in rows),
        "share_in_10_s": share(sum(_within(row, _LATE) for row in rows), len(rows)),
        "share_in_1_s": share(sum(_within(row, _SOON) for row in rows), len(rows)),
        "hard": [sum(_within(row, _LATE) for row in hard), len(hard)],
        "causes": by_group(rows, lambda row: _within(row, _LATE)),
        "missed": [row["name"] for row in rows if not _refuted(row)],
        "not_tried": sum(row["verdict"] in ("not_tried", "fault") for row in rows),
    }


def figures_of_right(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many right rewrites are refuted, and what the evidence for the others is worth."""
    mutants = sum(row.get("mutants", 0) for row in rows)
    told = sum(row.get("told_apart", 0) for row in rows)
    return {
        "right": len(rows),
        "refuted": [row["name"] for row in rows if _refuted(row)],
        "exhausted": sum(row["verdict"] == "exhausted" for row in rows),
        "not_tried": [row["name"] for row in rows if row["verdict"] in ("not_tried", "fault")],
        "mutants": mutants,
        "mutants_told_apart": share(told, mutants),
    }


def _refuted(row: dict[str, Any]) -> bool:
    return bool(row["verdict"] == "refuted")


def _within(row: dict[str, Any], seconds: float) -> bool:
    return _refuted(row) and bool(row["seconds"] <= seconds)


def beside(attempt: Attempt, seconds: float, python: Path) -> dict[str, Any]:
    """What others say of a case, as a row; nothing of those that are not there.

    Args:
        attempt: The case.
        seconds: How long each may take.
        python: An interpreter that has CrossHair and Hypothesis.
    """
    try:
        others = import_module("guyline.bench.proof_beside")
    except ImportError:
        return {"name": attempt.name, "said": {}}
    readable = readable_for(python, python.absolute().parent.parent)
    calls = dict(attempt.told)["calls"]
    said = {
        "Hypothesis": others.properties(attempt.subject, calls, seconds, python, readable),
        "CrossHair": others.alone(attempt.subject, seconds, python, readable),
    }
    return {"name": attempt.name, "said": {name: asdict(each) for name, each in said.items()}}


def figures_beside(
    wrong: Sequence[dict[str, Any]], right: Sequence[dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The same figures of others, by their names."""
    names = dict.fromkeys(name for row in wrong for name in row["said"])
    found = {}
    for name in names:
        said = [row["said"][name] for row in wrong]
        false = [row["name"] for row in right if _refuted(row["said"][name])]
        found[name] = {
            "refuted": sum(map(_refuted, said)),
            "share_in_10_s": share(sum(_within(each, _LATE) for each in said), len(said)),
            "share_in_1_s": share(sum(_within(each, _SOON) for each in said), len(said)),
            "not_tried": sum(each["verdict"] == "not tried" for each in said),
            "right_refuted": len(false),
            "false": false,
        }
    return found
