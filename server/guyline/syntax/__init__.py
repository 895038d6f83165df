"""Syntax that tolerates broken text: where the cursor stands, and whether a text fits there."""

from guyline.syntax.fit import Fitted, fit
from guyline.syntax.nodes import DEEP, DEEPEST, MissingError, Node, Source, uncollected
from guyline.syntax.parts import Frame, Part, Parts
from guyline.syntax.place import Place, Region, in_brackets, place_at, region_at
from guyline.syntax.scan import Kind, Token, statement_start, tokens_from
from guyline.syntax.tree import Tree

__all__ = [
    "DEEP",
    "DEEPEST",
    "Fitted",
    "Frame",
    "Kind",
    "MissingError",
    "Node",
    "Part",
    "Parts",
    "Place",
    "Region",
    "Source",
    "Token",
    "Tree",
    "fit",
    "in_brackets",
    "place_at",
    "region_at",
    "statement_start",
    "tokens_from",
    "uncollected",
]
