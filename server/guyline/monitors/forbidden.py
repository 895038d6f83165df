"""Names a project does not want used, such as ``os.system``.

What it watches
    Words that are the last part of a name in ``[tool.guyline.forbidden]`` of the project's
    ``pyproject.toml``, once they have ended.

What it forbids
    The word, where the oracle finds that it is that name: through the import it was taken
    by, or through its definition. A builtin is ``builtins.eval``.

What is no mistake
    A definition, an attribute of something else, the name of a keyword argument.

Example:
    With ``"os.system" = "use subprocess.run"``, a draft ``os.system(`` is cut back to the
    dot, and the reason tells what to use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.text import word_end

_CHARS = r"0-9A-Za-z_\x80-\U0010ffff"


class ForbiddenMonitor:
    """Holds a project to names it wants used.

    Args:
        oracle: Who knows what a word is.
        forbidden: Full names, and what is to be done instead.
    """

    name = "forbidden"
    form = Form.WORD
    shared = True
    optional = True

    def __init__(self, oracle: Oracle, forbidden: Mapping[str, str]) -> None:
        self._oracle = oracle
        self._forbidden = forbidden
        words = sorted({name.rpartition(".")[2] for name in forbidden}) or ["(?!)"]
        self._reach = max(map(len, words)) + 1
        self._word = re.compile(rf"(?<![{_CHARS}])(?:{'|'.join(words)})[^{_CHARS}]")

    def find(self, text: str, start: int) -> Site | None:
        """The first of the words that has ended at ``start`` or later."""
        for match in self._word.finditer(text, max(0, start - self._reach)):
            if match.end() >= start:
                return Site(match.start(), match.end())
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """Nothing but what is forbidden."""
        end = word_end(text, site.start)
        question = Question(text[:end] + after, site.start, path, Kind.ORIGIN)
        answer = await self._oracle.ask(question)
        for fact in answer.facts:
            name = fact.partition(" ")[2]
            if name in self._forbidden:
                reason = f"{name} is not used in this project: {self._forbidden[name]}"
                word = frozenset({text[site.start : end]})
                return Allowed.wrong(word, reason, ms=answer.ms)
        return Allowed(None, "", "", answer.ms)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """A use: of a definition the oracle says nothing."""
        del text, start, complete
        return Settled.USE
