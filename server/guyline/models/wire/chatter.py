"""What an assistant says around code, taken away as its answer comes.

Taken away are thoughts (``<think>``), lines that introduce (``Here is the code:``), code
fences and what follows them, backquotes around the whole, and the beginning of the line
where it is said again. What can't be told yet is held back.

:func:`code_in` is a function of the answer so far, and what it gives for a beginning is a
beginning of what it gives for the whole. So it doesn't matter how an answer is split.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_THOUGHTS = ("<think>", "</think>")
_INTRODUCES = re.compile(
    r"(?:sure|certainly|of course|okay|ok|here(?:'s| is| are)|below is|the following"
    r"|the (?:code|completion|missing|continuation|rest)|this is|to complete|you can)"
    r"(?![^\W_])[^\n]*[:.!][ \t]*(?:\n|\Z)",
    re.IGNORECASE,
)
_WORDS: tuple[str, ...] = (
    "sure",
    "certainly",
    "of course",
    "okay",
    "ok",
    "here's",
    "here is",
    "here are",
)
_WORDS += ("below is", "the following", "the code", "the completion", "the missing")
_WORDS += ("the continuation", "the rest", "this is", "to complete", "you can")
_LONGEST_LINE = 300
"""Characters of a first line after which it is no introduction."""

_FENCE = re.compile(r"[ \t]*(?:```|~~~)[\w+.-]*[ \t]*\n")
_MAY_BE_FENCE = re.compile(r"[ \t]*(?:`{1,2}|~{1,2}|(?:```|~~~)[\w+.-]*[ \t]*)?\Z")
_END = re.compile(r"(?:\A|\n)[ \t]*(?:```|~~~)")
_MAY_BE_END = re.compile(r"(?:\A|\n)[ \t]*(?:`{1,2}|~{1,2})?\Z")
_CHAIN = re.compile(r"\w[\w.]*\.\Z")


def code_in(answer: str, line: str, *, complete: bool) -> tuple[str, bool]:
    """The code in an answer so far.

    Args:
        answer: The answer so far.
        line: The line of the document up to the place.
        complete: Whether no more will come.

    Returns:
        What is surely code, and whether there will be no more.
    """
    start = _introduced(answer, complete=complete)
    if start is None:
        return "", False
    fence = _FENCE.match(answer, start)
    if fence:
        start = fence.end()
    elif answer.startswith("`", start) and not answer.startswith("```", start):
        code, quoted, _ = answer[start + 1 :].partition("`")
        return _continuing(code, line, complete=complete or bool(quoted)), bool(quoted)
    code = answer[start:]
    end = _END.search(code)
    if end is not None:
        return _continuing(code[: end.start()], line, complete=True), True
    if not complete and (held := _MAY_BE_END.search(code)):
        return _continuing(code[: held.start()], line, complete=False), False
    return _continuing(code, line, complete=complete), False


def _introduced(answer: str, *, complete: bool) -> int | None:
    """Where what is not an introduction begins; None while that can't be told."""
    start = 0
    thought, ended = _THOUGHTS
    plain = answer.lstrip()
    if plain.startswith(thought):
        end = answer.find(ended)
        if end < 0:
            return None
        start = len(answer) - len(answer[end + len(ended) :].lstrip())
    elif not complete and thought.startswith(plain):
        return None
    while True:
        after_blanks = len(answer) - len(answer[start:].lstrip())
        rest = answer[after_blanks:]
        if not rest:
            return start if complete else None
        if not complete and (_may_introduce(rest) or _MAY_BE_FENCE.match(rest)):
            return None
        introduction = _INTRODUCES.match(rest)
        if introduction is None or len(introduction.group().rstrip("\n")) > _LONGEST_LINE:
            return after_blanks if _FENCE.match(rest) else start
        start = after_blanks + introduction.end()
        start = len(answer) - len(answer[start:].lstrip("\n"))


def _may_introduce(rest: str) -> bool:
    """Whether an unfinished first line may yet turn out to introduce."""
    if "\n" in rest or len(rest) > _LONGEST_LINE:
        return False
    low = rest.lower()
    return any(
        word.startswith(low) or (low.startswith(word) and not low[len(word)].isalnum())
        for word in _WORDS
    )


def _continuing(code: str, line: str, *, complete: bool) -> str:
    """The code without what the line holds already."""
    said = _said_again(line)
    if not complete and any(len(code) < len(one) and one.startswith(code) for one in said):
        return ""
    for one in said:
        if code.startswith(one):
            return code[len(one) :]
    return code


def _said_again(line: str) -> list[str]:
    """What an assistant may say again of a line, the longest first."""
    found = [line, line.lstrip()] if re.search(r"\w\W|\W\w|\w{2}", line.strip()) else []
    if chain := _CHAIN.search(line):
        found.append(chain.group())
    blanks = line[len(line.rstrip()) :]
    if blanks and line.strip():
        found.append(blanks)
    return sorted(set(found), key=len, reverse=True)


@dataclass(slots=True)
class Chatter:
    """An answer that is freed of chatter as it comes.

    Attributes:
        line: The line of the document up to the place.
        ended: Whether there is no more code to come.
    """

    line: str
    ended: bool = False
    _answer: str = ""
    _given: int = 0

    def feed(self, text: str, *, complete: bool = False) -> str:
        """What ``text`` adds to the code; with ``complete``, what was held back as well."""
        self._answer += text
        code, ended = code_in(self._answer, self.line, complete=complete)
        self.ended = self.ended or ended
        new = code[self._given :]
        self._given = max(self._given, len(code))
        return new
