"""What is said of times."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from guyline.errors import GuylineError
from guyline.proof.inside.growth import Growth, Point, plain
from guyline.proof.speed import Speed, read, summary

SIZES = (4, 16, 64, 256, 512, 1024)


def grown(kind: str, old: Callable[[int], float], new: Callable[[int], float]) -> Growth:
    """Times as told by two functions of the size, each pair a little off."""
    points = tuple(
        Point(n, tuple((old(n) * (1 + i % 7 / 1000), new(n)) for i in range(40)), (10 * n, 20 * n))
        for n in SIZES
    )
    return Growth(kind, "processor", points, "would take too long above 1024")


UNIQUE = grown("all different", lambda n: 1e-8 * n * n, lambda n: 3e-7 + 1e-7 * n)
ALIKE = grown("all alike", lambda n: 1e-7 * n, lambda n: 1e-7 * n)
WORSE = grown("sorted", lambda n: 1e-8 * n, lambda n: 1e-7 * n)


def test_a_version_that_wins_on_much_says_from_where_and_where_it_loses() -> None:
    found = summary([UNIQUE])
    kind = found.kinds[0]
    assert found.faster
    assert [place.speed for place in kind.places] == [Speed.SLOWER] + [Speed.FASTER] * 5
    assert [place.size for place in found.slower] == [4]
    assert kind.threshold == 16
    assert kind.at_least == found.at_least == pytest.approx(1.349, rel=0.01)
    assert kind.old.value == pytest.approx(2.0, abs=0.05)
    assert kind.new.value == pytest.approx(1.0, abs=0.05)
    assert kind.new_memory.value == pytest.approx(1.0)
    assert found.lines()[:2] == [
        "all different: at least 1.34 times as fast at sizes 16 to 1,024"
        " (n^2.0 before, n^1.0 after)",
        "all different: slower at size 4, at least 4.35 times",
    ]


def test_copies_are_alike() -> None:
    found = summary([ALIKE])
    assert {place.speed for place in found.kinds[0].places} == {Speed.ALIKE}
    assert not found.faster
    assert found.at_least is None
    assert found.lines()[0].startswith("all alike: not known to be faster at sizes 4 to 1,024")


def test_a_kind_that_loses_at_the_largest_size_is_no_win() -> None:
    found = summary([UNIQUE, WORSE])
    assert not found.faster
    assert found.kinds[0].threshold == 16
    assert len(found.slower) == 1 + len(SIZES)


def test_the_least_bound_of_all_kinds_counts() -> None:
    twice = grown("twice", lambda n: 2e-7 * n, lambda n: 1e-7 * n)
    found = summary([UNIQUE, twice])
    assert found.faster
    assert found.at_least == found.kinds[0].at_least
    assert found.kinds[1].at_least == pytest.approx(2.0, rel=0.01)


def test_few_pairs_are_unclear() -> None:
    points = tuple(Point(it.size, it.pairs[:8]) for it in UNIQUE.points)
    found = summary([Growth("few", "wall", points, "")])
    assert {place.speed for place in found.kinds[0].places} == {Speed.UNCLEAR}
    assert found.kinds[0].old_memory.value is None


def test_many_kinds_ask_more_of_each() -> None:
    points = tuple(Point(it.size, it.pairs[:16]) for it in UNIQUE.points[-1:])
    alone = Growth("one", "wall", points, "")
    assert summary([alone]).faster
    assert not summary([alone] * 40).faster


def test_nothing_measured_says_nothing() -> None:
    found = summary([Growth("none", "wall", (), "raised KeyError at 4")])
    assert (found.kinds, found.faster, found.lines()) == ((), False, [])


def spoiled(change: Callable[[Any], object]) -> object:
    given = json.loads(json.dumps(plain(UNIQUE)))
    change(given)
    return given


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {},
        "text",
        spoiled(lambda it: it.pop("kind")),
        spoiled(lambda it: it.update(clock=3)),
        spoiled(lambda it: it.update(points=3)),
        spoiled(lambda it: it["points"].append(3)),
        spoiled(lambda it: it["points"][0].update(size="4")),
        spoiled(lambda it: it["points"][0].update(pairs=[])),
        spoiled(lambda it: it["points"][0].update(pairs=[[1.0]])),
        spoiled(lambda it: it["points"][0].update(pairs=[[1.0, -1.0]])),
        spoiled(lambda it: it["points"][0].update(pairs=[[1.0, float("nan")]])),
        spoiled(lambda it: it["points"][0].update(pairs=[["1", "2"]])),
        spoiled(lambda it: it["points"][0].update(peaks=[1])),
        spoiled(lambda it: it["points"][0].update(peaks="ab")),
    ],
)
def test_what_cannot_be_times_is_refused(given: object) -> None:
    with pytest.raises(GuylineError, match="can't be read"):
        read(given)
