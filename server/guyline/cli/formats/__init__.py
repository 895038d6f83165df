"""The forms in which ``guyline check`` says what it found, one a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from guyline.cli.formats import as_github, as_json, as_sarif, as_text
from guyline.hints.rows import Row

FORMATS: Mapping[str, Callable[[Sequence[Row], int], str]] = {
    "text": as_text.written,
    "json": as_json.written,
    "sarif": as_sarif.written,
    "github": as_github.written,
}
"""What writes hints, given how many files were checked; what it returns ends in a line end."""
