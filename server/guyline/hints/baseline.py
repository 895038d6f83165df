"""Hints that were there before: a file of them, so that old code is left in peace.

A hint is known by its rule, its file, and the text of its lines without the space around them,
and by how often that is there. So lines may move within a file; one that is changed is new.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from guyline.errors import InputError
from guyline.hints.check import Hint
from guyline.text import LineIndex

Known = tuple[str, str]
"""A rule's number, and the lines that it found something in, as :func:`lines_of` has them."""

T = TypeVar("T")
_FORMAT = 1
_SHOWN = 120
"""Characters of a line that stand in the file as they are."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Hints that were there before.

    Attributes:
        folder: What its paths are relative to: the folder of its file.
        known: How often each hint was there, by path.
    """

    folder: Path
    known: Mapping[str, Mapping[Known, int]] = field(default_factory=dict)

    @staticmethod
    def read(path: Path) -> Baseline:
        """Read a file that :meth:`write` wrote.

        Raises:
            InputError: It can't be read, or is no such file.
        """
        try:
            known = _known(json.loads(path.read_text(encoding="utf-8")))
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"Cannot read {path}: {reason}", "Check the path") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(
                f"{path} is no baseline", "Write one: guyline check --write-baseline FILE"
            ) from error
        return Baseline(path.parent, known)

    @staticmethod
    def of(folder: Path, found: Iterable[tuple[Path, Known]]) -> Baseline:
        """The baseline of what was found now, for a file in a folder."""
        counts: dict[str, Counter[Known]] = {}
        for path, known in found:
            counts.setdefault(_relative(path, folder), Counter())[known] += 1
        return Baseline(folder, counts)

    def write(self, path: Path) -> None:
        """Write it, so that the same hints give the same bytes.

        Raises:
            InputError: It can't be written.
        """
        hints: dict[str, list[dict[str, Any]]] = {
            where: [
                {"code": code, "line": line, "count": count}
                for (code, line), count in sorted(self.known[where].items())
            ]
            for where in sorted(self.known)
        }
        text = json.dumps({"format": _FORMAT, "hints": hints}, ensure_ascii=False, indent=1)
        try:
            path.write_text(f"{text}\n", encoding="utf-8", errors="surrogatepass", newline="\n")
        except OSError as error:
            reason = error.strerror or str(error)
            raise InputError(f"Cannot write {path}: {reason}", "Check the path") from error

    def new_of(self, path: Path, hints: Sequence[Hint], text: str) -> tuple[Hint, ...]:
        """The hints of a file that were not there before.

        Args:
            path: The file.
            hints: Its hints.
            text: Its text.
        """
        lines = LineIndex(text)
        return self.new_by(
            path, hints, lambda hint: (hint.rule.code, lines_of(lines, text, hint.start, hint.end))
        )

    def new_by(self, path: Path, hints: Sequence[T], known: Callable[[T], Known]) -> tuple[T, ...]:
        """The same for hints in any form, with what they are known by."""
        before = self.known.get(_relative(path, self.folder))
        if not before:
            return tuple(hints)
        left, new = Counter(before), list[T]()
        for hint in hints:
            key = known(hint)
            if left[key] > 0:
                left[key] -= 1
            else:
                new.append(hint)
        return tuple(new)


def lines_of(lines: LineIndex, text: str, start: int, end: int) -> str:
    """The lines of a span on one line: the first, and a hash of all where that is not the whole."""
    first, last = lines.line_at(start), lines.line_at(end)
    parts = [text[lines.start(line) : lines.end(line)].strip() for line in range(first, last + 1)]
    if len(parts) == 1 and len(parts[0]) <= _SHOWN:
        return parts[0]
    whole = "\n".join(parts).encode("utf-8", "surrogatepass")
    return f"{parts[0][:_SHOWN]} … {hashlib.blake2b(whole, digest_size=8).hexdigest()}"


def _relative(path: Path, folder: Path) -> str:
    """A path below or beside a folder, with slashes."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.as_posix()


def _known(data: Any) -> dict[str, dict[Known, int]]:  # noqa: ANN401 - any JSON
    """What a baseline's data says.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: It is no baseline of this format.
    """
    if data["format"] != _FORMAT:
        raise ValueError("another format")
    return {
        where: {(each["code"], each["line"]): int(each["count"]) for each in entries}
        for where, entries in data["hints"].items()
    }
