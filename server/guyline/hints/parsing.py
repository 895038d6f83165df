"""Whether a text is Python, asked of Python's own parser."""

from __future__ import annotations

import ast
import warnings


def is_python(text: str) -> bool:
    """Whether the running Python takes a text as a module."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
