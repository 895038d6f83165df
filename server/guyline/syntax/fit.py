"""Fit a draft between the text before and after the cursor.

A draft is cut, and brackets it left open are closed, so that the whole parses together
with what stands after the cursor whenever the text around it allows. Of all cuts tried
the one with the fewest errors wins, and of those the longest.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from guyline.syntax.tree import Tree
from guyline.syntax.window import window_at
from guyline.text import Document

_TOKEN = re.compile(r"\w+|\s+|.", re.DOTALL)
_PAIRS = {"(": ")", "[": "]", "{": "}"}

_CUTS = 24
"""Places tried, counted in tokens from the end."""

_EXACT = 20_000
"""Characters of one statement up to which CPython's own parser is asked as well."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A draft made to fit.

    Attributes:
        text: What to insert: a beginning of the draft, perhaps with closing brackets.
        kept: How much of the draft is in it, in characters.
        parses: Whether it parses together with what stands around it; the header of a
            block counts when its body is all that is missing.
    """

    text: str
    kept: int
    parses: bool


def fit(document: Document, offset: int, draft: str) -> Fitted:
    """Cut and close ``draft`` so that it fits at ``offset``."""
    window = window_at(document, offset)
    at = offset - window.start
    tree = Tree.parse(window.text)
    body = _body_after(window.text, at)
    best: tuple[tuple[int, int], Fitted] | None = None
    for rank, (kept, text) in enumerate(_candidates(window.text[:at], draft)):
        cost = _cost(tree, at, text, body)
        if best is None or (cost, rank) < best[0]:
            best = ((cost, rank), Fitted(text, kept, cost == 0))
        if cost == 0:
            break
    return best[1] if best else Fitted("", 0, parses=False)


def _candidates(before: str, draft: str) -> Iterator[tuple[int, str]]:
    """Beginnings of the draft, longest first, each as it is and with brackets closed."""
    ends = [m.end() for m in _TOKEN.finditer(draft)]
    seen = set()
    for end in ends[: -_CUTS - 1 : -1]:
        text = draft[:end].rstrip()
        if not text.strip() or text in seen:
            continue
        seen.add(text)
        yield len(text), text
        closers = _open_brackets(before, text)
        for count in range(1, len(closers) + 1):
            yield len(text), text + closers[:count]


def _open_brackets(before: str, draft: str) -> str:
    """The closers for brackets open at the end of the draft, innermost first.

    Only the cursor's own line is read before the draft: brackets opened further up are
    closed by the text that stands below, or the person is still writing there.
    """
    line = before[max(before.rfind("\n"), before.rfind("\r")) + 1 :]
    closers: list[str] = []
    quote = ""
    for char in line + draft:
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "#":
            break
        elif char in _PAIRS:
            closers.append(_PAIRS[char])
        elif closers and char == closers[-1]:
            closers.pop()
    return (quote + "".join(reversed(closers)))[:6]


def _body_after(text: str, at: int) -> str:
    """A statement to stand in for the block that a header at the cursor still needs."""
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    line = text[start:at]
    return "\n" + line[: len(line) - len(line.lstrip())] + " " * 4 + "pass"


def _cost(tree: Tree, at: int, text: str, body: str) -> int:
    """How badly ``text`` fits at ``at``: 0 is a parse."""
    filled = tree.replace(at, at, text)
    cost = _errors(filled, at, at + len(text))
    if cost and text.endswith(":"):
        # The header of a block that is not written yet: right if any block makes it so.
        filled = tree.replace(at, at, text + body)
        cost = min(cost, _errors(filled, at, at + len(text + body)))
    return cost


def _errors(tree: Tree, start: int, end: int) -> int:
    count = tree.errors(start, end + 1)
    if count:
        return 2 * count
    return 0 if _cpython_takes(tree, start, end) else 1


def _cpython_takes(tree: Tree, start: int, end: int) -> bool:
    """Ask CPython's parser about the statements around ``start:end``.

    The tolerant grammar takes some texts that Python refuses, a wrong indentation among
    them. A file for a newer Python than this one may be refused as a whole; it is then
    refused with every draft, so the choice between drafts stays the tolerant parser's.
    """
    first, last = tree.statement(start, end)
    if last - first > _EXACT:
        return True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(tree.text[first:last])
    except (SyntaxError, ValueError):
        return False
    except (RecursionError, MemoryError):
        return True
    return True
