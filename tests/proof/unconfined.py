"""A process that speaks as a sandbox does, without one: for tests of what runs inside."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

INSIDE = Path(__file__).parents[2] / "server" / "guyline" / "proof" / "inside"

BOOT = """
import importlib, importlib.util, sys
folder, entry, reading, writing = sys.argv[1:]
spec = importlib.util.spec_from_file_location(
    "_guyline_inside", folder + "/__init__.py", submodule_search_locations=[folder]
)
package = importlib.util.module_from_spec(spec)
sys.modules["_guyline_inside"] = package
spec.loader.exec_module(package)
importlib.import_module("_guyline_inside." + entry).main(int(reading), int(writing))
"""


class Unconfined:
    """A process that runs an entry of ``proof/inside``."""

    def __init__(self, entry: str, interpreter: str = sys.executable) -> None:
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        given = [str(INSIDE), entry, str(theirs_in), str(theirs_out)]
        self.process = subprocess.Popen(
            [interpreter, "-I", "-B", "-c", BOOT, *given],
            pass_fds=(theirs_in, theirs_out),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._read = b""
        self.output = b""

    def __enter__(self) -> Unconfined:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.kill()

    def send(self, message: Mapping[str, object]) -> None:
        os.write(self._to, json.dumps(message).encode() + b"\n")

    def receive(self, seconds: float | None) -> dict[str, Any]:
        output = self.process.stdout
        assert output is not None
        while b"\n" not in self._read:
            poller = select.poll()
            for each in (self._from, output.fileno()):
                poller.register(each, select.POLLIN)
            readable = [each for each, _ in poller.poll(seconds and seconds * 1000)]
            if not readable:
                raise TimeoutError
            if output.fileno() in readable:
                self.output = (self.output + os.read(output.fileno(), 65536))[-10_000:]
            if self._from in readable:
                data = os.read(self._from, 65536)
                if not data:
                    raise EOFError(f"exit status {self.process.wait()}")
                self._read += data
        line, _, self._read = self._read.partition(b"\n")
        found: dict[str, Any] = json.loads(line)
        return found

    def kill(self) -> None:
        if self.process.stdout is None or self.process.stdout.closed:
            return
        self.process.kill()
        rest, _ = self.process.communicate()
        self.output = (self.output + rest)[-10_000:]
        os.close(self._to)
        os.close(self._from)
