"""What can go wrong with a sandbox, as errors a person can act on.

::

    GuylineError
    └── SandboxError
        ├── SandboxMissing      there is none here that may be used
        ├── SandboxRefused      what was asked of it can't be: the interpreter, a folder
        └── SandboxEnded        its process is gone
"""

from __future__ import annotations

from guyline.errors import GuylineError


class SandboxError(GuylineError):
    """The sandbox did not do what was asked."""


class SandboxMissing(SandboxError):  # noqa: N818 - what it is, like the tree of errors.py
    """There is no sandbox here that may be used."""


class SandboxRefused(SandboxError):  # noqa: N818
    """What was asked can't be: the interpreter is none, a folder is not to be read."""


class SandboxEnded(SandboxError):  # noqa: N818
    """The sandbox's process is gone.

    Args:
        message: What happened.
        fix: What to do about it.
        status: Its exit status; negative: the signal that ended it; None: it was killed from here.
        said: The last of its standard error, 2 KB at most.
    """

    def __init__(self, message: str, fix: str = "", *, status: int | None, said: str = "") -> None:
        super().__init__(message, fix)
        self.status = status
        self.said = said
