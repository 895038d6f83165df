"""Where the person's interpreter begins in the sandbox: confine, then run an entry module.

It is executed without ``site`` (``-I -S``), so that nothing of its environment runs before it
is confined; ``site`` is run here afterwards.
"""

from __future__ import annotations

import importlib
import json
import os
import site
import socket
import sys
from typing import TYPE_CHECKING, Any

from . import confine

if TYPE_CHECKING:
    from collections.abc import Callable


def run(order: str) -> None:
    """Confine this process, tell so on the channel, and run the entry.

    Args:
        order: JSON: ``policy`` for ``confine.confine``, ``channel`` (two descriptors: to read
            from, to write to), ``module``, whose ``main(read_fd, write_fd)`` is called.
    """
    given = json.loads(order)
    reading, writing = given["channel"]
    os.set_inheritable(reading, False)
    os.set_inheritable(writing, False)
    sys.argv[:] = [""]
    held = confine.confine(given["policy"])
    _say(writing, {"confined": held})
    site.main()
    importlib.import_module(given["module"]).main(reading, writing)


def main(reading: int, writing: int) -> None:
    """Try for real what must not be possible, once: is the sandbox one?

    Reads one JSON line: ``read`` (a file that must not be read) and ``write`` (one that must
    not be made). Writes one: ``possible``, the names of what worked though it must not.
    """
    with os.fdopen(reading, "rb") as source:
        asked = json.loads(source.readline())
    tried: dict[str, Callable[[], object]] = {
        "read": lambda: os.close(os.open(asked["read"], os.O_RDONLY)),
        "write": lambda: os.close(os.open(asked["write"], os.O_CREAT | os.O_WRONLY)),
        "network": lambda: socket.socket().close(),
        "execute": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),  # noqa: S606
        "start": _start_in_child,
    }
    _say(writing, {"possible": [name for name, each in tried.items() if _works(each)]})


def _works(action: Callable[[], object]) -> bool:
    try:
        action()
    except OSError:
        return False
    return True


def _start_in_child() -> None:
    """Start a process from a child that gave it up.

    Raises:
        PermissionError: It can't, as is right.
    """
    child = os.fork()
    if not child:
        status = 1
        try:
            confine.forbid_processes()
            if os.fork() == 0:
                os._exit(0)
        except PermissionError:
            status = 0
        finally:
            os._exit(status)
    if os.waitpid(child, 0)[1] == 0:
        raise PermissionError


def _say(descriptor: int, message: dict[str, Any]) -> None:
    rest = json.dumps(message).encode() + b"\n"
    while rest:
        rest = rest[os.write(descriptor, rest) :]
