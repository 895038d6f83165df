"""What is watched on the host while attempts are made: files, sockets, a process."""

from __future__ import annotations

import ctypes
import os
import re
import resource
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from guyline.proof.inside import syscalls
from guyline.proof.sandbox.confined import INSIDE
from guyline.proof.sandbox.layout import around, lay_out

CANARY = "CANARY_OF_THE_HOST"
SHARED = "/dev/shm"  # noqa: S108 - what is watched there has a name of its own
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Attempt:
    """A section of the suite."""

    name: str
    words: frozenset[str]
    code: str


def attempts() -> list[Attempt]:
    """All sections of ``attempts.md``."""
    text = (HERE / "attempts.md").read_text("utf-8")
    found = re.findall(
        r"^## ([^\n]+)\n((?:[a-z ]+\n)?)```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL
    )
    return [Attempt(name, frozenset(words.split()), code) for name, words, code in found]


class World:
    """The host's side of attempts; a fresh one has a secret, a project, servers, a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mark = f"guyline-escape-{uuid.uuid4().hex}"
        self.key = uuid.uuid4().int & 0x7FFFFFFF
        self.entries = folder / f"entries-{self.mark}"
        shutil.copytree(HERE / "entries", self.entries, ignore=shutil.ignore_patterns("__pyc*"))
        self.outside, self.project = folder / "outside", folder / "project"
        folders = (SHARED, tempfile.gettempdir(), Path.home())
        self.marked = [Path(each) / self.mark for each in folders]
        self._sockets: dict[str, socket.socket] = {}
        self._make_files()
        self._make_sockets()
        self._start_other()
        self._before = self._snapshot()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for each in self._sockets.values():
            each.close()
        self._end_other()

    def names(self, scratch: Path) -> dict[str, object]:
        """What the code of attempts may name."""
        ports = {key: self._sockets[key].getsockname()[1] for key in ("tcp", "tcp6", "udp")}
        paths = [self.project, self.entries, INSIDE, *around(Path(sys.executable))]
        layout = lay_out(map(str, paths))
        home = str(Path.home())
        below = [*layout.folders, *(place for place, _ in layout.links)]
        shown = [each[len(home) + 1 :].split("/")[0] for each in below if each.startswith(home)]
        machine = {**syscalls.SINGLE, "inotify_init1": (294, 26)}
        for group in (syscalls.NETWORK, syscalls.OTHERS, syscalls.MOUNTS, syscalls.SPACES,
                      syscalls.KERNEL, syscalls.IDENTITIES, syscalls.HANDLES, syscalls.SHARED,
                      syscalls.PRIORITIES, syscalls.METADATA, syscalls.NAMES):  # fmt: skip
            machine |= group
        place = 0 if os.uname().machine == "x86_64" else 1
        return ports | {
            "nr": {name: found[place] or 9999 for name, found in machine.items()},
            "unix": str(self.outside / "socket"),
            "unix_in_project": str(self.project / "socket"),
            "abstract": self.mark,
            "datagrams": str(self.outside / "datagrams"),
            "secret": str(self.outside / "secret"),
            "victim": str(self.outside / "victim"),
            "outside": str(self.outside),
            "project": str(self.project),
            "inside": str(INSIDE),
            "key": self.key,
            "mark": self.mark,
            "temporary": tempfile.gettempdir(),
            "home": home,
            "shown": shown,
            "scratch": str(scratch),
            "other": self.other.pid,
        }

    def noticed(self) -> list[str]:
        """What has happened that must not; told once, and put right."""
        found = []
        if not self._answers():
            found.append("a process was ended or stopped")
            self._end_other()
            self._start_other()
        found += [f"{each} was made" for each in self.marked if each.exists()]
        for each in self.marked:
            each.unlink(missing_ok=True)
        after = self._snapshot()
        found += [f"{key} changed" for key in after | self._before
                  if after.get(key) != self._before.get(key)]  # fmt: skip
        found += self._reached()
        found += self._shared()
        if found:
            self._make_files()
            self._make_sockets()
            self._before = self._snapshot()
        return found

    def running(self) -> list[str]:
        """Processes that belong to sandboxes of this world."""
        found = []
        for each in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                text = each.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            if str(self.entries) in text:
                found.append(text)
        return found

    def _make_files(self) -> None:
        for folder in (self.outside, self.project):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        (self.outside / "secret").write_text(CANARY, "utf-8")
        (self.outside / "victim").write_text("as it was", "utf-8")
        (self.project / "module.py").write_text("VALUE = 1\n", "utf-8")
        (self.project / "leads_out").symlink_to(self.outside / "secret")

    def _make_sockets(self) -> None:
        for each in self._sockets.values():
            each.close()
        tcp, tcp6 = socket.socket(), socket.socket(socket.AF_INET6)
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        unix, inner, abstract = (socket.socket(socket.AF_UNIX) for _ in range(3))
        tcp.bind(("127.0.0.1", 0))
        tcp6.bind(("::1", 0))
        udp.bind(("127.0.0.1", 0))
        unix.bind(str(self.outside / "socket"))
        inner.bind(str(self.project / "socket"))
        datagrams.bind(str(self.outside / "datagrams"))
        abstract.bind("\0" + self.mark)
        for each in (tcp, tcp6, unix, inner, abstract):
            each.listen()
        self._sockets = {"tcp": tcp, "tcp6": tcp6, "udp": udp, "unix": unix, "inner": inner,
                         "datagrams": datagrams, "abstract": abstract}  # fmt: skip
        for each in self._sockets.values():
            each.setblocking(False)

    def _reached(self) -> list[str]:
        """Which servers something came to."""
        found = []
        for name, each in self._sockets.items():
            try:
                if name in ("udp", "datagrams"):
                    each.recv(16)
                else:
                    each.accept()[0].close()
            except BlockingIOError:
                continue
            found.append(f"{name} was reached")
        return found

    def _start_other(self) -> None:
        self.other = subprocess.Popen(
            [sys.executable, "-S", "-c", "for line in open(0): print(flush=True)"],
            env={**os.environ, CANARY: "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        assert self._answers()

    def _answers(self) -> bool:
        """Whether the process is alive; a signal that is on its way has come by then."""
        stdin, stdout = self.other.stdin, self.other.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(b"\n")
        except BrokenPipeError:
            return False
        waited = select.poll()
        waited.register(stdout, select.POLLIN)
        return bool(waited.poll(20_000)) and stdout.read(1) == b"\n"

    def _end_other(self) -> None:
        self.other.kill()
        self.other.communicate()

    def _snapshot(self) -> dict[str, object]:
        pid = self.other.pid
        state: dict[str, object] = {}
        if self.other.poll() is None:
            state = {
                "priority": os.getpriority(os.PRIO_PROCESS, pid),
                "limits": resource.prlimit(pid, resource.RLIMIT_NOFILE),
                "processors": os.sched_getaffinity(pid),
            }
        for folder in (self.outside, self.project):
            for path in (folder, *sorted(folder.rglob("*"))) if folder.exists() else ():
                stat = path.lstat()
                content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
                marks = os.listxattr(path, follow_symlinks=False)
                times = stat.st_mtime_ns if path.is_file() else 0
                state[str(path)] = (stat.st_mode, stat.st_uid, times, stat.st_nlink, content, marks)
        return state

    def _shared(self) -> list[str]:
        """Shared memory that was left; it is removed."""
        libc = ctypes.CDLL(None)
        found = libc.shmget(self.key, 0, 0)
        if found < 0:
            return []
        libc.shmctl(found, 0, None)
        return ["shared memory was made"]
