"""Which characters make a word.

One rule for the watcher, the constraint and the models, so that they can't disagree:
ASCII letters, digits, the underscore, and everything outside ASCII. Python's own rule
(XID_Continue) is narrower outside ASCII, but no character it leaves out may follow a
name in valid Python either.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[0-9A-Za-z_\x80-\U0010ffff]")


def is_word_char(char: str) -> bool:
    """Whether ``char`` continues a word."""
    return _WORD.match(char) is not None


def begins_word(char: str) -> bool:
    """Whether ``char`` may stand first in a word; a digit begins a number."""
    return is_word_char(char) and char not in "0123456789"


def ends_word(char: str) -> bool:
    """Whether ``char`` stands after a word: any ASCII character that does not continue one."""
    return not is_word_char(char)


def word_start(text: str, offset: int) -> int:
    """Where the word that ends at ``offset`` begins; ``offset`` itself when there is none."""
    while offset > 0 and is_word_char(text[offset - 1]):
        offset -= 1
    return offset


def word_end(text: str, offset: int) -> int:
    """Where the word that begins at ``offset`` ends."""
    while offset < len(text) and is_word_char(text[offset]):
        offset += 1
    return offset
