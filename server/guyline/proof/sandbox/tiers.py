"""What confines code, strongest first, and what the code may have."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Tier(StrEnum):
    """How code is confined; strongest first.

    All have limits on memory, processor time, files and descriptors. On Linux all have filters
    of system calls: no sockets, no programs, no processes started by a child.

    - ``BUBBLEWRAP``: namespaces and mounts of its own, made by ``bwrap``. Where Landlock is, it
      is added.
    - ``NAMESPACES``: the same, made here (``unshare(2)``); the scratch folder's number of files
      is bounded too.
    - ``LANDLOCK``: the kernel's rules on files (``landlock(7)``). Names, sizes and times of files
      anywhere can be seen, contents can't. The scratch folder is on disk.
    - ``LIMITS``: no rules on reading; nothing can be written at all. Only with consent.
    """

    BUBBLEWRAP = "bubblewrap"
    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    LIMITS = "limits"

    @property
    def is_mounted(self) -> bool:
        """Whether it has mounts and namespaces of its own."""
        return self in (Tier.BUBBLEWRAP, Tier.NAMESPACES)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the code may have.

    Attributes:
        readable: The project, the environment. The system's libraries and the interpreter are
            added.
        variables: Environment variables for the code; it has few others, and none of these here.
        memory_mb: Address space of each process, in MiB.
        cpu_seconds: Processor time of each process.
        scratch_mb: Size of the scratch folder, in MiB.
        file_mb: Size of each file, in MiB.
        files: Open descriptors of each process.
        processes: Processes and threads, all together.
    """

    readable: tuple[Path, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    memory_mb: int = 2048
    cpu_seconds: int = 600
    scratch_mb: int = 64
    file_mb: int = 16
    files: int = 256
    processes: int = 256


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a tier works here.

    Attributes:
        tier: The tier.
        works: Whether a process was confined by it.
        reason: Why not, and what to do; or what it does, where it works.
    """

    tier: Tier
    works: bool
    reason: str
