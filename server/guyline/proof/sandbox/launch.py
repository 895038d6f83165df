"""The launcher: a small process of our own between guyline and the sandbox.

It is run by guyline's own interpreter, is not confined, and runs nothing of the person. It makes
the sandbox, executes the person's interpreter in it, keeps the last of what that says on its
standard error, counts its processes, and ends it when guyline closes its standard input or is
gone. Loaded by its folder, without ``guyline`` or any package.

On its standard output are two lines of JSON: ``started`` with the process's number, and when it
is over ``ended`` with its exit status (negative: a signal) and ``said``.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from typing import Any, NoReturn

from ..inside import confine, filters, kernel, landlock
from . import bubblewrap, scratch, spaces

_KEPT = 2048
"""Bytes of standard error that are kept."""

_EVERY = 0.5
"""Seconds between counts of processes."""

_SHARE = 40
"""A count that takes long is made less often: at most one part in so many of the time."""

_ETC = ("cpuinfo", "filesystems", "loadavg", "meminfo", "stat", "uptime", "version")
_DEVICES = ("/dev/full", "/dev/null", "/dev/random", "/dev/urandom", "/dev/zero")


def main() -> NoReturn:
    """Take an order from standard input, and see it through."""
    order = json.loads(_line())
    said, saying = os.pipe()
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    if kernel.SUPPORTED:
        # What loses its parent becomes a child of this process, and is ended with the rest.
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    failed = _enter(order)
    child = 0 if failed else os.fork()
    if not child and not failed:
        _become(order, saying)
    os.close(saying)
    for each in order["channel"]:
        os.close(each)
    if failed:
        _report({"ended": 126, "said": failed})
    else:
        _report({"started": child})
        status, text = _watch(order, child, said, woken)
        _report({"ended": status, "said": text})
    if not order["tier_mounted"]:
        scratch.remove(order["scratch"])
    os._exit(0)  # guyline waits for the end, and nothing here needs an orderly one


def _enter(order: dict[str, Any]) -> str:
    """What has to be done before the fork; why it can't, else nothing."""
    if order["tier"] != "namespaces":
        return ""
    try:
        spaces.leave_user()
    except OSError as error:
        return f"the system allows no user namespace: {error.strerror}"
    return ""


def _line() -> bytes:
    """The first line of standard input; what follows is its end."""
    line = b""
    while not line.endswith(b"\n"):
        more = os.read(0, 65_536)
        if not more:
            sys.exit(0)
        line += more
    return line


def _report(message: dict[str, Any]) -> None:
    with suppress(OSError):  # guyline may be gone
        os.write(1, json.dumps(message).encode() + b"\n")


def _become(order: dict[str, Any], saying: int) -> NoReturn:
    """Become the sandbox: confine this process, and execute."""
    try:
        os.setpgid(0, 0)
        nothing = os.open("/dev/null", os.O_RDWR)
        for place, descriptor in enumerate((nothing, nothing, saying)):
            os.dup2(descriptor, place)
        for each in order["channel"]:
            os.set_inheritable(each, True)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        command = _confine(order)
        os.execve(command[0], command, order["variables"])  # noqa: S606 - no shell is wanted
    except OSError as error:
        os.write(2, f"{error.strerror or error}: {error.filename or order['tier']}".encode())
    finally:
        os._exit(126)


def _confine(order: dict[str, Any]) -> list[str]:
    """Confine this process by its tier; what it is to execute."""
    command: list[str] = order["command"]
    tier = order["tier"]
    first = b""
    if order["filters"]:
        first = filters.before(metadata=order["tier_mounted"], names=tier != "limits")
    if tier == "bubblewrap":
        reading, writing = os.pipe()
        os.write(writing, first)
        os.close(writing)
        os.set_inheritable(reading, True)
        command = bubblewrap.command(order, reading)
    elif tier == "namespaces":
        spaces.make_root(order["folders"], order["links"], order["scratch"], order["scratch_mb"])
    elif tier == "landlock":
        if kernel.SUPPORTED:
            kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
            kernel.drop_capabilities()
        proc = tuple(f"/proc/{each}" for each in _ETC)
        readable = (*order["folders"], *proc)
        landlock.restrict(landlock.Files(readable, (order["scratch"],), _DEVICES))
        os.chdir(order["scratch"])
    else:
        os.chdir("/")
    _limit(order)
    if kernel.SUPPORTED and tier != "bubblewrap":
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
        if tier != "landlock":
            kernel.drop_capabilities()
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if first:
            confine.load(first)
    return command


def _limit(order: dict[str, Any]) -> None:
    """Set limits (``getrlimit(2)``) that nothing below can raise."""
    most = {
        "AS": order["memory_mb"] << 20,
        "CPU": order["cpu_seconds"],
        "FSIZE": order["file_mb"] << 20,
        "NOFILE": order["files"],
        "CORE": 0,
        "MEMLOCK": 1 << 16,
        "MSGQUEUE": 0,
        "NICE": 0,
        "RTPRIO": 0,
        "SIGPENDING": 1024,
    }
    for name, value in most.items():
        kind = getattr(resource, f"RLIMIT_{name}", None)
        if kind is None:
            continue  # of another system
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (bound, bound))


def _watch(order: dict[str, Any], child: int, said: int, woken: int) -> tuple[int, str]:
    """Wait until the sandbox ends or is to end; then end all of it.

    Returns:
        Its exit status, and the last of what it said.
    """
    poller = select.poll()
    for descriptor in (0, said, woken):
        poller.register(descriptor, select.POLLIN)
    tail, reason = b"", ""
    due, pause = time.monotonic() + _EVERY, _EVERY
    while not reason:
        ready = {each for each, _ in poller.poll(max(0.0, due - time.monotonic()) * 1000)}
        if 0 in ready and not os.read(0, 4096):
            break
        if said in ready:
            more = os.read(said, 65_536)
            tail = (tail + more)[-_KEPT:]
            if not more:
                poller.unregister(said)
        if woken in ready:
            os.read(woken, 4096)
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            break
        if time.monotonic() >= due:
            began = time.monotonic()
            reason = _exceeded(order)
            pause = max(_EVERY, _SHARE * (time.monotonic() - began))
            due = time.monotonic() + pause
    status = _end(child)
    tail = (tail + _rest(said))[-_KEPT:]
    text = tail.decode("utf-8", "replace")
    return status, f"{text}\n{reason}" if reason else text


def _end(child: int) -> int:
    """End the sandbox and all that it left; its exit status."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return status


def _rest(said: int) -> bytes:
    """What is left to read of standard error."""
    os.set_blocking(said, False)
    try:
        return os.read(said, 1 << 20)
    except OSError as error:
        if error.errno != errno.EAGAIN:
            raise
        return b""


def _exceeded(order: dict[str, Any]) -> str:
    """Which bound the sandbox exceeds that no limit of the kernel holds."""
    if (count := _count()) > order["processes"]:
        return f"it had {count} processes and threads; {order['processes']} are allowed"
    if not order["tier_mounted"] and (size := scratch.size(order["scratch"])) > order["scratch_mb"]:
        return f"its scratch folder held {size} MiB; {order['scratch_mb']} are allowed"
    return ""


def _count() -> int:
    """Processes and threads below this process (``/proc/pid/stat``, ``proc(5)``)."""
    parents: dict[int, int] = {}
    threads: dict[int, int] = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc") else ():  # noqa: PTH112, PTH208
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123 - read twice a second
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        parents[int(name)] = int(fields[1])
        threads[int(name)] = int(fields[17])
    below = {os.getpid()}
    grown = True
    while grown:
        more = {each for each, parent in parents.items() if parent in below} - below
        below |= more
        grown = bool(more)
    return sum(threads.get(each, 0) for each in below) - 1
