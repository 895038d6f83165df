"""Coroutines that nothing awaits: a statement that is only the call of an async function.

What it watches
    Statements that begin with the call of a name or of a dotted one, once the call's
    bracket is closed. The site is the statement's first word.

What it forbids
    That first word, where the oracle can prove that whatever is called is an
    ``async def``: the call makes a coroutine and drops it, and nothing in it ever runs.
    The draft is cut back to the beginning of the statement, where ``await`` may stand.

What is no mistake
    A call whose result is used: kept, passed on, returned, or asked for an attribute. So
    the verdict waits for what follows the bracket. A call where a warning is expected.

Example:
    A draft ``asyncio.sleep(1)`` in an async function is cut back to the line's beginning
    and written again as ``await asyncio.sleep(1)``.
"""

from __future__ import annotations

import re
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.calls import call_at
from guyline.monitors.monitor import Allowed, Form, Settled, Site

_ASYNC = re.compile(r"async|await|trio|coroutine")
"""A file without any of these has nothing to do with coroutines."""


class CoroutineMonitor:
    """Holds statements to calls that do something.

    Args:
        oracle: Who knows the functions.
    """

    name = "coroutine"
    form = Form.WORD
    shared = True
    optional = True

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first statement that is a call whose bracket closes at ``start`` or later."""
        bracket = text.find(")", max(0, start - 1))
        while bracket >= 0:
            call = call_at(text, bracket)
            if call is not None and call.end == bracket + 1:
                return Site(call.start, call.end)
            bracket = text.find(")", bracket + 1)
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """Nothing but what is forbidden."""
        call = call_at(text, site.start)
        if call is None or not _ASYNC.search(text):
            return Allowed(None, "")
        question = Question(text + after, call.word, path, Kind.COROUTINE)
        answer = await self._oracle.ask(question)
        receiver = text[call.start : call.word]
        return Allowed.wrong(answer.forbidden, answer.reason, receiver=receiver, ms=answer.ms)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the call that begins at ``start`` is a statement of its own."""
        call = call_at(text, start)
        if call is None or call.start != start or call.alone is False:
            return Settled.OTHER
        if call.alone:
            return Settled.USE
        if not complete:
            return Settled.WAIT
        return Settled.OTHER if call.end is None else Settled.USE
