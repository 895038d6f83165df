"""What came of an attempt, as a page in Markdown: for a person, in an editor's preview."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from guyline.features.markdown import code, fenced, plain
from guyline.features.proof.outcome import Outcome
from guyline.proof.report import difference

_TITLES = {
    "refuted": "Refuted: the versions differ",
    "proved": "Proved",
    "exhausted": "Not refuted, and nothing is left to try",
    "not_refuted": "Not refuted",
    "not_tried": "Could not be tried",
}
_ASPECTS = {
    "value": "the result",
    "raised": "the exception",
    "outcome": "whether it returns or raises",
    "arguments": "what becomes of the arguments",
    "receiver": "what becomes of the object",
    "aliases": "what the result shares with the arguments",
    "state": "what the module keeps",
    "output": "what is printed",
    "errors": "what is printed to standard error",
    "warnings": "the warnings",
    "random": "the use of randomness",
    "effects": "what is done outside the process",
    "environment": "the process's settings",
    "time": "whether it ends in time",
}
_TIERS = {
    "bubblewrap": "bubblewrap",
    "namespaces": "namespaces",
    "landlock": "Landlock: names of files outside could be seen, contents could not",
    "limits": "limits only: the code could read your files",
}


def page(outcome: Outcome, versions: str) -> str:
    """The page.

    Args:
        outcome: What came of it.
        versions: Which versions were compared, in words: ``the text as it is against HEAD``.
    """
    report = outcome.report
    parts = [
        f"# {plain(outcome.name)}: {_title(outcome)}",
        f"{plain(versions)}.",
        *_counterexample(report.get("counterexample")),
        *_times(outcome),
        *_evidence(report.get("evidence") or {}),
        _footer(outcome),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def headline(outcome: Outcome) -> str:
    """One sentence: ``f([1, 0]) gave [1, 0], and gives [0, 1] now``."""
    found = outcome.counterexample()
    if found is not None:
        return difference(found)
    reason = outcome.report.get("reason")
    tail = f": {reason}" if reason else f" ({outcome.line})" if outcome.line else ""
    return f"{outcome.name}: {_title(outcome).lower()}{tail}"


def _title(outcome: Outcome) -> str:
    return _TITLES.get(outcome.verdict, outcome.verdict)


def _counterexample(told: dict[str, Any] | None) -> Iterator[str]:
    if not told:
        return
    aspects = ", ".join(_ASPECTS.get(each, each) for each in told["aspects"])
    yield f"What differs: {aspects}."
    yield fenced("\n".join([*told["before"], told["line"]]), "python")
    rows = dict.fromkeys([*told["old"], *told["new"]])
    for name in rows:
        sides = [(side, told[side].get(name, "nothing")) for side in ("old", "new")]
        yield fenced(
            "\n".join(f"{side} {name}: {text}" for side, text in sides),
            "text",
        )


def _times(outcome: Outcome) -> Iterator[str]:
    speed = outcome.report.get("speedup")
    if not speed:
        return
    yield "## Time"
    if speed.get("faster") and speed.get("at_least"):
        yield f"At least {speed['at_least']:.1f} times as fast from the sizes on that are named."
    else:
        yield "Not known to be faster."
    kinds = speed.get("kinds", [])
    exponents = outcome.report.get("exponent") or {}
    if kinds:
        rows = ["| inputs | growth before | growth now | faster from size | at least |"]
        rows.append("|---|---|---|---|---|")
        for kind in kinds:
            grown = exponents.get(kind["kind"], {})
            size, bound = kind.get("from_size"), kind.get("at_least")
            cells = [
                plain(kind["kind"]),
                _grows(grown.get("old")),
                _grows(grown.get("new")),
                f"{size:,}" if size is not None else "not known to be",
                f"{bound:.1f}x" if bound is not None else "",
            ]
            rows.append(f"| {' | '.join(cells)} |")
        yield "\n".join(rows)
    slower = [
        f"- **slower** at size {place['size']:,} of {plain(place['kind'])}"
        for place in speed.get("slower", [])
    ]
    yield "\n".join(slower)
    if outcome.plot:
        data = base64.b64encode(outcome.plot.encode()).decode()
        yield f"![Time against size, old and new](data:image/svg+xml;base64,{data})"


def _grows(told: dict[str, Any] | None) -> str:
    if not told or told.get("value") is None:
        return "not known"
    return f"n^{told['value']:.1f} ({told['low']:.1f} to {told['high']:.1f})"


def _evidence(told: dict[str, Any]) -> Iterator[str]:
    if not told:
        return
    yield "## What this rests on"
    lines = [
        f"- {told['inputs']:,} inputs in both versions, {told['kept']} of them run again with each "
        f"version alone, in {told['seconds']:.1f} s"
    ]
    if told["recorded"]:
        lines.append(f"- {told['recorded']} known calls")
    if told["mutants"]:
        share = told["told_apart"] / told["mutants"]
        lines.append(
            f"- {told['told_apart']} of {told['mutants']} mutants of the old code told apart "
            f"({share:.0%})"
        )
        lines += [f"  - not told apart: {code(each)}" for each in told["survivors"]]
    if told["strange"]:
        lines.append(f"- {told['strange']} inputs left out that the old version refuses by type")
    lines += [f"- note: {plain(each)}" for each in told["notes"]]
    yield "\n".join(lines)
    if told["domain"]:
        rows = ["| parameter | given | known from |", "|---|---|---|"]
        rows += [
            f"| {_cell(each['name'])} | {_cell(each['shape'])} | {plain(each['known'])} |"
            for each in told["domain"]
        ]
        yield "\n".join(rows)


def _cell(text: str) -> str:
    return code(text).replace("|", "\\|")


def _footer(outcome: Outcome) -> str:
    tier = outcome.report.get("sandbox")
    said = [f"Sandbox: {_TIERS.get(str(tier), str(tier))}."] if tier else []
    if outcome.day:
        said.append(f"Tried on {outcome.day}, and kept: nothing it depends on has changed.")
    reason = outcome.report.get("reason")
    return " ".join([*([f"{plain(reason)}."] if reason else []), *said])
