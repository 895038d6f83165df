"""The closure of rewrites, searched best first: what is worth most is gone on from."""

from __future__ import annotations

import heapq
from itertools import count

from guyline.errors import InputError
from guyline.search.candidate import Candidate, Origin, meaning_of
from guyline.search.judging import Fate, Judged
from guyline.search.rewrites import Rewrite, rewrites

_MOST_STEPS = 8
_MOST_TEXTS = 200


class Steps:
    """The candidates that rewrites make of one function, one after the other.

    What is proved comes first, then what goes on from the best so far. A rewrite that was refuted
    is not made again in another order, as what it breaks is broken there as well.

    Args:
        text: The file's text.
        name: The function's qualified name.
        version: The oldest Python that the file is for.

    Raises:
        InputError: The text can't be parsed, or has no such function.
    """

    def __init__(self, text: str, name: str, version: tuple[int, int]) -> None:
        self._name = name
        self._version = version
        self._seen = {meaning_of(text)}
        self._refuted: set[object] = set()
        self._order = count()
        self._waiting: list[tuple[float, bool, int, Candidate]] = []
        self._last: dict[str, object] = {}
        self._go_on(text, Candidate(text, "", Origin.RULES, proved=True), 1.0)

    def next(self) -> Candidate | None:
        """The candidate to be tried next; None: there is no other."""
        while self._waiting:
            candidate = heapq.heappop(self._waiting)[-1]
            if self._last[candidate.text] not in self._refuted:
                return candidate
        return None

    def judged(self, judged: Judged) -> None:
        """Learn what became of a candidate."""
        candidate = judged.candidate
        if candidate.text not in self._last:
            return
        if judged.fate is Fate.REFUTED:
            self._refuted.add(self._last[candidate.text])
        elif judged.fate is not Fate.NOT_TRIED and len(candidate.steps) < _MOST_STEPS:
            self._go_on(candidate.text, candidate, judged.gain)

    def _go_on(self, text: str, before: Candidate, gain: float) -> None:
        try:
            found = rewrites(text, self._name, self._version)
        except InputError:
            if not before.steps:
                raise
            return
        for each in found:
            meaning = meaning_of(each.text)
            if meaning in self._seen or len(self._seen) > _MOST_TEXTS:
                continue
            self._seen.add(meaning)
            candidate = _after(before, each)
            self._last[each.text] = each.code, each.change
            rank = -gain, not candidate.proved, next(self._order), candidate
            heapq.heappush(self._waiting, rank)


def _after(before: Candidate, made: Rewrite) -> Candidate:
    title = f"{before.title}; {made.title[:1].lower()}{made.title[1:]}" if before.title else ""
    return Candidate(
        text=made.text,
        title=title or made.title,
        origin=Origin.RULES,
        steps=(*before.steps, made.code),
        proved=before.proved and made.proved,
    )
