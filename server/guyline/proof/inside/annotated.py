"""From annotations to shapes.

By ``typing``'s own reading of them (``get_type_hints``, ``get_origin``, ``get_args``), in the
module where they stand. What can't be read is :class:`.shapes.Anything`.
"""

from __future__ import annotations

import collections
import collections.abc
import enum
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any

from .recipe import Plain, Recipe, Source
from .shapes import (
    Anything,
    Array,
    Atom,
    Built,
    Either,
    Fixed,
    Keyed,
    Many,
    Mapped,
    OneOf,
    Shape,
    merged,
)

_ATOMS: dict[Any, str] = {
    int: "int",
    float: "float",
    complex: "complex",
    bool: "bool",
    str: "str",
    bytes: "bytes",
    None: "None",
    type(None): "None",
    collections.abc.Hashable: "int",
    typing.SupportsInt: "int",
    typing.SupportsIndex: "int",
    typing.SupportsFloat: "float",
}
_LISTS = {
    list: "list",
    set: "set",
    frozenset: "frozenset",
    collections.deque: "collections.deque",
    collections.abc.Sequence: "list",
    collections.abc.MutableSequence: "list",
    collections.abc.Collection: "list",
    collections.abc.Reversible: "list",
    collections.abc.Set: "set",
    collections.abc.MutableSet: "set",
    collections.abc.Iterator: "iter",
    collections.abc.Generator: "iter",
}
_DICTS = {
    dict: "dict",
    collections.abc.Mapping: "dict",
    collections.abc.MutableMapping: "dict",
    collections.OrderedDict: "collections.OrderedDict",
    collections.Counter: "collections.Counter",
}
_FUNCTIONS = {
    0: ("lambda: 0", "lambda: None", "list"),
    1: ("lambda x: x", "str", "lambda x: 0", "bool", "lambda x: None", "repr"),
    2: ("lambda x, y: x", "lambda x, y: y", "lambda x, y: (x, y)", "lambda x, y: 0"),
}
_WRITTEN = {
    "datetime.datetime": (
        "datetime.datetime(2024, 2, 29, 23, 59, 59)",
        "datetime.datetime(2023, 12, 31)",
        "datetime.datetime(2000, 1, 1, 0, 0, 0, 1)",
        "datetime.datetime(1970, 1, 1)",
        "datetime.datetime(2024, 3, 1, 12)",
        "datetime.datetime(2024, 2, 29, 23, 59, 59, tzinfo=datetime.timezone.utc)",
    ),
    "datetime.date": (
        "datetime.date(2024, 2, 29)",
        "datetime.date(2023, 2, 28)",
        "datetime.date(2023, 12, 31)",
        "datetime.date(2024, 1, 1)",
        "datetime.date(1900, 3, 1)",
    ),
    "datetime.time": ("datetime.time()", "datetime.time(23, 59, 59)", "datetime.time(12, 30)"),
    "datetime.timedelta": (
        "datetime.timedelta()",
        "datetime.timedelta(days=1)",
        "datetime.timedelta(seconds=-1)",
        "datetime.timedelta(days=365, microseconds=1)",
    ),
    "decimal.Decimal": (
        "decimal.Decimal('0')",
        "decimal.Decimal('-0')",
        "decimal.Decimal('0.1')",
        "decimal.Decimal('-2.50')",
        "decimal.Decimal('1E+3')",
        "decimal.Decimal('100')",
    ),
    "pathlib.Path": (
        "pathlib.Path('.')",
        "pathlib.Path('a/b.txt')",
        "pathlib.Path('/a')",
        "pathlib.Path('a.tar.gz')",
        "pathlib.Path('..')",
    ),
    "uuid.UUID": ("uuid.UUID(int=0)", "uuid.UUID(int=1)", "uuid.UUID(int=(1 << 128) - 1)"),
    "types.NoneType": ("None",),
}
_DEEPEST = 5


def shapes_of_signature(function: Callable[..., Any], names: dict[str, Any]) -> dict[str, Shape]:
    """The shape of each parameter, by name; Anything where no annotation tells.

    Args:
        function: Any function.
        names: The module's names, in which annotations written as texts are read.
    """
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}
    hints: dict[str, Any] = {}
    try:
        hints = typing.get_type_hints(function, names, include_extras=False)
    except Exception:
        for name, parameter in parameters.items():
            hints[name] = _read(parameter.annotation, names)
    reader = _Annotations(names)
    found = {}
    for name, parameter in parameters.items():
        shape = reader.shape(hints[name], 0) if name in hints else Anything()
        found[name] = _with_default(shape, parameter.default)
    return found


def _read(annotation: Any, names: dict[str, Any]) -> Any:
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, names)  # noqa: S307 - confined, and the module's own text
    except Exception:
        return Any


def _with_default(shape: Shape, default: object) -> Shape:
    """A default is a value that may be given, too; it tells something where nothing else does."""
    if default is None:
        return shape if isinstance(shape, Anything) else merged((shape, Atom("None")))
    if isinstance(shape, Anything) and type(default) in _ATOMS:
        return Atom(_ATOMS[type(default)])
    return shape


def shape_of_class(made: type, names: dict[str, Any]) -> Shape:
    """The shape of a class's objects, by its constructor."""
    return _Annotations(names).shape(made, 0)


class _Annotations:
    """Reads annotations of one module."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.homes = {
            id(value): name for name, value in names.items() if issubclass(type(value), type)
        }

    def shape(self, annotation: Any, depth: int) -> Shape:
        """What values an annotation stands for."""
        try:
            return self._shape(annotation, depth)
        except (TypeError, AttributeError, RecursionError):
            return Anything()

    def _shape(self, annotation: Any, depth: int) -> Shape:
        if depth > _DEEPEST or annotation is inspect.Parameter.empty:
            return Anything()
        if isinstance(annotation, str):
            return self._shape(_read(annotation, self.names), depth)
        if isinstance(annotation, collections.abc.Hashable) and annotation in _ATOMS:
            return Atom(_ATOMS[annotation])
        if isinstance(annotation, typing.TypeVar):
            return self._variable(annotation, depth)
        if hasattr(annotation, "__supertype__"):
            return self._shape(annotation.__supertype__, depth)
        origin = typing.get_origin(annotation)
        if origin is not None:
            return self._generic(origin, typing.get_args(annotation), depth)
        if annotation in _LISTS or annotation in _DICTS or annotation is tuple:
            return self._generic(annotation, (), depth)
        if annotation in (collections.abc.Iterable, collections.abc.Callable):
            return self._generic(annotation, (), depth)
        return self._class(annotation, depth) if isinstance(annotation, type) else Anything()

    def _variable(self, variable: typing.TypeVar, depth: int) -> Shape:
        if variable.__constraints__:
            return Either(tuple(self._shape(each, depth + 1) for each in variable.__constraints__))
        if variable.__bound__ is not None:
            return self._shape(variable.__bound__, depth + 1)
        return Atom("int")

    def _generic(self, origin: Any, inner: tuple[Any, ...], depth: int) -> Shape:
        if origin in (typing.Union, types.UnionType):
            return merged(self._shape(each, depth + 1) for each in inner)
        if origin is typing.Literal:
            return OneOf(tuple(_literal(self, each) for each in inner), whole=True)
        if origin is typing.Annotated:
            return self._shape(inner[0], depth + 1)
        if origin is tuple:
            if len(inner) == 2 and inner[1] is ...:
                return Many("tuple", self._shape(inner[0], depth + 1))
            return (
                Fixed(tuple(self._shape(each, depth + 1) for each in inner if each != ()))
                if inner
                else Many("tuple", Anything())
            )
        if origin is collections.abc.Iterable:
            item = self._shape(inner[0], depth + 1) if inner else Anything()
            return Either((Many("list", item), Many("iter", item)))
        if origin in _LISTS:
            item = self._shape(inner[0], depth + 1) if inner else Anything()
            return Many(_LISTS[origin], item)
        if origin is collections.defaultdict and len(inner) == 2:
            return Mapped("dict", *(self._shape(each, depth + 1) for each in inner))
        if origin is collections.Counter:
            key = self._shape(inner[0], depth + 1) if inner else Atom("str")
            return Mapped("collections.Counter", key, Atom("int"))
        if origin in _DICTS:
            both = [self._shape(each, depth + 1) for each in inner] or [Anything(), Anything()]
            return Mapped(_DICTS[origin], both[0], both[1])
        if origin is collections.abc.Callable:
            taken = len(inner[0]) if inner and isinstance(inner[0], list) else 1
            return OneOf(tuple(Source(each) for each in _FUNCTIONS.get(taken, _FUNCTIONS[1])))
        if origin is type:
            return OneOf((Source("int"), Source("str")))
        return self._class(origin, depth) if isinstance(origin, type) else Anything()

    def _class(self, made: type, depth: int) -> Shape:
        path = f"{made.__module__}.{made.__qualname__}"
        if path in _WRITTEN:
            return OneOf(tuple(Source(each) for each in _WRITTEN[path]))
        if made.__module__ == "fractions":
            return Built("fractions.Fraction", (Atom("int"), OneOf((Plain(1), Plain(3), Plain(7)))))
        if made.__module__ == "numpy" and made.__name__ == "ndarray":
            return Either((Array("float64", 1, Atom("float")), Array("int64", 1, Atom("int"))))
        if made in (bytearray, memoryview):
            return Built(made.__name__, (Atom("bytes"),))
        if made is object or getattr(made, "_is_protocol", False):
            return Anything()
        named = self._named(made)
        if named is None:
            return Anything()
        if issubclass(made, enum.Enum):
            members: list[str] = list(made.__members__)
            return OneOf(tuple(Source(f"{named}.{member}") for member in members), whole=True)
        if typing.is_typeddict(made):
            return self._typed_dict(made, depth)
        return self._built(made, named, depth)

    def _named(self, made: type) -> str | None:
        """How a class is reached from the module."""
        if id(made) in self.homes:
            return self.homes[id(made)]
        outer = self.names.get(made.__qualname__.partition(".")[0])
        if "<" in made.__qualname__ or (outer is None and made.__module__ == "builtins"):
            return None
        if outer is not None and made.__module__ == self.names.get("__name__"):
            return made.__qualname__
        return f"__import__({made.__module__!r}, fromlist=['']).{made.__qualname__}"

    def _typed_dict(self, made: type, depth: int) -> Shape:
        hints = typing.get_type_hints(made, self.names)
        required = getattr(made, "__required_keys__", frozenset(hints))
        shapes = ((key, self._shape(each, depth + 1)) for key, each in hints.items())
        return Keyed(tuple((Plain(key), shape, key in required) for key, shape in shapes))

    def _built(self, made: type, named: str, depth: int) -> Shape:
        """Objects of a class of the user's, by its constructor."""
        if inspect.isabstract(made):
            below: list[type] = list(type.__subclasses__(made))[:4]
            return merged(self._class(each, depth + 1) for each in below)
        try:
            parameters = list(inspect.signature(made).parameters.values())
        except (TypeError, ValueError):
            return Anything()
        hints = self._hints_of(made)
        keywords = []
        for parameter in parameters:
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                continue
            if parameter.kind is parameter.POSITIONAL_ONLY:
                return Anything()
            shape = self._shape(hints.get(parameter.name, parameter.empty), depth + 1)
            shape = _with_default(shape, parameter.default)
            needed = parameter.default is parameter.empty
            if isinstance(shape, Anything) and not needed:
                continue
            keywords.append((parameter.name, shape, needed))
        return Built(named, (), tuple(keywords))

    def _hints_of(self, made: type) -> Mapping[str, Any]:
        try:
            if is_dataclass(made):
                return typing.get_type_hints(made, self.names)
            if issubclass(made, tuple):
                return typing.get_type_hints(made.__new__ if not hasattr(made, "_fields") else made)
            return typing.get_type_hints(made.__init__, self.names)
        except Exception:
            return {}


def _literal(reader: _Annotations, value: object) -> Recipe:
    if isinstance(value, enum.Enum):
        return Source(f"{reader._named(type(value))}.{value.name}")
    return Plain(value)
