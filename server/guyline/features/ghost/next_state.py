"""What an editor will hold once a suggestion was accepted, so that it can be asked for ahead."""

from __future__ import annotations

import re
from dataclasses import replace

from guyline.features.completion import Completion
from guyline.text import Document

_LEAVES = re.compile(r"\s*(?:return|raise|pass|break|continue)\b")
_UNIT = re.compile(r"^(\t| {2,8})(?=\S)", re.MULTILINE)
_LOOKED_AT = 4000
"""Characters in which the document's own step of indentation is looked for."""


def next_state(document: Document, completion: Completion) -> tuple[Document, int, str]:
    """The document after acceptance, the cursor, and what was put in to get there.

    Where the suggestion makes the line whole, the person's next key is the line's end, and
    the editor indents: so does this.
    """
    at, text = completion.offset, completion.text
    line = _line_before(document.text[:at] + text)
    rest = document.text[at : document.lines.end(document.lines.line_at(at))]
    if completion.parses and not rest.strip():
        text += document.newline + _indent_below(line, _unit(document, at))
    accepted = replace(document, text=document.text[:at] + text + document.text[at:])
    return accepted, at + len(text), text


def _line_before(text: str) -> str:
    return text[max(text.rfind("\n"), text.rfind("\r")) + 1 :]


def _indent_below(line: str, unit: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    if line.rstrip().endswith(":"):
        return indent + unit
    return indent.removesuffix(unit) if _LEAVES.match(line) else indent


def _unit(document: Document, at: int) -> str:
    found = _UNIT.search(document.text, max(0, at - _LOOKED_AT), at)
    return found[1] if found else " " * 4
