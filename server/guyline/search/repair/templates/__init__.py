"""The templates; importing this package registers them."""

from guyline.search.repair.templates import (
    calls,
    elsewhere,
    errors,
    guards,
    names,
    numbers,
    operators,
    statements,
)

__all__ = ["calls", "elsewhere", "errors", "guards", "names", "numbers", "operators", "statements"]
