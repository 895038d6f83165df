"""What a file's text may say of its classes where it can't be parsed: supersets, by patterns."""

from __future__ import annotations

import re

CLASS = re.compile(
    r"^[ \t]*class[ \t]+(?P<name>\w+)[ \t]*(?:\[[^\]]*\])?"
    r"(?:\((?P<bases>[^()]*(?:\([^()]*\)[^()]*)*)\)|[ \t]*:)",
    re.MULTILINE,
)
_ASSIGNED = re.compile(
    r"\.([^\W\d]\w*)[ \t]*(?::[^=\n]+)?=(?!=)|\bsetattr\([^,()]+,\s*[\"']([^\W\d]\w*)[\"']"
)
_ENDS = re.compile(r"^(?:class|def|async[ \t]+def|@[^\W\d])", re.MULTILINE)
_MEMBER = re.compile(
    r"^[ \t]+(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*)"
    r"|^[ \t]+([^\W\d]\w*)[ \t]*(?::|,|[-+*/|&^%]?=(?!=))"
    r"|[,(][ \t]*([^\W\d]\w*)[ \t]*(?=[,)=])"
    r"|\b(?:self|cls)\.([^\W\d]\w*)[ \t]*(?=[-+*/|&^%@<>]*=(?!=)|[,:\])])"
    r"|\b(?:as|for|in|=|,)[ \t]+\(?(?:self|cls)\.([^\W\d]\w*)",
    re.MULTILINE,
)
_SPELLED = re.compile(r"\b(?:self|cls)\.([^\W\d]\w*)|[\"']([^\W\d]\w*)[\"']")
_AT_RUN_TIME = re.compile(
    r"\b(?:setattr|__slots__|__dict__|__setattr__|vars|locals|namedtuple|_fields)\b"
)
"""How a class's text makes members that only its strings name."""


def end_of_class(text: str, start: int) -> int:
    """Where a class ends of which the head ends at ``start``: what follows is read as its."""
    ends = _ENDS.search(text, start)
    return ends.start() if ends is not None else len(text)


def members_in(text: str, start: int, end: int) -> frozenset[str]:
    """The names that a class's text may define.

    Args:
        text: The file.
        start: Where the head of the class ends.
        end: Where the class ends.
    """
    found = _MEMBER.findall(text, start, end)
    if _AT_RUN_TIME.search(text, start, end) is not None:
        found += _SPELLED.findall(text, start, end)
    return frozenset(name for names in found for name in names if name)


def assigned_in(text: str) -> frozenset[str]:
    """The attributes that a file assigns on any object."""
    return frozenset(name for names in _ASSIGNED.findall(text) for name in names if name)


def paths_of_bases(bases: str) -> tuple[tuple[str, str], ...]:
    """The first and the last parts of the names of the bases in a class's head."""
    without = re.sub(r"#[^\n]*", "", bases)
    without = re.sub(r"\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\]", "", without)
    parts = [part.strip() for part in without.split(",")]
    named = [part for part in parts if part and "=" not in part]
    return tuple((part.partition(".")[0], part.rpartition(".")[2]) for part in named)
