"""Which monitors watch in a workspace: Guyline's own, other packages', the project's rules."""

from __future__ import annotations

import logging
from pathlib import Path

from guyline.analysis.answer import Oracle
from guyline.monitors import Monitor, Rules, installed_monitors, monitors_for, read_rules

_log = logging.getLogger(__name__)


class Guidance:
    """The monitors of a workspace; rules are read anew when their file has changed.

    Args:
        workspace: The folder whose ``pyproject.toml`` has the rules; None where there is
            none, or where the workspace is not trusted.
    """

    def __init__(self, workspace: Path | None) -> None:
        self._workspace = workspace
        self._read: tuple[float, Rules] | None = None
        self._installed: tuple[Oracle, list[Monitor]] | None = None

    def monitors(self, oracle: Oracle) -> list[Monitor]:
        """Every monitor, on this oracle."""
        if self._installed is None or self._installed[0] is not oracle:
            found, messages = installed_monitors(oracle)
            _tell(messages)
            self._installed = oracle, found
        return [*monitors_for(oracle, self._rules()), *self._installed[1]]

    def _rules(self) -> Rules:
        if self._workspace is None:
            return Rules()
        try:
            stamp = (self._workspace / "pyproject.toml").stat().st_mtime
        except OSError:
            stamp = 0.0
        if self._read is None or self._read[0] != stamp:
            rules, messages = read_rules(self._workspace)
            _tell(messages)
            self._read = stamp, rules
        return self._read[1]


def _tell(messages: list[str]) -> None:
    for message in messages:
        _log.warning(message)
