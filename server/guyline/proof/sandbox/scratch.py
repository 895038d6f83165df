"""A scratch folder on disk, where there are no mounts of its own: its size, its end."""

from __future__ import annotations

import os

_FILES = 20_000
"""Files that are looked at; a folder with more counts as too large."""

_TOO_MUCH = 1 << 30


def size(folder: str) -> int:
    """What a folder holds, in MiB; very much if it has too many files to be looked at."""
    total = seen = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    seen += 1
                    if seen > _FILES:
                        return _TOO_MUCH
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError:
            continue  # it changes while it is looked at
    return total >> 20


def remove(folder: str) -> None:
    """Remove a folder of any depth and any modes; what can't be removed stays.

    Folders within folders are moved up first, so that no path grows too long.
    """
    moved = 0
    met: set[str] = set()
    waiting = [folder]
    while waiting:
        inner = waiting[-1]
        below = [each for each in _emptied(inner) if each not in met]
        if not below:
            _try_rmdir(waiting.pop())
        for each in below:
            place = each
            if inner != folder:
                moved += 1
                place = f"{folder}/.{moved}.{os.getpid()}"
                if not _moved(each, place):
                    return
            met.add(place)
            waiting.append(place)


def _moved(folder: str, place: str) -> bool:
    try:
        os.chmod(folder, 0o700)  # noqa: PTH101 - moving a folder writes to it
        os.rename(folder, place)  # noqa: PTH104
    except OSError:
        return False
    return True


def _emptied(folder: str) -> list[str]:
    """Remove a folder's files; the folders in it."""
    below: list[str] = []
    try:
        os.chmod(folder, 0o700)  # noqa: PTH101 - its own code may have taken all rights
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    below.append(entry.path)
                else:
                    os.unlink(entry.path)  # noqa: PTH108
    except OSError:
        return []  # the folder stays
    return below


def _try_rmdir(folder: str) -> None:
    try:
        os.rmdir(folder)  # noqa: PTH106
    except OSError:
        return
