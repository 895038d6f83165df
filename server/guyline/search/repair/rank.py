"""Which of several repairs that pass comes first.

The likelier, the smaller, the one that changes less of what else the function does; and above all
one that nothing speaks against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from guyline.search.repair.behaviour import Behaviour
from guyline.search.repair.changes import Repair

_DOUBT = 3.0
_SIZE = 0.03
_STEP = 1.2
_CHANGED = 0.8


@dataclass(frozen=True, slots=True)
class Weighed:
    """A repair with what is known of it.

    Attributes:
        repair: The repair.
        behaviour: What it changes on other inputs.
        doubts: What speaks against it.
    """

    repair: Repair
    behaviour: Behaviour
    doubts: tuple[str, ...]

    @property
    def weight(self) -> float:
        """How much speaks for it; larger is better."""
        return (
            log(max(self.repair.score, 1e-6))
            - _DOUBT * len(self.doubts)
            - _SIZE * min(self.repair.size, 60)
            - _STEP * (len(self.repair.steps) - 1)
            - _CHANGED * self.behaviour.share
        )


def ranked(found: Sequence[Weighed]) -> list[Weighed]:
    """The repairs, best first."""
    return sorted(found, key=lambda each: -each.weight)
