"""Whether a person's code may be run here, and with what."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from guyline.errors import InputError
from guyline.settings import Settings

if TYPE_CHECKING:
    from guyline.proof.attempt import Means


def may_run(settings: Settings, *, trusted: bool) -> bool:
    """Whether the workspace is trusted, and the settings say that code may be run."""
    return trusted and settings.enable and settings.proof.run_code != "never"


def must_run(settings: Settings, *, trusted: bool) -> None:
    """Nothing, where code may be run.

    Raises:
        InputError: It may not.
    """
    if not trusted:
        raise InputError(
            "Code is run only in workspaces that you trust", "Trust this workspace first"
        )
    if not may_run(settings, trusted=trusted):
        raise InputError(
            "The settings say that no code is run",
            "Set guyline.proof.runCode to sandbox, and guyline.enable to true",
        )


def python_set(settings: Settings) -> Path | None:
    """The interpreter that is set; None: the project's own."""
    return Path(settings.python).expanduser() if settings.python else None


def consents(settings: Settings) -> bool:
    """Whether the person lets code run with plain limits where no sandbox works."""
    return settings.proof.run_code == "limits"


def means_for(settings: Settings, project: Path) -> Means:
    """What code of a project is run with."""
    from guyline.proof.attempt import Means

    return Means(project, python_set(settings), consent=consents(settings))
