"""``# guyline: ignore[GL101] because ...``: the comment that hides hints on its line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from guyline.hints.rule import Edit, Rule

if TYPE_CHECKING:
    from guyline.hints.check import Hint
    from guyline.hints.code import Code
    from guyline.text import LineIndex

_COMMENT = re.compile(r"#\s*guyline:\s*ignore(?:\[(?P<codes>[^\]\n]*)\])?", re.IGNORECASE)


def not_ignored(code: Code, hints: Sequence[Hint], lines: LineIndex) -> tuple[Hint, ...]:
    """The hints that no comment hides on a line of theirs."""
    told: dict[int, str | None] = {}
    for comment in code.source.comments:
        if (match := _COMMENT.search(comment.text)) is not None:
            told[lines.line_at(comment.start)] = match["codes"]
    if not told:
        return tuple(hints)
    return tuple(
        hint
        for hint in hints
        if not any(
            line in told and _names(told[line], hint.rule)
            for line in range(lines.line_at(hint.start), lines.line_at(hint.end) + 1)
        )
    )


def ignoring_edit(code: Code, hint: Hint, lines: LineIndex) -> Edit | None:
    """The edit that hides a hint by a comment on its first line that takes one.

    A line takes one that does not end within a string or with a backslash. None: no line does.
    """
    strings = code.by_kind.get("string", ())
    for line in range(lines.line_at(hint.start), lines.line_at(hint.end) + 1):
        start, end = lines.start(line), lines.end(line)
        text = code.text[start:end]
        if text.endswith("\\") or any(s.start < end < s.end for s in strings):
            continue
        match = _COMMENT.search(text)
        if match is None:
            bare = start + len(text.rstrip())
            return Edit(bare, end, f"  # guyline: ignore[{hint.rule.code}]")
        if match["codes"] is not None:
            at = start + match.end("codes")
            return Edit(at, at, f", {hint.rule.code}" if match["codes"].strip() else hint.rule.code)
    return None


def _names(codes: str | None, rule: Rule) -> bool:
    if codes is None:
        return True
    return bool(
        {each.strip().upper() for each in codes.split(",")} & {rule.code, rule.name.upper()}
    )
