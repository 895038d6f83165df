"""What came of an attempt, as a page."""

from __future__ import annotations

from typing import Any

import pytest

from guyline.features.proof import Outcome
from guyline.features.proof.page import headline, page
from guyline.proof.inside.growth import Growth, Point
from guyline.proof.speed import summary
from guyline.proof.verdict import Counterexample, Evidence, Proof, Verdict

FOUND = Counterexample(
    "f([1, 0])", (), ("value",), {"value": "[1, 0]"}, {"value": "[0, 1]"}, {"arguments": []}
)
EVIDENCE = Evidence(
    inputs=1312,
    recorded=3,
    kept=40,
    domain=({"name": "xs", "shape": "list[int] | None", "known": "annotation"},),
    mutants=50,
    told_apart=48,
    survivors=("line 4: < -> <=",),
    seconds=8.2,
    notes=("a <b>note</b> with [a](link)",),
)


def growth() -> Growth:
    points = [
        Point(size, tuple((size * 3e-6, size * 1e-6) for _ in range(40)), None)
        for size in (16, 64, 256, 1024)
    ]
    return Growth("lists of ints", "processor", tuple(points), "long enough")


def made(**more: Any) -> Outcome:  # as Proof takes them
    return Outcome.of("pkg.f", Proof(**{"verdict": Verdict.NOT_REFUTED, "tier": "landlock"} | more))


def test_a_counterexample_is_a_block_of_code() -> None:
    outcome = made(verdict=Verdict.REFUTED, counterexample=FOUND, evidence=EVIDENCE)
    text = page(outcome, "f as it is against HEAD")
    assert text.startswith("# pkg.f: Refuted")
    assert "```python\nf([1, 0])\n```" in text
    assert "old value: [1, 0]\nnew value: [0, 1]" in text
    assert "Landlock" in text
    assert headline(outcome) == "f([1, 0]): before, [1, 0]; now, [0, 1]"


def test_the_evidence_is_stated() -> None:
    text = page(made(evidence=EVIDENCE), "f")
    for part in ("1,312 inputs", "3 known calls", "48 of 50 mutants", "96%", "`line 4: < -> <=`"):
        assert part in text
    assert "| `xs` | `list[int] \\| None` | annotation |" in text


def test_times_come_with_a_picture() -> None:
    outcome = made(evidence=EVIDENCE, speed=summary([growth()]))
    text = page(outcome, "f")
    assert "](data:image/svg+xml;base64," in text
    assert "times as fast" in text
    assert outcome.plot.startswith("<svg")


@pytest.mark.parametrize("evil", ["```\n# x", "a](javascript:x)", "<script>", "`|`"])
def test_no_text_of_a_run_becomes_a_part_of_the_page(evil: str) -> None:
    found = Counterexample(evil, (), ("value",), {"value": evil}, {"value": evil}, {})
    evidence = Evidence(
        inputs=1, domain=({"name": evil, "shape": evil, "known": evil},), notes=(evil,)
    )
    text = page(made(verdict=Verdict.REFUTED, counterexample=found, evidence=evidence), evil)
    outside, fence = [], ""
    for line in text.splitlines():
        ticks = line[: len(line) - len(line.lstrip("`"))]
        if not fence and len(ticks) >= 3:
            fence = ticks
        elif fence and line == fence:
            fence = ""
        elif not fence:
            outside.append(line)
    rest = "\n".join(outside)
    assert not fence
    assert "<script>" not in rest.replace("`<script>`", "")
    assert "\n# x" not in rest
    assert "a](java" not in rest.replace("`a](javascript:x)`", "").replace("a\\](java", "")


def test_why_it_could_not_be_tried_is_said() -> None:
    outcome = made(verdict=Verdict.NOT_TRIED, reason="importing it fails: no module x")
    assert "importing it fails: no module x." in page(outcome, "f")
    assert headline(outcome) == "pkg.f: could not be tried: importing it fails: no module x"
