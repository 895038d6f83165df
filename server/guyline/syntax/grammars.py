"""Where the grammars' data lies: in the package, or, in a checkout, beside the server."""

from __future__ import annotations

from pathlib import Path


def grammar_text(language: str, name: str) -> str:
    """The text of a grammar file, such as ``python``, ``wrong.scm``."""
    package = Path(__file__).parent.parent
    # An editable installation does not see what the wheel's build adds to the package.
    for folder in (package / "_grammars", package.parent.parent / "grammars"):
        path = folder / language / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(f"{language}/{name} is in no grammars folder; reinstall guyline")
