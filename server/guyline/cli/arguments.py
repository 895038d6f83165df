"""Arguments that several commands share."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.errors import InputError
from guyline.settings import ENDPOINT_KINDS, FIM, Settings, read

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


UNHURRIED = 60.0
"""Seconds for one completion of an evaluation: a slow machine is not to change what is written."""


@dataclass(frozen=True, slots=True)
class Where:
    """A place on the command line: a path, and line and column from 1, in characters."""

    path: Path
    line: int
    column: int


def place(text: str) -> Where:
    """Read ``PATH:LINE:COL``; the path may hold colons itself."""
    path, _, rest = text.rpartition(":")
    path, _, line = path.rpartition(":")
    try:
        where = Where(Path(path), int(line), int(rest))
    except ValueError:
        path = ""
    if not path or where.line < 1 or where.column < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not PATH:LINE:COL, counted from 1")
    return where


def function_place(text: str) -> tuple[Path, str]:
    """Read ``PATH::QUALNAME``, as pytest writes it; ``PATH::Class::method`` is one too.

    Raises:
        InputError: It is none.
    """
    path, _, name = text.partition("::")
    if not path or not name:
        raise InputError(f"{text!r} is not PATH::QUALNAME", "Name a function: shop.py::total")
    return Path(path), name.replace("::", ".")


def add_model_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that choose a model and an environment."""
    group = parser.add_argument_group("model and environment")
    group.add_argument(
        "--endpoint", metavar="URL", help="an OpenAI-compatible server (GUYLINE_ENDPOINT)"
    )
    group.add_argument("--model", metavar="NAME", help="its model, or a .gguf file (GUYLINE_MODEL)")
    group.add_argument("--endpoint-kind", choices=ENDPOINT_KINDS, help="what it is (auto)")
    group.add_argument("--fim", choices=FIM, help="how the text after the cursor is shown (auto)")
    group.add_argument(
        "--chat", choices=["auto", "on", "off"], help="ask the model as an assistant (auto)"
    )
    group.add_argument(
        "--ca-bundle", metavar="PATH", help="certificates to trust beside the system's"
    )
    group.add_argument(
        "--python", metavar="PATH", help="the interpreter whose environment is analysed"
    )
    group.add_argument(
        "--type-checker",
        choices=["off", "pyrefly"],
        help="who is asked for types that the analysis can't tell (off)",
    )


def add_search_arguments(parser: argparse.ArgumentParser, without_model: str) -> None:
    """Add the arguments of commands that look for edits of a function.

    Args:
        parser: Their parser.
        without_model: What proposes edits where no model is asked.
    """
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--no-model", action="store_true", help=f"{without_model} only")
    parser.add_argument(
        "--budget", type=float, default=60.0, metavar="SECONDS", help="for all of it (60)"
    )
    parser.add_argument("--no-memory", action="store_true", help="keep nothing of it")
    parser.add_argument("--write", action="store_true", help="write the best one to the file")
    add_consent_argument(parser)
    add_model_arguments(parser)


def add_consent_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument by which a person lets code run without a sandbox."""
    parser.add_argument(
        "--allow-limits",
        action="store_true",
        help="run it with plain limits where no sandbox works: it can read your files then",
    )


def check_budget(arguments: argparse.Namespace) -> None:
    """Refuse to look for no time.

    Raises:
        InputError: The budget is not more than 0.
    """
    if not arguments.budget > 0:
        raise InputError(f"--budget is {arguments.budget:g} but must be more than 0")


def python_of(arguments: argparse.Namespace) -> Path | None:
    """The interpreter that is named; None: the project's own."""
    return Path(arguments.python) if arguments.python else None


def add_places_arguments(parser: argparse.ArgumentParser, *, sites: int) -> None:
    """Add the arguments that choose places in real code."""
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="+", help="files and folders")
    parser.add_argument("--sites", type=int, default=sites, help=f"how many places ({sites})")
    parser.add_argument("--seed", type=int, default=1, help="which sample (1)")


def check_places(arguments: argparse.Namespace) -> None:
    """Refuse a sample of nothing.

    Raises:
        InputError: There is to be no place.
    """
    if arguments.sites < 1:
        raise InputError(f"--sites is {arguments.sites} but must be 1 or more")


def settings_from(arguments: argparse.Namespace, **completion: object) -> Settings:
    """Settings from the command line, then the environment, then the defaults.

    Raises:
        InputError: A value is wrong.
    """
    given = {
        "endpoint": arguments.endpoint or os.environ.get("GUYLINE_ENDPOINT"),
        "model": arguments.model or os.environ.get("GUYLINE_MODEL"),
        "endpointKind": arguments.endpoint_kind,
        "fim": arguments.fim,
        "chat": arguments.chat,
        "caBundle": arguments.ca_bundle,
        "python": arguments.python,
        "typeChecker": arguments.type_checker,
        "completion": completion,
    }
    settings, problems = read({name: value for name, value in given.items() if value})
    if problems:
        raise InputError(problems[0].removesuffix("; ignored.").replace("guyline.", "", 1))
    return settings


def workspace_of(path: Path) -> Path:
    """The folder of the project a file belongs to: the nearest with a project's marks."""
    markers = (".git", "pyproject.toml", "setup.py", "setup.cfg")
    folder = path.absolute().parent
    for candidate in (folder, *folder.parents):
        if any((candidate / marker).exists() for marker in markers):
            return candidate
    return folder
