"""A list of whole texts, for endpoints that can be asked for nothing else.

The answer is one of the texts and ends with it. So it takes two requests: this one, and,
from behind the text it gave, a free one. What the free one writes is to be held against
:meth:`guyline.models.constraint.OneOf.viable`, text and all, for the list can't say what
must follow:

- ``Follow.SINGLE`` and ``Follow.DOUBLE``: the quote is part of the text. Exact.
- ``Follow.ANYTHING``: exact.
- ``Follow.VALUE``: ``=`` is part of the text. Blanks before it can't be written, and the
  free request may make it ``==``.
- ``Follow.END`` and ``Follow.NO_VALUE``: the word alone. The free request may write on
  in it (``order`` becomes ``order_id``), or write ``=``.

All that is listed satisfies the constraint or begins what does, and each word is listed.
There is no list, and :func:`to_choice` gives None, where any word may stand, where a text
may begin with no word at all (``or_other``), and where the empty text would be one of the
list, as servers refuse it or take it for no answer.
"""

from __future__ import annotations

from guyline.models.constraint import Follow, OneOf

_LAST = {Follow.VALUE: "=", Follow.SINGLE: "'", Follow.DOUBLE: '"'}


def to_choice(constraint: OneOf) -> tuple[str, ...] | None:
    """The texts of which one may stand, sorted, each once; None where no list says it."""
    if constraint.or_other:
        return None
    texts: set[str] = set()
    for alternative in constraint.alternatives:
        if alternative.words is None:
            return None
        last = _LAST.get(alternative.follow, "")
        texts.update(word + last for word in alternative.words)
    return None if "" in texts else tuple(sorted(texts))
