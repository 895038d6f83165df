"""What engines let a model write, token by token, is what the constraint calls viable.

Masks are made in another way than texts are walked: ahead of time, for all tokens at once.
Tokens run over what the constraint tells apart, and some break characters in two.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from guyline.models import Dialect, OneOf
from tests.models.dialects import by_chance
from tests.models.dialects.engines import END, TOKENS, Llguidance, Masks, OutlinesCore, Xgrammar
from tests.models.dialects.test_equal import compiled

SETS = int(os.environ.get("DIALECTS", "500")) // 12

MASKERS: dict[str, tuple[Dialect, Callable[[str], Masks]]] = {
    "EBNF in xgrammar": (Dialect.EBNF, partial(Xgrammar, kind="ebnf")),
    "regex in xgrammar": (Dialect.REGEX, partial(Xgrammar, kind="regex")),
    "Lark in llguidance": (Dialect.LARK, partial(Llguidance, kind="lark")),
    "regex in llguidance": (Dialect.REGEX, partial(Llguidance, kind="regex")),
    "regex in outlines-core": (Dialect.REGEX, OutlinesCore),
}


def completed(part: bytes, known: set[str]) -> Iterator[str]:
    """Characters that begin with the bytes of ``part``: those of words, and some others."""
    yield from (char for char in known if char.encode().startswith(part))
    for second in range(0x80, 0xC0, 0x10):
        for missing in range(1, 4):
            try:
                char = (part + bytes([second, 0xBF, 0xBF])[:missing]).decode()
            except UnicodeDecodeError:
                continue
            yield char


def may_follow(constraint: OneOf, text: str, token: bytes, known: set[str]) -> bool:
    """Whether some text that begins with ``text`` and the bytes of ``token`` satisfies it."""
    try:
        return constraint.viable(text + token.decode()) and b"\0" not in token
    except UnicodeDecodeError as error:
        if error.end < len(token):
            return False
        whole, part = token[: error.start].decode(), token[error.start :]
    return any(constraint.viable(text + whole + char) for char in completed(part, known))


@pytest.mark.parametrize("masker", MASKERS)
def test_masks_are_what_is_viable(masker: str) -> None:
    dialect, engine = MASKERS[masker]
    for seed in range(SETS):
        chance = random.Random(seed)  # noqa: S311 - a test's
        constraint = by_chance.constraint(chance)
        masks = engine(compiled(constraint, dialect))
        known = {
            char for one in constraint.alternatives for word in one.words or () for char in word
        }
        for text in by_chance.texts(chance, constraint, 2):
            begun = text[: chance.randrange(len(text) + 1)]
            if not constraint.viable(begun):
                continue
            expected = {
                at for at, token in enumerate(TOKENS) if may_follow(constraint, begun, token, known)
            }
            if constraint.accepts(begun) and (begun or dialect is not Dialect.REGEX):
                expected.add(END)
            found = masks.allowed(begun)
            if forced := masks.forced():
                # Of the tokens that spell it, as the tokenizer would, which knows bytes only.
                assert forced[0] in found
                expected &= found
            shown = [[*TOKENS, b"<end>"][token] for token in found ^ expected]
            assert found == expected, f"{shown} behind {begun!r} of {constraint!r:.600}"
