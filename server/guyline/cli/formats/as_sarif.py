"""SARIF 2.1.0: the format of code scanning services (OASIS, 27 March 2020)."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from guyline import __version__
from guyline.hints import Rule, Safety, all_rules
from guyline.hints.ranking import Level
from guyline.hints.rows import Row
from guyline.hints.rules import manual_page

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_BASE = "%SRCROOT%"
_PRINT = "guylineHint/v1"
_BY_HEAT = {Level.WARNING.value: "warning", Level.HINT.value: "note"}
"""Levels that a profile tells; without one the rule's own counts."""


def written(rows: Sequence[Row], _: int) -> str:
    """The hints as one log of one run; columns are counted in code points."""
    named = {row["code"] for row in rows}
    rules = [rule for rule in all_rules() if rule.code in named]
    index = {rule.code: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "guyline",
                "semanticVersion": _semantic(__version__),
                "version": __version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"uri": f"{Path.cwd().as_uri().rstrip('/')}/"}},
        "results": list(_results(rows, index, {rule.code: _level(rule) for rule in rules})),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log) + "\n"


def _semantic(version: str) -> str:
    """The version in three numbers, as the format wants it."""
    numbers = [part for part in version.split(".") if part.isdigit()]
    return ".".join([*numbers, "0", "0", "0"][:3])


def _level(rule: Rule) -> str:
    """What grows with the data is more than a note."""
    return "warning" if rule.growth is not None else "note"


def _rule(rule: Rule) -> dict[str, Any]:
    page = manual_page(rule)
    title = page.partition("\n")[0].strip()
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": title},
        "fullDescription": {"text": title},
        "help": {"text": page},
        "defaultConfiguration": {"level": _level(rule)},
        "properties": {"tags": ["performance"]},
    }


def _results(
    rows: Iterable[Row], index: Mapping[str, int], levels: Mapping[str, str]
) -> Iterable[dict[str, Any]]:
    seen = Counter[tuple[str, str, str]]()
    for row in rows:
        known = (row["path"], row["code"], row["lines"])
        seen[known] += 1
        result = {
            "ruleId": row["code"],
            "ruleIndex": index[row["code"]],
            "level": _BY_HEAT.get(row.get("level", ""), levels[row["code"]]),
            "message": {"text": _message(row)},
            "locations": [_location(row)],
            "partialFingerprints": {_PRINT: _print(*known[1:], seen[known])},
        }
        fix = row.get("fix")
        if fix is not None and fix["safety"] == Safety.PROVED.value:
            result["fixes"] = [_fix(row["path"], fix)]
        yield result


def _message(row: Row) -> str:
    return f"Line {row['line']}: {row['message']}" if "cell" in row else str(row["message"])


def _print(code: str, lines: str, number: int) -> str:
    """A hint's fingerprint: by rule and lines, and which of several such in its file it is."""
    known = "\0".join((code, lines, str(number))).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(known, digest_size=16).hexdigest()


def _location(row: Row) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _artifact(row["path"])}
    if "cell" in row:  # a line of a cell is no line of the file
        name = f"cell {row['cell']}"
        return {"physicalLocation": physical, "logicalLocations": [{"name": name}]}
    start, end = (row["line"], row["column"]), (row["end_line"], row["end_column"])
    return {"physicalLocation": physical | {"region": _region(start, end)}}


def _region(start: Sequence[int], end: Sequence[int]) -> dict[str, int]:
    return {
        "startLine": start[0],
        "startColumn": start[1],
        "endLine": end[0],
        "endColumn": end[1],
    }


def _artifact(path: str) -> dict[str, str]:
    """A file from where the command runs; elsewhere, its whole address."""
    whole = os.path.abspath(path)  # noqa: PTH100 - links are not followed
    here = os.path.join(Path.cwd(), "")  # noqa: PTH118 - a separator at its end
    if whole.startswith(here):
        below = whole[len(here) :].replace(os.sep, "/")
        return {"uri": quote(os.fsencode(below)), "uriBaseId": _BASE}
    return {"uri": Path(whole).as_uri()}


def _fix(path: str, fix: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "description": {"text": fix["title"]},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(path),
                "replacements": [
                    {
                        "deletedRegion": _region(edit["start"], edit["end"]),
                        "insertedContent": {"text": edit["text"]},
                    }
                    for edit in fix["edits"]
                ],
            }
        ],
    }
