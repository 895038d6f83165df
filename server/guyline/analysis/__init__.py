"""The oracle: what static analysis knows about names, and whether it knows all of them."""

from guyline.analysis.advised import AdvisedOracle, with_checker
from guyline.analysis.answer import Answer, Kind, Oracle, Question
from guyline.analysis.checker import find_pyrefly
from guyline.analysis.environment import find_environment
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
