"""The writer behind `describe`: values as canonical text, within bounds.

Two values get the same text if nothing that counts tells them apart. What is shared or
contains itself is told by back references (``&3`` is the fourth shared object that was
met); what lies too deep is put off (``^0``) and written behind the rest, so that no
value is too deep. Text that grows too long goes on as a hash.

No code of the user runs: types are told by identity, attributes are read from where they
are kept, and no default ``repr`` with an address is ever used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

from .classes import head_of
from .plans import PLANS, Plan, plan_for

__all__ = ["ATOMS", "NODES", "Scribe", "atom", "flat", "folded", "without_addresses"]

ATOM_TYPES = (
    int,
    float,
    complex,
    bool,
    str,
    bytes,
    type(None),
    type(Ellipsis),
    type(NotImplemented),
)
ATOMS = frozenset(map(id, ATOM_TYPES))
"""The types whose ``repr`` is canonical, by id: a metaclass may have a hash of its own."""

_EXACT_WITHOUT_FLOATS = ATOMS - {id(float), id(complex)}
_ADDRESS = re.compile(r"(<[^<>\n]{1,300} at 0x)[0-9a-f]{7,16}(?=>)")
_NUMBERS = re.compile(r"0x[0-9a-f]{9,16}|(?<![\w.])[1-9]\d{11,19}(?![\w.])")
"""What may be an address, as a text or as a number: ``id`` and ``hex(id)``."""

_DEEPEST = 24
NODES = 400_000


def atom(value: object) -> str:
    """The text of an int, a str or the like; large ints in hexadecimal."""
    try:
        return repr(value)
    except ValueError:  # more digits than sys.set_int_max_str_digits allows
        return format(value, "#x")


def flat(value: object) -> str | None:
    """The text of an int, a list of ints or the like, without more ado; None: of anything else."""
    kind = type(value)
    if kind is list or kind is tuple:
        items: Iterable[object] = value  # type: ignore[assignment]
    elif kind is dict:
        pairs: dict[object, object] = value  # type: ignore[assignment]
        items = (*pairs, *pairs.values())
    else:
        return atom(value) if id(kind) in ATOMS else None
    if ATOMS.issuperset(map(id, map(type, items))):
        try:
            return repr(value)
        except ValueError:
            pass
    return None


def without_addresses(text: str) -> str:
    """A text without those that a default ``repr`` has put into it: no two objects share one."""
    return _ADDRESS.sub(r"\1…", text) if " at 0x" in text else text


def folded(text: str, most: int) -> str:
    """A text of bounded length: what is behind ``most`` characters goes on as a hash."""
    if len(text) <= most:
        return text
    text = without_addresses(text)
    rest = blake2b(text[most:].encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{text[:most]}…#{rest} of {len(text)}"


class Scribe:
    """Writes values, and remembers what it has met.

    Attributes:
        most: Characters before the rest of a value goes on as a hash.
        ignored: Names of attributes that are left out.
        numbers: Floats in the order met; None where they are written exactly instead.
        notes: What could not be written in full.
        marks: Grows with each reference; text without any means the same anywhere.
        left: Values that may still be looked at.
    """

    __slots__ = (
        "atoms",
        "count",
        "ignored",
        "keep",
        "later",
        "left",
        "marks",
        "memo",
        "most",
        "notes",
        "numbers",
        "outer",
        "put_off",
        "seen",
    )

    def __init__(
        self,
        most: int,
        ignored: frozenset[str] = frozenset(),
        numbers: list[float] | None = None,
    ) -> None:
        self.most = most
        self.ignored = ignored
        self.numbers = numbers
        self.atoms = ATOMS if numbers is None else _EXACT_WITHOUT_FLOATS
        self.notes: dict[str, None] = {}
        self.seen: dict[int, int] = {}
        self.outer: tuple[dict[int, int], ...] = ()
        self.memo: dict[int, str] = {}
        self.keep: list[object] = []
        self.later: list[object] = []
        self.count = 0
        self.marks = 0
        self.put_off = 0
        self.left = NODES

    def of(self, value: object, depth: int = 0) -> str:
        """The text of a value within the one that is being written."""
        kind = type(value)
        if id(kind) in self.atoms:
            return atom(value)
        found = PLANS.get(id(kind))
        plan = plan_for(kind) if found is None else found
        self.left -= 1
        if self.left < 0:
            self.note("too large to be looked at as a whole")
            return "…"
        if depth > _DEEPEST and plan.deep:
            self.later.append(value)
            self.marks += 1
            self.put_off += 1
            return f"^{self.put_off - 1}"
        if plan.shared:
            number = self.number_of(value)
            if number is not None:
                self.marks += 1
                return f"&{number}"
            self.seen[id(value)] = self.count
            self.count += 1
            text = self._written(plan, value, depth)
        elif self.memo and id(value) in self.memo:
            text = self.memo[id(value)]
        else:
            text = self._unshared(plan, value, depth)
        return text if len(text) <= self.most else folded(self.placeless(text), self.most)

    def placeless(self, text: str) -> str:
        """A text where the address of what was met is a reference to it: no two runs share one."""
        return _NUMBERS.sub(self._reference, text) if self.seen else text

    def _reference(self, match: re.Match[str]) -> str:
        number = self.seen.get(int(match[0], 0))
        return match[0] if number is None else f"&{number}"

    def number_of(self, value: object) -> int | None:
        """The number of a shared value that was met already, here or in what is around."""
        number = self.seen.get(id(value))
        if number is None and self.outer:
            return next((met[id(value)] for met in self.outer if id(value) in met), None)
        return number

    def _written(self, plan: Plan, value: object, depth: int) -> str:
        try:
            return plan.write(self, value, depth + 1)
        except MemoryError:
            raise
        except Exception as error:
            self.note(f"opaque: {head_of(plan.kind)} gives {head_of(type(error))} when looked at")
            return f"<{head_of(plan.kind)} opaque>"

    def _unshared(self, plan: Plan, value: object, depth: int) -> str:
        """An immutable value; kept where it is long and means the same anywhere."""
        marks, count = self.marks, self.count
        text = self._written(plan, value, depth)
        if len(text) > 200 and self.numbers is None and (marks, count) == (self.marks, self.count):
            self.memo[id(value)] = text
            self.keep.append(value)
        return text

    def whole(self, value: object) -> str:
        """The text of a value and of all that was put off."""
        text = self.of(value)
        return self.placeless(self.rest(text) if self.later else text)

    def rest(self, text: str) -> str:
        """A text with what was put off behind it."""
        parts = [text]
        done = self.put_off - len(self.later)
        while self.later:
            batch, self.later = self.later, []
            for number, value in enumerate(batch, done):
                parts.append(f"\n^{number}: {self.of(value)}")
            done += len(batch)
        return folded("".join(parts), self.most)

    def apart(self, value: object) -> tuple[str, bool, list[float]]:
        """A value's text before it is written, whether it means the same anywhere, its floats.

        What was met before is a reference in it, too: its number does not depend on what is
        being put in order, and things that hold one another in sets come to an end.
        """
        other = Scribe(self.most, self.ignored, None if self.numbers is None else [])
        other.left, other.count = self.left, self.count
        other.outer = (self.seen, *self.outer)
        text = other.whole(value)
        self.left = other.left
        self.notes.update(other.notes)
        anywhere = not other.marks and other.count == self.count
        return text, anywhere, other.numbers or []

    def all_atoms(self, values: Iterable[object]) -> bool:
        """Whether all are ints, strs or the like, of exactly these types."""
        return self.atoms.issuperset(map(id, map(type, values)))

    def items(self, values: Iterable[object], depth: int) -> str:
        """Values in their order, with commas between."""
        return ", ".join([self.of(value, depth) for value in values])

    def real(self, number: float) -> str:
        """A float, written or, where a tolerance is allowed, set aside."""
        if self.numbers is None:
            return float.__repr__(number)
        self.numbers.append(float.__float__(number))
        return "~"

    def note(self, what: str) -> None:
        """Remember that something could not be written in full."""
        self.notes[what] = None
