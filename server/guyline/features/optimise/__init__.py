"""Performance edits: made by rules and models, tried, measured, and only then shown."""

from guyline.features.optimise.optimisations import Optimisations

__all__ = ["Optimisations"]
