"""False claims are counted, and kept."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from guyline.bench import proof_timing
from guyline.bench.proof_timing import CASES, OURS, false_claims
from guyline.bench.timing_beside import WAYS


def row(case: str, neighbours: int = 0, **claims: bool) -> dict[str, object]:
    said = dict.fromkeys((OURS, *WAYS), False)
    return {
        "case": case,
        "neighbours": neighbours,
        "slower": False,
        "tenth": True,
        "pairs": 20,
        "on_wall": False,
        **said,
        **claims,
    }


def test_rounds_are_counted_by_way_and_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    first = next(iter(CASES))

    def measured(name: str, _: Random, __: bool) -> dict[str, object]:
        return row(name, **{"mean of runs": name == first})

    monkeypatch.setattr(proof_timing, "_round", measured)
    seen: list[int] = []
    found = false_claims(2 * len(CASES), 0, lambda done, _: seen.append(done))
    claims = found["claims"]
    assert isinstance(claims, dict)
    assert claims["mean of runs"]["all"] == claims["mean of runs"][first] == 2
    assert claims[OURS]["all"] == 0
    assert (found["rounds"], found["tenth"], found["slower"]) == (14, 14, 0)
    assert seen == list(range(1, 15))


def test_what_was_kept_is_not_measured_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "rounds"
    name = next(iter(CASES))
    rows = [row(name, 4, **{OURS: True}), row(name, 2), row(name, 4)]
    kept.write_text("".join(json.dumps(it) + "\n" for it in rows), encoding="utf-8")
    asked: list[str] = []

    def measured(case: str, _: Random, __: bool) -> dict[str, object]:
        asked.append(case)
        return row(case)

    monkeypatch.setattr(proof_timing, "_round", measured)
    found = false_claims(3, 0, kept=kept)
    assert len(asked) == 3
    assert found["rounds"] == 3
    assert false_claims(3, 0, kept=kept) == found
    assert len(asked) == 3


@pytest.mark.parametrize("neighbours", [0, 1])
def test_a_round_is_measured(neighbours: int) -> None:
    found = false_claims(1, neighbours)
    assert found["neighbours"] == neighbours
    assert found["rounds"] == 1
