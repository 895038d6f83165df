"""seccomp filters: which system calls are denied, as programs for the kernel (``seccomp(2)``).

Filters add up: a call is allowed if all of them allow it. There is one for the time before the
person's interpreter is executed, one for what it is from then on, and one for its children.
A denied call fails with EPERM, so Python raises ``PermissionError``. Calls of another
architecture, among them the x32 ABI, kill the process.
"""

from __future__ import annotations

import errno
import functools
import struct
import sys
from typing import TYPE_CHECKING

from .syscalls import (
    HANDLES,
    IDENTITIES,
    KERNEL,
    LAST,
    METADATA,
    MOUNTS,
    NAMES,
    NETWORK,
    OTHERS,
    PRIORITIES,
    SHARED,
    SPACES,
    architecture,
    number,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, constant: a ``sock_filter`` (``linux/filter.h``)."""

_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_EQUAL, _AT_LEAST, _ANY_OF = 0x15, 0x35, 0x45
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

_ALLOW: Instruction = (_RETURN, 0, 0, 0x7FFF0000)
_KILL: Instruction = (_RETURN, 0, 0, 0x80000000)

X32 = 0x40000000
"""The bit that marks calls of the x32 ABI."""

_NEW_SPACES = 0x7E020080
"""The ``CLONE_NEW*`` flags: time, mounts, cgroup, uts, ipc, user, pid, net (``clone(2)``)."""

_THREAD = 0x00010000
"""``CLONE_THREAD``."""

_WRITING = 0x1 | 0x2 | 0x40 | 0x200 | 0x400000
"""Flags of ``open(2)`` that write or create: WRONLY, RDWR, CREAT, TRUNC, TMPFILE."""

_TERMINAL = (0x5412, 0x541C)
"""``TIOCSTI`` and ``TIOCLINUX``: input for a terminal (``ioctl_tty(2)``)."""

_ATTRIBUTES = (0x40086602, 0x40046602, 0x401C5820, 0x40087602, 0x40806685)
"""``FS_IOC_SETFLAGS`` (64 and 32), ``FSSETXATTR``, ``SETVERSION`` and ``ENABLE_VERITY``."""

_OWNING = (8, 10, 15, 1024, 1026)
"""``F_SETOWN``, ``F_SETSIG``, ``F_SETOWN_EX``: signals for others; ``F_SETLEASE``, ``F_NOTIFY``."""


_OWN = 0x5EEDC0DE
"""Stands for a process's number until it is known: building a filter takes longer than a fork."""


def _deny(code: int = errno.EPERM) -> Instruction:
    return (_RETURN, 0, 0, 0x00050000 | code)


def _argument(place: int, high: bool = False) -> Instruction:
    """Load half of an argument; both machines are little-endian."""
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * place + 4 * high)


def _rule(name: str, body: list[Instruction]) -> list[Instruction]:
    """Run a body, which ends in a return, for one call."""
    found = number(name)
    return [] if found is None else [(_EQUAL, 0, len(body), found), *body]


def _denied(names: Iterable[str], code: int = errno.EPERM) -> list[Instruction]:
    return [each for name in names for each in _rule(name, [_deny(code)])]


def _denied_if(place: int, values: tuple[int, ...]) -> list[Instruction]:
    """Deny where the lower half of an argument is one of some values."""
    body = [_argument(place)]
    for value in values:
        body += [(_EQUAL, 0, 1, value), _deny()]
    return [*body, _ALLOW]


def _denied_unless(place: int, value: int) -> list[Instruction]:
    """Deny unless the lower half of an argument is a value."""
    return [_argument(place), (_EQUAL, 1, 0, value), _deny(), _ALLOW]


def _denied_with(place: int, bits: int) -> list[Instruction]:
    """Deny where an argument has any of some bits."""
    return [_argument(place), (_ANY_OF, 0, 1, bits), _deny(), _ALLOW]


def _program(rules: list[Instruction]) -> bytes:
    """A whole filter.

    Raises:
        OSError: The calls of this machine are not known.
    """
    audit = architecture()
    if audit is None:
        raise OSError(errno.ENOSYS, "the system calls of this machine are not known")
    whole: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, audit),
        _KILL,
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, X32),
        _KILL,
        *rules,
        (_AT_LEAST, 0, 1, LAST + 1),
        _deny(errno.ENOSYS),
        _ALLOW,
    ]
    return b"".join(struct.pack("=HBBI", *each) for each in whole)


def before(*, metadata: bool, names: bool) -> bytes:
    """The filter that is there before the person's interpreter is executed.

    Args:
        metadata: Whether modes, owners, times and attributes of files can be changed. Only with
            mounts of its own: Landlock does not handle them.
        names: Whether files can be made, removed and opened for writing. Only where something
            else says which.
    """
    rules = [
        *_denied([*NETWORK, *OTHERS, *MOUNTS, *SPACES, *KERNEL]),
        *_denied([*IDENTITIES, *HANDLES, *SHARED, *PRIORITIES]),
        # The C library turns to the older call, whose flags can be read.
        *_denied(["clone3"], errno.ENOSYS),
        *_rule("clone", _denied_with(0, _NEW_SPACES)),
        # A pair of datagram sockets could send to any address.
        *_rule("socketpair", [_argument(1), (_AND, 0, 0, 0xF), (_EQUAL, 1, 0, 1), _deny(),
                              *_denied_unless(0, 1)]),
        *_rule("sendto", [_argument(4, high=True), (_EQUAL, 1, 0, 0), _deny(),
                          *_denied_unless(4, 0)]),
        *_rule("ioctl", _denied_if(1, _TERMINAL if metadata else (*_TERMINAL, *_ATTRIBUTES))),
        *_rule("fcntl", _denied_if(1, _OWNING)),
        *_rule("prlimit64", _denied_unless(0, 0)),
        *_rule("sched_setaffinity", _denied_unless(0, 0)),
    ]  # fmt: skip
    if not metadata:
        rules += _denied(METADATA)
    if not names:
        rules += [
            *_denied(NAMES),
            *_denied(["openat2"], errno.ENOSYS),
            *_rule("open", _denied_with(1, _WRITING)),
            *_rule("openat", _denied_with(2, _WRITING)),
        ]
    return _program(rules)


def programs() -> bytes:
    """The filter from confinement on: no other program is executed."""
    return _program(_denied(["execve", "execveat"]))


@functools.cache
def _of_child() -> bytes:
    """The filter of a child whose number is ``_OWN``."""
    own = _OWN
    thread = [_argument(0), (_ANY_OF, 1, 0, _THREAD), _deny(), _ALLOW]
    return _program(
        [
            *_denied(["fork", "vfork"]),
            *_rule("clone", thread),
            *_rule("kill", _denied_unless(0, own)),
            *_rule("tgkill", _denied_unless(0, own)),
            *_rule("rt_sigqueueinfo", _denied_unless(0, own)),
            *_rule("rt_tgsigqueueinfo", _denied_unless(0, own)),
        ]
    )


def processes(own: int) -> bytes:
    """The filter of a child: it starts no process, and signals none but itself.

    Args:
        own: Its process's number, in its own namespace.
    """
    return _of_child().replace(_OWN.to_bytes(4, sys.byteorder), own.to_bytes(4, sys.byteorder))
