"""What is to be mended, and by which test."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from guyline.errors import InputError
from guyline.proof.attempt import Means
from guyline.proof.place import Place, place_of
from guyline.proof.trials import Subject


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        path: The file.
        name: The function's qualified name; empty: the tests tell.
        test: The command that fails.
        text: The file's text, if it is not what is saved.
        seconds: How long it may take.
        means: What code is run with.
        strategy: How a model is asked, by name; ``auto``: one after the other, cheapest first.
        extra: Tests that are in no file yet: paths below the project, and their texts.
        before: The function as it was, where it has to give the same again.
    """

    path: Path
    name: str
    test: str
    means: Means
    text: str | None = None
    seconds: float = 60.0
    strategy: str = "auto"
    extra: tuple[tuple[str, str], ...] = ()
    before: Subject | None = None

    @property
    def place(self) -> Place:
        """Where the file stands in its project."""
        return place_of(self.path)

    def with_cases(self, cases: Sequence[tuple[Path, str]]) -> Asked:
        """The same, by more tests of pytest's, which are in no file yet.

        Args:
            cases: Where each would be, below the project, and its text.
        """
        project = self.place.project
        extra = tuple((path.relative_to(project).as_posix(), text) for path, text in cases)
        known = self.test if self.test.startswith("pytest ") else "pytest"
        names = shlex.join(path for path, _ in extra)
        return replace(self, test=f"{known} {names}", extra=extra)

    def source(self) -> str:
        """The text that is to be mended.

        Raises:
            InputError: The file can't be read.
        """
        if self.text is not None:
            return self.text
        try:
            return self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{self.path} can't be read: {error}") from error
