"""Environments for tests: made of files, healthy or not; nothing is installed."""

from __future__ import annotations

import sys
from pathlib import Path

VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"
HOME = Path(sys.base_prefix, "bin")


def make_environment(folder: Path, *, cfg: str | None = "healthy", home: Path = HOME) -> Path:
    """Make a virtual environment in ``folder``; its interpreter.

    Args:
        folder: Where.
        cfg: What its ``pyvenv.cfg`` holds; None: there is none.
        home: Where the interpreter lies that it is made from.
    """
    site_packages(folder).mkdir(parents=True)
    (folder / "bin").mkdir()
    python = folder / "bin" / "python"
    python.symlink_to(home / f"python{VERSION}")
    if cfg == "healthy":
        cfg = f"home = {home}\nversion = {sys.version.split()[0]}\n"
    if cfg is not None:
        (folder / "pyvenv.cfg").write_text(cfg)
    return python


def site_packages(folder: Path) -> Path:
    """Where the packages of an environment lie."""
    return folder / "lib" / f"python{VERSION}" / "site-packages"


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    """Write files, by their paths in a folder; a path that ends with ``/`` is a folder."""
    for name, content in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
