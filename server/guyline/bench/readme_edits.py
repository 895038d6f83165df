"""The README's tables of the benches of optimise and refine, from figures that are committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Figures = Mapping[str, Any]


def _optimised(of: Figures) -> str:
    lines = [
        "| Functions | offered an edit | 1.10x or more | broken by it | mean speedup "
        "| geometric mean | harmonic mean | SP | eff@1 before, after |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
        f"| {of['functions']} | {of['offered']} | {of['improved']} ({of['improved_share']:.1%}) "
        f"| {len(of['broken'])} | {of['mean_speedup']:.2f} | {of['geometric_mean_speedup']:.2f} "
        f"| {of['harmonic_mean_speedup']:.2f} "
        f"| {of['sp']:.2f} | {of['eff_at_1']['before']:.2f}, {of['eff_at_1']['after']:.2f} |",
    ]
    return "\n".join(lines)


def _replayed(of: Figures) -> str:
    rows = {
        "answers that are wrong by the tests or by slow inputs": of["wrong"],
        "of these refused": of["wrong_refused"],
        "of these offered": of["wrong_offered"],
        "answers that are right by these, and refuted by another input": of[
            "right_by_tests_and_refuted"
        ],
        "functions where what is offered is as fast as the best answer that stands": of[
            "as_fast_as_the_best_that_stands"
        ],
        "functions where it is as fast as the best that is right by the tests": of[
            "as_fast_as_the_best"
        ],
    }
    lines = [f"| {of['functions']} functions, answers of two models each | |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {name} | {value} |" for name, value in rows.items())])


def _embedded(of: Figures) -> str:
    fates = ", ".join(f"{count} {fate}" for fate, count in of["fates"].items())
    rows = {
        "functions that it wrote versions of": of["functions_written"],
        "versions that it wrote, at a first look": f"{of['written']} ({fates})"
        if fates
        else of["written"],
        "edits that are offered, by rules and by it": of["offers"],
        "of these by the model": of["offers_by_model"],
        "of all these wrong by the tests or by slow inputs": of["wrong_offers"],
    }
    lines = [f"| {of['functions']} functions, with the embedded model | |", "|---|---:|"]
    return "\n".join([*lines, *(f"| {name} | {value} |" for name, value in rows.items())])


def _refined(of: Figures) -> str:
    parts = [_repairs("Bugs from", {**of["groups"], "all": of})]
    if len(of.get("kinds", {})) > 1:
        parts.append(_repairs("Kind of fault", of["kinds"]))
    return "\n\n".join(parts)


def _repairs(what: str, rows: Mapping[str, Figures]) -> str:
    lines = [
        f"| {what} | how many | fixed | in 30 s | right | not known "
        "| overfitted, and no doubt said | seconds, median | most |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, each in rows.items():
        bugs = max(1, each["bugs"])
        lines.append(
            f"| {name} | {each['bugs']} | {each['fixed']} ({each['fixed_share']:.0%}) "
            f"| {each['fixed_within_30_s']} ({each['fixed_within_30_s'] / bugs:.0%}) "
            f"| {each['right']} ({each['right_share']:.0%}) | {each['not_known']} "
            f"| {each['overfitted_without_a_doubt']} | {each['seconds_median']} "
            f"| {each['seconds_most']} |"
        )
    return "\n".join(lines)


TABLES: dict[str, Callable[[Figures], str]] = {
    "optimize-rules": _optimised,
    "optimize-embedded": _embedded,
    "optimize-replay": _replayed,
    "refine-cases": _refined,
    "refine-seeded": _refined,
}
"""The tables by the names of their results."""
