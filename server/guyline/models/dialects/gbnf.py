"""llama.cpp's grammars (``grammar`` of a request; grammars/README.md there).

A grammar is one rule, and means the constraint exactly. llama.cpp works on characters: of
a token that ends within one it is asked what it may become.
"""

from __future__ import annotations

from guyline.models.constraint import OneOf
from guyline.models.dialects.expression import expression
from guyline.models.dialects.notation import QUOTED


def to_gbnf(constraint: OneOf) -> str:
    """The constraint as a grammar of llama.cpp's."""
    return f"root ::= {expression(constraint, QUOTED)}\n"
