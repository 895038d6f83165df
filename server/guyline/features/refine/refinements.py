"""The fixes of one session, as an editor asks for them."""

from __future__ import annotations

import asyncio
import re
import shlex
import threading
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis import Answer, Kind, Question
from guyline.errors import InputError
from guyline.features.proof.allowed import means_for
from guyline.features.proof.threads import in_thread
from guyline.features.searches import Made, Searches, name_at, path_of
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.features.engine import Engine
    from guyline.features.refine.asked import Asked
    from guyline.features.refine.refined import Refined
    from guyline.proof.trials import Subject

_MODEL_SECONDS = 1.0
"""For the model to say which name was meant: a person has asked for actions, and waits."""

_WORD = re.compile(r"[^\W\d]\w*")
_NEXT = re.compile(r"^\s*>>> ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Meant:
    """A name that might have been meant.

    Attributes:
        start: Where the wrong one begins, in code points.
        end: Where it ends.
        wrong: The wrong one.
        name: The other.
    """

    start: int
    end: int
    wrong: str
    name: str


class Refinements(Searches["Refined"]):
    """The fixes of one session."""

    async def run(
        self,
        document: Document,
        line: int,
        engine: Engine,
        *,
        name: str = "",
        test: str = "",
        cases: Sequence[tuple[Path, str]] = (),
        before: Subject | None = None,
        seconds: float = 60.0,
        model: bool = True,
        progress: Callable[[str, int], None] = lambda what, count: None,
        stop: threading.Event | None = None,
    ) -> Made[Refined]:
        """Look for a fix.

        Args:
            document: The document.
            line: A line of the function, from 0.
            engine: The session's model and oracle.
            name: The function's qualified name, if it is known.
            test: The command that fails; empty: the tests of the file, or its doctests.
            cases: Failing tests that are in no file yet: where each would be, and its text.
            before: The function as it was, where it has to give the same again.
            seconds: How long it may take.
            model: Whether the model may be asked, if one is set.
            progress: Is told what is being done, from another thread.
            stop: Set by whoever does not want it any more.

        Raises:
            GuylineError: It can't be asked for, or no sandbox works here.
            Cancelled: It was cancelled.
        """
        from guyline.features.refine.asked import Asked
        from guyline.features.refine.model import ask_of
        from guyline.features.refine.names import EngineNames
        from guyline.features.refine.refine import refine
        from guyline.proof.place import place_of

        stop = stop or threading.Event()
        with self.running(stop):
            path, settings, text = path_of(document), self.settings, document.text
            name = name or await in_thread(lambda: name_at(document, line))
            means = means_for(settings, place_of(path).project)
            asked = Asked(path, name, test, means, text, seconds, before=before)
            asked = await in_thread(lambda: _with_tests(asked, text, cases))
            ask = ask_of(engine, path, stop) if model else None
            names = EngineNames(engine, path, asyncio.get_running_loop(), stop, model)
            found = await in_thread(lambda: refine(asked, progress, stop, ask, names))
        return await self.keep(document, engine, found)


def _with_tests(asked: Asked, text: str, cases: Sequence[tuple[Path, str]]) -> Asked:
    """The same with the tests of the file, if no command is named; and with cases besides.

    In a thread: files are looked for.

    Raises:
        InputError: There are none.
    """
    if not asked.test:
        try:
            asked = replace(asked, test=command_for(asked.path, text, asked.place.project))
        except InputError:
            if not cases:
                raise
    return asked.with_cases(cases) if cases else asked


def command_for(path: Path, text: str, project: Path) -> str:
    """The tests of a file, where they are named after it; else its doctests.

    Raises:
        InputError: It has neither.
    """
    names = (f"test_{path.stem}.py", f"{path.stem}_test.py")
    folders = [path.parent, path.parent / "tests", project / "tests", project / "test", project]
    found = [folder / name for folder in folders for name in names]
    if path.name.startswith("test_"):
        found.insert(0, path)
    nested = project / "tests"
    if nested.is_dir():
        found += [each for name in names for each in sorted(nested.rglob(name))[:1]]
    for each in found:
        if each.is_file():
            return shlex.join(["pytest", str(each)])
    if _NEXT.search(text):
        return shlex.join(["python", "-m", "doctest", str(path)])
    raise InputError(f"No test of {path.name} was found", "Give the command that fails")


async def meant(
    document: Document,
    span: tuple[int, int],
    ask: Callable[[Question], Awaitable[Answer]],
    engine: Engine | None = None,
) -> tuple[Meant, ...]:
    """Names that might have been meant, where a word is known to be none, the likeliest first.

    Args:
        document: The document.
        span: Where what is wrong begins and ends, in code points.
        ask: Asks the oracle.
        engine: Has its model say which is the likeliest; None: the nearest is.
    """
    from guyline.features.refine.likelihood import likeliest
    from guyline.features.refine.names import near

    start, end = span
    words = list(_WORD.finditer(document.text, start, max(start, end)))
    if not words:
        return ()
    word = words[-1]  # of ``a.b`` it is the attribute that is wrong
    answer = await ask(Question(document.text, word.start(), document.path, Kind.ANY))
    if not answer.names or word[0] in answer.names:
        return ()
    names = near(word[0], answer.names)
    if engine is not None:
        names = await likeliest(
            engine, document.text, word.span(), document.path, names, _MODEL_SECONDS
        )
    return tuple(Meant(word.start(), word.end(), word[0], each) for each in names)
