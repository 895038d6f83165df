"""Documents as frozen values, and the arithmetic of positions, words and statements in them."""

from guyline.text.difference import common_end, common_start
from guyline.text.document import Document
from guyline.text.lines import LineIndex, place_of
from guyline.text.statement import Statement, headers_above, statement_at, string_end
from guyline.text.words import begins_word, ends_word, is_word_char, word_end, word_start

__all__ = [
    "Document",
    "LineIndex",
    "Statement",
    "begins_word",
    "common_end",
    "common_start",
    "ends_word",
    "headers_above",
    "is_word_char",
    "place_of",
    "statement_at",
    "string_end",
    "word_end",
    "word_start",
]
