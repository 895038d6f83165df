"""From a value that is there to a recipe that makes its like.

For the arguments of recorded calls. What can be written as a literal or a call is; an object of a
class is its class and its attributes; what is left is pickled, which is an expression too.
"""

from __future__ import annotations

import enum
import pickle
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any

from .recipe import Group, Input, Made, Pairs, Plain, Recipe, Source, Unmade
from .tensor import Tensor

_ATOMS = (type(None), bool, int, float, complex, str, bytes, type(...))
_WRITTEN = frozenset(
    {"datetime", "date", "time", "timedelta", "Decimal", "Fraction", "UUID", "timezone"}
)
_PREFIX = {"Decimal": "decimal.", "Fraction": "fractions.", "UUID": "uuid."}
_PATHS = {
    "PosixPath": "Path",
    "WindowsPath": "Path",
    "PurePosixPath": "PurePosixPath",
    "PureWindowsPath": "PureWindowsPath",
}
_ITERATORS = frozenset({"list_iterator", "tuple_iterator", "str_iterator", "str_ascii_iterator"})
_DEEPEST = 30
_LARGEST = 20_000
_LONGEST_PICKLE = 4_000


def input_of_values(
    arguments: tuple[object, ...],
    keywords: Mapping[str, object],
    receiver: object = None,
    home: str = "",
) -> Input:
    """The input that a call was made with; what stands in several places is shared.

    Args:
        arguments: By position.
        keywords: By name.
        receiver: What the method was called on; None: it was none.
        home: The module whose names need no import.

    Raises:
        Unmade: Some of it can't be made again.
    """
    reader = _Reader(home)
    given = [receiver, *arguments, *keywords.values()]
    for value in given:
        reader.count(value, 0)
    made = [reader.recipe(value, 0) for value in given]
    names = tuple(keywords)
    positional = tuple(made[1 : 1 + len(arguments)])
    named = tuple(zip(names, made[1 + len(arguments) :], strict=True))
    shared = tuple(reader.shared.values())
    return Input(positional, named, made[0] if receiver is not None else None, shared)


def recipe_of_value(value: object, home: str = "") -> Recipe:
    """The recipe of a value.

    Raises:
        Unmade: It can't be made again, or is too large.
    """
    return _Reader(home).recipe(value, 0)


class _Reader:
    """Reads the values of one call."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.met: Counter[int] = Counter()
        self.shared: dict[int, tuple[str, Recipe]] = {}
        self.seen = 0

    def count(self, value: object, depth: int) -> None:
        """Counts what stands in several places: lists, dicts, sets and objects."""
        if depth > _DEEPEST or isinstance(value, _ATOMS):
            return
        self.met[id(value)] += 1
        if self.met[id(value)] > 1 or len(self.met) > _LARGEST:
            return
        for part in _contents(value):
            self.count(part, depth + 1)

    def recipe(self, value: object, depth: int) -> Recipe:
        """How to make it."""
        self.seen += 1
        if depth > _DEEPEST or self.seen > _LARGEST:
            raise Unmade("too large to write down")
        if type(value) in _ATOMS:
            return Plain(value)
        if self.met[id(value)] > 1 and _is_mutable(value):
            if id(value) not in self.shared:
                self.shared[id(value)] = ("", Plain(None))  # it holds itself: found below
                recipe = self._made(value, depth)
                self.shared[id(value)] = (f"shared_{len(self.shared)}", recipe)
            name = self.shared[id(value)][0]
            if not name:
                raise Unmade("a value that holds itself")
            return Source(name)
        return self._made(value, depth)

    def _made(self, value: object, depth: int) -> Recipe:
        made = _collection(self, value, depth)
        if made is None:
            made = _library(self, value, depth)
        if made is None:
            made = _object(self, value, depth)
        return made if made is not None else _pickled(value)


def _contents(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [*value.values()] if type(value) in (dict, OrderedDict, defaultdict) else []
    if type(value) in (list, tuple, deque):
        return list(value)  # type: ignore[call-overload, no-any-return]
    if type(value).__module__ != "builtins":
        attributes = getattr(type(value), "__dictoffset__", 0) and vars(value)
        return list(attributes.values()) if attributes else []
    return []


def _is_mutable(value: object) -> bool:
    return not isinstance(value, (tuple, frozenset, range, type, enum.Enum)) and not callable(value)


def _collection(reader: _Reader, value: Any, depth: int) -> Recipe | None:
    def of(items: Any) -> tuple[Recipe, ...]:
        return tuple(reader.recipe(each, depth + 1) for each in items)

    kind = type(value)
    if kind in (list, tuple):
        return Group(kind.__name__, of(value))
    if kind in (set, frozenset):
        return Group(kind.__name__, tuple(sorted(of(value), key=lambda each: each.text)))
    if kind is dict:
        return Pairs(tuple(zip(of(value), of(value.values()), strict=True)))
    if kind is deque:
        most = (("maxlen", Plain(value.maxlen)),) if value.maxlen is not None else ()
        return Made("collections.deque", (Group("list", of(value)),), most)
    if kind in (OrderedDict, Counter):
        pairs = Pairs(tuple(zip(of(value), of(value.values()), strict=True)))
        return Made(f"collections.{kind.__name__}", (pairs,))
    if kind is defaultdict:
        factory = reader.recipe(value.default_factory, depth + 1)
        pairs = Pairs(tuple(zip(of(value), of(value.values()), strict=True)))
        return Made("collections.defaultdict", (factory, pairs))
    if kind is bytearray:
        return Made("bytearray", (Plain(bytes(value)),))
    if kind in (range, slice):
        return Made(kind.__name__, of((value.start, value.stop, value.step)))
    if kind.__name__ in _ITERATORS and kind.__module__ == "builtins":
        _, (items,), *at = value.__reduce__()
        return Made("iter", (reader.recipe(items[at[0] if at else 0 :], depth + 1),))
    return None


def _library(reader: _Reader, value: Any, depth: int) -> Recipe | None:
    kind = type(value)
    if isinstance(value, enum.Enum):
        return _named(reader, kind, f".{value.name}") if value.name.isidentifier() else None
    if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        return _named(reader, value)
    if kind.__name__ in _WRITTEN and kind.__module__ in (
        "datetime",
        "decimal",
        "fractions",
        "uuid",
    ):
        zone = getattr(value, "tzinfo", None)
        if type(zone).__module__ not in ("builtins", "datetime"):
            return None  # a zone's name would have to be imported
        return Source(_PREFIX.get(kind.__name__, "") + repr(value))
    if kind.__module__ in ("pathlib", "pathlib._local") and kind.__name__ in _PATHS:
        return Made(f"pathlib.{_PATHS[kind.__name__]}", (Plain(str(value)),))
    if kind.__module__ == "re" and kind.__name__ == "Pattern":
        return Made("re.compile", (Plain(value.pattern), Plain(int(value.flags))))
    return _of_numpy(reader, value, depth) or _of_pandas(reader, value, depth)


def _of_numpy(reader: _Reader, value: Any, depth: int) -> Recipe | None:
    numpy = sys.modules.get("numpy")
    if numpy is None:
        return None
    if type(value) is numpy.ndarray and value.dtype.kind in "biufUS" and value.ndim:
        if value.size > _LARGEST:
            raise Unmade("too large to write down")
        items = tuple(reader.recipe(each, depth + 1) for each in value.ravel().tolist())
        return Tensor(items, str(value.dtype), tuple(value.shape))
    if isinstance(value, numpy.generic) and value.dtype.kind in "biuf":
        return Made(f"numpy.{type(value).__name__}", (reader.recipe(value.item(), depth + 1),))
    return None


def _of_pandas(reader: _Reader, value: Any, depth: int) -> Recipe | None:
    """A table or a column with an ordinary index; what else there is, is pickled."""
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value) not in (pandas.DataFrame, pandas.Series):
        return None
    if not value.index.equals(pandas.RangeIndex(len(value))) or value.size > _LARGEST:
        return None
    if type(value) is pandas.Series:
        made = Made("pandas.Series", (reader.recipe(value.tolist(), depth + 1),))
        return made if value.equals(pandas.Series(value.tolist())) else None
    columns = value.to_dict("list")
    if not value.equals(pandas.DataFrame(columns)):
        return None
    return Made("pandas.DataFrame", (reader.recipe(columns, depth + 1),))


def _object(reader: _Reader, value: Any, depth: int) -> Recipe | None:
    kind = type(value)
    if kind.__module__ == "builtins" or isinstance(value, BaseException):
        return None
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        named = zip(kind._fields, value, strict=True)
        given = tuple((name, reader.recipe(each, depth + 1)) for name, each in named)
        return Made(_named(reader, kind).text, (), given)
    if is_dataclass(value) and _is_plain_dataclass(value):
        given = tuple(
            (each.name, reader.recipe(getattr(value, each.name), depth + 1))
            for each in fields(value)
        )
        return Made(_named(reader, kind).text, (), given)
    if not isinstance(value, (int, str, float, list, dict, tuple, set)) and _is_plain(kind):
        held = tuple(
            (Plain(name), reader.recipe(each, depth + 1)) for name, each in vars(value).items()
        )
        return Made("remade", (_named(reader, kind), Pairs(held)))
    return None


def _is_plain_dataclass(value: Any) -> bool:
    kind = type(value)
    if hasattr(kind, "__post_init__") or "__init__" not in vars(kind):
        return False
    names = {each.name for each in fields(value)}
    held = set(getattr(value, "__dict__", names))
    return all(each.init for each in fields(value)) and held == names


def _is_plain(kind: type) -> bool:
    """Whether all that its objects hold is in their ``__dict__``."""
    layers = [each for each in kind.__mro__ if each is not object]
    return (
        kind.__dictoffset__ != 0
        and all("__slots__" not in vars(each) for each in layers)
        and all(each.__flags__ & (1 << 9) for each in layers)  # Py_TPFLAGS_HEAPTYPE
        and not any("__getstate__" in vars(each) or "__reduce__" in vars(each) for each in layers)
    )


def _named(reader: _Reader, value: Any, behind: str = "") -> Recipe:
    """What a module's name stands for.

    Raises:
        Unmade: It has none.
    """
    path, module = value.__qualname__, getattr(value, "__module__", None)
    if "<" in path or module is None:
        raise Unmade("a function or class without a name")
    found: Any = sys.modules.get(module)
    for name in path.split("."):
        found = getattr(found, name, None)
    if found is not value and module != "builtins":
        raise Unmade(f"{module}.{path} is something else now")
    if module in ("builtins", reader.home):
        return Source(path + behind)
    return Source(f"__import__({module!r}, fromlist=['']).{path}{behind}")


def _pickled(value: object) -> Recipe:
    try:
        data = pickle.dumps(value)
    except Exception as error:
        raise Unmade(f"{type(value).__name__} can't be kept: {error}") from error
    if len(data) > _LONGEST_PICKLE:
        raise Unmade("too large to write down")
    return Source(f"pickle.loads({data!r})")


def recipe_of_part(value: Any, most: int, home: str = "") -> Recipe:
    """The recipe of a value like this one, with no more than so many items.

    Raises:
        Unmade: It can't be made again.
    """
    return recipe_of_value(_part(value, most, 0), home)


def _part(value: Any, most: int, depth: int) -> Any:
    kind = type(value)
    if depth > 3:
        return value
    if kind in (list, tuple):
        return kind(_part(each, most, depth + 1) for each in value[:most])
    if kind in (str, bytes, bytearray):
        return value[: most * 4]
    if kind in (set, frozenset, deque):
        return kind(islice(value, most))
    if kind in (dict, OrderedDict, Counter):
        return kind(
            (key, _part(each, most, depth + 1)) for key, each in islice(value.items(), most)
        )
    if kind is range:
        return value[:most]
    if kind.__module__.partition(".")[0] in ("numpy", "pandas") and hasattr(value, "shape"):
        if not value.shape:
            return value
        rows = value.iloc[:most] if hasattr(value, "iloc") else value[:most]
        return (
            rows[:, :most] if getattr(rows, "ndim", 1) == 2 and kind.__name__ == "ndarray" else rows
        )
    return value
