"""What was read from files, kept until they change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from guyline.analysis.family import Families
from guyline.analysis.installed import Installed

if TYPE_CHECKING:
    from guyline.analysis.typed import Value

_KEPT = 1024
"""Classes and modules that are kept."""


@dataclass(slots=True)
class Kept:
    """A bounded memory for what files other than the document say.

    Attributes:
        document: The file that is being written: its text changes without the file.
        families: The subclasses and siblings of classes.
        installed: The modules in folders.
    """

    document: str = ""
    families: Families = field(default_factory=Families, repr=False)
    installed: Installed = field(default_factory=Installed, repr=False)
    _kept: OrderedDict[Any, tuple[Any, list[tuple[str, float]]]] = field(
        default_factory=OrderedDict, repr=False
    )

    def get(self, key: object) -> object | None:
        """What was kept, if none of its files has changed."""
        found = self._kept.get(key)
        if found is None or any(_stamp(path) != stamp for path, stamp in found[1]):
            return None
        self._kept.move_to_end(key)
        return cast("object", found[0])

    def keep(self, key: object, value: object, files: frozenset[str]) -> None:
        """Keep what was read from ``files``."""
        self._kept[key] = value, [(path, _stamp(path)) for path in files]
        self._kept.move_to_end(key)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def identity(self, cls: Value) -> tuple[str, Any, str] | None:
        """The file, place and name of a class; None for one of the document's.

        The constructs of ``typing`` are names that its stub assigns.
        """
        node = getattr(cls, "tree_node", None)
        if node is None or node.type not in ("classdef", "name"):
            return ("", None, cls.py__name__()) if cls.is_compiled() else None
        path = cls.get_root_context().py__file__()
        if path is None or str(path) == self.document:
            return None
        return str(path), node.start_pos, cls.py__name__()


def _stamp(path: str) -> float:
    if not path:
        return 0.0
    try:
        return Path(path).stat().st_mtime
    except OSError:
        return -1.0
