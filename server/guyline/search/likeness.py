"""How alike two functions are: by what they do, whatever their names are.

The likeness of Jaccard over runs of tokens, where names are all one: what clone detectors call
type 2 (Roy and Cordy, A Survey on Software Clone Detection Research, 2007).
"""

from __future__ import annotations

import builtins
import io
import keyword
import textwrap
import tokenize

Shingles = frozenset[tuple[str, ...]]
"""The runs of tokens in a function."""

_RUN = 4
_KEPT = frozenset(dir(builtins)) | frozenset(keyword.kwlist)
_NO_TOKENS = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENCODING, tokenize.ENDMARKER}
)


def shingles(source: str) -> Shingles:
    """The runs of four tokens in a function; names but those of builtins and methods are one.

    Args:
        source: A function; one that can't be read has none.
    """
    tokens = list[str]()
    try:
        lines = io.StringIO(textwrap.dedent(source)).readline
        for token in tokenize.generate_tokens(lines):
            if token.type not in _NO_TOKENS:
                tokens.append(_plain(token, tokens[-1] if tokens else ""))
    except (tokenize.TokenError, SyntaxError):
        return frozenset()
    return frozenset(tuple(tokens[at : at + _RUN]) for at in range(len(tokens) - _RUN + 1))


def likeness(one: Shingles, other: Shingles) -> float:
    """From 0.0, nothing in common, to 1.0, the same."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def _plain(token: tokenize.TokenInfo, before: str) -> str:
    match token.type:
        case tokenize.NAME if token.string in _KEPT or before == ".":
            return token.string
        case tokenize.NAME:
            return "name"
        case tokenize.NUMBER:
            return "0"
        case tokenize.STRING:
            return "''"
        case tokenize.INDENT | tokenize.DEDENT:
            return tokenize.tok_name[token.type]
        case _:
            return token.string
