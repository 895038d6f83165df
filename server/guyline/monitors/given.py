"""The arguments that a call has so far, as a scanner sees them."""

from __future__ import annotations

import keyword
from dataclasses import dataclass

from guyline.syntax import Kind, Token, statement_start, tokens_from

_CLOSES = {")": "(", "]": "[", "}": "{", "}f": "{f"}


@dataclass(frozen=True, slots=True)
class Given:
    """What a call is given before a place.

    Attributes:
        bracket: Where its opening bracket stands.
        positional: How many arguments have no keyword.
        named: The keywords of the others.
        expects: Whether an argument may begin at the place.
    """

    bracket: int
    positional: int
    named: frozenset[str]
    expects: bool


def given_before(text: str, offset: int) -> Given | None:
    """The arguments of the innermost call, up to the comma or bracket at ``offset``.

    None where no call is open there, and where its arguments can't be counted: one is
    unpacked, or is a generator.
    """
    begun = statement_start(text, offset)
    if begun is None:
        return None
    tokens: list[Token] = []
    opened: list[int] = []
    for token in tokens_from(text, begun):
        if token.start >= offset:
            is_mark = token.start == offset and token.kind is Kind.OP
            return _given(tokens, opened[-1]) if is_mark and opened else None
        if token.text in _CLOSES.values():
            opened.append(len(tokens))
        elif token.text in _CLOSES:
            if not opened or tokens[opened[-1]].text != _CLOSES[token.text]:
                return None
            opened.pop()
        tokens.append(token)
    return None


def _given(tokens: list[Token], bracket: int) -> Given | None:
    if not _is_call(tokens, bracket):
        return None
    arguments = _arguments(tokens[bracket + 1 :])
    positional, named = 0, set()
    for argument in arguments or [[]]:
        if len(argument) > 1 and argument[1].text == "=" and argument[0].kind is Kind.WORD:
            named.add(argument[0].text)
        elif argument:
            positional += 1
    if arguments is None or not all(arguments[:-1]):
        return None
    return Given(tokens[bracket].start, positional, frozenset(named), not arguments[-1])


def _is_call(tokens: list[Token], bracket: int) -> bool:
    """Whether the bracket at an index calls a name."""
    before = [token.text for token in tokens[:bracket]]
    if tokens[bracket].text != "(" or not before or tokens[0].text == "case":
        return False
    named = tokens[bracket - 1].kind is Kind.WORD and not keyword.iskeyword(before[-1])
    return named and before[-2:-1] not in (["def"], ["class"], ["type"])


def _arguments(tokens: list[Token]) -> list[list[Token]] | None:
    """The tokens behind a bracket, parted at its commas; None where they can't be counted."""
    parts: list[list[Token]] = [[]]
    depth = lambdas = 0
    for token in tokens:
        if depth == 0 and not lambdas:
            unpacks = token.text in ("*", "**") and not parts[-1]
            if unpacks or token.text in ("for", "async", "yield"):
                return None
            if token.text == ",":
                parts.append([])
                continue
        if depth == 0:
            lambdas += (token.text == "lambda") - (token.text == ":" and lambdas > 0)
        depth += (token.text in _CLOSES.values()) - (token.text in _CLOSES)
        parts[-1].append(token)
    return None if lambdas else parts
