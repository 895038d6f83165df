"""From annotations to shapes.

By ``typing``'s own reading of them (``get_type_hints``, ``get_origin``, ``get_args``), in the
module where they stand. What can't be read is :class:`.shapes.Anything`.
"""

from __future__ import annotations

import collections
import collections.abc
import enum
import inspect
import keyword
import numbers
import sys
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from typing import Any

from .deferred import deferred
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
from .spelling import spelled
from .written_types import FUNCTIONS, WRITTEN

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
    numbers.Integral: "int",
    numbers.Rational: "int",
    numbers.Real: "float",
    numbers.Number: "float",
    numbers.Complex: "complex",
}
_LISTS = {
    list: "list",
    set: "set",
    frozenset: "frozenset",
    collections.deque: "collections.deque",
    collections.abc.Sequence: "list",
    collections.abc.MutableSequence: "list",
    collections.abc.Collection: "list",
    collections.abc.Container: "list",
    collections.abc.Sized: "list",
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
_DEEPEST = 5
_NOTHING = Either(())
"""Where a class holds objects of its own: so deep there are none, and lists of them are empty."""
_FACTORIES = frozenset({"int", "float", "str", "bool", "list", "set", "dict"})
_BASES = (bool, int, float, complex, str, bytes)


def shapes_of_signature(
    function: Callable[..., Any], names: dict[str, Any], home: dict[str, Any] | None = None
) -> dict[str, Shape]:
    """The shape of each parameter, by name; Anything where no annotation tells.

    Args:
        function: Any function.
        names: The names of the module under test, by which classes are spelled.
        home: Those of the function's own module, in which annotations written as texts are read;
            None: they are the same.
    """
    home = names if home is None else home
    try:
        parameters = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return {}
    hints: dict[str, Any] = {}
    try:
        hints = typing.get_type_hints(function, home, deferred(home), include_extras=False)
    except Exception:
        for name, parameter in parameters.items():
            hints[name] = _read(parameter.annotation, home)
    reader = _Annotations(names, home)
    found = {}
    for name, parameter in parameters.items():
        shape = reader.shape(hints[name], 0) if name in hints else Anything()
        found[name] = _with_default(shape, parameter.default)
    return found


def _read(annotation: Any, names: dict[str, Any]) -> Any:
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, names, deferred(names))  # noqa: S307 - confined, the module's text
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

    def __init__(self, names: dict[str, Any], home: dict[str, Any] | None = None) -> None:
        self.names = names
        self.home = names if home is None else home
        self.building: list[type] = []
        # Not isinstance: what is lazy would be loaded to answer.
        classes = {name: value for name, value in names.items() if issubclass(type(value), type)}
        self.homes = {id(value): name for name, value in classes.items()}

    def shape(self, annotation: Any, depth: int) -> Shape:
        """What values an annotation stands for."""
        try:
            return self._shape(annotation, depth)
        except Exception:  # annotations are any objects, and code of theirs may run
            return Anything()

    def _shape(self, annotation: Any, depth: int) -> Shape:
        if depth > _DEEPEST:
            return _NOTHING if self.building else Anything()
        if annotation is inspect.Parameter.empty or annotation is typing.Any:
            return Anything()
        if isinstance(annotation, str):
            return self._shape(_read(annotation, self.home), depth)
        if isinstance(annotation, collections.abc.Hashable) and annotation in _ATOMS:
            return Atom(_ATOMS[annotation])
        if isinstance(annotation, typing.ForwardRef):
            return self._shape(annotation.__forward_arg__, depth)
        if isinstance(annotation, typing.TypeVar):
            return self._variable(annotation, depth)
        if type(annotation).__name__ == "TypeAliasType":
            return self._shape(annotation.__value__, depth + 1)
        if hasattr(annotation, "__supertype__"):
            return self._shape(annotation.__supertype__, depth)
        origin = typing.get_origin(annotation)
        if origin is tuple and annotation == tuple[()]:
            return Fixed(())
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
            return merged(self.shape(each, depth + 1) for each in inner)
        if origin is typing.Literal:
            return OneOf(tuple(_literal(self, each) for each in inner), whole=True)
        if type(origin).__name__ == "TypeAliasType":
            return self._shape(origin.__value__[inner], depth + 1)
        if origin is typing.Annotated:
            return self._shape(inner[0], depth + 1)
        if origin is tuple:
            if len(inner) == 2 and inner[1] is ...:
                return Many("tuple", self._shape(inner[0], depth + 1))
            if not inner:
                return Many("tuple", Anything())
            items = tuple(self._shape(each, depth + 1) for each in inner if each != ())
            return _NOTHING if _NOTHING in items else Fixed(items)
        if origin is collections.abc.Iterable:
            item = self._shape(inner[0], depth + 1) if inner else Anything()
            return Either((Many("list", item), Many("iter", item)))
        if origin in _LISTS:
            item = self._shape(inner[0], depth + 1) if inner else Anything()
            return Many(_LISTS[origin], item)
        if origin is collections.defaultdict and len(inner) == 2:
            return self._defaultdict(*(self._shape(each, depth + 1) for each in inner))
        if origin is collections.Counter:
            key = self._shape(inner[0], depth + 1) if inner else Atom("str")
            return Mapped("collections.Counter", key, Atom("int"))
        if origin in _DICTS:
            both = [self._shape(each, depth + 1) for each in inner] or [Anything(), Anything()]
            return Mapped(_DICTS[origin], both[0], both[1])
        if origin is collections.abc.Callable:
            taken = len(inner[0]) if inner and isinstance(inner[0], list) else 1
            return OneOf(tuple(Source(each) for each in FUNCTIONS.get(taken, FUNCTIONS[1])))
        if origin is type:
            return self._classes(inner)
        return self._class(origin, depth) if isinstance(origin, type) else Anything()

    def _classes(self, inner: tuple[Any, ...]) -> Shape:
        """Classes that are of a kind: it, and a few of those below it."""
        made = inner[0] if inner else object
        if isinstance(made, (str, typing.ForwardRef)):
            made = _read(getattr(made, "__forward_arg__", made), self.home)
        if isinstance(made, typing.TypeVar):
            made = made.__bound__ or object
        if made is typing.Any:
            return Anything()
        if not isinstance(made, type) or made is object or made in _ATOMS:
            return OneOf((Source("int"), Source("str")))
        below: list[type] = list(type.__subclasses__(made))[:4]
        named = (self._named(each) for each in (made, *below))
        found = tuple(Source(each) for each in named if each is not None)
        return OneOf(found) if found else Anything()

    def _defaultdict(self, key: Shape, value: Shape) -> Shape:
        kind = value.kind if isinstance(value, (Atom, Many)) else "dict"
        if kind not in _FACTORIES:
            return Mapped("dict", key, value)
        return Built(
            "collections.defaultdict", (OneOf((Source(kind),)), Mapped("dict", key, value))
        )

    def _class(self, made: type, depth: int) -> Shape:
        # where a class says that it is, and not where it is written: _io, pathlib._local
        home = made.__module__.removeprefix("_").removesuffix("._local")
        path = f"{home}.{made.__qualname__}"
        if path in WRITTEN:
            return OneOf(tuple(Source(spelled(each, self.names)) for each in WRITTEN[path]))
        if made is range:
            return Built("range", (Atom("int"), Atom("int")))
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
            members = tuple(_member(named, member) for member in made.__members__)
            return OneOf(members, whole=True) if members else Anything()
        if typing.is_typeddict(made):
            return self._typed_dict(made, depth)
        self.building.append(made)
        try:
            return _like_builtin(made, named) or self._built(made, named, depth)
        finally:
            self.building.pop()

    def _named(self, made: type) -> str | None:
        """How a class is reached from the module."""
        if id(made) in self.homes:
            return self.homes[id(made)]
        own = made.__module__ == self.names.get("__name__")
        found: Any = (
            types.SimpleNamespace(**self.names) if own else sys.modules.get(made.__module__)
        )
        for name in made.__qualname__.split("."):
            found = getattr(found, name, None)
        if found is not made or made.__module__ == "builtins":
            return None
        if own:
            return str(made.__qualname__)
        return f"__import__({made.__module__!r}, fromlist=['']).{made.__qualname__}"

    def _typed_dict(self, made: type, depth: int) -> Shape:
        hints = typing.get_type_hints(made, *self._around(made))
        required = getattr(made, "__required_keys__", frozenset(hints))
        shapes = ((key, self.shape(each, depth + 1)) for key, each in hints.items())
        return Keyed(tuple((Plain(key), shape, key in required) for key, shape in shapes))

    def _built(self, made: type, named: str, depth: int) -> Shape:
        """Objects of a class of the user's, by its constructor."""
        below: list[type] = list(type.__subclasses__(made))[:4]
        if inspect.isabstract(made):
            return merged(self._class(each, depth + 1) for each in below)
        if below and _is_to_be_filled(made):
            others = [self._class(each, depth + 1) for each in below]
            return merged([self._called(made, named, depth), *others])
        return self._called(made, named, depth)

    def _called(self, made: type, named: str, depth: int) -> Shape:
        """What a call of the class gives."""
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
            shape = self.shape(hints.get(parameter.name, parameter.annotation), depth + 1)
            shape = _with_default(shape, parameter.default)
            needed = parameter.default is parameter.empty
            if shape == _NOTHING and needed:
                return _NOTHING
            if shape in (Anything(), _NOTHING) and not needed:
                continue
            keywords.append((parameter.name, shape, needed))
        return Built(named, (), tuple(keywords))

    def _hints_of(self, made: type) -> Mapping[str, Any]:
        names, late = self._around(made)
        whole = is_dataclass(made) or hasattr(made, "_fields")
        maker = made.__new__ if issubclass(made, tuple) else made.__init__
        try:
            return typing.get_type_hints(made if whole else maker, names, late)
        except Exception:
            told: dict[str, Any] = getattr(made if whole else maker, "__annotations__", {})
            return {name: _read(each, names) for name, each in told.items()}

    def _around(self, made: type) -> tuple[dict[str, Any], Mapping[str, Any]]:
        """The names that a class is read with: of another module's class, of that one."""
        names = self.names
        if made.__module__ != self.names.get("__name__"):
            names = getattr(sys.modules.get(made.__module__), "__dict__", {})
        return names, deferred(names)


def _is_to_be_filled(made: type) -> bool:
    """Whether methods of a class say that classes below it are to define them."""
    return any(
        isinstance(each, types.FunctionType) and "NotImplementedError" in each.__code__.co_names
        for each in vars(made).values()
    )


def _member(named: str, member: str) -> Source:
    plain = member.isidentifier() and not keyword.iskeyword(member)
    return Source(f"{named}.{member}" if plain else f"{named}[{member!r}]")


def _like_builtin(made: type, named: str) -> Shape | None:
    """Objects of a class that only adds to a type of Python's own, and is made as that is."""
    own = [each for each in made.__mro__ if each.__flags__ & (1 << 9)]  # Py_TPFLAGS_HEAPTYPE
    if any("__init__" in vars(each) or "__new__" in vars(each) for each in own):
        return None
    for base in _BASES:
        if issubclass(made, base):
            return Built(named, (Atom(base.__name__),))
    if issubclass(made, (list, set, frozenset, collections.deque)):
        return Many(named, Anything())
    return Mapped(named, Anything(), Anything()) if issubclass(made, dict) else None


def _literal(reader: _Annotations, value: object) -> Recipe:
    if isinstance(value, enum.Enum):
        named = reader._named(type(value))
        return _member(named, value.name) if named is not None else Plain(None)
    return Plain(value)
