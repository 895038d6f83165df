"""What a word does where it stands: bind a name, use one, or neither.

Told from the tokens of its logical line. Source: the Python reference, sections 6.2.4
(comprehensions), 6.12 (assignment expressions), 6.14 (lambdas), 7 and 8 (statements).
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass, field

from guyline.monitors.monitor import Settled
from guyline.syntax import Kind, Token

_KEYWORDS = frozenset(keyword.kwlist)
_OPEN = frozenset({"(", "[", "{", "{f"})
_CLOSE = frozenset({")", "]", "}", "}f"})
_SURE = _OPEN | _CLOSE | {",", ";", "~"}
"""Operators that nothing can follow up to make another."""

_BLOCKS = frozenset(
    {"if", "elif", "else", "for", "while", "try", "except", "finally", "with"}
    | {"def", "class", "async", "match", "case"}
)
_VALUES = frozenset({"None", "True", "False"})


def role(tokens: Iterator[Token], start: int, length: int, *, complete: bool) -> Settled:
    """The role of the word at ``start``.

    Args:
        tokens: Those of its logical line.
        start: Where the word begins.
        length: Where the text ends; a token that ends there may still grow.
        complete: Whether no more text will come.
    """
    line = _Line(tokens, length, complete=complete)
    at = line.seek(start)
    if at is None:
        return Settled.OTHER
    for rule in (_plain, _target_of_clause, _parameter, _argument, _pattern, _assigned, _element):
        settled = rule(line, at)
        if settled is not None:
            return settled
    return Settled.USE


@dataclass(slots=True)
class _Line:
    """The tokens of a logical line, as far as they were read."""

    source: Iterator[Token]
    length: int
    complete: bool
    tokens: list[Token] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    """The brackets open before the word, outermost first."""
    match: dict[int, int] = field(default_factory=dict)
    """Where the bracket opened that closes at an index."""
    first: int = 0
    """Where the simple statement, or the header, that holds the word begins."""

    def seek(self, start: int) -> int | None:
        """Read up to the word that begins at ``start``; its index, None if it is no word."""
        lambdas: list[int] = []
        header = True
        while (token := self.at(len(self.tokens))) is not None:
            index, text = len(self.tokens) - 1, token.text
            if token.start >= start:
                is_word = token.start == start and token.kind is Kind.WORD
                return index if is_word else None
            if token.kind is Kind.STRING:
                continue
            if text in _OPEN:
                self.open.append(index)
            elif text in _CLOSE and self.open:
                self.match[index] = self.open.pop()
            elif text == "lambda":
                lambdas.append(len(self.open))
            elif text == ":" and lambdas and lambdas[-1] == len(self.open):
                lambdas.pop()
            elif not self.open and (text == ";" or (text == ":" and header and self._is_block())):
                self.first, header = index + 1, text == ";" and header
        return None

    def _is_block(self) -> bool:
        first, second = self.text(self.first), self.text(self.first + 1)
        return first in _BLOCKS and not (second == ":" and first in ("match", "case"))

    def at(self, index: int) -> Token | None:
        """The token at ``index``; None where the text ends before."""
        while len(self.tokens) <= index:
            token = next(self.source, None)
            if token is None:
                return None
            self.tokens.append(token)
        return self.tokens[index]

    def text(self, index: int) -> str:
        """The text of a token that was read; empty outside of the statement."""
        return self.tokens[index].text if self.first <= index < len(self.tokens) else ""

    def follows(self, at: int) -> str | None:
        """What surely follows ``at``; None while it can't be told, empty for the end."""
        token = self.at(at + 1)
        if token is None:
            return "" if self.complete else None
        if self.complete or token.kind is Kind.NEWLINE or token.text in _SURE:
            return "" if token.kind is Kind.NEWLINE else token.text
        ends = token.start + len(token.text)
        return None if ends >= self.length and token.kind is not Kind.STRING else token.text

    def is_trailer(self, index: int) -> bool:
        """Whether the bracket at ``index`` calls or indexes what stands before it."""
        if index <= self.first or self.tokens[index].text == "{f":
            return False
        before = self.tokens[index - 1]
        if before.kind is Kind.WORD:
            return before.text not in _KEYWORDS or before.text in _VALUES
        return before.kind in (Kind.STRING, Kind.NUMBER) or before.text in (")", "]", "}", "}f")


def _plain(line: _Line, at: int) -> Settled | None:
    """What the neighbours decide alone."""
    word, before, first = line.text(at), line.text(at - 1), line.text(line.first)
    if word in _KEYWORDS or before in (".", "!"):
        return Settled.OTHER
    if first in ("from", "import"):
        return Settled.DEFINITION if before == "as" else Settled.OTHER
    if first in ("global", "nonlocal") or before in ("def", "class"):
        return Settled.DEFINITION
    follows = line.follows(at)
    if follows == ":=":
        return Settled.DEFINITION
    if first == "type" and at == line.first + 1:
        return Settled.DEFINITION if follows in ("=", "[") else _unless_known(follows)
    return None


def _unless_known(follows: str | None) -> Settled | None:
    return Settled.WAIT if follows is None else None


def _target_of_clause(line: _Line, at: int) -> Settled | None:
    """Targets of ``for`` and ``as``."""
    index, commas = at - 1, False
    while index >= line.first:
        token = line.tokens[index]
        if token.text in _CLOSE:
            index = line.match.get(index, index) - 1
            continue
        if token.text in _OPEN:
            if token.text not in ("(", "[") or line.is_trailer(index):
                return None
            commas = False
        elif token.text in ("for", "as"):
            if token.text == "as" and (commas or line.text(line.first) not in _BLOCKS):
                return None
            return _unless_part_of(line, at, (".", "[", "("))
        elif not _in_target(token):
            return None
        commas = commas or token.text == ","
        index -= 1
    return None


def _parameter(line: _Line, at: int) -> Settled | None:
    """Parameters of ``def`` and ``lambda``, and type parameters."""
    before = line.text(at - 1)
    if before in ("*", "**"):
        before = line.text(at - 2)
    if before == "lambda":
        return Settled.DEFINITION
    bracket = line.open[-1] if line.open else None
    if bracket is not None and bracket >= line.first and before in (line.text(bracket), ","):
        head = bracket - 1
        if line.text(head) == "]" and head in line.match:
            head = line.match[head] - 1
        makes = line.text(head - 1)
        kinds = ("def",) if line.text(bracket) == "(" else ("def", "class", "type")
        if makes in kinds and line.tokens[head].kind is Kind.WORD:
            return Settled.DEFINITION
    if before == "," and _within_lambda(line, at, bracket):
        return Settled.DEFINITION
    return None


def _within_lambda(line: _Line, at: int, bracket: int | None) -> bool:
    """Whether a comma before ``at`` parts the parameters of a ``lambda``."""
    index = at - 1
    lowest = line.first if bracket is None else max(bracket + 1, line.first)
    while index >= lowest:
        text = line.tokens[index].text
        if text in _CLOSE:
            index = line.match.get(index, index)
        elif text == ":":
            return False
        elif text == "lambda":
            return True
        index -= 1
    return False


def _argument(line: _Line, at: int) -> Settled | None:
    """The name of a keyword argument."""
    if not line.open or line.text(line.open[-1]) != "(" or line.text(at - 1) not in ("(", ","):
        return None
    follows = line.follows(at)
    return Settled.OTHER if follows == "=" else _unless_known(follows)


def _pattern(line: _Line, at: int) -> Settled | None:
    """Captures in the pattern of a ``case``."""
    if line.text(line.first) != "case" or at == line.first:
        return None
    if line.text(line.first + 1) in ("=", ".", ",", ""):
        return None
    if any(line.text(index) == "if" for index in range(line.first, at)):
        return None
    return _unless_part_of(line, at, (".", "("))


def _unless_part_of(line: _Line, at: int, more: tuple[str, ...]) -> Settled:
    """A definition, unless what follows makes the word the beginning of an expression."""
    token = line.at(at + 1)
    if token is None:
        return Settled.WAIT
    return Settled.USE if token.text in more else Settled.DEFINITION


def _assigned(line: _Line, at: int) -> Settled | None:
    """Targets of assignments and annotations."""
    if not _may_be_target(line, at):
        return None
    follows = line.follows(at)
    if follows is None:
        return Settled.WAIT
    if follows == "=" and not line.open:
        return Settled.DEFINITION
    if follows == ":" and at == line.first:
        return Settled.DEFINITION
    if follows not in (",", ")", "]"):
        return None
    return _assigned_later(line, at)


def _may_be_target(line: _Line, at: int) -> bool:
    """Whether only targets stand between the word and the statement's start, or a ``=``."""
    index, inside = at - 1, len(line.open)
    if index >= line.first and line.text(index) not in ("=", ",", "*", "(", "["):
        return False
    while index >= line.first:
        token = line.tokens[index]
        if token.text in _CLOSE:
            if index not in line.match:
                return False
            index = line.match[index]
        elif token.text in _OPEN:
            if token.text not in ("(", "[") or line.is_trailer(index):
                return False
            inside -= 1
        elif token.text == "=":
            return inside == 0
        elif not _in_target(token):
            return False
        index -= 1
    return True


def _in_target(token: Token) -> bool:
    if token.kind is Kind.WORD:
        return token.text not in _KEYWORDS
    return token.text in (",", "*", ".")


def _assigned_later(line: _Line, at: int) -> Settled | None:
    """Whether an ``=`` follows outside of the brackets that are open at the word."""
    # Only what stands in those brackets, or outside, has to look like targets.
    depth = outer = len(line.open)
    index = at + 1
    while (token := line.at(index)) is not None:
        if token.kind is Kind.NEWLINE:
            return None
        if token.text in _OPEN:
            depth += 1
        elif token.text in _CLOSE:
            depth -= 1
            outer = min(outer, depth)
        elif depth == 0 and token.text == "=":
            if line.follows(index - 1) is None:
                break
            return Settled.DEFINITION
        elif depth <= outer and not _in_target(token):
            return None
        index += 1
    return Settled.WAIT


def _element(line: _Line, at: int) -> Settled | None:
    """The element of a comprehension, which a ``for`` behind it may bind."""
    levels = [_may_hold_element(line, bracket, at) for bracket in line.open]
    index = at + 1
    while any(levels):
        token = line.at(index)
        if token is None:
            return Settled.WAIT
        text = token.text
        if token.kind is Kind.NEWLINE:
            return None
        if text in _OPEN:
            levels.append(False)
        elif text in _CLOSE:
            levels.pop()
        elif text == "," and levels[-1]:
            levels[-1] = False
        elif text == "for" and levels[-1]:
            bound = _bound_by_for(line, index)
            if bound is None:
                return Settled.WAIT
            if line.tokens[at].text in bound[0]:
                return Settled.DEFINITION
            index = bound[1]
        index += 1
    return None


def _may_hold_element(line: _Line, bracket: int, at: int) -> bool:
    """Whether no comma and no ``for`` stands between a bracket and the word, at its level."""
    text = line.tokens[bracket].text
    if text == "{f" or (text == "[" and line.is_trailer(bracket)):
        return False
    index = at - 1
    inner = [each for each in line.open if each > bracket]
    while index > bracket:
        token = line.tokens[index]
        if token.text in _CLOSE:
            index = line.match.get(index, index)
        elif token.text in ("for", ",") and not (inner and index > inner[0]):
            return False
        index -= 1
    return True


def _bound_by_for(line: _Line, index: int) -> tuple[set[str], int] | None:
    """The targets of the ``for`` at ``index`` and where its ``in`` stands; None: not there yet."""
    names: set[str] = set()
    while (token := line.at(index + 1)) is not None:
        index += 1
        if token.text == "in" and line.follows(index - 1) == "in":
            return names, index
        if token.kind is Kind.NEWLINE:
            return names, index
        if token.kind is Kind.WORD and line.tokens[index - 1].text != ".":
            names.add(token.text)
    return None
