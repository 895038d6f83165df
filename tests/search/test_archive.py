"""What is kept of candidates, and which of them are shown."""

from __future__ import annotations

from guyline.proof.verdict import Proof, Verdict
from guyline.search.archive import Archive
from guyline.search.judging import Fate

from .judged import judged, measured, proof, refuted

OLD = "def f(x):\n    return x\n"
SMALL = "def f(x):\n    return +x\n"
LARGE = "def f(x):\n    a = x\n    b = a\n    c = b\n    d = c\n    e = d\n    return e\n"


def shown(*given: tuple[str, Proof]) -> list[tuple[str, str]]:
    archive = Archive(OLD)
    for text, told in given:
        archive.add(judged(text, told))
    return [(each.kind, each.judged.candidate.text) for each in archive.chosen()]


def test_the_fastest_and_the_smallest_change() -> None:
    assert shown((SMALL, proof(2, 2, 2)), (LARGE, proof(4, 8, 16))) == [
        ("fastest", LARGE),
        ("smallest", SMALL),
    ]


def test_a_large_change_that_is_hardly_faster_is_not_shown() -> None:
    assert shown((SMALL, proof(4, 8, 16)), (LARGE, proof(4, 8, 17))) == [("fastest", SMALL)]


def test_the_leanest_is_shown_where_it_is_another() -> None:
    lean = proof(1.5, 1.5, 1.5, memory=0.3)
    found = shown((LARGE, proof(4, 8, 16)), (LARGE.replace("e = d", "e = +d"), lean))
    assert [kind for kind, _ in found] == ["fastest", "leanest"]


def test_memory_counts_where_nothing_is_slower() -> None:
    assert judged(SMALL, proof(1.0, 1.0, memory=0.5)).fate is Fate.BETTER
    assert judged(SMALL, proof(0.5, 1.0, memory=0.5)).fate is Fate.NO_FASTER


def test_what_is_no_better_is_not_kept() -> None:
    untried = Proof(Verdict.NOT_TRIED, "it needs a file", speed=measured(9, 9))
    given = (proof(1.0, 1.0), proof(0.5, 0.5), refuted(), untried, Proof(Verdict.NOT_REFUTED))
    assert shown(*((SMALL, each) for each in given)) == []


def test_what_is_slower_at_the_largest_size_is_not_better() -> None:
    assert judged(SMALL, proof(4, 2, 0.5)).fate is Fate.NO_FASTER


def test_a_cell_keeps_the_fastest_until_it_is_removed() -> None:
    archive = Archive(OLD)
    first, second = judged(SMALL, proof(2, 2)), judged(SMALL.replace("+", "-"), proof(3, 3))
    assert archive.add(first)
    assert archive.add(second)
    assert not archive.add(first)
    assert len(archive) == 1
    archive.remove(second)
    assert [each.judged for each in archive.chosen()] == [first]
    assert archive.chosen(hard=True) == []
    archive.remove(first)
    assert archive.chosen() == []
