"""How a strategy lets a model write: a passage at a place in a file, nothing else.

All models can go on from a text, whether they are asked as assistants or not. So a question is a
comment that has been begun, and an answer is how it goes on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

_ITEM = re.compile(r"^\s*#?\s*(\d+)[.)]\s*(\S.*)$")
_LONGEST_ITEM = 160


@dataclass(frozen=True, slots=True)
class Passage:
    """What is to be written.

    Attributes:
        before: The file's text up to there, with what the model is to know in comments.
        after: The file's text from there on.
        task: What is to be written, in a sentence, for a model that is asked as an assistant.
        lines: The most lines.
        floor: The columns of white space that a further line begins with at the least; one with
            less ends the passage.
        guided: Whether it is code, in which names that are known to be wrong must not stand.
        shown: Other texts that help, each with its name.
        like: A text that the answer will be like, where one is known: the old one.
    """

    before: str
    after: str
    task: str
    lines: int
    floor: int
    guided: bool = True
    shown: tuple[tuple[str, str], ...] = ()
    like: str = ""


class Writer(Protocol):
    """Writes passages."""

    async def write(self, passage: Passage) -> str:
        """The text that a model writes there; empty: it has nothing to say.

        Raises:
            ModelError: There is no model, or it gave nothing.
        """
        ...


def items_of(said: str, most: int) -> list[str]:
    """The items of a numbered list that a model wrote, without their numbers; each once."""
    found: dict[str, None] = {}
    for line in said.splitlines():
        match = _ITEM.match(line)
        if match is not None:
            found[match[2].strip().strip("`*")[:_LONGEST_ITEM]] = None
    return list(found)[:most]
