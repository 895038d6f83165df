"""Whether a text is Python, asked of Python itself."""

from __future__ import annotations

import ast
import warnings


def is_python(text: str) -> bool:
    """Whether the running Python compiles a text as a module, or as cells that may ``await``."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
