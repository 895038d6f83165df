"""The searches of one session, as an editor asks for them, and what they have found."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.errors import InputError
from guyline.features.proof.allowed import may_run, must_run
from guyline.features.proof.threads import in_thread
from guyline.settings import Settings
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.engine import Engine
    from guyline.features.optimise.found import Found, Offer
    from guyline.features.optimise.order import Order
    from guyline.proof.functions import Function
    from guyline.search.judging import Judge

_MOST_FOUND = 16
"""Searches whose offers can still be made."""


@dataclass(frozen=True, slots=True)
class Made:
    """A search that was made.

    Attributes:
        number: What it is asked for by.
        uri: The document that it was made for.
        found: What came of it.
    """

    number: int
    uri: str
    found: Found


class Optimisations:
    """The searches of one session.

    Args:
        judge: Makes a judge for an order; None: one that runs code.
    """

    def __init__(self, judge: Callable[[Order, threading.Event], Judge] | None = None) -> None:
        self._judge = judge or _judge
        self._settings = Settings()
        self._trusted = False
        self._made: OrderedDict[int, Made] = OrderedDict()
        self._count = 0
        self._stops: set[threading.Event] = set()

    def configure(self, settings: Settings, *, trusted: bool) -> None:
        """Take new settings."""
        self._settings, self._trusted = settings, trusted

    async def run(
        self,
        document: Document,
        line: int,
        engine: Engine,
        *,
        name: str = "",
        wishes: tuple[str, ...] = (),
        model: bool = True,
        progress: Callable[[str, int], None] = lambda what, count: None,
        stop: threading.Event | None = None,
    ) -> Made:
        """Look for edits that make a function faster.

        Args:
            document: The document.
            line: A line of the function, from 0.
            engine: The session's model and oracle.
            name: The function's qualified name, if it is known.
            wishes: What the person wants of an edit.
            model: Whether the model may be asked, if one is set.
            progress: Is told what is being done, from another thread.
            stop: Set by whoever does not want it any more.

        Raises:
            GuylineError: It can't be asked for, or no sandbox works here.
            Cancelled: It was cancelled.
        """
        from guyline.features.optimise.asked import TOO_SMALL, can_be_asked, sources_of
        from guyline.features.optimise.search import optimise

        must_run(self._settings, trusted=self._trusted)
        order = await in_thread(lambda: self._order(document, line, name, wishes))
        stop = stop or threading.Event()
        self._stops.add(stop)
        try:
            model = model and self._settings.optimise.use_model
            sources = sources_of(engine, order) if model else ()
            found = await optimise(order, self._judge(order, stop), sources, progress)
        except BaseException:
            stop.set()  # the thread ends by itself, and with it the sandbox
            raise
        finally:
            self._stops.discard(stop)
        if model and not can_be_asked(engine.settings):
            found = replace(found, notes=(*found.notes, TOO_SMALL))
        return self._keep(document.uri, found)

    async def function_at(self, document: Document, line: int) -> Function | None:
        """The function that a line belongs to; None where none can be looked at here."""
        from guyline.proof.functions import around, functions_of

        settings = self._settings
        if document.path is None or not may_run(settings, trusted=self._trusted):
            return None
        try:
            functions = await in_thread(lambda: functions_of(document.text))
        except InputError:
            return None
        return around(functions, line)

    def uri_of(self, number: int) -> str:
        """The document that a search was made for; empty: it is forgotten."""
        made = self._made.get(number)
        return made.uri if made is not None else ""

    def offer(self, number: int, place: int, document: Document | None) -> tuple[Made, Offer]:
        """An offer of a search, for the text that it was made for.

        Raises:
            InputError: It is forgotten, or the text has changed.
        """
        made = self._made.get(number)
        if made is None or not 0 <= place < len(made.found.offers):
            raise InputError("This edit is forgotten", "Optimise the function again")
        if document is None or document.text != made.found.old:
            raise InputError(
                "The text has changed since the edit was proved", "Optimise the function again"
            )
        return made, made.found.offers[place]

    async def close(self) -> None:
        """End all searches."""
        self._trusted = False
        for stop in list(self._stops):
            stop.set()

    def _order(self, document: Document, line: int, name: str, wishes: tuple[str, ...]) -> Order:
        """In a thread: files are read."""
        from guyline.features.optimise.order import order_of
        from guyline.proof.functions import around, functions_of
        from guyline.search.wishes import Wishes

        if document.path is None:
            raise InputError("The document has no file", "Save it in its project first")
        if not name:
            function = around(functions_of(document.text), line)
            if function is None:
                raise InputError(
                    "The cursor is in no function",
                    "Put it into one that stands in a module or a class",
                )
            name = function.name
        settings = self._settings
        return order_of(
            document.path,
            document.text,
            name,
            python=Path(settings.python).expanduser() if settings.python else None,
            consent=settings.proof.run_code == "limits",
            wishes=Wishes(wishes),
            seconds=settings.optimise.seconds,
        )

    def _keep(self, uri: str, found: Found) -> Made:
        self._count += 1
        made = self._made[self._count] = Made(self._count, uri, found)
        while len(self._made) > _MOST_FOUND:
            self._made.popitem(last=False)
        return made


def _judge(order: Order, stop: threading.Event) -> Judge:
    from guyline.search.judging import Judge

    return Judge(order.subject, order.means, stop)
