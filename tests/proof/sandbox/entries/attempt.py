"""Runs attempts as the real entry runs code: each in a fork, or here, as an import would."""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import select
import sys
import time
from typing import Any

_MOST = 4096


def main(reading: int, writing: int) -> None:
    """Serve attempts; ``fork``: whether in a child."""
    names: dict[str, Any] = {}
    with os.fdopen(reading, "rb") as source:
        for line in source:
            asked = json.loads(line)
            if "names" in asked:
                names = asked["names"]
                continue
            names |= {"reading": reading, "writing": writing}
            if asked["fork"]:
                said = _in_child(asked["code"], names, asked["seconds"], (reading, writing))
            else:
                said = run(asked["code"], names)
            answer = json.dumps(said).encode() + b"\n"
            while answer:
                answer = answer[os.write(writing, answer) :]


def run(code: str, names: dict[str, Any]) -> dict[str, Any]:
    """Run one attempt; what it told, or how it failed."""
    told: list[str] = []
    given = {**names, "tell": lambda value: told.append(str(value)), "syscall": syscall}
    try:
        exec(compile(code, "attempt", "exec"), given)  # noqa: S102
    except BaseException as error:  # noqa: BLE001 - whatever it is, the attempt is over
        return {"told": told, "failed": f"{type(error).__name__}: {error}"[:_MOST]}
    return {"told": told, "failed": ""}


def syscall(number: int, *arguments: object) -> int:
    """A call by its number.

    Raises:
        OSError: It failed.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    passed = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = int(libc.syscall(ctypes.c_long(number), *passed))
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result


def _in_child(
    code: str, names: dict[str, Any], seconds: float, channel: tuple[int, int]
) -> dict[str, Any]:
    confine = importlib.import_module("_guyline_inside.confine")
    hearing, saying = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(hearing)
            confine.forbid_processes(close=channel)
            os.write(saying, json.dumps(run(code, names)).encode()[:_MOST])
        finally:
            os._exit(0)
    os.close(saying)
    text, status = _answer(child, hearing, seconds)
    try:
        return {**json.loads(text), "status": status}
    except ValueError:
        return {"told": [], "failed": "it said nothing", "status": status}


def _answer(child: int, hearing: int, seconds: float) -> tuple[bytes, int]:
    """What a child says in time, and how it ended."""
    text = b""
    until = time.monotonic() + seconds
    while select.select([hearing], [], [], max(0.0, until - time.monotonic()))[0]:
        more = os.read(hearing, _MOST)
        if not more:
            break
        text += more
    else:
        os.kill(child, 9)
    os.close(hearing)
    return text, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    # Unconfined, to see that what is watched would be noticed.
    order = json.loads(sys.stdin.readline())
    print(json.dumps(run(order["code"], order["names"])))  # noqa: T201
