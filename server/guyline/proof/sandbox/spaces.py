"""Namespaces and mounts of its own, made by the process itself (``namespaces(7)``).

Run between the launcher's fork and the interpreter. The new root is a small memory file system
with the folders that are shown bound to it, read-only; the old root is then taken away.
"""

from __future__ import annotations

import ctypes
import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from ..inside.kernel import call

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000

_RDONLY, _NOSUID, _NODEV, _NOEXEC = 1, 2, 4, 8
_BIND, _REC, _PRIVATE = 4096, 16384, 1 << 18
_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000

_BASE = "/tmp"  # noqa: S108 - a place to mount on, in a namespace of its own
_DEVICES = ("full", "null", "random", "urandom", "zero")
_NODES = 20_000
"""Files in the scratch folder at most."""


def leave_user() -> None:
    """Enter a user namespace, and have children start in a process namespace of their own.

    The user keeps its number, and gets capabilities over what is made from here on.

    Raises:
        OSError: The system does not allow it.
    """
    user, group = os.geteuid(), os.getegid()
    call("unshare", _NEWUSER | _NEWPID)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")


def make_root(
    folders: Sequence[str], links: Sequence[Sequence[str]], scratch: str, scratch_mb: int
) -> None:
    """Enter the other namespaces, and a root that shows some folders only.

    Args:
        folders: Real paths, none within another.
        links: Links beside them: where, and what they say.
        scratch: Where the scratch folder is to be.
        scratch_mb: Its size, in MiB.

    Raises:
        OSError: The system does not allow a part of it.
    """
    call("unshare", _NEWNS | _NEWCGROUP | _NEWUTS | _NEWIPC | _NEWNET)
    call("sethostname", b"sandbox", 7)
    _mount("none", "/", "", _REC | _PRIVATE)
    _mount("tmpfs", _BASE, "tmpfs", _NOSUID | _NODEV, "size=4m,nr_inodes=10000,mode=755")
    os.mkdir(f"{_BASE}/new")  # noqa: PTH102 - plain calls: the launcher loads little
    os.mkdir(f"{_BASE}/old")  # noqa: PTH102
    call("pivot_root", _BASE.encode(), f"{_BASE}/old".encode())
    os.chdir("/")
    _mount("/new", "/new", "", _BIND | _REC)
    _scratch("/new" + scratch, scratch_mb)
    for folder in folders:
        _show("/old" + folder, "/new" + folder)
    for place, target in links:
        os.makedirs(os.path.dirname("/new" + place), exist_ok=True)  # noqa: PTH103, PTH120
        os.symlink(target, "/new" + place)  # noqa: PTH211
    _kernels(scratch_mb)
    _set("/new", _RDONLY, recursive=False)
    os.chdir("/new")
    call("pivot_root", b".", b".")
    call("umount2", b".", _DETACH)
    os.chdir(scratch)


def _show(source: str, place: str) -> None:
    """Bind a file or a folder, read-only with all that is mounted below it."""
    if os.path.isdir(source):  # noqa: PTH112
        os.makedirs(place, exist_ok=True)  # noqa: PTH103
    else:
        os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120
        _write(place, "")
    _mount(source, place, "", _BIND | _REC)
    _set(place, _RDONLY | _NOSUID | _NODEV, recursive=True)


def _scratch(place: str, size_mb: int) -> None:
    os.makedirs(place, exist_ok=True)  # noqa: PTH103
    options = f"size={size_mb}m,nr_inodes={_NODES},mode=700"
    _mount("tmpfs", place, "tmpfs", _NOSUID | _NODEV | _NOEXEC, options)


def _kernels(scratch_mb: int) -> None:
    """``/proc`` of the own processes, and the few devices that programs need."""
    os.mkdir("/new/proc")  # noqa: PTH102
    with suppress(PermissionError):  # where a container hides a part of its own
        _mount("proc", "/new/proc", "proc", _RDONLY | _NOSUID | _NODEV | _NOEXEC)
    for name in _DEVICES:
        os.makedirs("/new/dev", exist_ok=True)  # noqa: PTH103
        _write(f"/new/dev/{name}", "")
        _mount(f"/old/dev/{name}", f"/new/dev/{name}", "", _BIND)
        _set(f"/new/dev/{name}", _RDONLY | _NOSUID | _NOEXEC, recursive=False)
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink(f"/proc/self/fd{target}", f"/new/dev/{name}")  # noqa: PTH211
    _scratch("/new/dev/shm", scratch_mb)


def _mount(source: str, place: str, kind: str, flags: int, options: str = "") -> None:
    data = options.encode() if options else None
    call("mount", source.encode(), place.encode(), kind.encode() or None, flags, data)


def _set(place: str, attributes: int, *, recursive: bool) -> None:
    """Set attributes of a mount, beside those that it has (``mount_setattr(2)``, Linux 5.12)."""
    packed = struct.pack("=QQQQ", attributes, 0, 0, 0)
    given = ctypes.create_string_buffer(packed, len(packed))
    flags = _AT_RECURSIVE if recursive else 0
    call("mount_setattr", _AT_FDCWD, place.encode(), flags, given, len(packed))


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:  # noqa: PTH123
        file.write(text)
