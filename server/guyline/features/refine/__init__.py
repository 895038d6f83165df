"""Refine: from a failing test, a traceback or a doctest to a fix that was run."""

from guyline.features.refine.asked import Asked
from guyline.features.refine.refine import refine
from guyline.features.refine.refined import Refined

__all__ = ["Asked", "Refined", "refine"]
