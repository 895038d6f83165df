"""The one constraint in the words of every server that takes one.

Each dialect is a file, a function from the constraint to what is sent. All but the list of
whole texts mean what :meth:`guyline.models.constraint.OneOf.accepts` says, to the
character; a regular expression leaves out the empty text alone. Tests hold the engines
themselves to that.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from guyline.models.constraint import OneOf
from guyline.models.dialects.choice import to_choice
from guyline.models.dialects.ebnf import to_ebnf
from guyline.models.dialects.gbnf import to_gbnf
from guyline.models.dialects.lark import to_lark
from guyline.models.dialects.regex import to_regex

__all__ = ["Dialect", "compile_constraint", "to_gbnf"]


class Dialect(Enum):
    """What a server takes as a constraint."""

    GBNF = "gbnf"
    """llama.cpp's grammars."""
    EBNF = "ebnf"
    """xgrammar's grammars: vLLM and SGLang."""
    LARK = "lark"
    """llguidance's Lark: OpenAI's custom tools, vLLM and SGLang."""
    REGEX = "regex"
    """A regular expression: vLLM, SGLang and OpenAI's custom tools."""
    CHOICE = "choice"
    """A list of whole texts."""


_COMPILERS: dict[Dialect, Callable[[OneOf], str | tuple[str, ...] | None]] = {
    Dialect.GBNF: to_gbnf,
    Dialect.EBNF: to_ebnf,
    Dialect.LARK: to_lark,
    Dialect.REGEX: to_regex,
    Dialect.CHOICE: to_choice,
}


def compile_constraint(constraint: OneOf, dialect: Dialect) -> str | tuple[str, ...] | None:
    """The constraint in ``dialect``.

    Returns:
        The grammar or regular expression; for :attr:`Dialect.CHOICE` the texts. None where
        there is no way to say it: what a list of texts can't say is told of in
        ``choice.py``, and no dialect has words that no source file can have, with NUL or
        with half of a surrogate pair.
    """
    return _COMPILERS[dialect](constraint) if _sayable(constraint) else None


def _sayable(constraint: OneOf) -> bool:
    """Whether all words can be sent, and read by an engine that ends texts at NUL."""
    words = (word for one in constraint.alternatives for word in one.words or ())
    text = "".join(words)
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
