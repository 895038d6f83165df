"""What the compiled classes of the standard library have, which their stubs do not tell in full.

Stubs leave out private names, and of ``_asyncio.Task`` there is no source to read them from.
"""

from __future__ import annotations

import importlib
import sys
from functools import cache

from guyline.analysis.internals import is_compiled_here


@cache
def names_of(module: str, cls: str) -> frozenset[str]:
    """The names of a compiled class of this interpreter's own library; none of any other.

    Args:
        module: The name of its module, as its stub has it.
        cls: The name of the class.
    """
    if module not in sys.stdlib_module_names or not is_compiled_here(module):
        return frozenset()
    try:
        found = getattr(importlib.import_module(module), cls, None)
    except ImportError:  # built without what it needs
        return frozenset()
    return frozenset(dir(found)) if isinstance(found, type) else frozenset()
