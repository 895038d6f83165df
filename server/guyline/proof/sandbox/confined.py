"""A confined process of the person's interpreter: start it, talk to it, end it."""

from __future__ import annotations

import compileall
import functools
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from guyline.proof.inside import confine
from guyline.proof.sandbox.failures import SandboxEnded, SandboxError, SandboxRefused
from guyline.proof.sandbox.layout import SYSTEM, around, lay_out, refuse_wide
from guyline.proof.sandbox.scratch import remove
from guyline.proof.sandbox.tiers import Policy, Tier

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

INSIDE = Path(__file__).parent.parent / "inside"
"""The folder of what runs in the sandbox."""

_START = 20.0
"""Seconds for the interpreter to start and to be confined."""

_SEND = 30.0
"""Seconds for a message to be taken."""

_LONGEST = 1 << 26
"""Bytes of a message; a longer one ends the sandbox."""

_ORDERLY = 0.05
"""Seconds for the launcher to end all by itself; then all is ended from here."""

_ENDING = 0.5
"""Seconds for the launcher to see that the process has ended, once the channel has."""

_CLEARING = 5.0
"""Seconds for the launcher to see the last process go, on a machine that is very busy."""

_LAUNCH = """\
import importlib, sys, types
def folder(name, path):
    module = types.ModuleType(name)
    module.__path__ = [path]
    sys.modules[name] = module
folder("_guyline_proof", sys.argv[1])
folder("_guyline_proof.sandbox", sys.argv[1] + "/sandbox")
importlib.import_module("_guyline_proof.sandbox.launch").main()
"""

_BOOT = """\
import importlib, sys, types
def folder(name, path):
    module = types.ModuleType(name)
    module.__path__ = [path]
    sys.modules[name] = module
folder("_guyline_inside", sys.argv[1])
folder("_guyline_entry", sys.argv[2])
importlib.import_module("_guyline_inside.bootstrap").run(sys.argv[3])
"""


@dataclass(slots=True)
class Confined:
    """A confined process, and all below it; ended when its block is left.

    ``kill`` may be called from any thread; the others from one at a time.

    Attributes:
        tier: What confines it.
        scratch: The folder that it may write to, as it names it.
        held: What it said of itself as it was confined.
    """

    tier: Tier
    scratch: Path
    _launcher: subprocess.Popen[bytes]
    _reading: int
    _writing: int
    held: dict[str, object] = field(default_factory=dict)
    _buffer: bytearray = field(default_factory=bytearray)
    _killed: bool = False
    _closed: bool = False
    _report: dict[str, object] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The launcher's process; what is confined is below it."""
        return self._launcher.pid

    def send(self, message: Mapping[str, object]) -> None:
        """Send a message, as one line of JSON.

        Raises:
            TimeoutError: It is not taken in time.
            SandboxEnded: The process is gone.
        """
        rest = memoryview(json.dumps(message).encode() + b"\n")
        until = time.monotonic() + _SEND
        poller = select.poll()
        poller.register(self._writing, select.POLLOUT)
        while rest:
            if not poller.poll(max(0.0, until - time.monotonic()) * 1000):
                raise TimeoutError
            try:
                rest = rest[os.write(self._writing, rest) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                raise self._ended() from None

    def receive(self, seconds: float | None) -> dict[str, object]:
        """Wait for a message.

        Args:
            seconds: How long; None for as long as it takes.

        Raises:
            TimeoutError: There is none in time.
            SandboxEnded: The process is gone, or said what is no message; it is ended then.
        """
        until = None if seconds is None else time.monotonic() + seconds
        poller = select.poll()
        poller.register(self._reading, select.POLLIN)
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            left = None if until is None else max(0.0, until - time.monotonic()) * 1000
            if not poller.poll(left):
                raise TimeoutError
            more = os.read(self._reading, 1 << 16)
            if not more:
                raise self._ended()
            self._buffer += more
            if len(self._buffer) > _LONGEST:
                raise self._unreadable("it sent a message of more than 64 MiB")
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            raise self._unreadable("it sent what is no message") from None
        if not isinstance(message, dict):
            raise self._unreadable("it sent what is no message")
        return message

    def kill(self) -> None:
        """End the process and everything below it, and remove its scratch folder."""
        with self._lock:
            if not self._killed:
                self._killed = True
                self._finish(_ORDERLY)

    def close(self) -> None:
        """End everything, and close the channel."""
        self.kill()
        with self._lock:
            if not self._closed:
                self._closed = True
                os.close(self._reading)
                os.close(self._writing)

    def _finish(self, seconds: float) -> None:
        """Have the launcher end all, and end it if it does not do so in time."""
        assert self._launcher.stdin is not None  # noqa: S101 - they are pipes
        assert self._launcher.stdout is not None  # noqa: S101
        with suppress(OSError):
            self._launcher.stdin.close()
        if not self._is_over(seconds):
            self._force()
        self._launcher.wait()
        self._launcher.stdout.close()
        if not self.tier.is_mounted:
            remove(str(self.scratch))

    def _force(self) -> None:
        """End all from here: the launcher is busy, or gets no processor; it still clears up."""
        started = self._report.get("started")
        if isinstance(started, int):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(started, signal.SIGKILL)
        if not self._is_over(_CLEARING):
            self._launcher.kill()

    def _is_over(self, seconds: float) -> bool:
        """Read what the launcher says, until it ends; whether it did in time."""
        assert self._launcher.stdout is not None  # noqa: S101 - it is a pipe
        descriptor = self._launcher.stdout.fileno()
        poller = select.poll()
        poller.register(descriptor, select.POLLIN)
        until = time.monotonic() + seconds
        while poller.poll(max(0.0, until - time.monotonic()) * 1000):
            said = os.read(descriptor, 1 << 16)
            if not said:
                return True
            for line in said.splitlines():
                try:
                    self._report |= json.loads(line)
                except (ValueError, TypeError):
                    # The launcher itself failed, and Python says how.
                    earlier = str(self._report.get("said", ""))
                    self._report["said"] = earlier + line.decode("utf-8", "replace") + "\n"
        return False

    def _ended(self) -> SandboxEnded:
        """What to tell of a process that is gone."""
        with self._lock:
            if self._killed:
                return SandboxEnded("The confined process was ended", status=None)
            self._killed = True
            self._is_over(_ENDING)  # it says how the process ended, and ends
            self._finish(_ORDERLY)
        status, said = self._report.get("ended"), str(self._report.get("said", "")).strip()
        code = status if isinstance(status, int) else None
        return SandboxEnded(
            f"The confined process {_how(code)}" + (f" and said: {said}" if said else ""),
            "See that the interpreter of the environment starts by itself",
            status=code,
            said=said,
        )

    def _unreadable(self, why: str) -> SandboxEnded:
        self.kill()
        return SandboxEnded(f"The confined process was ended: {why}", status=None)


def _how(status: int | None) -> str:
    if status is None:
        return "ended"
    if status >= 0:
        return f"ended with status {status}"
    try:
        return f"was ended by {signal.Signals(-status).name}"
    except ValueError:
        return f"was ended by signal {-status}"


def start(
    interpreter: Path,
    policy: Policy,
    tier: Tier,
    entry: str = "serve",
    folder: Path | None = None,
) -> Confined:
    """Start an interpreter, confined, and have it run an entry module.

    Args:
        interpreter: The person's interpreter, CPython 3.11 or newer.
        policy: What the code may have.
        tier: What confines it.
        entry: The module whose ``main(read_fd, write_fd)`` is called, without its package.
        folder: The folder of that module, if it is not ``inside``.

    Raises:
        SandboxRefused: The interpreter is none, or a folder is not to be read.
        SandboxEnded: It does not start, or can't be confined.
    """
    interpreter = Path(os.path.abspath(interpreter))  # noqa: PTH100 - a link is not followed
    _compile_once()
    if not interpreter.is_file() or not os.access(interpreter, os.X_OK):
        raise SandboxRefused(f"{interpreter} is no interpreter", "Choose the environment's python")
    refuse_wide(policy.readable)
    scratch = Path("/tmp")  # noqa: S108 - a memory file system of its own
    if not tier.is_mounted:
        scratch = Path(tempfile.mkdtemp(prefix="guyline-scratch-"))
    try:
        confined = _launch(interpreter, policy, tier, scratch, entry, folder)
    except BaseException:
        if not tier.is_mounted:
            remove(str(scratch))
        raise
    try:
        held = confined.receive(_START).get("confined")
    except TimeoutError:
        confined.close()
        why = f"{interpreter} does not start within {_START:g} s"
        raise SandboxEnded(why, "See that it starts by itself", status=None) from None
    except BaseException:
        confined.close()
        raise
    confined.held = held if isinstance(held, dict) else {}
    return confined


@functools.cache
def _compile_once() -> None:
    """Compile what runs inside, which can't write there: each start is quicker by half."""
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            compileall.compile_dir(INSIDE, quiet=2)


def _launch(
    interpreter: Path,
    policy: Policy,
    tier: Tier,
    scratch: Path,
    entry: str,
    folder: Path | None,
) -> Confined:
    """Start the launcher, and give it its order."""
    from_sandbox, to_host = os.pipe()
    from_host, to_sandbox = os.pipe()
    try:
        order = _order(interpreter, policy, tier, scratch, (folder,))
        order["channel"] = [from_host, to_host]
        boot = {
            "channel": [from_host, to_host],
            "policy": _inner(policy, tier, scratch),
            "module": f"{'_guyline_entry' if folder else '_guyline_inside'}.{entry}",
        }
        order["command"] = [*_command(interpreter, folder), json.dumps(boot)]
        launcher = subprocess.Popen(  # noqa: S603 - our own interpreter, and our own code
            [sys.executable, "-I", "-S", "-B", "-c", _LAUNCH, str(INSIDE.parent)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(from_host, to_host),
            start_new_session=True,
            cwd="/",
        )
    except BaseException:
        os.close(from_sandbox)
        os.close(to_sandbox)
        raise
    finally:
        os.close(from_host)
        os.close(to_host)
    os.set_blocking(to_sandbox, False)
    confined = Confined(tier, scratch, launcher, from_sandbox, to_sandbox)
    assert launcher.stdin is not None  # noqa: S101 - it is a pipe
    try:
        launcher.stdin.write(json.dumps(order).encode() + b"\n")
        launcher.stdin.flush()
    except OSError:
        confined.close()
        raise SandboxError("The sandbox's launcher ended as it started") from None
    return confined


def _command(interpreter: Path, folder: Path | None) -> list[str]:
    # Not -I: the variables are ours, and the seed of hashes has to be.
    options = ["-s", "-P", "-S", "-B", "-X", "utf8", "-c", _BOOT]
    return [str(interpreter), *options, str(INSIDE), str(folder or INSIDE)]


def _order(
    interpreter: Path,
    policy: Policy,
    tier: Tier,
    scratch: Path,
    shown: tuple[Path | None, ...],
) -> dict[str, object]:
    """What the launcher needs to know."""
    paths = [*policy.readable, *around(interpreter), INSIDE]
    paths += [each for each in shown if isinstance(each, Path)]
    layout = lay_out([*SYSTEM, *map(str, paths)])
    home = str(scratch)
    clean = {
        "HOME": home,
        "LANG": "C.UTF-8",
        "LOGNAME": "sandbox",
        "PATH": "/usr/bin:/bin",
        "PYTHONHASHSEED": "0",
        "TMPDIR": home,
        "USER": "sandbox",
    }
    return {
        "tier": tier.value,
        "tier_mounted": tier.is_mounted,
        "filters": confine.has_filters(),
        "folders": layout.folders,
        "links": layout.links,
        "scratch": home,
        "bwrap": shutil.which("bwrap") or "",
        "variables": {**clean, **policy.variables},
        "memory_mb": policy.memory_mb,
        "cpu_seconds": policy.cpu_seconds,
        "scratch_mb": policy.scratch_mb,
        "file_mb": policy.file_mb,
        "files": policy.files,
        "processes": policy.processes,
    }


def _inner(policy: Policy, tier: Tier, scratch: Path) -> dict[str, object]:
    """What the confined process is to do to itself."""
    return {
        "filters": confine.has_filters(),
        "mounted": tier.is_mounted,
        "writable": [str(scratch), "/dev/shm"],  # noqa: S108 - its own
        "processes": policy.processes if tier.is_mounted else 0,
    }
