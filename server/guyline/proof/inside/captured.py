"""From a value that is there to a recipe that makes its like.

For the arguments of recorded calls. What can be written as a literal or a call is; an object of a
class is its class and its attributes; what is left is pickled, which is an expression too.
"""

from __future__ import annotations

import enum
import sys
import types
import weakref
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from keyword import iskeyword
from typing import Any

from .by_value import is_found
from .lambdas import written_lambda
from .matched import recipe_of_match
from .pickled import pickled, rest_of
from .recipe import Group, Input, Made, Pairs, Plain, Recipe, Source, Unmade
from .singular import place_of
from .spelling import spelled
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
_DICTS = (dict, OrderedDict, defaultdict, Counter)
_COLLECTIONS = (list, tuple, deque, set, frozenset)
_ITERATORS = frozenset({"list_iterator", "tuple_iterator", "str_iterator", "str_ascii_iterator"})
_DEEPEST = 30
_LARGEST = 20_000
_OF_NAMED_TUPLES = 3
"""Classes that say how a named tuple is made: its own, ``tuple`` and ``object``."""


def input_of_values(
    arguments: tuple[object, ...],
    keywords: Mapping[str, object],
    receiver: object = None,
    home: str = "",
    *,
    packed: bool = False,
) -> Input:
    """The input that a call was made with; what stands in several places is shared.

    Args:
        arguments: By position.
        keywords: By name.
        receiver: What the method was called on; None: it was none.
        home: The module whose names need no import.
        packed: Whether it is to be short rather than to be read.

    Raises:
        Unmade: Some of it can't be made again.
    """
    given = [receiver, *arguments, *keywords.values()]
    try:
        made, shared = _whole(given) if packed else _parts(given, home)
    except Unmade:  # one holds itself, or is too large for an expression of its parts
        made, shared = _whole(given)
    names = tuple(keywords)
    positional = tuple(made[1 : 1 + len(arguments)])
    named = tuple(zip(names, made[1 + len(arguments) :], strict=True))
    return Input(positional, named, made[0] if receiver is not None else None, shared)


_Shared = tuple[tuple[str, Recipe], ...]


def _parts(given: list[object], home: str) -> tuple[list[Recipe], _Shared]:
    """Values of a call, each as an expression of its parts; and what they share."""
    reader = _Reader(home)
    with _refusing():
        for value in given:
            reader.count(value, 0)
        made = [reader.recipe(value, 0) for value in given]
    return made, tuple(reader.shared.values())


def _whole(given: list[object]) -> tuple[list[Recipe], _Shared]:
    """Values of a call, pickled together, so that what they share stays shared."""
    with _refusing():
        packed = Source(pickled(given))
    made: list[Recipe] = [
        Plain(each) if type(each) in _ATOMS else Source(f"shared_1[{place}]")
        for place, each in enumerate(given)
    ]
    return made, (("shared_1", packed),)


def recipe_of_value(value: object, home: str = "") -> Recipe:
    """The recipe of a value.

    Raises:
        Unmade: It can't be made again, or is too large.
    """
    with _refusing():
        return _Reader(home).recipe(value, 0)


@contextmanager
def _refusing() -> Iterator[None]:
    """Values run code of their own when they are looked into, which may raise anything."""
    try:
        yield
    except Unmade:
        raise
    except Exception as error:
        raise Unmade(f"it can't be looked into: {type(error).__name__}") from error


class _Reader:
    """Reads the values of one call."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.names = vars(sys.modules[home]) if home in sys.modules else {}
        self.met: Counter[int] = Counter()
        self.shared: dict[int, tuple[str, Recipe]] = {}
        self.within: set[int] = set()
        self.seen = 0

    def count(self, value: object, depth: int) -> None:
        """Counts what stands in several places: lists, dicts, sets and objects."""
        if depth > _DEEPEST or isinstance(value, _ATOMS):
            return
        self.met[id(value)] += 1
        if self.met[id(value)] > 1:
            return
        if len(self.met) > _LARGEST:
            raise Unmade("too large to write down")
        for part in _contents(value):
            self.count(part, depth + 1)

    def recipe(self, value: object, depth: int) -> Recipe:
        """How to make it."""
        self.seen += 1
        if depth > _DEEPEST or self.seen > _LARGEST:
            raise Unmade("too large to write down")
        if type(value) in _ATOMS:
            _check_length(value)
            return Plain(value)
        if self.met[id(value)] > 1 and _is_mutable(value):
            if id(value) not in self.shared:
                if id(value) in self.within:
                    raise Unmade("a value that holds itself")
                self.within.add(id(value))
                recipe = self._made(value, depth)  # what is within it gets its name before it
                self.shared[id(value)] = (f"shared_{len(self.shared) + 1}", recipe)
            return Source(self.shared[id(value)][0])
        return self._made(value, depth)

    def _made(self, value: object, depth: int) -> Recipe:
        place = place_of(value, self.home)
        if place is not None:
            module, path = place
            return Source(path if module == self.home else _imported(module, path))
        made = _collection(self, value, depth)
        if made is None:
            made = _library(self, value, depth)
        if made is None:
            made = _object(self, value, depth)
        return made if made is not None else Source(pickled(value))


def _contents(value: Any) -> list[object]:
    kind = type(value)
    if kind in _DICTS or kind in _COLLECTIONS:
        if len(value) > _LARGEST:
            raise Unmade("too large to write down")
        return [*value, *value.values()] if kind in _DICTS else list(value)
    if kind.__module__ == "builtins":
        return []
    if kind.__dictoffset__:
        return list(vars(value).values())
    if is_dataclass(value):
        return [getattr(value, each.name) for each in fields(value)]
    return []


def _check_length(value: object) -> None:
    if isinstance(value, (str, bytes)):
        length = len(value)
    else:
        length = value.bit_length() // 8 if isinstance(value, int) else 0
    if length > _LARGEST:
        raise Unmade("too large to write down")


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
        _check_length(bytes(value))
        return Made("bytearray", (Plain(bytes(value)),))
    if kind in (range, slice):
        return Made(kind.__name__, of((value.start, value.stop, value.step)))
    if kind is types.GeneratorType:
        return Made("iter", (reader.recipe(rest_of(value), depth + 1),))
    if kind.__name__ in _ITERATORS and kind.__module__ == "builtins":
        _, (items,), *at = value.__reduce__()
        return Made("iter", (reader.recipe(items[at[0] if at else 0 :], depth + 1),))
    return None


def _library(reader: _Reader, value: Any, depth: int) -> Recipe | None:
    kind = type(value)
    if isinstance(value, enum.Enum):
        return _member(reader, value)
    if kind is weakref.ref:
        raise Unmade("a reference that needs what it refers to")
    if isinstance(value, (types.MethodType, types.BuiltinMethodType)):
        owner, name = value.__self__, value.__name__
        is_bound = owner is not None and not isinstance(owner, (type, types.ModuleType))
        if is_bound and getattr(owner, name, None) == value and not isinstance(owner, _ATOMS):
            return Source(f"{reader.recipe(owner, depth + 1).text}.{name}")
    if isinstance(value, types.FunctionType) and not _is_named(value):
        return Source(written_lambda(value, reader.names) or pickled(value))
    if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
        nowhere = "<" in value.__qualname__
        return _named(reader, value) if nowhere or _is_named(value) else None
    if kind.__name__ in _WRITTEN and kind.__module__ in (
        "datetime",
        "decimal",
        "fractions",
        "uuid",
    ):
        zone = getattr(value, "tzinfo", None)
        if type(zone).__module__ not in ("builtins", "datetime"):
            return None  # a zone's name would have to be imported
        return Source(spelled(_PREFIX.get(kind.__name__, "") + repr(value), reader.names))
    if kind.__module__ in ("pathlib", "pathlib._local") and kind.__name__ in _PATHS:
        return Made(f"pathlib.{_PATHS[kind.__name__]}", (Plain(str(value)),))
    if kind.__module__ == "re":
        return recipe_of_match(value)
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
        item = value.item()
        if type(item) is not type(value):  # as it is where Python has no such number
            return Made(f"numpy.{type(value).__name__}", (reader.recipe(item, depth + 1),))
    return None


def _of_pandas(reader: _Reader, value: Any, depth: int) -> Recipe | None:
    """A table or a column with an ordinary index; what else there is, is pickled."""
    pandas = sys.modules.get("pandas")
    if pandas is None or type(value) not in (pandas.DataFrame, pandas.Series):
        return None
    if value.size > _LARGEST:
        raise Unmade("too large to write down")
    if type(value.index) is not pandas.RangeIndex or value.attrs:
        return None
    if type(value) is pandas.Series:
        named = {} if value.name is None else {"name": value.name}
        if not _is_alike(value, pandas.Series(value.tolist(), **named)):
            return None
        given = tuple((name, reader.recipe(each, depth + 1)) for name, each in named.items())
        return Made("pandas.Series", (reader.recipe(value.tolist(), depth + 1),), given)
    if not value.columns.is_unique:
        return None
    columns = value.to_dict("list")
    made = pandas.DataFrame(columns)
    if not _is_alike(value, made) or not _is_alike(value.columns, made.columns):
        return None
    return Made("pandas.DataFrame", (reader.recipe(columns, depth + 1),))


def _is_alike(one: Any, other: Any) -> bool:
    """Whether two columns, tables or indexes are the same in what ``equals`` leaves out, too."""
    if type(one) is not type(other) or not one.equals(other):
        return False
    if hasattr(one, "index") and not _is_alike(one.index, other.index):
        return False
    held = [(getattr(each, "names", None), getattr(each, "dtype", None)) for each in (one, other)]
    return held[0] == held[1]


def _object(reader: _Reader, value: Any, depth: int) -> Recipe | None:
    kind = type(value)
    if kind.__module__ == "builtins" or isinstance(value, BaseException):
        return None
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        if getattr(value, "__dict__", None):
            return None
        items = tuple(reader.recipe(each, depth + 1) for each in value)
        if sum("__new__" in vars(each) for each in kind.__mro__) > _OF_NAMED_TUPLES:
            return Made(f"{_named(reader, kind).text}._make", (Group("list", items),))
        given = tuple(zip(kind._fields, items, strict=True))
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
    if hasattr(kind, "__post_init__") or not _is_pure(kind):
        return False
    constructor = getattr(vars(kind).get("__init__"), "__code__", None)
    if constructor is None or constructor.co_filename != "<string>":
        return False  # written by hand: it may do anything
    names = {each.name for each in fields(value)}
    held = set(getattr(value, "__dict__", names))
    return all(each.init for each in fields(value)) and held == names


def _is_plain(kind: type) -> bool:
    """Whether all that its objects hold is in their ``__dict__``."""
    layers = kind.__mro__[:-1]
    return (
        kind.__dictoffset__ != 0
        and _is_pure(kind)
        and all("__slots__" not in vars(each) for each in layers)
        and not any("__getstate__" in vars(each) or "__reduce__" in vars(each) for each in layers)
    )


def _is_pure(kind: type) -> bool:
    """Whether a class and what it stands on are written in Python, but for ``object``."""
    return all(each.__flags__ & (1 << 9) for each in kind.__mro__[:-1])  # Py_TPFLAGS_HEAPTYPE


def _member(reader: _Reader, value: Any) -> Recipe | None:
    """A member of an enumeration, by its name or else by its value."""
    kind, name = type(value), str(value.name)
    if name.isidentifier() and not iskeyword(name) and kind.__members__.get(name) is value:
        return _named(reader, kind, f".{name}")
    if kind(value.value) is not value:
        return None
    return Made(_named(reader, kind).text, (reader.recipe(value.value, 0),))


def _found(value: Any) -> object:
    found: Any = sys.modules.get(value.__module__)
    for name in value.__qualname__.split("."):
        found = getattr(found, name, None)
    return found


def _is_named(value: Any) -> bool:
    """Whether a function or class is what its name stands for."""
    return isinstance(getattr(value, "__module__", None), str) and _found(value) is value


def _named(reader: _Reader, value: Any, behind: str = "") -> Recipe:
    """What a module's name stands for.

    Raises:
        Unmade: It has none.
    """
    path, module = value.__qualname__, getattr(value, "__module__", None)
    if "<" in path or module is None:
        raise Unmade("a function or class without a name")
    if _found(value) is not value:
        raise Unmade(f"{module}.{path} is something else now")
    if module in ("builtins", reader.home):
        return Source(path + behind)
    if isinstance(value, (type, types.FunctionType)) and not is_found(value):
        raise Unmade(f"{module}.{path} is of a test")
    return Source(_imported(module, path + behind))


def _imported(module: str, path: str) -> str:
    return f"__import__({module!r}, fromlist=['']).{path}"
