"""Landlock: what a process may do with files, sockets and signals (``landlock(7)``).

What a version of the kernel's interface (its ABI) can't restrict is left to the filters.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from typing import NamedTuple

from .kernel import call

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
MAKE_CHAR, MAKE_SOCK, MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 11
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
_READING = EXECUTE | READ_FILE | READ_DIR
_TCP = 0b11
"""``BIND_TCP`` and ``CONNECT_TCP``, from ABI 4."""

_SCOPES = 0b11
"""Abstract sockets and signals, from ABI 6."""


class Files(NamedTuple):
    """What may be done with files.

    Attributes:
        readable: Files, and folders with all below them, that are read, mapped and executed.
        writable: Folders in which all is allowed but devices, sockets and execution.
        devices: Files that are read and written, such as ``/dev/null``.
    """

    readable: tuple[str, ...]
    writable: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()


def version() -> int:
    """The ABI of Landlock here; 0 where there is none."""
    try:
        return call("landlock_create_ruleset", None, 0, 1)
    except OSError:
        return 0


def handled(abi: int) -> int:
    """All rights to files that an ABI handles."""
    rights = (1 << 13) - 1
    for since, right in ((2, REFER), (3, TRUNCATE), (5, IOCTL_DEV)):
        rights |= right if abi >= since else 0
    return rights


def restrict(files: Files) -> int:
    """Restrict this thread, and what it starts, to some files; no TCP, no signals to others.

    Returns:
        The ABI.

    Raises:
        OSError: There is no Landlock here.
    """
    abi = version()
    if not abi:
        raise OSError(errno.ENOSYS, "this kernel has no Landlock")
    rights = handled(abi)
    ruleset = _ruleset(rights, abi, _TCP)
    try:
        writing = rights & ~(EXECUTE | MAKE_CHAR | MAKE_BLOCK | MAKE_SOCK | IOCTL_DEV)
        for path in files.readable:
            _allow(ruleset, path, rights & _READING)
        for path in files.writable:
            _allow(ruleset, path, writing)
        for path in files.devices:
            _allow(ruleset, path, rights & (READ_FILE | WRITE_FILE | TRUNCATE | IOCTL_DEV))
        call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)
    return abi


def part(abi: int) -> None:
    """Put this process into a domain of its own: it can't trace or signal its parent.

    Args:
        abi: What ``version`` said; 0: nothing is done.
    """
    if not abi:
        return
    ruleset = _ruleset(MAKE_CHAR | MAKE_BLOCK, abi, 0)
    try:
        call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _ruleset(rights: int, abi: int, network: int) -> int:
    if abi >= 6:
        attributes = struct.pack("=QQQ", rights, network, _SCOPES)
    elif abi >= 4:
        attributes = struct.pack("=QQ", rights, network)
    else:
        attributes = struct.pack("=Q", rights)
    buffer = ctypes.create_string_buffer(attributes, len(attributes))
    return call("landlock_create_ruleset", buffer, len(attributes), 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Add a rule; a path that is not there needs none."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        if not stat.S_ISDIR(os.fstat(opened).st_mode):
            rights &= _OF_FILES
        rule = struct.pack("=Qi", rights, opened)
        call("landlock_add_rule", ruleset, 1, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(opened)
