"""Profiles of any kind, told apart by what is in them.

A profile is data of strangers: it is read with bounds, nothing of it is run, and what is not as it
has to be is refused.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

from guyline.errors import InputError
from guyline.hints.heat import (
    line_profiler,
    printed,
    pstats_dump,
    pyinstrument,
    recorded,
    scalene,
)
from guyline.hints.heat.profile import BadProfileError, Origin, Profile
from guyline.profiling.document import FOLDER, FORMAT, NAME

_LARGEST = 256 << 20
_HELP = "docs/profiles.md says which profiles are read"


def read_profile(path: Path) -> Profile:
    """Read a profile, whatever made it.

    Raises:
        InputError: It can't be read, or is none that is known.
    """
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError(f"{path} is no file", "Name a profile's file")
            data = file.read(_LARGEST + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"Cannot read {path}: {reason}", "Check the path") from error
    root = str(path.absolute().parent.parent) if path.absolute().parent.name == FOLDER else ""
    try:
        return parse(data, Origin(path.name, status.st_mtime, root))
    except BadProfileError as error:
        raise InputError(f"{path} is no profile that can be read: {error}", _HELP) from error


def parse(data: bytes, origin: Origin) -> Profile:
    """Read a profile from its bytes.

    Raises:
        BadProfileError: It is none that is known.
    """
    if len(data) > _LARGEST:
        raise BadProfileError(f"it is larger than {_LARGEST >> 20} MB")
    try:
        if pstats_dump.is_dump(data):
            return pstats_dump.read(data, origin)
        if line_profiler.is_dump(data):
            return line_profiler.read(data, origin)
        return _parse_text(data.decode("utf-8-sig"), origin)
    except UnicodeDecodeError:
        raise BadProfileError("it is neither text nor a dump that is known") from None
    except KeyError as error:
        raise BadProfileError(f"there is no {error}"[:200]) from None
    except RecursionError:
        raise BadProfileError("values within values too deep") from None


def _parse_text(text: str, origin: Origin) -> Profile:
    if not text.lstrip().startswith("{"):
        if printed.is_table(text):
            return printed.read_table(text, origin)
        if printed.is_lines(text):
            return printed.read_lines(text, origin)
        raise BadProfileError("it is of no kind that is known")
    try:
        data = json.loads(text)
    except ValueError as error:
        raise BadProfileError(f"broken JSON: {error}"[:200]) from None
    if data.get("format") == FORMAT:
        return recorded.read(data, origin)
    if "frame_records" in data:
        return pyinstrument.read_session(data, origin)
    if "root_frame" in data:
        return pyinstrument.read_tree(data, origin)
    if "elapsed_time_sec" in data:
        return scalene.read(data, origin)
    raise BadProfileError("it is JSON of no kind that is known")


def nearest_recorded(path: Path) -> Path | None:
    """The recorded test run of the project that a file or folder is in; None: there is none.

    It is looked for upwards, not beyond the repository.
    """
    for folder in (path, *path.parents):
        found = folder / FOLDER / NAME
        if found.is_file():
            return found
        if (folder / ".git").exists():
            return None
    return None
