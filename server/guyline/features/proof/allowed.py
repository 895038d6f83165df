"""Whether a person's code may be run here."""

from __future__ import annotations

from guyline.errors import InputError
from guyline.settings import Settings


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
