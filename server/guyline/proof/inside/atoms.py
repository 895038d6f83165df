"""Single values by chance: numbers, texts, bytes; and such values changed a little."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from .pools import (
    FLOATS,
    INTEGERS,
    LARGE,
    ODD_BYTES,
    ODD_FLOATS,
    ODD_TEXTS,
    SPECIAL_TEXTS,
    TEXTS,
    Pools,
)
from .texts import changed_text

_WIDEST = 10_000
_NARROWEST = 10
_TOO_LONG = 2
"""Runs without an end after which smaller numbers are drawn."""

_STILL = 0.1
"""How often one that is larger is drawn all the same."""

_LETTERS = ("ab", "abcABC", "01", "0123456789", "xyz ", "aA1 _-.,")


class Atoms:
    """Draws single values.

    Attributes:
        random: The source of chance.
        pools: What the code speaks of.
    """

    def __init__(self, random: Random, pools: Pools) -> None:
        self.random = random
        self.pools = pools
        self._large = True
        self._most = _WIDEST
        self._slow = 0
        self._by_kind: dict[str, Callable[[], object]] = {
            "int": self.integer,
            "float": self.number,
            "bool": lambda: random.random() < 0.5,
            "str": self.text,
            "bytes": self.data,
            "complex": lambda: complex(self.number(), self.number()),
            "ellipsis": lambda: ...,
        }

    def of(self, kind: str) -> object:
        """A value of a type; None where the type is not known."""
        made = self._by_kind.get(kind)
        return made() if made is not None else None

    def took_too_long(self) -> None:
        """What was drawn came to no end in time: numbers are sizes, perhaps."""
        self._large = False
        self._slow += 1
        if self._slow % _TOO_LONG == 0:
            self._most = max(self._most // 10, _NARROWEST)

    def integer(self) -> int:
        """A number, most often a small one."""
        drawn = self._integer()
        narrow = self._most < abs(drawn) and self._most < _WIDEST
        if narrow and self.random.random() >= _STILL:
            return self.random.randint(0, self._most) * (1 if drawn > 0 else -1)
        return drawn

    def _integer(self) -> int:
        where = self.random.random()
        if where < 0.35:
            return self.random.randint(-2, 9)
        if where < 0.6 and self.pools.integers:
            return self.random.choice(list(self.pools.integers))
        if where < 0.75:
            return self.random.randint(-100, 100)
        if where < 0.83:
            return self.random.choice(INTEGERS)
        if where < 0.86 and self._large:
            return self.random.choice((1, -1)) * self.random.choice(LARGE)
        return self.random.choice((1, -1)) * int(10 ** self.random.uniform(1, 4))

    def number(self) -> float:
        """A float."""
        where = self.random.random()
        if where < 0.25:
            return float(self.random.randint(-3, 10))
        if where < 0.4 and self.pools.floats:
            return self.random.choice(list(self.pools.floats))
        if where < 0.5 and self.pools.integers:
            return float(self.random.choice(list(self.pools.integers)))
        if where < 0.65:
            return self.random.choice(FLOATS)
        if where < 0.72:
            return self.random.choice(ODD_FLOATS)
        return self.random.choice((1, 10, 1000)) * round(self.random.uniform(-1, 1), 3)

    def text(self) -> str:
        """A text."""
        where = self.random.random()
        pool = list(self.pools.texts)
        if where < 0.15:
            return self.random.choice(TEXTS)
        if where < 0.3 and self.pools.whole:
            return self.random.choice(list(self.pools.whole))
        if where < 0.4 and pool:
            return self.random.choice(pool)
        if where < 0.65:
            return "".join(self._letters(self.random.choice((1, 2, 3, 5, 8))))
        if where < 0.9:
            among = [*pool[:60], *TEXTS, " ", " ", self.random.choice(SPECIAL_TEXTS)]
            between = " " if self.random.random() < 0.2 else ""
            return between.join(self.random.choices(among, k=self.random.randint(2, 6)))
        if where < 0.94:
            return self.random.choice(ODD_TEXTS) + "".join(self._letters(2))
        if where < 0.97:
            return "".join(letter * self.length() for letter in self._letters(3))
        return "".join(self._letters(self.length()))

    def data(self) -> bytes:
        """Bytes."""
        if self.random.random() < 0.2:
            return self.random.choice(ODD_BYTES)
        if self.pools.data and self.random.random() < 0.3:
            return self.random.choice(list(self.pools.data))
        return self.text().encode("utf-8", "replace")

    def _letters(self, count: int) -> Sequence[str]:
        return self.random.choices(self.random.choice(_LETTERS), k=count)

    def length(self) -> int:
        """How many items there are to be."""
        where = self.random.random()
        if where < 0.16:
            return int(where * 12.5)  # nothing or one, in equal parts
        if where < 0.6:
            return self.random.randint(2, 4)
        if where < 0.86:
            return self.random.randint(5, 10)
        lengths = [each for each in self.pools.integers if 0 <= each <= 300]
        if where < 0.94 and lengths:
            return self.random.choice(lengths)
        return self.random.randint(11, 40)

    def changed(self, value: object) -> object:
        """A value of the same type, near to this one."""
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            near: tuple[Callable[[], int], ...] = (
                lambda: value + self.random.choice((-1, 1)),
                lambda: -value,
                lambda: value + self.random.randint(-10, 10),
                self.integer,
                lambda: value * 2,
                lambda: value // 2,
            )
            return self.random.choice(near)()
        if isinstance(value, float):
            return self.random.choice((value + 1, -value, self.number(), value / 2, value * 3))
        if isinstance(value, str):
            return self._changed_text(value)
        if isinstance(value, bytes):
            changed = self._changed_text(value.decode("latin-1"))
            return changed.encode("latin-1" if changed.isascii() else "utf-8", "replace")
        return value

    def _changed_text(self, text: str) -> str:
        among = [*TEXTS, *self.pools.texts, *ODD_TEXTS[:4], *SPECIAL_TEXTS]
        changed = changed_text(text, among, self.random)
        return self.text() if changed is None else changed
