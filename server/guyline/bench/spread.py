"""How times lie: the middle, and what all but a few stay below."""

from __future__ import annotations

from collections.abc import Iterable

_AT = {"median": 0.5, "p95": 0.95, "p99": 0.99}


def spread(times: Iterable[float], digits: int = 2) -> dict[str, float]:
    """Median, 95th and 99th percentile, rounded; nothing of nothing."""
    ordered = sorted(times)
    if not ordered:
        return {}
    last = len(ordered) - 1
    return {name: round(ordered[round(share * last)], digits) for name, share in _AT.items()}
