"""Peaks of memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from guyline.proof.inside.calling import Arguments
from guyline.proof.inside.peak import peak


def sized(n: int) -> Callable[[], Arguments]:
    return lambda: ((n,), {})


def test_a_peak_is_what_a_call_needs_at_once() -> None:
    def allocates(n: int) -> int:
        return len(bytes(n)) + len(bytes(n // 2))

    assert peak(allocates, sized(1_000_000)) == pytest.approx(1_000_000, rel=0.02)


def test_arguments_and_what_is_made_once_do_not_count() -> None:
    kept: list[bytes] = []

    def make() -> Arguments:
        return (bytes(1_000_000),), {}

    def looks(data: bytes) -> int:
        if not kept:
            kept.append(bytes(500_000))
        return len(data)

    assert peak(looks, make) < 10_000


def test_iterators_need_what_one_piece_needs() -> None:
    def lazy(n: int) -> Iterator[bytes]:
        for _ in range(n):
            yield bytes(10_000)

    assert peak(lazy, sized(100)) < 50_000


def test_nothing_is_watched_afterwards() -> None:
    def fails(n: int) -> None:
        raise ValueError(n)

    with pytest.raises(ValueError, match="3"):
        peak(fails, sized(3))
    assert not tracemalloc.is_tracing()
