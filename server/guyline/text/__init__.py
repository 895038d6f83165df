"""Documents as frozen values, and the arithmetic of positions and words in them."""

from guyline.text.document import Document
from guyline.text.lines import LineIndex
from guyline.text.words import ends_word, is_word_char, word_end, word_start

__all__ = ["Document", "LineIndex", "ends_word", "is_word_char", "word_end", "word_start"]
