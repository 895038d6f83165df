"""Python files as bytes: the text they hold, and the bytes of another text like them."""

from __future__ import annotations

import io
import tokenize
from dataclasses import dataclass

from guyline.errors import InputError


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file's text and how it is written.

    Attributes:
        text: The text, line ends as they are in the file, without a byte order mark.
        codec: By a byte order mark, or the comment of PEP 263, or UTF-8.
    """

    text: str
    codec: str = "utf-8"

    def encode(self, text: str) -> bytes:
        """The bytes of another text for the same file.

        Raises:
            UnicodeEncodeError: The file's codec does not know a character.
        """
        return text.encode(self.codec)


def decoded(data: bytes) -> Encoded:
    """Read a file's bytes as Python does.

    Raises:
        InputError: They are no text in the codec that the file names, or in UTF-8.
    """
    try:
        codec = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
        return Encoded(data.decode(codec), codec)
    except (SyntaxError, UnicodeError, LookupError) as error:
        why = getattr(error, "msg", None) or str(error)
        raise InputError(
            f"It can't be decoded: {why}", "Save it as UTF-8, or name its encoding in line 1"
        ) from error
