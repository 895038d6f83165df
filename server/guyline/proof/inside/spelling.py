"""Expressions of the library, in a module whose own names hide the library's."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from .recipe import MODULES


def spelled(text: str, names: Mapping[str, object]) -> str:
    """An expression so that it means the library's modules.

    After ``from datetime import datetime`` the expression ``datetime.date(2024, 1, 1)`` means
    something else.

    Args:
        text: The expression, as it is where no name is hidden.
        names: The module's names.
    """
    for module in MODULES:
        if module in names and names[module] is not sys.modules.get(module):
            text = text.replace(f"{module}.", f"__import__({module!r}).")
    return text
