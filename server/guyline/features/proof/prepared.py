"""What is to be tried, with what: made of a place in a document, of ``HEAD`` and the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.errors import InputError
from guyline.features.proof.allowed import means_for
from guyline.proof.functions import Function, around, functions_of, in_place
from guyline.proof.head import Heads
from guyline.settings import Settings
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.proof.attempt import Means
    from guyline.proof.trials import Subject


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants to be tried.

    Attributes:
        document: The document, whose text is the new version.
        line: A line of the function, from 0.
        name: The function's name; empty: that of the line's.
        other: The function whose behaviour is right; empty: the same in ``HEAD``.
    """

    document: Document
    line: int
    name: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be tried.

    Attributes:
        subject: The function in both versions.
        means: What it is run with.
        versions: Which versions these are, in words.
    """

    subject: Subject
    means: Means
    versions: str


def prepare(wanted: Wanted, heads: Heads, settings: Settings) -> Prepared:
    """What is to be tried.

    Raises:
        InputError: There is no such function, or no older version.
    """
    document = wanted.document
    if document.path is None:
        raise InputError("The document has no file", "Save it in its project first")
    function = _function(wanted)
    if wanted.other:
        old = in_place(document.text, function.name, wanted.other)
        versions = f"{function.name} against {wanted.other}, whose behaviour is taken for right"
    else:
        old = _committed(document.path, function.name, heads)
        versions = f"{function.name} as it is against HEAD"
    subject, means = _subject(document.path, function.name, (old, document.text), settings)
    return Prepared(subject, means, versions)


def _function(wanted: Wanted) -> Function:
    functions = functions_of(wanted.document.text)
    if wanted.name:
        found = next((each for each in functions if each.name == wanted.name), None)
    else:
        found = around(functions, wanted.line)
    if found is None:
        raise InputError(
            f"There is no function {wanted.name}"
            if wanted.name
            else "The cursor is in no function",
            "Put it into one that stands in a module or a class",
        )
    return found


def _committed(path: Path, name: str, heads: Heads) -> str:
    """The file in ``HEAD``, where it has the function."""
    text = heads.text(path)
    if text is None:
        raise InputError(
            f"git has no {path.name} in HEAD",
            "Commit the file first, or try it against another function",
        )
    if name not in {each.name for each in functions_of(text)}:
        raise InputError(f"{name} is not in HEAD", "Try it against another function")
    return text


def _subject(
    path: Path, name: str, texts: tuple[str, str], settings: Settings
) -> tuple[Subject, Means]:
    from guyline.proof.attempt import subject_of

    subject, project = subject_of(path, name, *texts)
    return subject, means_for(settings, project)
