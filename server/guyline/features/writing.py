"""Passages that the model of a session writes, under guidance."""

from __future__ import annotations

from pathlib import Path

from guyline.decoding import Budget, Extent, Job, Surroundings, decode
from guyline.features.engine import Engine
from guyline.models import Prompt, Snippet
from guyline.search.writing import Passage
from guyline.settings import EMBEDDED, Settings
from guyline.text import Document

_A_LINE = 16
"""Tokens that a line of code takes, more or less."""

_CORRECTIONS = 24
_SHOWN_BEFORE = 16_000
_SHOWN_AFTER = 4_000
"""Characters of the file that are shown at the most."""


def can_write(settings: Settings) -> bool:
    """Whether a model is set that can write a function: not the small one that is embedded."""
    return settings.endpoint != EMBEDDED or settings.model.endswith(".gguf")


class EngineWriter:
    """A writer that asks the model which is set, and has its monitors watch.

    Args:
        engine: The session's model and oracle.
        path: The file that is written in.
        seconds: The longest that one passage may take.
    """

    def __init__(self, engine: Engine, path: Path, seconds: float = 30.0) -> None:
        self._engine = engine
        self._path = path
        self._seconds = seconds

    async def write(self, passage: Passage) -> str:
        """See :class:`guyline.search.writing.Writer`.

        Raises:
            ModelError: There is no model, or it gave nothing.
            FileExcluded: Nothing of this file may be sent.
        """
        document = Document(passage.before + passage.after, self._path)
        await self._engine.admit(document)
        head = passage.before[passage.before.rfind("\n") + 1 :]
        job = Job(
            Surroundings(passage.before, passage.after, self._path),
            Prompt(
                _last(passage.before, _SHOWN_BEFORE).replace("\r\n", "\n"),
                passage.after[:_SHOWN_AFTER].replace("\r\n", "\n"),
                self._path.name,
                tuple(Snippet(name, text) for name, text in passage.shown),
                passage.task,
                passage.like.replace("\r\n", "\n"),
            ),
            Extent(passage.lines, passage.floor, block=passage.lines > 1, head=head),
        )
        budget = Budget(passage.lines * _A_LINE, _CORRECTIONS, self._seconds)
        monitors = self._engine.monitors() if passage.guided else []
        async with self._engine.model() as model:
            outcome = await decode(job, model, monitors, budget)
        return outcome.text


def _last(text: str, most: int) -> str:
    """The end of a text, from the beginning of a line on."""
    if len(text) <= most:
        return text
    cut = text[-most:]
    return cut[cut.find("\n") + 1 :]
