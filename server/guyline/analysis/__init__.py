"""The oracle: what static analysis knows about names, and whether it knows all of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from guyline.analysis.answer import Answer, Kind, Oracle, Question
from guyline.analysis.environment import find_environment

if TYPE_CHECKING:
    from guyline.analysis.advised import AdvisedOracle, with_checker
    from guyline.analysis.checker import find_pyrefly
    from guyline.analysis.oracle import JediOracle

__all__ = [
    "AdvisedOracle",
    "Answer",
    "JediOracle",
    "Kind",
    "Oracle",
    "Question",
    "find_environment",
    "find_pyrefly",
    "with_checker",
]

_LATER = {
    "AdvisedOracle": "advised",
    "JediOracle": "oracle",
    "find_pyrefly": "checker",
    "with_checker": "advised",
}
"""What is imported when it is asked for: the worker is no oracle, and needs no event loop."""


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return getattr(import_module(f"guyline.analysis.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
