"""Recipes: values that can be made again and again, and written down as Python.

Each run of a function gets arguments of its own, so what one version does to them can't be seen
by the other; and what refutes a version is a line that anybody can run. A recipe is a tree that
does both: :meth:`Recipe.build` makes a fresh object, :attr:`Recipe.text` is the expression.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import CodeType
from typing import Any

from .caught import caught
from .ends import Stopped

_NAMES = """
    array collections datetime decimal fractions functools io itertools math numpy
    operator pandas pathlib pickle re types uuid
"""
MODULES = frozenset(_NAMES.split())
"""Modules that an expression may name without an import of its own."""

_BRACKETS = {"list": "[{}]", "tuple": "({})", "set": "{{{}}}", "frozenset": "frozenset({{{}}})"}
_MAKERS: dict[str, Callable[..., Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


_LONGEST_DECIMAL = 2000
"""Bits; Python refuses to read or write much longer decimals (``int_max_str_digits``)."""

_ODD = {"nan": "math.nan", "inf": "math.inf", "-inf": "-math.inf"}
"""One object for all, as where a NaN is itself matters."""


SET = "="
"""What goes before the name of an attribute that is set before a call."""


class Unmade(Exception):  # noqa: N818 - a value that can't be made, which is no fault of anybody
    """A recipe whose value can't be made here: a constructor refuses, a name is not there."""


class World(Mapping[str, object]):
    """The names that expressions may use: those of a module, and a few of the library."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.names = names
        self.shared: dict[str, object] = {}

    def __getitem__(self, name: str) -> object:
        if name in self.shared:
            return self.shared[name]
        if name in self.names:
            return self.names[name]
        if name in ("remade", "caught"):
            return remade if name == "remade" else caught
        if name in MODULES:
            try:
                return importlib.import_module(name)
            except ImportError as error:
                raise Unmade(str(error)) from error
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def evaluate(self, code: CodeType) -> Any:
        """The value of an expression.

        Raises:
            Unmade: It raises.
        """
        try:
            return eval(code, self.names, self)  # noqa: S307 - confined; that is what it is for
        except (Stopped, KeyboardInterrupt):
            raise
        except BaseException as error:  # importing a script exits, a test module skips itself
            raise Unmade(f"{type(error).__name__}: {error}") from error


@dataclass(frozen=True)
class Recipe:
    """How a value is made."""

    def build(self, world: World) -> Any:
        """A value of its own.

        Raises:
            Unmade: It can't be made here.
        """
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The expression."""
        raise NotImplementedError

    @property
    def parts(self) -> tuple[Recipe, ...]:
        """What it is made of."""
        return ()

    def with_parts(self, parts: tuple[Recipe, ...]) -> Recipe:
        """The same of other parts, as many."""
        assert not parts  # noqa: S101 - who has parts says so itself
        return self

    @cached_property
    def size(self) -> int:
        """How much there is to it: one for each value within, and for ten characters."""
        return 1 + sum(part.size for part in self.parts)


@dataclass(frozen=True)
class Plain(Recipe):
    """A value that can't change: None, a number, a text, bytes."""

    value: Any

    def build(self, world: World) -> Any:
        """The value itself: nobody can change it. A NaN is the one that the text names.

        A text that is a name is the one object that Python makes of its literals.
        """
        value = self.value
        if type(value) is str and value.isidentifier():
            return sys.intern(value)
        return math.nan if type(value) is float and value != value else value

    @cached_property
    def text(self) -> str:
        """As Python writes it, with what has no literal spelled out."""
        if isinstance(self.value, float) and not math.isfinite(self.value):
            return _ODD[str(self.value)]
        if isinstance(self.value, int) and self.value.bit_length() > _LONGEST_DECIMAL:
            return hex(self.value)
        if self.value is ...:
            return "..."
        if isinstance(self.value, complex):
            real, imaginary = Plain(self.value.real).text, Plain(self.value.imag).text
            return f"complex({real}, {imaginary})"
        return repr(self.value)

    @cached_property
    def size(self) -> int:
        """More for large numbers and long texts, so that small ones are preferred."""
        if isinstance(self.value, (str, bytes)):
            return 1 + len(self.value)
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return 1 + min(abs(self.value).bit_length(), 64) + (self.value < 0)
        if isinstance(self.value, float):
            return len(repr(self.value))
        return 1

    def __eq__(self, other: object) -> bool:
        """By type as well: 1 is not True."""
        return isinstance(other, Plain) and self.text == other.text

    def __hash__(self) -> int:
        """As the texts that are compared."""
        return hash(self.text)


@dataclass(frozen=True)
class Group(Recipe):
    """A list, tuple, set or frozenset.

    Attributes:
        kind: The name of its type.
        items: What is in it.
    """

    kind: str
    items: tuple[Recipe, ...]

    def build(self, world: World) -> Any:
        """A collection of its own, of items of their own."""
        items = [item.build(world) for item in self.items]
        try:
            return _MAKERS[self.kind](items)
        except Exception as error:
            raise Unmade(f"{type(error).__name__}: {error}") from error

    @cached_property
    def text(self) -> str:
        """In brackets."""
        inner = ", ".join(item.text for item in self.items)
        if not self.items and self.kind in ("set", "frozenset"):
            return f"{self.kind}()"
        if self.kind == "tuple" and len(self.items) == 1:
            inner += ","
        return _BRACKETS[self.kind].format(inner)

    @property
    def parts(self) -> tuple[Recipe, ...]:
        """Its items."""
        return self.items

    def with_parts(self, parts: tuple[Recipe, ...]) -> Recipe:
        """Other items."""
        return replace(self, items=parts)


@dataclass(frozen=True)
class Pairs(Recipe):
    """A dict."""

    items: tuple[tuple[Recipe, Recipe], ...]

    def build(self, world: World) -> Any:
        """A dict of its own."""
        items = [(key.build(world), value.build(world)) for key, value in self.items]
        try:
            return dict(items)
        except Exception as error:
            raise Unmade(f"{type(error).__name__}: {error}") from error

    @cached_property
    def text(self) -> str:
        """In braces."""
        return "{" + ", ".join(f"{key.text}: {value.text}" for key, value in self.items) + "}"

    @property
    def parts(self) -> tuple[Recipe, ...]:
        """Keys and values, in turn."""
        return tuple(part for pair in self.items for part in pair)

    def with_parts(self, parts: tuple[Recipe, ...]) -> Recipe:
        """Other keys and values."""
        return Pairs(tuple(zip(parts[::2], parts[1::2], strict=True)))


@dataclass(frozen=True)
class Made(Recipe):
    """What a call gives: an object of a class, an iterator, an array.

    Attributes:
        callee: A dotted name, looked up in the module and then in the library.
        arguments: By position.
        keywords: By name.
    """

    callee: str
    arguments: tuple[Recipe, ...] = ()
    keywords: tuple[tuple[str, Recipe], ...] = ()

    def build(self, world: World) -> Any:
        """Calls it."""
        called = world.evaluate(compiled(self.callee))
        arguments = [argument.build(world) for argument in self.arguments]
        keywords = {name: value.build(world) for name, value in self.keywords}
        try:
            return called(*arguments, **keywords)
        except (Exception, SystemExit) as error:
            raise Unmade(f"{type(error).__name__}: {error}") from error

    @cached_property
    def text(self) -> str:
        """The call."""
        given = [argument.text for argument in self.arguments]
        given += [f"{name}={value.text}" for name, value in self.keywords]
        return f"{self.callee}({', '.join(given)})"

    @property
    def parts(self) -> tuple[Recipe, ...]:
        """What it is called with."""
        return (*self.arguments, *(value for _, value in self.keywords))

    def with_parts(self, parts: tuple[Recipe, ...]) -> Recipe:
        """Called with something else."""
        count = len(self.arguments)
        names = [name for name, _ in self.keywords]
        return Made(self.callee, parts[:count], tuple(zip(names, parts[count:], strict=True)))


@dataclass(frozen=True)
class Source(Recipe):
    """An expression that is taken as it is."""

    code: str

    def build(self, world: World) -> Any:
        """Evaluates it."""
        return world.evaluate(compiled(self.code))

    @property
    def text(self) -> str:
        """The expression."""
        return self.code

    @cached_property
    def size(self) -> int:
        """By its length."""
        return 2 + len(self.code) // 4


@dataclass(frozen=True)
class Input:
    """What a function is called with.

    Attributes:
        arguments: By position.
        keywords: By name.
        receiver: What the method is of; None: a function, or a method of the class.
        shared: Values that stand in several places, by name: two arguments that are one list.
        prior: What is called before, with its input: methods of the receiver, or functions;
            or what is set: ``=name`` and one argument.
        spoiled: Whether the caller empties what it was given, as it may.
    """

    arguments: tuple[Recipe, ...] = ()
    keywords: tuple[tuple[str, Recipe], ...] = ()
    receiver: Recipe | None = None
    shared: tuple[tuple[str, Recipe], ...] = ()
    prior: tuple[tuple[str, Input], ...] = ()
    spoiled: bool = False

    def build(self, world: World) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
        """Receiver (None without one), arguments and keywords, of their own.

        Raises:
            Unmade: One of them can't be made.
        """
        world.shared = {}
        for name, recipe in self.shared:
            world.shared[name] = recipe.build(world)
        receiver = self.receiver.build(world) if self.receiver is not None else None
        arguments = tuple(argument.build(world) for argument in self.arguments)
        return receiver, arguments, {name: value.build(world) for name, value in self.keywords}

    def line(self, function: str) -> str:
        """The call as a line that can be run where the module's names are known.

        Args:
            function: The function's qualified name.
        """
        before = [f"{name} = {recipe.text}" for name, recipe in self.shared]
        called = function
        if self.receiver is not None:
            receiver = self.receiver.text
            if self.prior:
                before.append(f"it = {receiver}")
                receiver = "it"
            called = f"{receiver}.{function.rpartition('.')[2]}"
        owner = "it." if self.receiver is not None else ""
        for name, each in self.prior:
            if name.startswith(SET):
                before.append(f"{owner}{name.removeprefix(SET)} = {each.arguments[0].text}")
            else:
                before.append(f"{owner}{name}{each.bracket}")
        return "; ".join([*before, f"{called}{self.bracket}"])

    @property
    def bracket(self) -> str:
        """The arguments, in brackets, and what is done to what they give."""
        behind = ".clear()" if self.spoiled else ""
        given = [argument.text for argument in self.arguments]
        given += [f"{name}={value.text}" for name, value in self.keywords]
        return f"({', '.join(given)}){behind}"

    @property
    def parts(self) -> tuple[Recipe, ...]:
        """All that it is made of: shared values, receiver, arguments, keywords."""
        receiver = (self.receiver,) if self.receiver is not None else ()
        shared = (recipe for _, recipe in self.shared)
        return (*shared, *receiver, *self.arguments, *(value for _, value in self.keywords))

    def with_parts(self, parts: tuple[Recipe, ...]) -> Input:
        """The same call of other parts, as many."""
        given = list(parts)
        shared = tuple((name, given.pop(0)) for name, _ in self.shared)
        receiver = given.pop(0) if self.receiver is not None else None
        arguments = tuple(given.pop(0) for _ in self.arguments)
        keywords = tuple((name, given.pop(0)) for name, _ in self.keywords)
        return Input(arguments, keywords, receiver, shared, self.prior, self.spoiled)

    @cached_property
    def size(self) -> int:
        """How much there is to it."""
        before = sum(3 + given.size for _, given in self.prior)
        return sum(part.size for part in self.parts) + before

    def to_json(self) -> dict[str, object]:
        """As JSON: expressions."""
        told: dict[str, object] = {"arguments": [each.text for each in self.arguments]}
        if self.keywords:
            told["keywords"] = {name: value.text for name, value in self.keywords}
        if self.receiver is not None:
            told["receiver"] = self.receiver.text
        if self.shared:
            told["shared"] = {name: recipe.text for name, recipe in self.shared}
        if self.prior:
            told["prior"] = [[name, given.to_json()] for name, given in self.prior]
        if self.spoiled:
            told["spoiled"] = True
        return told


_COMPILED: dict[str, CodeType] = {}
_MOST_COMPILED = 4096


def compiled(expression: str) -> CodeType:
    """An expression's code, kept.

    Raises:
        Unmade: It is none.
    """
    if expression not in _COMPILED:
        if len(_COMPILED) >= _MOST_COMPILED:
            _COMPILED.clear()
        try:
            _COMPILED[expression] = compile(expression, "<input>", "eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise Unmade(str(error)) from error
    return _COMPILED[expression]


def remade(made_of: type, attributes: Mapping[str, object]) -> object:
    """An object as it was, without its constructor.

    Args:
        made_of: Its class.
        attributes: What it held.
    """
    found: object = object.__new__(made_of)
    for name, value in attributes.items():
        object.__setattr__(found, name, value)
    return found
