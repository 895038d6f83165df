"""A judge that shares nothing with the oracle: another type checker, ``ty``.

It reads a copy of the code, in which one file at a time is replaced by what a completion
made of it, and reports names that it knows not to exist. It runs none of the code.

Of the checkers that were tried it objected to the fewest words of authors and saw as many
of the names that were made up; ``guyline eval complete`` measures both anew in every run.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from guyline.errors import InputError
from guyline.text import Document, word_end, word_start

_ENDS = frozenset({"missing-attribute", "import-not-found"})
"""Rules whose place ends with the word; of a dotted module that is its last part."""

_BEGINS = frozenset({"missing-module-member", "unknown-argument", "unresolved-reference"})
"""Rules whose place begins with the word; an import's goes on to the end of its ``as``."""

_ASSIGNED = "Unresolved attribute"
"""How a message begins about an attribute that is assigned: no use of a name."""

_PATIENCE = 300.0
"""Seconds for one file."""

_CONFIGURATION = """\
[analysis]
respect-type-ignore-comments = false
[rules]
all = "ignore"
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A name that the judge knows not to exist.

    Attributes:
        word: The name.
        start: Where it begins in the text.
        rule: What is wrong with it.
        message: What the judge says.
    """

    word: str
    start: int
    rule: str
    message: str


def installed() -> None:
    """Make sure of the checker.

    Raises:
        InputError: It is not installed.
    """
    if importlib.util.find_spec("ty") is None:
        raise InputError(
            "The judge, the type checker ty, is not installed", "pip install 'guyline[judge]'"
        )


class Checker:
    """Checks texts in place of a file; a context, as it keeps a copy of the code.

    Args:
        python: The interpreter whose packages are there.

    Raises:
        InputError: The checker is not installed.
    """

    def __init__(self, python: Path) -> None:
        installed()
        self._python = python
        self._folder = tempfile.TemporaryDirectory(prefix="guyline-judge-")
        self._copied: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._folder.cleanup()

    @property
    def version(self) -> str:
        """The checker's name and version."""
        return f"ty {version('ty')}"

    def faults(self, text: str, path: Path, root: Path) -> list[Fault]:
        """The names known not to exist in ``text``, which stands in place of ``path``.

        Args:
            text: The text.
            path: The file; what is in the copy of it is as it was afterwards.
            root: The folder that its imports start from.

        Raises:
            InputError: The judge gave no answer.
        """
        copy = self._copy_of(path, root)
        target = copy / path.relative_to(root)
        original = target.read_bytes()
        try:
            target.write_bytes(text.encode())
            found = self._run(target, copy)
        finally:
            target.write_bytes(original)
        document = Document(text, path)
        faults = (_fault(each, document) for each in found)
        return sorted((f for f in faults if f is not None), key=lambda fault: fault.start)

    def _copy_of(self, path: Path, root: Path) -> Path:
        """A copy of what lies in ``root`` and holds ``path``: a package, folder or file."""
        top = root / path.relative_to(root).parts[0]
        if (copy := self._copied.get(top)) is not None:
            return copy
        copy = Path(self._folder.name) / str(len(self._copied))
        copy.mkdir()
        if top.is_dir():
            shutil.copytree(top, copy / top.name, ignore=unread)
        else:
            shutil.copy(top, copy)
        (copy / "ty.toml").write_text(_configuration(copy, root), encoding="utf-8")
        self._copied[top] = copy
        return copy

    def _run(self, target: Path, copy: Path) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "ty", "check", str(target), "--project", str(copy)]
        command += ["--config-file", str(copy / "ty.toml"), "--python", str(self._python)]
        command += ["--output-format", "gitlab", "--no-progress", "--exit-zero"]
        try:
            done = subprocess.run(  # noqa: S603 - the checker that was installed for this
                command, capture_output=True, text=True, timeout=_PATIENCE, check=True
            )
            found = json.loads(done.stdout)
        except subprocess.CalledProcessError as error:
            last = error.stderr.strip().splitlines()[-1:] or [f"status {error.returncode}"]
            raise InputError(f"The judge failed: {last[0]}", "Check --python") from error
        except (subprocess.TimeoutExpired, ValueError) as error:
            raise InputError(f"The judge gave no answer about {target.name}: {error}") from error
        return list(found)


def _configuration(copy: Path, root: Path) -> str:
    """What the checker is told: only rules about names, and where other modules lie."""
    rules = "".join(f'{rule} = "error"\n' for rule in sorted(_ENDS | _BEGINS))
    roots = [str(copy)] if root.name == "site-packages" else [str(copy), str(root)]
    return f"{_CONFIGURATION}{rules}[environment]\nroot = {json.dumps(roots)}\n"


def unread(folder: str, names: Sequence[str]) -> set[str]:
    """What is not copied, as no type checker reads it."""
    return {
        name
        for name in names
        if name.startswith(".")
        or name == "__pycache__"
        or not (name.endswith((".py", ".pyi", "py.typed")) or (Path(folder) / name).is_dir())
    }


def _fault(found: dict[str, Any], document: Document) -> Fault | None:
    """A diagnostic as a fault; None if it is not about a name."""
    rule, text = found["check_name"], document.text
    message = found["description"].removeprefix(f"{rule}: ")
    place = found["location"]["positions"]
    begin, end = (
        document.lines.offset_in("utf-32", place[side]["line"] - 1, place[side]["column"] - 1)
        for side in ("begin", "end")
    )
    if rule in _BEGINS:
        end = word_end(text, begin)
    elif rule in _ENDS and not message.startswith(_ASSIGNED):
        begin = word_start(text, end)
    else:
        return None
    return Fault(text[begin:end], begin, rule, message) if begin < end else None
