"""The command that makes namespaces and mounts with bubblewrap (``bwrap(1)``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def command(order: Mapping[str, object], filters: int) -> list[str]:
    """What is to be executed.

    Args:
        order: The launcher's order.
        filters: A descriptor to read the first filter from.
    """
    size = str(_number(order["scratch_mb"]) << 20)
    scratch = str(order["scratch"])
    made = [str(order["bwrap"]), "--unshare-all", "--die-with-parent", "--new-session"]
    made += ["--cap-drop", "ALL", "--hostname", "sandbox"]
    made += ["--perms", "0700", "--size", size, "--tmpfs", scratch]
    for folder in _list(order["folders"]):
        made += ["--ro-bind", str(folder), str(folder)]
    for link in _list(order["links"]):
        place, target = _list(link)
        made += ["--symlink", str(target), str(place)]
    made += ["--proc", "/proc", "--dev", "/dev", "--perms", "0700", "--size", size]
    made += ["--tmpfs", "/dev/shm"]  # noqa: S108 - its own, not the system's
    made += ["--remount-ro", "/proc", "--remount-ro", "/dev", "--remount-ro", "/"]
    made += ["--chdir", scratch, "--seccomp", str(filters), "--"]
    return [*made, *map(str, _list(order["command"]))]


def _list(value: object) -> Sequence[object]:
    assert isinstance(value, list | tuple)  # noqa: S101 - made by confined.py
    return value


def _number(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101
    return value
