"""Where a completion can't help, so that none is asked for."""

from __future__ import annotations

import re

from guyline.settings import CompletionSettings
from guyline.syntax import Place, Region, in_brackets, place_at
from guyline.text import Document

_WHOLE = re.compile(r"\s*(?:pass|break|continue)\s*")
"""Statements that nothing can follow on their line."""

_HEADER = re.compile(
    r"\s*(?:async|class|def|elif|else|except|finally|for|if|match|case|try|while|with)\b.*:\s*"
)


def unworthy(
    document: Document, offset: int, settings: CompletionSettings, *, asked_for: bool
) -> str:
    """Why nothing is offered at ``offset``; empty where something may be.

    Args:
        document: The document.
        offset: Where.
        settings: Where the person wants quiet.
        asked_for: Whether the person asked for it, and did not just type.
    """
    place = place_at(document, offset)
    if _within_a_word(place):
        return "within a word"
    if asked_for:
        return ""
    if settings.trigger == "manual":
        return "completions come when asked for"
    if not place.only_closers_follow:
        return "text follows on the line"
    if not document.text[:offset].strip():
        return "nothing stands before it"
    if place.region is Region.COMMENT and not settings.in_comments:
        return "within a comment"
    if place.region is Region.STRING and not settings.in_strings:
        return "within a string"
    if place.region is Region.CODE and _line_is_whole(document, offset, place):
        return "the line is whole"
    return ""


def _within_a_word(place: Place) -> bool:
    following = place.line_after[:1]
    before = place.line_before[-1:]
    return _in_words(following) and _in_words(before)


def _in_words(char: str) -> bool:
    return char.isalnum() or char == "_"


def _line_is_whole(document: Document, offset: int, place: Place) -> bool:
    if _WHOLE.fullmatch(place.line_before):
        return True
    return _HEADER.fullmatch(place.line_before) is not None and not in_brackets(
        document.text, offset
    )
