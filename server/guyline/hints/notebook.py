"""Notebooks as one text of Python, and where its lines stand in the cells.

The code cells are joined, so that a name is known from one cell to the next. What is IPython's and
not Python's (``%magic``, ``!command``, ``name?``) is blanked line by line, or gives way to ``pass``
in a block and to ``_`` where a value stands, so that all places stay. A cell that begins with a
``%%magic`` of another language is blank.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guyline.errors import InputError
from guyline.hints.parsing import is_python

SUFFIX = ".ipynb"
_OWN = re.compile(r"(\s*)(?:[%!?]|[\w.*\[\]]+\?{1,2}\s*$)")
_VALUE = re.compile(r"(\s*[\w.,\s\[\]]+=\s*)([%!].*)")
_CELL = re.compile(r"\s*%%(\w+)")
_PYTHON = frozenset({"time", "timeit", "capture", "prun", "python", "python3", "memit", "mprun"})
"""Cell magics whose cell is Python all the same."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """The code of a notebook.

    Attributes:
        text: All code cells, one behind the other.
        starts: The line of the text, from 1, at which each code cell begins.
    """

    text: str
    starts: tuple[int, ...]

    def place(self, line: int) -> tuple[int, int]:
        """The code cell and the line in it, both from 1, of a line of the text."""
        cell = bisect_right(self.starts, line)
        return cell, line - self.starts[cell - 1] + 1


def read_notebook(data: bytes) -> Notebook:
    """Read a notebook, of format 3 or 4; one in another language has no code.

    Raises:
        InputError: It is no notebook.
    """
    try:
        content = json.loads(data)
        language = _language(content.get("metadata", {}))
        cells = list(_cells(content)) if language in ("", "python", "ipython") else []
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError) as error:
        raise InputError("It is no notebook", "Save it as JSON, in format 4") from error
    lines, starts = list[str](), list[int]()
    for cell in cells:
        starts.append(len(lines) + 1)
        lines += _python(cell).split("\n")
    return Notebook("\n".join([*lines, ""]) if lines else "", tuple(starts))


def _language(metadata: Mapping[str, Any]) -> str:
    kernel, info = metadata.get("kernelspec", {}), metadata.get("language_info", {})
    return str(info.get("name") or kernel.get("language") or "").lower()


def _cells(content: Mapping[str, Any]) -> Iterator[str]:
    """The sources of the code cells, line feeds at the ends of lines."""
    held = content["cells"] if "cells" in content else content["worksheets"][0]["cells"]
    for cell in held:
        if cell["cell_type"] == "code":
            source = cell["source"] if "source" in cell else cell["input"]
            text = source if isinstance(source, str) else "".join(source)
            yield text.replace("\r\n", "\n").replace("\r", "\n")


def _python(cell: str) -> str:
    """A cell as Python, its places as they were."""
    magic = _CELL.match(cell)
    if magic is not None and magic[1] not in _PYTHON:
        return re.sub(r"[^\n]", " ", cell)
    if magic is None and is_python(cell):
        return cell
    return "\n".join(map(_line, cell.split("\n")))


def _line(line: str) -> str:
    if (own := _OWN.match(line)) is not None:
        return f"{own[1]}pass" if own[1] else ""
    if (value := _VALUE.fullmatch(line)) is not None:
        return f"{value[1]}_"
    return line
