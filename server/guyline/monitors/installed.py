"""Monitors of other packages, installed beside the server.

A package names them in the entry point group ``guyline.monitors``: each a callable that
takes the oracle and gives a monitor. They are taken only from the folders that packages
of the server's own environment are installed in, so that nothing in a workspace, and
nothing in the current folder, is ever imported.
"""

from __future__ import annotations

import importlib.util
import sysconfig
from collections.abc import Sequence
from importlib.metadata import EntryPoint, distributions
from pathlib import Path

from guyline.analysis.answer import Oracle
from guyline.monitors.monitor import Monitor

GROUP = "guyline.monitors"
_PARTS = ("name", "form", "shared", "optional", "find", "allowed", "settle")


def installed_monitors(
    oracle: Oracle, folders: Sequence[Path] | None = None
) -> tuple[list[Monitor], list[str]]:
    """The monitors of installed packages, and a message for each that can't be had.

    Args:
        oracle: What they may ask.
        folders: Where packages are installed; None: where the server's own are.
    """
    folders = _own_folders() if folders is None else folders
    found: list[Monitor] = []
    messages: list[str] = []
    for entry in _entries(folders):
        try:
            found.append(_load(entry, oracle, folders))
        except Exception as error:  # noqa: BLE001 - whatever another's code raises
            what = f"{type(error).__name__}: {error}"
            messages.append(f"The monitor {entry.name!r} ({entry.value}) is left out: {what}")
    return found, messages


def _own_folders() -> list[Path]:
    paths = sysconfig.get_paths()
    return [Path(paths["purelib"]), Path(paths["platlib"])]


def _entries(folders: Sequence[Path]) -> list[EntryPoint]:
    entries = {
        (entry.name, entry.value): entry
        for distribution in distributions(path=[str(folder) for folder in folders])
        for entry in distribution.entry_points
        if entry.group == GROUP
    }
    return [entries[key] for key in sorted(entries)]


def _load(entry: EntryPoint, oracle: Oracle, folders: Sequence[Path]) -> Monitor:
    spec = importlib.util.find_spec(entry.module.partition(".")[0])
    origin = None if spec is None or spec.origin is None else Path(spec.origin).resolve()
    if origin is None or not any(origin.is_relative_to(f.resolve()) for f in folders):
        raise ImportError(f"{entry.module} does not lie where packages are installed")
    monitor: Monitor = entry.load()(oracle)
    missing = [part for part in _PARTS if not hasattr(monitor, part)]
    if missing:
        raise TypeError(f"it has no {missing[0]}")
    return monitor
