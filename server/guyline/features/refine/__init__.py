"""Refine: from a failing test, a traceback or a doctest to a fix that was run."""

from guyline.features.refine.refinements import Meant, Refinements, meant

__all__ = ["Meant", "Refinements", "meant"]
