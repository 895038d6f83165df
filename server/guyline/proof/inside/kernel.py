"""Linux's system calls by number, through the C library that is loaded anyway."""

from __future__ import annotations

import ctypes
import os
import sys

from .syscalls import MACHINE, number

SUPPORTED = sys.platform.startswith("linux") and MACHINE in ("x86_64", "aarch64")
"""Whether calls are known here."""

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

_LIBC = ctypes.CDLL(None, use_errno=True) if SUPPORTED else None
_SYSCALL = _LIBC.syscall if _LIBC is not None else None


def call(name: str, *arguments: int | bytes | ctypes.Array[ctypes.c_char] | None) -> int:
    """Make a system call.

    Args:
        name: The call, as in ``syscalls.py``.
        arguments: Numbers, bytes (passed by address) or None for a null pointer.

    Returns:
        What the call returns.

    Raises:
        OSError: It failed; ENOSYS also where it is not known for this machine.
    """
    found = number(name)
    if _SYSCALL is None or found is None:
        raise OSError(38, f"{name} is not known on this machine")
    # An int is passed as 32 bits unless it says otherwise, and the kernel reads 64.
    passed = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = int(_SYSCALL(ctypes.c_long(found), *passed))
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}")
    return result


def prctl(option: int, value: int = 0) -> int:
    """Operate on this process (``prctl(2)``).

    Raises:
        OSError: The kernel does not allow it.
    """
    if _LIBC is None:
        raise OSError(38, "prctl is not known on this machine")
    zero = ctypes.c_ulong(0)
    result = int(_LIBC.prctl(option, ctypes.c_ulong(value), zero, zero, zero))
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, f"prctl {option}: {os.strerror(code)}")
    return result


def drop_capabilities() -> None:
    """Give up all capabilities, for this process and what it executes (``capabilities(7)``)."""
    for each in range(64):
        try:
            prctl(PR_CAPBSET_DROP, each)
        except OSError:
            break  # the last one is passed, or there is no right to drop, so nothing to gain
    header = ctypes.create_string_buffer(b"\x22\x05\x08\x20" + bytes(4), 8)  # version 3, self
    call("capset", header, ctypes.create_string_buffer(24))
