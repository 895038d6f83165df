r"""Regular expressions (vLLM's ``structured_outputs`` regex, SGLang's ``regex``, OpenAI's).

One expression for outlines-core, llguidance and xgrammar, and for Python's
``re.fullmatch``. All of them match the whole text. It means the constraint exactly but for
one text: it is never the empty one. A model that would have stopped at once writes what
may follow, at least a character.

That is for outlines-core's sake, and so are the anchors, which the others go along with:

- ``$`` has to stand. Without it outlines-core takes the first alternative that matches for
  the only one, as Rust's engine does when it searches: where ``get`` and ``getcwd`` may
  stand, ``getcwd`` could not be written, nor any character outside ASCII that a token
  breaks in two behind a text that could have ended.
- Then the empty text must not match. outlines-core refuses an expression that may look for
  the end before it has read anything.
- ``^`` must not stand, which it refuses for the same reason.
- There is one place where anything may stand. outlines-core makes an automaton for finding
  the text anywhere as well, and its size is multiplied by each further place. So words are
  written twice where there are several alternatives: those that lead on, those that end.

No lookaround, which none of them has; groups are not captured.
"""

from __future__ import annotations

from guyline.models.constraint import OneOf
from guyline.models.dialects.expression import ANYTHING, CHARACTER, Branch, branches
from guyline.models.dialects.notation import BARE


def to_regex(constraint: OneOf) -> str:
    """The constraint as a regular expression, for all of a text that is not empty."""
    found = branches(constraint, BARE)
    if len(found) == 1 and not (found[0].word and found[0].may_be_empty):
        return f"{BARE.either(found[0].all(BARE))}$"
    led = BARE.either([one for branch in found for one in _leading(branch)]) + ANYTHING
    return f"{BARE.either([led, *(one for branch in found for one in _ending(branch))])}$"


def _leading(branch: Branch) -> list[str]:
    """What has to stand before anything may; none is empty."""
    if "" in branch.leads:
        character = [CHARACTER] if branch.may_be_empty else []
        return [*filter(None, [branch.word]), *character]
    word = BARE.optional([branch.word]) if branch.word and branch.may_be_empty else branch.word
    return [word + BARE.either(branch.leads)]


def _ending(branch: Branch) -> list[str]:
    """What the text may be as a whole, without anything behind it; none is empty."""
    found = [end for end in branch.ends if end] if branch.may_be_empty else []
    if branch.word and branch.ends:
        rest = [end for end in branch.ends if end]
        if "" not in branch.ends:
            found.append(branch.word + BARE.either(rest))
        else:
            found.append(branch.word + (BARE.optional(rest) if rest else ""))
    return found
