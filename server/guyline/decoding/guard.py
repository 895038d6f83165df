"""A monitor that may fail, held so that it can't break a completion.

A monitor is somebody's code: a project may bring its own. Whatever it raises or gives
back, the completion goes on without it and says so.
"""

from __future__ import annotations

from pathlib import Path

from guyline.monitors import Allowed, Form, Monitor, Settled, Site


class Guarded:
    """A monitor that watches nothing more once it has failed.

    Args:
        monitor: The monitor.

    Attributes:
        trouble: How it failed; empty while it has not.
    """

    def __init__(self, monitor: Monitor) -> None:
        self._monitor = monitor
        self.trouble = ""
        self.name = str(getattr(monitor, "name", type(monitor).__name__))
        self.form: Form = monitor.form
        self.shared = bool(monitor.shared)
        self.optional = bool(monitor.optional)

    def find(self, text: str, start: int) -> Site | None:
        """The monitor's own, if it is a site at ``start`` or later within the text."""
        if self.trouble:
            return None
        try:
            site: object = self._monitor.find(text, start)
        except Exception as error:  # noqa: BLE001 - a monitor may be anybody's
            self._failed(type(error).__name__)
            return None
        if isinstance(site, Site):
            if start <= site.asked <= len(text) and 0 <= site.start <= site.asked:
                return site
            self._failed("it found a site where it was not asked for one")
        elif site is not None:
            self._failed("it found no site")
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """The monitor's own answer.

        Raises:
            TypeError: It is none.
        """
        allowed: object = await self._monitor.allowed(text, site, after, path)
        if not isinstance(allowed, Allowed):
            raise TypeError(f"the {self.name} monitor gave no answer")
        return allowed

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """The monitor's own, and never ``WAIT`` when the text is complete."""
        try:
            settled: object = self._monitor.settle(text, start, complete=complete)
        except Exception as error:  # noqa: BLE001 - a monitor may be anybody's
            self._failed(type(error).__name__)
            return Settled.OTHER
        if not isinstance(settled, Settled) or (complete and settled is Settled.WAIT):
            self._failed("it did not settle a word")
            return Settled.OTHER
        return settled

    def _failed(self, why: str) -> None:
        self.trouble = self.trouble or why
