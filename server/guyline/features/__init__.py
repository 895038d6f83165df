"""What an editor offers, in an editor's words, without the protocol's types."""

from guyline.features.completion import Completion, complete
from guyline.features.context import Edits, Problem, Problems
from guyline.features.engine import Engine

__all__ = ["Completion", "Edits", "Engine", "Problem", "Problems", "complete"]
