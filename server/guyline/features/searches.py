"""Long searches that a person asks for in an editor: what runs, how it ends, what was found."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from guyline.errors import InputError
from guyline.features import learning
from guyline.features.proof.allowed import may_run, must_run
from guyline.features.proof.threads import Stops, in_thread
from guyline.settings import Settings
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.engine import Engine
    from guyline.features.optimise.found import Found
    from guyline.features.refine.refined import Refined
    from guyline.proof.functions import Function

T = TypeVar("T", bound="Found | Refined")

_MOST = 16
"""Searches whose edits can still be made."""


@dataclass(frozen=True, slots=True)
class Made(Generic[T]):
    """A search that was made.

    Attributes:
        number: What it is asked for by.
        uri: The document that it was made for.
        found: What came of it.
        search: What it is kept by in the person's memory; empty: it is not.
    """

    number: int
    uri: str
    found: T
    search: str = ""


class Searches(Generic[T]):
    """The searches of one kind in one session; how one is made is its own."""

    def __init__(self) -> None:
        self.settings = Settings()
        self._trusted = False
        self._made: OrderedDict[int, Made[T]] = OrderedDict()
        self._count = 0
        self._stops = Stops()

    def configure(self, settings: Settings, *, trusted: bool) -> None:
        """Take new settings."""
        self.settings, self._trusted = settings, trusted

    async def function_at(self, document: Document, line: int) -> Function | None:
        """The function that a line belongs to; None where none can be run here."""
        from guyline.proof.functions import around, functions_of

        if document.path is None or not may_run(self.settings, trusted=self._trusted):
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

    async def close(self) -> None:
        """End all searches."""
        self._trusted = False
        self._stops.end()

    def running(self, stop: threading.Event) -> AbstractContextManager[None]:
        """A search that ``stop`` ends, as in :meth:`Stops.running`.

        Raises:
            InputError: Nothing may be run here.
        """
        must_run(self.settings, trusted=self._trusted)
        return self._stops.running(stop)

    @property
    def keeps(self) -> bool:
        """Whether the person lets what was found be kept in their memory."""
        return self.settings.learning.keep

    async def keep(self, document: Document, engine: Engine, found: T) -> Made[T]:
        """Keep what came of a search, for its edits to be made later.

        It goes into the person's memory, too, where they let it and the file may be sent.
        """
        search = ""
        if self.keeps and not await engine.context.refusal(document):
            search = await in_thread(lambda: learning.keep(found))
        self._count += 1
        made = self._made[self._count] = Made(self._count, document.uri, found, search)
        while len(self._made) > _MOST:
            self._made.popitem(last=False)
        return made

    def edit(self, number: int, place: int, document: Document | None) -> tuple[Made[T], str]:
        """The text with an edit that a search has found, for the text that it was made for.

        Args:
            number: The search.
            place: Which of its edits.
            document: The document as it is; None: it is closed.

        Raises:
            InputError: It is forgotten, or the text has changed.
        """
        made = self._made.get(number)
        if made is None or not 0 <= place < len(made.found.edits):
            raise InputError("This edit is forgotten", "Ask for it again")
        if document is None or document.text != made.found.old:
            raise InputError("The text has changed since the edit was tried", "Ask for it again")
        return made, made.found.edits[place].text

    async def accepted(self, made: Made[T], text: str) -> None:
        """Remember that an edit was made."""
        await in_thread(lambda: learning.accepted(made.found, made.search, text))


def path_of(document: Document) -> Path:
    """The file of a document.

    Raises:
        InputError: It has none.
    """
    if document.path is None:
        raise InputError("The document has no file", "Save it in its project first")
    return document.path


def name_at(document: Document, line: int) -> str:
    """The qualified name of the function at a line.

    Raises:
        InputError: There is none.
    """
    from guyline.proof.functions import around, functions_of

    function = around(functions_of(document.text), line)
    if function is None:
        raise InputError(
            "The cursor is in no function", "Put it into one that stands in a module or a class"
        )
    return function.name
