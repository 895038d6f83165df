"""A pasted traceback: which file of the project it ends in, in which function, at which line.

Read are the forms of Python itself (``File "x.py", line 3, in f``), also with terminal colours or
a margin, and of pytest (``x.py:3: ValueError`` and ``def test_x()``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from guyline.errors import InputError
from guyline.proof.functions import around, functions_of

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<name>\S+))?')
_SHORT = re.compile(r"^(?P<file>[^\s:]+\.py):(?P<line>\d+): ", re.MULTILINE)
_ERROR = re.compile(
    r"^(?:E\s+|\s*[|+]?\s*)?((?:\w+\.)*\w+(?:Error|Exception|Warning|Interrupt|Exit))\b(?:: (.*))?$"
)
_OTHERS = ("site-packages", "dist-packages", "/lib/python", "<frozen", "<string>", "<stdin>")


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a traceback tells.

    Attributes:
        path: The deepest file that is the person's own.
        function: The qualified name of the function there; empty: it is at the top of the file.
        line: The line there, from 1.
        error: The type of the exception; empty: it is not told.
        message: What it says.
        script: The outermost file, which was run.
        test: The test's file, where one is among the frames.
    """

    path: Path
    function: str
    line: int
    error: str
    message: str
    script: Path
    test: Path | None

    @property
    def command(self) -> str:
        """What may bring it about again: the test, or the script that was run."""
        if self.test is not None:
            return f"python -m pytest {self.test}"
        return f"python {self.script}"


def pasted(text: str, folder: Path) -> Pasted:
    """Reads a traceback.

    Args:
        text: As it was copied, with whatever stands around it.
        folder: Where relative paths begin.

    Raises:
        InputError: It holds no traceback, or none of its files is there.
    """
    text = _COLOURS.sub("", text)
    found = [(each["file"], int(each["line"])) for each in _FRAME.finditer(text)]
    found += [(each["file"], int(each["line"])) for each in _SHORT.finditer(text)]
    if not found:
        raise InputError("this is no traceback", "Paste it whole, from its first line on")
    own = [
        (path, line)
        for name, line in found
        if not any(each in name for each in _OTHERS) and (path := _at(name, folder)) is not None
    ]
    if not own:
        raise InputError(
            "no file of this traceback is here", "Call it in the folder where it came about"
        )
    tests = [path for path, _ in own if _is_test(path)]
    mended = [each for each in own if not _is_test(each[0])] or own
    path, line = mended[-1]
    error, message = _error(text)
    return Pasted(
        path=path,
        function=_function(path, line),
        line=line,
        error=error,
        message=message,
        script=own[0][0],
        test=tests[0] if tests else None,
    )


def _at(name: str, folder: Path) -> Path | None:
    path = Path(name) if Path(name).is_absolute() else folder / name
    return path if path.is_file() else None


def _is_test(path: Path) -> bool:
    return path.name.startswith("test_") or path.stem.endswith("_test")


def _function(path: Path, line: int) -> str:
    try:
        found = around(functions_of(path.read_text(encoding="utf-8")), line - 1)
    except (OSError, UnicodeDecodeError, InputError):
        return ""
    return found.name if found is not None else ""


def _error(text: str) -> tuple[str, str]:
    for line in reversed(text.splitlines()):
        if found := _ERROR.match(line.rstrip()):
            return found[1], found[2] or ""
    return "", ""
