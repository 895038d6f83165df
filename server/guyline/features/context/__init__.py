"""Context: what a strong completion needs and no more, within a budget of tokens."""

from guyline.features.context.context import Context
from guyline.features.context.edits import Edits
from guyline.features.context.problems import Problem, Problems
from guyline.features.context.selection import Shares
from guyline.features.context.speed import Meter, Speed
from guyline.features.context.tokens import cached_share, tokens_of

__all__ = [
    "Context",
    "Edits",
    "Meter",
    "Problem",
    "Problems",
    "Shares",
    "Speed",
    "cached_share",
    "tokens_of",
]
