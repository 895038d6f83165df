"""What values are likely where code does not tell: by the names of parameters, and in general."""

from __future__ import annotations

from .shapes import Atom, Fixed, Many, Mapped, Shape

NONE = Atom("None")
UNIVERSE: tuple[Shape, ...] = (
    Atom("str"),
    Atom("int"),
    Many("list", Atom("int")),
    Many("list", Atom("str")),
    Mapped("dict", Atom("str"), Atom("int")),
    Mapped("dict", Atom("str"), Atom("str")),
    Many("list", Fixed((Atom("str"), Atom("int")))),
    Many("list", Many("list", Atom("int"))),
    Atom("float"),
    Atom("bytes"),
    Atom("None"),
    Atom("bool"),
    Many("tuple", Atom("int")),
    Many("set", Atom("int")),
    Many("set", Atom("str")),
    Many("list", Many("list", Atom("str"))),
    Many("list", Mapped("dict", Atom("str"), Atom("int"))),
    Mapped("dict", Atom("str"), Many("list", Atom("str"))),
    Mapped("dict", Atom("int"), Many("list", Atom("int"))),
    Fixed((Atom("int"), Atom("int"))),
    Many("iter", Atom("int")),
    Many("iter", Atom("str")),
)
"""What is tried where nothing tells, the simplest first."""

_NUMBERS = frozenset(
    {
        *("n", "i", "j", "k", "m", "x", "y", "lo", "hi", "low", "high", "left", "right"),
        *("count", "size", "length", "limit", "width", "height", "depth", "level", "total"),
        *("index", "start", "end", "stop", "step", "offset", "position", "pos", "min", "max"),
        *("number", "num", "seed", "year", "month", "day"),
    }
)
_FLAGS = ("is_", "has_", "use_", "allow_", "enable", "verbose", "strict", "force")
_LISTS = frozenset(
    {
        *("xs", "ys", "items", "values", "list", "seq", "lst", "rows", "nums", "numbers"),
        *("data", "array", "arr"),
    }
)
_DICTS = frozenset(
    {"d", "mapping", "dict", "options", "opts", "config", "params", "table", "counts"}
)


def by_name(name: str) -> Shape | None:
    """What the name of a parameter makes likely; None: nothing."""
    last = name.rstrip("0123456789").rpartition("_")[2]
    if name in _NUMBERS or last in _NUMBERS:
        return Atom("int")
    if name.startswith(_FLAGS):
        return Atom("bool")
    if last in _LISTS:
        return Many("list", Atom("int"))
    if last in _DICTS:
        return Mapped("dict", Atom("str"), Atom("int"))
    return None
