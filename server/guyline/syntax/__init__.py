"""Syntax that tolerates broken text: where the cursor stands, and whether a text fits there."""

from guyline.syntax.fit import Fitted, fit
from guyline.syntax.place import Place, Region, in_brackets, place_at, region_at
from guyline.syntax.tree import Tree

__all__ = [
    "Fitted",
    "Place",
    "Region",
    "Tree",
    "fit",
    "in_brackets",
    "place_at",
    "region_at",
]
