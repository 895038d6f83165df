"""One scripted model behind all stand-ins: it writes from what a server shows it.

The place it writes at is found by an anchor, the line at the cursor. It is held to what the
server read out of the request, and it listens to the words in a comment or a message, as a
model may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from guyline.models import OneOf
from guyline.models.scripted import Script


class Held(Protocol):
    """What a constraint became in a server."""

    def viable(self, text: str) -> bool: ...

    def accepts(self, text: str) -> bool: ...


_COMMENT = re.compile(r"^[ \t]*# (.*)\n", re.MULTILINE)


@dataclass(frozen=True)
class Writer:
    """The model.

    Attributes:
        script: What it says, as a function of what it has written.
        anchor: The line of the document up to the cursor.
    """

    script: Script
    anchor: str

    def written(self, shown: str) -> str:
        """What stands behind the anchor in a text that is shown."""
        assert self.anchor in shown, f"the model is not shown the place: {shown!r}"
        return _COMMENT.sub("", shown.rpartition(self.anchor)[2])

    def told(self, shown: str) -> Held | None:
        """The words in the last comment of a text."""
        comments = [match[1] for match in _COMMENT.finditer(shown)]
        names = [word.rpartition(".")[2] for word in comments[-1].split(", ")] if comments else []
        return OneOf.of(frozenset(names)) if names else None

    def tokens(self, written: str, held: Held | None, most: int) -> Iterator[str | None]:
        """What it writes behind ``written``; None: its own end, after which nothing comes."""
        answer = ""
        for _ in range(most):
            ranked = [one for one in self.script(written + answer) if isinstance(one, str)]
            token = next((t for t in ranked if held is None or held.viable(answer + t)), None)
            if token is None and held is not None and not held.accepts(answer):
                # A real vocabulary can spell anything; here, the part of a token will do.
                parts = (t[:end] for t in ranked for end in range(len(t), 0, -1))
                token = next((part for part in parts if held.viable(answer + part)), None)
            if token is None:
                yield None
                return
            answer += token
            yield token
