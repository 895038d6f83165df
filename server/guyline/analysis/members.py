"""The names of a value, and whether these are all: what closes or opens a site.

A name may be forbidden only where its absence is proved, so every doubt opens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from guyline.analysis.classes import Classes
from guyline.analysis.kept import Kept
from guyline.analysis.modules import Modules
from guyline.analysis.typed import Names, Value

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

_FUNCTION_NAMES = frozenset(dir(lambda: None)) | {
    "__func__",
    "__self__",
    "__type_params__",
    "__wrapped__",
    "cache_clear",
    "cache_info",
    "cache_parameters",
}


@dataclass(slots=True)
class Members:
    """The names of values."""

    kept: Kept = field(default_factory=Kept)

    def of(self, evaluator: Evaluator, value: Value) -> Names:
        """The names of one value."""
        if value.is_module():
            return Modules(self.kept).names(value, set())
        if type(value).__name__ == "SuperInstance":
            return Classes(self.kept).names_of_super(evaluator, value)
        if value.is_class():
            return Classes(self.kept).names(evaluator, value, as_instance=False)
        if value.is_function():
            return _of_function(value)
        if value.is_instance() or value.is_compiled():
            return Classes(self.kept).names(evaluator, value.py__class__(), as_instance=True)
        if getattr(value, "is_namespace", bool)():
            return Names(frozenset(), "a namespace package may hold any module")
        return Names(frozenset(), "its kind is not known")


def _of_function(value: Value) -> Names:
    if getattr(value, "tree_node", None) is None or value.is_compiled():
        return Names(frozenset(), "a function without source")
    return Names(_FUNCTION_NAMES)
