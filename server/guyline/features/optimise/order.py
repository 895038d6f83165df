"""What is to be made faster, and with what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.errors import InputError
from guyline.hints.versions import OLDEST
from guyline.proof.functions import Function, functions_of
from guyline.search.wishes import NOTHING, Wishes

if TYPE_CHECKING:
    from guyline.proof.attempt import Means
    from guyline.proof.trials import Subject


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made faster.

    Attributes:
        path: The file.
        text: Its text.
        function: The function.
        subject: It as it is tried; both versions are the old one yet.
        means: What code is run with.
        wishes: What is wanted of an edit.
        version: The oldest Python that the file is for.
        seconds: How long may be looked, all in all.
    """

    path: Path
    text: str
    function: Function
    subject: Subject
    means: Means
    wishes: Wishes = NOTHING
    version: tuple[int, int] = OLDEST
    seconds: float = 60.0

    def with_calls(self, calls: tuple[dict[str, Any], ...]) -> Order:
        """The same, with more known calls."""
        return replace(self, subject=replace(self.subject, seen=(*calls, *self.subject.seen)))


def order_of(
    path: Path,
    text: str,
    name: str,
    *,
    python: Path | None = None,
    consent: bool = False,
    wishes: Wishes = NOTHING,
    seconds: float = 60.0,
) -> Order:
    """The order for a function of a file.

    Args:
        path: The file.
        text: Its text, which may be newer than the file.
        name: The function's qualified name, or its last part where only one has it.
        python: The interpreter that runs the code; None: the project's own.
        consent: Whether plain limits are allowed where no sandbox works.
        wishes: What is wanted of an edit.
        seconds: How long may be looked, all in all.

    Raises:
        InputError: The text can't be parsed, or has no such function.
    """
    from guyline.hints.configuration import configuration_for
    from guyline.proof.attempt import Means, subject_of

    function = _named(text, name)
    subject, project = subject_of(path, function.name, text, text)
    means = Means(project, python, consent=consent)
    version = configuration_for(path).version
    return Order(path, text, function, subject, means, wishes, version, seconds)


def _named(text: str, name: str) -> Function:
    functions = functions_of(text)
    found = [each for each in functions if each.name == name]
    found = found or [each for each in functions if each.own_name == name]
    if len(found) == 1:
        return found[0]
    known = ", ".join(each.name for each in functions[:8]) or "none"
    if found:
        told = ", ".join(each.name for each in found)
        raise InputError(f"{name} may be any of {told}", "Name the class as well")
    raise InputError(f"There is no function {name}", f"There are: {known}")
