"""Which folders a sandbox shows: real ones, each once, and the links that lead to them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.proof.sandbox.failures import SandboxRefused

if TYPE_CHECKING:
    from collections.abc import Iterable

SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/alternatives",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/timezone",
    "/gnu/store",
    "/nix/store",
    "/sys/devices/system/cpu",
)
"""What programs need of the system, where it is there."""

_KERNEL = ("/dev", "/proc", "/run", "/sys")
_LINKS = 40
"""Links in a path, as the kernel bounds them (``path_resolution(7)``)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What is shown.

    Attributes:
        folders: Real paths of folders and files, none within another.
        links: Links outside these folders: where they are, and what they say.
    """

    folders: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def lay_out(paths: Iterable[str]) -> Layout:
    """Find what must be shown so that paths, as named, can be read; what is not there is not."""
    real: set[str] = set()
    links: dict[str, str] = {}
    for path in paths:
        found = _walk(path, links)
        if found is not None:
            real.add(found)
    folders = tuple(sorted(each for each in real if not _within(each, real)))
    shown = {place: target for place, target in links.items() if not _within(place, real)}
    return Layout(folders, tuple(sorted(shown.items())))


def refuse_wide(folders: Iterable[Path]) -> None:
    """Refuse folders that would show more than a project.

    Raises:
        SandboxRefused: One is, or holds, the person's home, or belongs to the kernel.
    """
    home = os.path.realpath(Path("~").expanduser())
    for folder in folders:
        real = os.path.realpath(folder)
        below = real.rstrip("/") + "/"
        if (home + "/").startswith(below) or any(_is_below(real, each) for each in _KERNEL):
            raise SandboxRefused(
                f"the sandbox is not to read all of {folder}",
                "Open the folder of the project itself",
            )


def is_wide(folder: Path) -> bool:
    """Whether a folder would show more than a project or an environment."""
    try:
        refuse_wide([folder])
    except SandboxRefused:
        return True
    return False


def around(interpreter: Path) -> tuple[Path, ...]:
    """What an interpreter needs to start: itself, its environment and its own prefix.

    Read from the places of files and from ``pyvenv.cfg`` (PEP 405); nothing is run.
    """
    found = [interpreter]
    for folder in (interpreter.parent, interpreter.parent.parent):
        settings = folder / "pyvenv.cfg"
        if settings.is_file():
            found += [folder, *_bases(settings)]
            break
    else:
        found.append(interpreter.parent.parent)
    found.append(Path(os.path.realpath(interpreter)).parent.parent)
    narrow: list[Path] = []
    for each in dict.fromkeys(found):
        narrow += [each / "bin", each / "lib", each / "lib64"] if is_wide(each) else [each]
    return tuple(each for each in narrow if each.exists() and not is_wide(each))


def _bases(settings: Path) -> list[Path]:
    """The prefix that an environment's settings name."""
    lines = settings.read_text("utf-8", "replace")[:65_536].splitlines()
    pairs = {
        key.strip().lower(): value.strip() for key, _, value in (x.partition("=") for x in lines)
    }
    home = pairs.get("home", "")
    return [Path(home).parent] if home.startswith("/") and "\0" not in home else []


def _walk(path: str, links: dict[str, str]) -> str | None:
    """A path's real place; the links on the way are added. None if it is not there."""
    rest = [each for each in reversed(os.path.abspath(path).split("/")) if each]  # noqa: PTH100
    at = "/"
    followed = 0
    while rest:
        part = rest.pop()
        if part == "..":
            at = os.path.dirname(at)  # noqa: PTH120 - texts, one part at a time
            continue
        following = os.path.join(at, part)  # noqa: PTH118
        try:
            is_link = stat.S_ISLNK(os.lstat(following).st_mode)
            target = os.readlink(following) if is_link else ""  # noqa: PTH115
        except OSError:
            return None
        if not is_link:
            at = following
            continue
        followed += 1
        if followed > _LINKS:
            return None
        links[following] = target
        at = "/" if target.startswith("/") else at
        rest += [each for each in reversed(target.split("/")) if each not in ("", ".")]
    return at


def _within(path: str, folders: set[str]) -> bool:
    """Whether a path lies below one of some folders."""
    parent = os.path.dirname(path)  # noqa: PTH120
    while parent not in folders:
        if parent == "/":
            return False
        parent = os.path.dirname(parent)  # noqa: PTH120
    return True


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")
