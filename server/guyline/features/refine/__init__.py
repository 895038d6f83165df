"""Refine: from a failing test, a traceback or a doctest to a fix that was run."""

from guyline.features.refine.refinements import Made, Meant, Refinements, meant

__all__ = ["Made", "Meant", "Refinements", "meant"]
