"""Moving large files: in chunks, with progress, and stopped within a chunk."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from guyline.errors import WeightsError

CHUNK = 1 << 20
"""Bytes moved between two looks at whether the pull is still wanted."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull is.

    Attributes:
        phase: ``waiting`` (for another pull), ``finding``, ``downloading``, ``unpacking``,
            ``copying`` or ``checking``.
        done: Bytes of this phase that are done; it only grows, but where a server makes
            the download start again.
        total: Bytes of this phase in all, where that is known.
    """

    phase: str
    done: int
    total: int | None


class PullCancelled(WeightsError):  # noqa: N818 - what happened, not a mistake
    """The pull was cancelled; what was downloaded is kept for the next one."""

    def __init__(self) -> None:
        super().__init__("The pull was cancelled", "Pull again to go on from where it stopped")


@dataclass(frozen=True, slots=True)
class Watch:
    """Where a pull reports to, and asks whether it is still wanted."""

    report: Callable[[Progress], None]
    cancelled: Callable[[], bool]

    def at(self, phase: str, done: int = 0, total: int | None = None) -> None:
        """Report a step.

        Raises:
            PullCancelled: The pull is no longer wanted.
        """
        if self.cancelled():
            raise PullCancelled
        self.report(Progress(phase, done, total))


def copy(source: IO[bytes], target: Path, total: int, phase: str, watch: Watch) -> None:
    """Write what ``source`` holds, ``total`` bytes as far as is known, to ``target``."""
    done = 0
    watch.at(phase, done, total)
    with target.open("wb") as file:
        while chunk := source.read(CHUNK):
            file.write(chunk)
            done += len(chunk)
            watch.at(phase, done, total)


def checksum(path: Path, watch: Watch) -> str:
    """The SHA-256 of a whole file, in hexadecimal."""
    total = path.stat().st_size
    digest = hashlib.sha256()
    done = 0
    watch.at("checking", done, total)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            done += len(chunk)
            watch.at("checking", done, total)
    return digest.hexdigest()


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what the disk under ``folder`` refuses into an error a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise disk_full(folder) from error
        raise WeightsError(
            f"{folder} cannot be used: {error.strerror or error}",
            "Set GUYLINE_CACHE to a folder that can be written, or close what uses the file",
        ) from error


def disk_full(folder: Path, needed: int | None = None) -> WeightsError:
    """The error for a disk that has no room for ``needed`` more bytes."""
    room = f" for {megabytes(needed)} more" if needed else ""
    return WeightsError(
        f"The disk that holds {folder} has no room{room}",
        "Free some, or set GUYLINE_CACHE to a folder on another disk, and pull again",
    )


def settle(path: Path) -> None:
    """Have the disk hold what was written, so that a rename never outruns the content."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def megabytes(size: int) -> str:
    """A size as people read it, in millions of bytes."""
    return f"{size / 1e6:.1f} MB"


# EDQUOT, a quota that is used up, does not exist on Windows.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
