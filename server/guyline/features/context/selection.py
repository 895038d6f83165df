"""Which pieces from elsewhere go into a prompt, within how many tokens, in which order.

What changes least comes first: definitions, similar code, recent edits. Problems follow
them, and are chosen for each prompt (:mod:`guyline.features.context.problems`).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guyline.features.context.definitions import Definition
from guyline.features.context.files import shown_name
from guyline.features.context.similar import Alike
from guyline.features.context.tokens import tokens_of
from guyline.models import Snippet

_DEFINITIONS = 0.5
_SIMILAR = 0.35
"""The parts of the tokens that definitions and similar code may take."""

_OTHERS = 0.9
"""The part that these and everything else here may take; problems have room for the rest."""

_BEFORE = 375
"""Tokens of the text before the cursor where there are as many: the least that helps."""

_WORTH = 100
"""Tokens below which no snippet says anything."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How the tokens of a prompt are shared out.

    Attributes:
        before: For the text before the cursor, with what stands above it.
        after: For what follows.
        snippets: For pieces from elsewhere; where there are none, nothing stands above
            the text before either: a small model that reads slowly gained nothing by it.
    """

    before: int
    after: int
    snippets: int

    @staticmethod
    def of(budget: int, *, follows: bool = True) -> Shares:
        """The shares of so many tokens; the text before the cursor comes first.

        Args:
            budget: The tokens.
            follows: Whether the model can be shown what follows the cursor.
        """
        before = max(_BEFORE, budget // 2)
        after = budget // 10 if follows else 0
        left = budget - before - after
        return Shares(before, after, left if left >= _WORTH else 0)


@dataclass(frozen=True, slots=True)
class Selection:
    """The snippets of one place.

    Attributes:
        place: The definition around the cursor they were found for.
        snippets: The snippets, what changes least first.
        files: The files they are from, with when each was changed and its size.
    """

    place: str
    snippets: tuple[Snippet, ...]
    files: tuple[tuple[Path, tuple[int, int] | None], ...] = ()

    def within(self, tokens: int) -> tuple[Snippet, ...]:
        """The snippets that fit into so many tokens, from the first on."""
        kept: list[Snippet] = []
        for snippet in self.snippets:
            tokens -= cost(snippet)
            if tokens < 0:
                break
            kept.append(snippet)
        return tuple(kept)


def select(
    place: str,
    tokens: int,
    definitions: Sequence[Definition],
    alike: Sequence[Alike],
    others: Iterable[Snippet] = (),
) -> Selection:
    """Choose snippets.

    Args:
        place: The definition around the cursor.
        tokens: The most tokens together.
        definitions: Those that may be shown, the most wanted first.
        alike: Similar code, the most alike first.
        others: What else there is, the most wanted first.
    """
    files: dict[Path, tuple[int, int] | None] = {}
    defined: dict[str, list[Definition]] = {}
    left = round(tokens * _DEFINITIONS)
    for each in definitions:
        left -= cost(Snippet(each.name, each.text))
        if left < 0:
            break
        defined.setdefault(each.name, []).append(each)
        files[each.path] = each.stamp
    snippets = [
        Snippet(
            shown_name(name), "\n".join(each.text for each in sorted(of, key=lambda d: d.first))
        )
        for name, of in sorted(defined.items())
    ]
    used = sum(map(cost, snippets))
    left = min(tokens - used, max(round(tokens * _SIMILAR), round(tokens * 0.85) - used))
    shown = [each for of in defined.values() for each in of]
    for piece in alike:
        if any(d.path == piece.path and piece.first <= d.first <= piece.last for d in shown):
            continue  # most of it is there already
        snippet = Snippet(shown_name(piece.name), textwrap.dedent(piece.text))
        if cost(snippet) <= left:
            left -= cost(snippet)
            snippets.append(snippet)
            files[piece.path] = piece.stamp
    left = round(tokens * _OTHERS) - sum(map(cost, snippets))
    for snippet in others:
        if cost(snippet) <= left:
            left -= cost(snippet)
            snippets.append(Snippet(shown_name(snippet.name), snippet.text))
    return Selection(place, tuple(snippets), tuple(files.items()))


def cost(snippet: Snippet) -> int:
    """About how many tokens a snippet takes in a prompt."""
    return tokens_of(snippet.text) + tokens_of(snippet.name) + 3
