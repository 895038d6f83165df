"""llguidance's Lark (OpenAI's custom tools, vLLM and SGLang with llguidance).

The grammar is one rule of one terminal, a regular expression: it means the constraint
exactly. Of several terminals each would be matched by itself, and a name could be refused
that begins as another does. xgrammar reads the same text as its own Lark.

``start`` is the rule that is asked for by default. No anchors: a terminal is whole by its
nature. The slash that would end it is escaped with all else that is not of a word.
"""

from __future__ import annotations

from guyline.models.constraint import OneOf
from guyline.models.dialects.expression import expression
from guyline.models.dialects.notation import BARE


def to_lark(constraint: OneOf) -> str:
    """The constraint as a Lark grammar of llguidance's."""
    return f"start: /{expression(constraint, BARE)}/\n"
