"""Files as they were when they were committed last, asked of git."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections import OrderedDict
from pathlib import Path

from guyline.errors import InputError

_PATIENCE = 20.0
_MOST = 32
"""Files that are kept."""

_QUIET = {
    "GIT_NO_LAZY_FETCH": "1",  # a clone in parts would ask the network
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


def in_head(path: Path) -> str:
    """A file's text in ``HEAD``.

    Raises:
        InputError: There is no git, no repository, or no such file in it.
    """
    git = shutil.which("git")
    if git is None:
        raise InputError("There is no git on the PATH", "Install it")
    path = path.absolute()
    # The blob as it is: no filter or driver that a repository names is run.
    command = [git, "cat-file", "blob", f"HEAD:./{path.name}"]
    try:
        done = subprocess.run(  # noqa: S603 - no shell; the name is git's own
            command,
            cwd=path.parent,
            env=os.environ | _QUIET,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
        )
        return done.stdout.decode("utf-8-sig")
    except (OSError, subprocess.SubprocessError) as error:
        raise InputError(
            f"git has no {path.name} in HEAD", "Commit the file first, or give an older version"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 in HEAD", "Save it as UTF-8") from error


class Heads:
    """Texts in ``HEAD``, kept until it moves. May be used from several threads."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Path, tuple[object, str | None]] = OrderedDict()
        self._lock = threading.Lock()
        self.asked = 0

    def text(self, path: Path) -> str | None:
        """A file's text; None where git has none."""
        stamp = _stamp(path)
        if stamp is None:
            return None
        with self._lock:
            known = self._kept.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        self.asked += 1
        text: str | None
        try:
            text = in_head(path)
        except InputError:
            text = None
        with self._lock:
            self._kept[path] = stamp, text
            self._kept.move_to_end(path)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return text


def _stamp(path: Path) -> object:
    """What changes when ``HEAD`` moves; None outside of a repository."""
    for folder in path.absolute().parents:
        marker = folder / ".git"
        if marker.is_dir():
            return tuple(_told(marker / name) for name in ("HEAD", "logs/HEAD", "index"))
        if marker.is_file():
            try:
                named = marker.read_text(encoding="utf-8").partition("gitdir:")[2].strip()
            except (OSError, UnicodeDecodeError):
                return None
            inner = folder / named
            return tuple(_told(inner / name) for name in ("HEAD", "logs/HEAD", "index"))
    return None


def _told(path: Path) -> tuple[int, int]:
    try:
        told = path.stat()
    except OSError:
        return 0, 0
    return told.st_mtime_ns, told.st_size
