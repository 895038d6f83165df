"""Documents as frozen values, and the arithmetic of positions and words in them."""

from guyline.text.document import Document
from guyline.text.lines import LineIndex
from guyline.text.words import begins_word, ends_word, is_word_char, word_end, word_start

__all__ = [
    "Document",
    "LineIndex",
    "begins_word",
    "ends_word",
    "is_word_char",
    "word_end",
    "word_start",
]
