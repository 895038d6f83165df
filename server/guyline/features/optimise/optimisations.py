"""The searches of one session, as an editor asks for them, and what they have found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from guyline.features.proof.allowed import consents, python_set
from guyline.features.proof.threads import in_thread
from guyline.features.searches import Made, Searches, name_at, path_of
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.engine import Engine
    from guyline.features.optimise.found import Found
    from guyline.features.optimise.order import Order
    from guyline.search.judging import Judge


class Optimisations(Searches["Found"]):
    """The searches of one session.

    Args:
        judge: Makes a judge for an order; None: one that runs code.
    """

    def __init__(self, judge: Callable[[Order, threading.Event], Judge] | None = None) -> None:
        super().__init__()
        self._judge = judge or _judge

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
    ) -> Made[Found]:
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
        from guyline.features.optimise.asked import searched

        stop = stop or threading.Event()
        with self.running(stop):
            order = await in_thread(lambda: self._order(document, line, name, wishes))
            judge = self._judge(order, stop)
            found = await searched(
                engine, order, judge, stop, model=model, recalls=self.keeps, tell=progress
            )
        return await self.keep(document, engine, found)

    def _order(self, document: Document, line: int, name: str, wishes: tuple[str, ...]) -> Order:
        """In a thread: files are read."""
        from guyline.features.optimise.order import order_of
        from guyline.search.wishes import Wishes

        path, settings = path_of(document), self.settings
        return order_of(
            path,
            document.text,
            name or name_at(document, line),
            python=python_set(settings),
            consent=consents(settings),
            wishes=Wishes(wishes),
            seconds=settings.optimise.seconds,
        )


def _judge(order: Order, stop: threading.Event) -> Judge:
    from guyline.search.judging import Judge

    return Judge(order.subject, order.means, stop)
