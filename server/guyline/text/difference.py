"""What two texts have in common at either end."""

from __future__ import annotations


def common_start(old: str, new: str) -> int:
    """How many characters two texts share at their beginning; a few comparisons of slices."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_end(old: str, new: str) -> int:
    """How many characters two texts share at their end."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle :] == new[len(new) - middle :]:
            low = middle
        else:
            high = middle - 1
    return low
