"""The names in a piece of Python text, which need not be whole or correct."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      (?P<skip> \#[^\n]*
        | (?i:[rbuft]{0,2}) (?: \"\"\".*?(?:\"\"\"|\Z) | '''.*?(?:'''|\Z)
                              | "(?:\\.|[^"\\\n])*"? | '(?:\\.|[^'\\\n])*'? )
        | \.?\d[\w.]* )
    | (?P<name> [^\W\d]\w* )
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name and where it begins."""

    word: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.word)


def names_in(text: str) -> list[Name]:
    """Every name outside strings and comments, in order; keywords are none."""
    return [
        Name(match["name"], match.start())
        for match in _TOKEN.finditer(text)
        if match["name"] and not keyword.iskeyword(match["name"])
    ]
