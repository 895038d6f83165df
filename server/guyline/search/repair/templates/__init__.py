"""The templates; importing this package registers them."""

from guyline.search.repair.templates import (
    calls,
    errors,
    guards,
    names,
    numbers,
    operators,
    statements,
)

__all__ = ["calls", "errors", "guards", "names", "numbers", "operators", "statements"]
