"""Ghost text over time: what is shown while a person types on, and what is asked of the model."""

from guyline.features.ghost.ghost import Asking, GhostText, News, Origin, Suggestion
from guyline.features.ghost.pace import Pace
from guyline.features.ghost.timer import LoopTimer, Timer

__all__ = ["Asking", "GhostText", "LoopTimer", "News", "Origin", "Pace", "Suggestion", "Timer"]
