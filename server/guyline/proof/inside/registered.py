"""What a module has put into the tables of its package.

A module that registers what it defines may refuse to be loaded a second time: its names are taken.
They are taken by the module itself, so they can be set free for its next version.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator

__all__ = ["set_free"]


def set_free(name: str) -> int:
    """Takes what a module defines out of the tables of its package.

    Args:
        name: The module's dotted name.

    Returns:
        How many entries there were.
    """
    return sum(_without(table, name) for table in list(_tables(name.partition(".")[0])))


def _tables(top: str) -> Iterator[object]:
    """The tables that the package's modules and their classes hold by a name, each once."""
    within = top + "."
    seen = set[int]()
    for at, module in list(sys.modules.items()):
        if (at != top and not at.startswith(within)) or not isinstance(module, types.ModuleType):
            continue
        for value in list(vars(module).values()):
            is_own_class = isinstance(value, type) and value.__module__ == at
            for each in (value, *(vars(value).values() if is_own_class else ())):
                is_table = isinstance(each, (dict, list, set)) and each is not vars(module)
                if is_table and id(each) not in seen:
                    seen.add(id(each))
                    yield each


def _without(table: object, name: str) -> int:
    """Removes what is of a module, and says how much it was."""
    if isinstance(table, dict):
        own = [key for key, value in table.items() if _is_of(value, name) or _is_of(key, name)]
        for key in own:
            del table[key]
        return len(own)
    if isinstance(table, set):
        own = [each for each in table if _is_of(each, name)]
        table.difference_update(own)
        return len(own)
    if isinstance(table, list):
        kept = [each for each in table if not _is_of(each, name)]
        count = len(table) - len(kept)
        if count:
            table[:] = kept
        return count
    return 0


def _is_of(value: object, name: str) -> bool:
    """Whether a module defines it, or the class that it is an object of."""
    try:
        return bool(getattr(value, "__module__", None) == name)
    except Exception:
        return False
