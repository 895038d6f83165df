"""One version of one document, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from guyline.errors import InputError
from guyline.text.lines import LineIndex


@dataclass(frozen=True)
class Document:
    """The text of a document at one version.

    Attributes:
        text: The text, line ends as they are in the file.
        path: Where it is saved; None for a document that never was.
        uri: The editor's name for it; empty outside an editor.
        version: The editor's version number.
    """

    text: str
    path: Path | None = None
    uri: str = ""
    version: int = 0

    @cached_property
    def lines(self) -> LineIndex:
        """Where the lines begin."""
        return LineIndex(self.text)

    @cached_property
    def newline(self) -> str:
        """The line end the document uses: that of its first line."""
        if len(self.lines) < 2:
            return "\n"
        return self.text[self.lines.end(0) : self.lines.start(1)]

    @staticmethod
    def read(path: Path) -> Document:
        """Read a UTF-8 file.

        Raises:
            InputError: It cannot be read, or is not UTF-8.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"Cannot read {path}: {reason}", "Check the path") from error
        try:
            # utf-8-sig: a byte order mark is no part of the text, as in Python's own reading.
            return Document(data.decode("utf-8-sig"), path=path)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{path} is not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
                "Save it as UTF-8",
            ) from error
