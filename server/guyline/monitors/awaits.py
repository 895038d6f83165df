"""``await``, ``async for`` and ``async with``: only in an async function.

What it watches
    The words ``await`` and ``async`` in code, once they have ended.

What it forbids
    Both, where the oracle can prove that the innermost function is no ``async def``, or
    that there is none.

What is no mistake
    ``async def``. An ``await`` in a generator expression, which makes that asynchronous,
    not the function; so within round brackets the verdict waits until they are closed. The
    top of a notebook's cell. A lambda, and the body of a class, are left alone.

Example:
    In ``def load(session):`` a draft ``data = await session.get()`` is cut back to
    ``data = `` and goes on without ``await``.
"""

from __future__ import annotations

import re
from pathlib import Path

from guyline.analysis.answer import Kind, Oracle, Question
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.syntax import Kind as TokenKind
from guyline.syntax import Token, statement_start, tokens_from

_WORD = re.compile(
    r"(?<![0-9A-Za-z_\x80-\U0010ffff.])"
    r"(?:await|async[ \t]{1,8}(?:for|with))[^0-9A-Za-z_\x80-\U0010ffff]"
)
_REACH = 20
"""Characters of the longest trigger."""


class AwaitMonitor:
    """Holds ``await`` and its like to async functions.

    Args:
        oracle: Who knows the functions.
    """

    name = "await"
    form = Form.WORD
    shared = True
    optional = True

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first ``await`` or ``async`` that has ended at ``start`` or later."""
        for match in _WORD.finditer(text, max(0, start - _REACH)):
            if match.end() >= start:
                return Site(match.start(), match.end())
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """Nothing but what is forbidden."""
        before = text[: site.start]
        answer = await self._oracle.ask(Question(before + after, site.start, path, Kind.AWAIT))
        return Allowed.wrong(answer.forbidden, answer.reason, ms=answer.ms)

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """Whether the word at ``start`` needs an async function around it."""
        begun = statement_start(text, start)
        if begun is None:
            return Settled.OTHER
        settled = _settle(list(tokens_from(text, begun)), start)
        return Settled.OTHER if complete and settled is Settled.WAIT else settled


def _settle(tokens: list[Token], start: int) -> Settled:
    at = next((index for index, token in enumerate(tokens) if token.start == start), None)
    if at is None or tokens[at].kind is not TokenKind.WORD:
        return Settled.OTHER
    open_before = _open_brackets(tokens[:at])
    if open_before is None:
        return Settled.OTHER  # what comes after a ``for`` may be the generator's own
    if tokens[at].text == "async":
        return Settled.OTHER if open_before else Settled.USE
    return _within_brackets(tokens[at + 1 :], open_before)


def _open_brackets(tokens: list[Token]) -> list[str] | None:
    """The brackets open behind tokens; None where a ``for`` stands within a round one."""
    brackets: list[str] = []
    loops: list[bool] = []
    for token in tokens:
        if token.text in ("(", "[", "{", "{f"):
            brackets.append(token.text)
            loops.append(False)
        elif token.text in (")", "]", "}", "}f"):
            del brackets[-1:], loops[-1:]
        elif token.text == "for" and loops:
            loops[-1] = True
    has_loop = any(loop and mark == "(" for loop, mark in zip(loops, brackets, strict=True))
    return None if has_loop else brackets


def _within_brackets(tokens: list[Token], brackets: list[str]) -> Settled:
    """A use, unless a ``for`` follows in one of the round brackets around it."""
    brackets, inner = list(brackets), 0
    for token in tokens:
        if "(" not in brackets:
            return Settled.USE
        if token.text in ("(", "[", "{", "{f"):
            inner += 1
        elif token.text in (")", "]", "}", "}f"):
            if inner:
                inner -= 1
            else:
                brackets.pop()
        elif token.text in ("for", "async") and not inner and brackets[-1] == "(":
            return Settled.OTHER
        elif token.text == "," and not inner:
            brackets[-1] = ","
        elif token.kind is TokenKind.NEWLINE:
            return Settled.OTHER
    return Settled.USE if "(" not in brackets else Settled.WAIT
