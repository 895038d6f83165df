"""The oracle: what static analysis knows about names, and whether it knows all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guyline.analysis.answer import Answer, Kind, Oracle, Question
from guyline.analysis.environment import find_environment

if TYPE_CHECKING:
    from guyline.analysis.oracle import JediOracle

__all__ = ["Answer", "JediOracle", "Kind", "Oracle", "Question", "find_environment"]


def __getattr__(name: str) -> Any:
    """The oracle, when it is asked for: the worker is no oracle, and needs no event loop."""
    if name == "JediOracle":
        from guyline.analysis.oracle import JediOracle

        return JediOracle
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
