"""What stays the same where a version gives something else each time.

A function may tell the time, the number of its process, or which of its threads was first. Several
runs of it on one input show which words of what it gives are never the same, and these are left
out; what was the same in all of the runs has to be the same in another version, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from .observe import Observation, close, difference

_TOKEN = re.compile(r"[\w.+-]+|\s+|.", re.DOTALL)
_WORD = re.compile(r"\w")


class Steady:
    """What runs of one version on one input have in common.

    Args:
        runs: The runs, one or more; the first is what others are compared with.
    """

    def __init__(self, runs: Sequence[Observation]) -> None:
        self.runs = tuple(runs)
        self._masks: dict[str, Mask] = {}

    def difference(self, other: Observation, relative: float | None = None) -> tuple[str, ...]:
        """The aspects in which another version's run differs from what all of these show.

        Args:
            other: What the other version showed.
            relative: How far floats may lie apart, if all were observed tolerantly.
        """
        if not self._ends_alike:
            return ()
        differing = difference(self.runs[0], other, relative)
        return tuple(name for name in differing if self._counts(name, other, relative))

    def shown(self, run: Observation) -> dict[str, str]:
        """What a run showed, by aspects, without what is never the same."""
        return {name: self._mask(name).over(text) for name, text in run.aspects.items()}

    @cached_property
    def is_unlike_itself(self) -> bool:
        """Whether the runs end in different ways, or half of what they gave is never the same."""
        ended = "raised" if self.runs[0].aspects["outcome"] == "raised" else "value"
        return not self._ends_alike or self._mask(ended).is_mostly_open

    @cached_property
    def _ends_alike(self) -> bool:
        return len({run.aspects["outcome"] for run in self.runs}) == 1

    def _counts(self, name: str, other: Observation, relative: float | None) -> bool:
        mask = self._mask(name)
        if mask.is_open:
            return not mask.fits(other.aspects.get(name, ""))
        first, *others = [run.numbers.get(name, ()) for run in self.runs]
        return all(close(first, each, relative) for each in others)

    def _mask(self, name: str) -> Mask:
        if name not in self._masks:
            self._masks[name] = Mask([run.aspects.get(name, "") for run in self.runs])
        return self._masks[name]


class Mask:
    """A text of which some words may be any.

    Where all texts have as many words, the places count at which they are the same; else what
    they begin with and what they end with.

    Args:
        texts: Texts that it fits, one or more.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        first, *others = [_TOKEN.findall(text) for text in dict.fromkeys(texts)]
        self._first = first
        self._is_long = all(len(each) == len(first) for each in others)
        if self._is_long:
            places = range(len(first))
            self._kept = [
                place for place in places if all(each[place] == first[place] for each in others)
            ]
        else:
            most = min(map(len, (first, *others)))
            before = _alike(first, others, range(most))
            after = _alike(first, others, range(-1, before - most - 1, -1))
            self._kept = [*range(before), *range(-after, 0)]
        self.is_open = bool(others)

    @property
    def is_mostly_open(self) -> bool:
        """Whether texts differ, and no more than half of the words are in all of them."""
        kept = sum(bool(_WORD.match(self._first[place])) for place in self._kept)
        return self.is_open and 2 * kept <= sum(map(bool, map(_WORD.match, self._first)))

    def over(self, text: str) -> str:
        """A text with dots for what may be any; as it is where its words are others in number."""
        found = _TOKEN.findall(text)
        if not self.is_open or not self._is_long or len(found) != len(self._first):
            return text
        kept = set(self._kept)
        return "".join([each if place in kept else "…" for place, each in enumerate(found)])

    def fits(self, text: str) -> bool:
        """Whether a text is one of these."""
        found = _TOKEN.findall(text)
        if len(found) != len(self._first) if self._is_long else len(found) < len(self._kept):
            return False
        return all(found[place] == self._first[place] for place in self._kept)


def _alike(first: list[str], others: list[list[str]], places: range) -> int:
    """How many places in a row hold the same in all."""
    count = 0
    for place in places:
        if any(each[place] != first[place] for each in others):
            break
        count += 1
    return count
