"""Which files are never read for a prompt, and never completed.

Files whose names say that they hold secrets, what ``.gitignore`` and ``.guylineignore``
leave out, and what ``guyline.context.exclude`` names. The patterns are git's, ``#`` and
``!`` included; in one folder ``.guylineignore`` has the last word over ``.gitignore``. A
secret's name is left out whatever they say.

Not looked for: what looks like a secret *within* a file that may be read.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from guyline.features.context.files import read_text
from guyline.text.patterns import IgnoreFile, ignored_by, path_patterns

SECRETS = (
    ".env*",
    "*.env",
    "*.pem",
    "*.key",
    "*.p12",
    "*.pfx",
    "*.jks",
    "*.keystore",
    "*.kdbx",
    "*.gpg",
    "*.asc",
    "id_rsa*",
    "id_dsa*",
    "id_ecdsa*",
    "id_ed25519*",
    "credentials*",
    "secrets.*",
    ".secrets*",
    ".netrc",
    "_netrc",
    ".pypirc",
    ".npmrc",
    ".pgpass",
    ".htpasswd",
    ".git-credentials",
    ".dockercfg",
    "*.tfvars",
    "*.tfvars.json",
    "*.tfstate*",
    ".aws/",
    ".ssh/",
    ".gnupg/",
)
"""Names of files and folders that hold secrets; letters of either case."""

IGNORE_FILES = (".gitignore", ".guylineignore")
"""What says in each folder which files to leave out; the later has the last word."""

_LINES = 5000
"""Lines of an ignore file that are read."""

_LONGEST = 500
"""Characters of a path; a longer one is left out."""


class Exclusion:
    """What is left out in one workspace.

    Args:
        workspace: The folder; None: only names count.
        globs: The person's own patterns, relative to the workspace.
    """

    def __init__(self, workspace: Path | None, globs: Sequence[str] = ()) -> None:
        self.workspace = None if workspace is None else Path(os.path.abspath(workspace))  # noqa: PTH100 - links are not followed
        self._secrets = path_patterns(SECRETS)
        self._own = path_patterns(globs)

    def by_name(self, below: str) -> str:
        """Why a name is left out, whatever ignore files say; empty if it is not.

        Args:
            below: The path below the workspace, with slashes; a folder's ends in one.
        """
        if len(below) > _LONGEST:
            return "its path is too long to be judged"
        if self._secrets.match_file(below.lower()):
            return "its name is one that secrets have"
        return "guyline.context.exclude names it" if self._own.match_file(below) else ""

    def rules_in(self, folder: Path, below: str) -> list[IgnoreFile]:
        """The ignore files of one folder; ``below`` as ``IgnoreFile.prefix``."""
        found = []
        for name in IGNORE_FILES:
            path = folder / name
            text = read_text(path) if path.is_file() else None
            if text is not None:
                lines = text.splitlines()[:_LINES]
                found.append(IgnoreFile(below + name, below, path_patterns(lines)))
        return found

    def by_rules(self, below: str, rules: Sequence[IgnoreFile]) -> str:
        """Why ignore files leave a path out; empty if they do not; ``below`` as above."""
        source = ignored_by(below, rules)
        return f"{source} names it" if source else ""

    def reason(self, path: Path) -> str:
        """Why a file is left out; empty if it is not. Reads ignore files: not for a loop.

        A link counts as what it leads to, too, and one that leads out of the workspace is
        left out.
        """
        path = Path(os.path.abspath(path))  # noqa: PTH100 - the link itself is looked at first
        said = self._reason(path)
        if said:
            return said
        try:
            resolved = path.resolve()
        except (OSError, RuntimeError):
            return "it can't be resolved"
        if resolved == path:
            return ""
        inside = self._inside(path) is not None
        root = None if self.workspace is None else self.workspace.resolve()
        if inside and root is not None and not resolved.is_relative_to(root):
            return "it leads out of the workspace"
        return self._reason(resolved, root)

    def _reason(self, path: Path, root: Path | None = None) -> str:
        root = root or self.workspace
        below = self._inside(path, root)
        if below is None or root is None:
            return self.by_name(path.name)
        folder, prefix, rules = root, "", self.rules_in(root, "")
        *folders, name = below.split("/")
        for part in folders:
            folder, prefix = folder / part, f"{prefix}{part}/"
            if said := self.by_name(prefix) or self.by_rules(prefix, rules):
                return said
            rules += self.rules_in(folder, prefix)
        return self.by_name(prefix + name) or self.by_rules(prefix + name, rules)

    def _inside(self, path: Path, root: Path | None = None) -> str | None:
        root = root or self.workspace
        if root is None or not path.is_relative_to(root) or path == root:
            return None
        return path.relative_to(root).as_posix()
