"""What a process gives up, by its own hand: done before any code of the person runs.

Mounts, namespaces, limits and the first filter are there already when the person's interpreter
is executed (``proof/sandbox/launch.py``). Here it gives up executing programs, and each of its
children gives up starting processes and signalling others.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import TYPE_CHECKING

from . import filters, kernel, landlock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FILTER_MODE = 1
"""``SECCOMP_SET_MODE_FILTER``."""

_KEPT: dict[str, int] = {"landlock": 0, "filters": 1}
"""What this process has, for its children: Landlock's ABI, and whether there are filters."""


class NotConfined(Exception):  # noqa: N818 - what it is, not a mistake
    """The process can't be confined; the message says why."""


def load(program: bytes) -> None:
    """Add a filter to this thread and all that it starts (``seccomp(2)``).

    Raises:
        OSError: The kernel takes none.
    """
    code = ctypes.create_string_buffer(program, len(program))
    given = struct.pack("@HP", len(program) // 8, ctypes.addressof(code))
    call = ctypes.create_string_buffer(given, len(given))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.call("seccomp", _FILTER_MODE, 0, call)


def confine(policy: Mapping[str, object]) -> dict[str, int]:
    """Confine the warm parent.

    Args:
        policy: ``filters``: whether the kernel takes filters; ``mounted``: whether there are
            mounts of its own, so that Landlock is to be added here; ``writable``: the folders
            that it may write to then; ``processes``: the most processes and threads of the
            user in its own namespace, 0 for no bound.

    Returns:
        What holds: ``landlock`` is the ABI (0: none was added here or before), ``filters`` is 1
        or 0.

    Raises:
        NotConfined: A part of it does not work.
    """
    try:
        if policy["mounted"] and landlock.version():
            _own_files(policy)
        _bound_processes(policy)
        if kernel.SUPPORTED:
            kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        if policy["filters"]:
            load(filters.programs())
    except OSError as error:
        raise NotConfined(str(error)) from error
    _KEPT["filters"] = int(bool(policy["filters"]))
    if _KEPT["filters"]:
        filters.processes(0)  # built once here, and not in each child
    _KEPT["landlock"] = landlock.version()
    return dict(_KEPT)


def forbid_processes(close: Iterable[int] = ()) -> None:
    """Confine a child further: the first thing that it does.

    It starts no process, signals none but itself, traces none, and dies with its parent.

    Args:
        close: Descriptors that are not for it, such as the channel's.

    Raises:
        OSError: The kernel does not allow it; the child must end then.
    """
    for each in close:
        os.close(each)
    if not kernel.SUPPORTED:
        return
    kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)
    landlock.part(_KEPT["landlock"])
    if _KEPT["filters"]:
        load(filters.processes(os.getpid()))


def stand_apart(close: Iterable[int] = ()) -> None:
    """Confine a process that may have children, but not touch its parent.

    It traces and signals nothing outside its own, and dies with its parent.

    Args:
        close: Descriptors that are not for it, such as the channel's.

    Raises:
        OSError: The kernel does not allow it; the process must end then.
    """
    for each in close:
        os.close(each)
    if kernel.SUPPORTED:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)
        landlock.part(_KEPT["landlock"])


def _own_files(policy: Mapping[str, object]) -> None:
    """Add Landlock to mounts: what is there may be read, and little be written."""
    writable = policy["writable"]
    assert isinstance(writable, list)  # noqa: S101 - the launcher's own order
    landlock.restrict(
        landlock.Files(("/",), tuple(map(str, writable)), ("/dev/null", "/dev/zero", "/dev/full"))
    )


def _bound_processes(policy: Mapping[str, object]) -> None:
    """Bound processes where they are counted apart from the user's others."""
    most = policy["processes"]
    if isinstance(most, int) and most:
        import resource

        resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def has_filters() -> bool:
    """Whether the kernel takes filters that make calls fail."""
    try:
        # SECCOMP_GET_ACTION_AVAIL for SECCOMP_RET_ERRNO: asks, and changes nothing.
        kernel.call("seccomp", 2, 0, ctypes.create_string_buffer(b"\x00\x00\x05\x00", 4))
    except OSError:
        return False
    return True
