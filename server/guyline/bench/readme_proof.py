"""The README's tables of the proof's bench, made from figures that are committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Figures = Mapping[str, Any]


def _cases(of: Figures) -> str:
    wrong, right = of["wrong"], of["right"]
    lines = [
        f"| {wrong['wrong']} wrong rewrites, {right['right']} right ones | wrong refuted "
        "| within 10 s | within 1 s | right refuted |",
        "|---|---:|---:|---:|---:|",
        f"| the proof | {wrong['refuted']} | {_percent(wrong['share_in_10_s'])} "
        f"| {_percent(wrong['share_in_1_s'])} | {len(right['refuted'])} |",
    ]
    for name, each in of.get("beside", {}).items():
        lines.append(
            f"| {name} | {each['refuted']} | {_percent(each['share_in_10_s'])} "
            f"| {_percent(each['share_in_1_s'])} | {each['right_refuted']} |"
        )
    lines += ["", "| Cause | wrong rewrites | refuted within 10 s |", "|---|---:|---:|"]
    lines += [f"| {cause} | {all_} | {found} |" for cause, (found, all_) in wrong["causes"].items()]
    return "\n".join(lines)


def _patterns(of: Figures) -> str:
    return _rows(
        f"{of['right']} pairs of a slow and a fast form",
        {
            "refuted": len(of["refuted"]),
            "could not be tried": len(of["not_tried"]),
            "mutants of the slow form told apart": _percent(of["mutants_told_apart"]),
        },
    )


def _recorded(of: Figures) -> str:
    return _rows(
        f"{of['judged']} recorded answers against the ground truth",
        {
            "pass their tests": of["pass_the_tests"],
            "fail them, and are not refuted": len(of["fail_and_not_refuted"]),
            "pass them, and are refuted by another input": of["pass_and_refuted"],
            "the verdicts agree": _percent(of["agree"]),
            "they agree where only inputs like those of the tests count": _percent(
                of["agree_on_inputs_like_the_tests"]
            ),
            "they agree where only the tests' inputs count": _percent(
                of["agree_on_the_tests_inputs"]
            ),
        },
    )


def _mutants(of: Figures) -> str:
    lines = [
        "| Functions of real packages | how many | mutants | told apart | of those not equivalent "
        "| inputs by type alone |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    rows = {**of["groups"], "with calls known": of["with_known_calls"], "all": of["all"]}
    for name, each in rows.items():
        lines.append(
            f"| {name} | {each['functions']} | {each['mutants']:,} "
            f"| {_percent(each['told_apart'])} "
            f"| {_percent(each['told_apart_of_not_equivalent'])} "
            f"| {_percent(each['by_type_alone'])} |"
        )
    return "\n".join(lines)


def _timing(of: Figures) -> str:
    title = f"Two copies of the same code, {of['neighbours']} busy neighbours"
    lines = [f"| {title} | called faster, of {of['rounds']:,} |", "|---|---:|"]
    lines += [f"| {way} | {claims['all']} |" for way, claims in of["claims"].items()]
    lines.append(f"| the first of these, were one copy a tenth faster | {of['tenth']} |")
    return "\n".join(lines)


def _growth(of: Figures) -> str:
    return _rows(
        f"{of['patterns']} patterns whose growth is known",
        {"both exponents right": f"{of['right']} ({_percent(of['share'])})"},
    )


def _rows(title: str, rows: Mapping[str, object]) -> str:
    return "\n".join(
        [f"| {title} | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows.items())]
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


TABLES: dict[str, Callable[[Figures], str]] = {
    "proof-cases": _cases,
    "proof-growth": _growth,
    "proof-mutants": _mutants,
    "proof-patterns": _patterns,
    "proof-recorded": _recorded,
    "proof-timing": _timing,
}
"""Each table by the name of its result."""
