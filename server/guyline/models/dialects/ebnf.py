"""xgrammar's EBNF (vLLM's ``structured_outputs`` grammar, SGLang's ``ebnf``).

It means the constraint exactly. xgrammar took llama.cpp's grammars over, and reads more
than they have: lookahead behind a rule, special tokens, macros. Nothing of that is written.

Those servers may run llguidance instead, which makes a Lark grammar of this one. What a
rule spells side by side it takes for terminals, each matched by itself, so that a name
could be refused that begins as another does. A rule that only another one names it
takes as a whole for one terminal: hence the two, and it is exact there too. But it can't
read escapes of control characters other than tabs and line ends, and says so.

vLLM tells this from Lark by ``::=``.
"""

from __future__ import annotations

from guyline.models.constraint import OneOf
from guyline.models.dialects.expression import expression
from guyline.models.dialects.notation import QUOTED


def to_ebnf(constraint: OneOf) -> str:
    """The constraint as a grammar of xgrammar's."""
    return f"root ::= text\ntext ::= {expression(constraint, QUOTED)}\n"
