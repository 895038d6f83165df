"""When attempts are made in an editor, and what is known of each open file.

A person's attempt comes first. In the background one is made at a time, of the newest text, for
the functions that have changed since they were committed. What is refuted is shown only of the
text that it was found in.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.errors import GuylineError, InputError
from guyline.features.proof.allowed import may_run, must_run
from guyline.features.proof.outcome import Outcome
from guyline.features.proof.threads import Stops, in_thread
from guyline.proof.head import Heads
from guyline.settings import Settings
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.proof.kept import KeptOutcomes
    from guyline.features.proof.prepared import Prepared
    from guyline.proof.attempt import Means
    from guyline.proof.functions import Function
    from guyline.proof.prove import Options
    from guyline.proof.trials import Subject
    from guyline.proof.verdict import Proof

    Attempt = Callable[
        [Subject, Means, Options, Callable[[str, int], None], threading.Event], Proof
    ]

_log = logging.getLogger(__name__)

_MOST_TRIED = 32
"""Attempts whose input can still be made a test."""

_MOST_CHANGED = 6
"""Functions that one save has tried."""

_LARGEST = 1_000_000
"""Characters of a document whose changed functions are looked for."""


@dataclass(frozen=True, slots=True)
class Refuted:
    """A function of an open file that was refuted.

    Attributes:
        function: Where it is.
        outcome: What was found.
        number: What it is asked for by.
    """

    function: Function
    outcome: Outcome
    number: int


@dataclass(frozen=True, slots=True)
class Tried:
    """An attempt that was made.

    Attributes:
        prepared: What was tried.
        outcome: What came of it.
        number: What it is asked for by.
    """

    prepared: Prepared
    outcome: Outcome
    number: int


@dataclass(slots=True)
class _File:
    """What is known of an open file."""

    document: Document
    refuted: list[Refuted] = field(default_factory=list)
    changed: tuple[str, str, tuple[Function, ...]] | None = None


class Proofs:
    """The attempts of one session.

    Args:
        show: Is told of a document whose refuted functions are others now.
        say: Tells the person something.
        start: Runs work beside everything else.
        attempt: Makes an attempt; None: :func:`guyline.proof.attempt.attempt`.
        kept: What is kept of attempts; None: in the person's cache.
    """

    def __init__(
        self,
        show: Callable[[Document], None],
        say: Callable[[str], None],
        start: Callable[[Coroutine[Any, Any, object]], None],
        attempt: Attempt | None = None,
        kept: KeptOutcomes | None = None,
    ) -> None:
        self._show = show
        self._say = say
        self._start = start
        self._attempt = attempt
        self._kept = kept
        self._heads = Heads()
        self._settings = Settings()
        self._trusted = False
        self._open: dict[str, _File] = {}
        self._tried: OrderedDict[int, Tried] = OrderedDict()
        self._count = 0
        self._wanted: dict[str, Document] = {}
        self._busy = False
        self._background: threading.Event | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._asked = 0
        self._told = False
        self._stops = Stops()

    def configure(self, settings: Settings, *, trusted: bool) -> None:
        """Take new settings."""
        self._settings, self._trusted = settings, trusted
        if not self._may_run() or not settings.proof.on_save:
            self._wanted.clear()
            self._stop_background()

    def opened(self, document: Document) -> None:
        """Know a document that was opened."""
        self._open[document.uri] = _File(document)

    def changed(self, document: Document) -> None:
        """Take a document's new text; what was refuted is not shown of it."""
        known = self._open.get(document.uri)
        if known is None:
            return
        if self._wanted.pop(document.uri, None) is not None:
            self._stop_background()
        shown = bool(known.refuted)
        known.document, known.refuted = document, []
        if shown:
            self._show(document)

    def closed(self, document: Document) -> None:
        """Forget a document."""
        self._open.pop(document.uri, None)
        self._wanted.pop(document.uri, None)

    def saved(self, uri: str) -> None:
        """Try the changed functions of a document that was saved, where that is wanted."""
        known = self._open.get(uri)
        if known is None or not self._may_run() or not self._settings.proof.on_save:
            return
        self._wanted[uri] = known.document
        self._stop_background()
        if not self._busy:
            self._busy = True
            self._start(self._in_background())

    def refuted(self, document: Document) -> list[Refuted]:
        """What is refuted of a document's text as it is."""
        known = self._open.get(document.uri)
        if known is None or known.document.text != document.text:
            return []
        return list(known.refuted)

    async def functions(self, document: Document) -> list[Function]:
        """The functions of a document.

        Raises:
            InputError: It can't be parsed.
        """
        from guyline.proof.functions import functions_of

        return await in_thread(lambda: functions_of(document.text))

    async def changed_functions(self, document: Document) -> tuple[Function, ...]:
        """Those that were something else when they were committed; none where none can be tried."""
        path = document.path
        if path is None or not self._may_run() or len(document.text) > _LARGEST:
            return ()
        before = await in_thread(lambda: self._heads.text(path))
        if before is None:
            return ()
        known = self._open.get(document.uri)
        if known is not None and known.changed is not None:
            old, new, found = known.changed
            if old == before and new == document.text:
                return found
        from guyline.proof.functions import changed

        try:
            found = await in_thread(lambda: tuple(changed(before, document.text)))
        except InputError:
            found = ()
        if known is not None:
            known.changed = before, document.text, found
        return found

    async def try_to_break(
        self,
        document: Document,
        line: int,
        *,
        name: str = "",
        other: str = "",
        again: bool = False,
        progress: Callable[[str, int], None] = lambda what, count: None,
        stop: threading.Event | None = None,
    ) -> Tried:
        """Try to break a function, as a person asked for it.

        Args:
            document: The document, whose text is the new version.
            line: A line of the function, from 0.
            name: The function's name, if it is known.
            other: The function whose behaviour is the right one; empty: the same in ``HEAD``.
            again: Whether to try even where the answer is kept.
            progress: Is told what is being done, from another thread.
            stop: Set by whoever does not want it any more.

        Raises:
            GuylineError: It can't be asked for, or no sandbox works here.
            Cancelled: It was cancelled.
        """
        self._refuse()
        self._asked += 1
        self._idle.clear()
        self._stop_background()
        try:
            prepared = await in_thread(lambda: self._prepared(document, line, name, other))
            return await self._made(prepared, self._options(), stop, progress, again=again)
        finally:
            self._asked -= 1
            if not self._asked:
                self._idle.set()

    async def as_test(self, number: int) -> tuple[Path, str]:
        """The file of a failing test for an attempt that found something, and its text.

        Raises:
            GuylineError: It can't be written as one, or is forgotten.
        """
        return (await self.as_tests(number, most=1))[0]

    async def as_tests(
        self, number: int, most: int = 5, stop: threading.Event | None = None
    ) -> tuple[tuple[Path, str], ...]:
        """Failing tests for an attempt that found something: of its input, and of others like it.

        Args:
            number: The attempt.
            most: How many.
            stop: Set by whoever does not want them any more.

        Raises:
            GuylineError: It can't be written as one, or is forgotten.
            Cancelled: It was cancelled.
        """
        self._refuse()
        tried = self._tried.get(number)
        found = tried.outcome.counterexample() if tried is not None else None
        if tried is None or found is None:
            raise InputError("This attempt is forgotten", "Try to break the function again")
        subject, means = tried.prepared.subject, tried.prepared.means
        stop = stop or threading.Event()

        def written() -> tuple[tuple[Path, str], ...]:
            from guyline.proof.differences import differences
            from guyline.proof.pytest_case import case_of
            from guyline.proof.trials import Cancelled

            where = means.confinement()
            path, text = case_of(subject, found, means.project, where.start, where.python)
            made = {text: path}
            for other in differences(subject, where.start, stop) if most > 1 else ():
                if len(made) >= most:
                    break
                if stop.is_set():
                    raise Cancelled
                with suppress(GuylineError):
                    text = case_of(subject, other, means.project, where.start, where.python)[1]
                    made.setdefault(text, path.with_name(f"{path.stem}_{len(made) + 1}.py"))
            return tuple((path, text) for text, path in made.items())

        with self._stops.running(stop):
            return await in_thread(written)

    def tried(self, number: int) -> Tried | None:
        """An attempt that was made, if it is still known."""
        return self._tried.get(number)

    async def close(self) -> None:
        """End all attempts."""
        self._wanted.clear()
        self._trusted = False
        self._stops.end()

    def _may_run(self) -> bool:
        return may_run(self._settings, trusted=self._trusted)

    def _refuse(self) -> None:
        """Raise where nothing may be run."""
        must_run(self._settings, trusted=self._trusted)

    def _options(self, *, background: bool = False) -> Options:
        from guyline.proof.prove import Options

        seconds = self._settings.proof.seconds
        if background:
            return Options(seconds=seconds / 2, mutants=0, timing=0.0)
        return Options(seconds=seconds)

    def _prepared(self, document: Document, line: int, name: str, other: str) -> Prepared:
        """In a thread: files are read."""
        from guyline.features.proof.prepared import Wanted, prepare

        return prepare(Wanted(document, line, name, other), self._heads, self._settings)

    async def _made(
        self,
        prepared: Prepared,
        options: Options,
        stop: threading.Event | None,
        progress: Callable[[str, int], None],
        *,
        again: bool = False,
        background: bool = False,
    ) -> Tried:
        """Make an attempt in a thread of its own, unless what comes of it is kept."""
        subject, means = prepared.subject, prepared.means
        stop = stop or threading.Event()

        def work() -> Outcome:
            from guyline.features.proof.kept import KeptOutcomes, key_of
            from guyline.features.proof.ruled import ruled
            from guyline.hints.versions import OLDEST
            from guyline.proof.attempt import attempt, step_back

            kept = self._kept or KeptOutcomes()
            key = key_of(subject, means, options)
            if not again and (known := kept.get(key)) is not None:
                return known
            if background:
                step_back()
            proof = (self._attempt or attempt)(subject, means, options, progress, stop)
            outcome = Outcome.of(subject.qualname, ruled(proof, subject, OLDEST))
            kept.put(key, outcome)
            return outcome

        with self._stops.running(stop):
            outcome = await in_thread(work)
        self._count += 1
        tried = Tried(prepared, outcome, self._count)
        self._tried[self._count] = tried
        while len(self._tried) > _MOST_TRIED:
            self._tried.popitem(last=False)
        return tried

    def _stop_background(self) -> None:
        if self._background is not None:
            self._background.set()

    async def _in_background(self) -> None:
        """Try what is wanted, one after the other, until nothing is."""
        try:
            while self._wanted:
                await self._idle.wait()
                uri, document = next(iter(self._wanted.items()))
                if await self._whole_file(document) and self._wanted.get(uri) is document:
                    del self._wanted[uri]
        finally:
            self._busy = False

    async def _whole_file(self, document: Document) -> bool:
        """Try the changed functions of one file; False where something came between."""
        from guyline.proof.trials import Cancelled

        refuted: list[Refuted] = []
        for function in (await self.changed_functions(document))[:_MOST_CHANGED]:
            if self._asked or self._wanted.get(document.uri) is not document:
                return False
            self._background = threading.Event()
            try:
                prepared = await in_thread(
                    partial(self._prepared, document, function.header, function.name, "")
                )
                tried = await self._made(
                    prepared,
                    self._options(background=True),
                    self._background,
                    lambda what, count: None,
                    background=True,
                )
            except Cancelled:
                return False
            except GuylineError as error:
                self._tell_once(f"Guyline did not try {function.name}: {error}")
                return True
            finally:
                self._background = None
            if tried.outcome.is_refuted:
                refuted.append(Refuted(function, tried.outcome, tried.number))
            self._take(document, refuted)
        return True

    def _tell_once(self, message: str) -> None:
        _log.warning(message)
        if not self._told:
            self._told = True
            self._say(message)

    def _take(self, document: Document, refuted: list[Refuted]) -> None:
        known = self._open.get(document.uri)
        if known is None or known.document.text != document.text:
            return
        if [each.number for each in known.refuted] != [each.number for each in refuted]:
            known.refuted = list(refuted)
            self._show(known.document)
