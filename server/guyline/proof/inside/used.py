"""What parameters are, from what the code does with them.

Where no annotation, no call and no default tells, the code itself does: what it goes through, adds
to, asks for a key, hands on to functions whose parameters are known. A function's body is read
once, in the order in which it runs, and so are the module's functions that it calls, a few levels
deep. The result is a row of shapes for each parameter, the likeliest first; which of them the
function takes is tried (:mod:`.probe`).
"""

from __future__ import annotations

import ast
import inspect
import time
import types
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .annotated import shapes_of_signature
from .applied import SPECIAL, give_to_unknown, got, list_of, path_of, told_by
from .clues import NOTHING, Clue, Values, alike, clue_of, items_of, joined, same, use
from .expressions import TooMuch, constant
from .instrument import definitions
from .library import CHANGING, FUNCTIONS, METHODS
from .settled import STAND_IN, Settling
from .shapes import Anything, Built, Shape
from .statements import Statements

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda

_DEEPEST = 3
_STEPS = 30_000
_SECONDS = 0.4
_LARGEST = 300_000


@dataclass
class Reader:
    """Reads functions, within bounds.

    Attributes:
        source: The text of the module under test.
        names: Its names, once it is loaded.
    """

    source: str
    names: dict[str, Any]
    steps: int = 0
    end: float = field(default_factory=lambda: time.monotonic() + _SECONDS)
    active: dict[int, tuple[Mapping[str, Values], Clue]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._own = dict(definitions(ast.parse(self.source)))
        self._files: dict[str, dict[str, ast.FunctionDef | ast.AsyncFunctionDef]] = {}

    def spend(self) -> None:
        """One step more.

        Raises:
            TooMuch: It is one too many.
        """
        self.steps += 1
        if self.steps > _STEPS or (self.steps % 256 == 0 and time.monotonic() > self.end):
            raise TooMuch

    def definition(
        self, function: types.FunctionType
    ) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The text of a function, of this module or another."""
        if function.__globals__ is self.names:
            return self._own.get(function.__qualname__)
        path = function.__code__.co_filename
        if path not in self._files:
            self._files[path] = {}
            try:
                with Path(path).open(encoding="utf-8") as file:
                    text = file.read(_LARGEST + 1)
                if len(text) <= _LARGEST:
                    self._files[path] = dict(definitions(ast.parse(text)))
            except (OSError, ValueError, SyntaxError, RecursionError):
                pass
        return self._files[path].get(function.__qualname__)

    def defined(self, qualname: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """A function of the module under test."""
        return self._own.get(qualname)

    def owner(self, qualname: str) -> type | None:
        """The class that a method of the module under test is of."""
        found: Any = None
        for place, part in enumerate(qualname.split(".")[:-1]):
            found = getattr(found, part, None) if place else self.names.get(part)
        return found if isinstance(found, type) else None

    def begun(self, made: type, clue: Clue) -> Mapping[str, Clue]:
        """What is done with what a class's constructor is given, by name.

        Args:
            made: The class.
            clue: What is done with an object of it.
        """
        begin = inspect.getattr_static(made, "__init__", None)
        if not isinstance(begin, types.FunctionType):
            return {}
        defined = self.definition(begin)
        if defined is None or id(defined) in self.active:
            return {}
        own = parameters_of(defined.args, [(clue,)], {})
        with suppress(TooMuch, RecursionError):
            Frame(self, begin.__globals__, dict(own), 1).run(defined, own)
        return {name: values[0].root for name, values in own.items()}


class Frame(Statements):
    """Reads one function.

    Args:
        reader: What all of them share.
        names: The names of its module.
        local: What its parameters stand for.
        depth: How many calls it is away from the function under test.
    """

    def __init__(
        self, reader: Reader, names: dict[str, Any], local: dict[str, Values], depth: int
    ) -> None:
        super().__init__(names, local)
        self.reader = reader
        self.depth = depth

    def spend(self) -> None:
        """One step more."""
        self.reader.spend()

    def call(self, node: ast.Call) -> Values:
        """What a call gives; what it is given has been used so."""
        given: list[Values] = []
        rest: Values = ()
        for each in node.args:
            if isinstance(each, ast.Starred):
                rest = items_of(self.values(each.value))
            else:
                given.append(self.values(each))
        named: dict[str, Values] = {}
        for word in node.keywords:
            found = self.values(word.value)
            if word.arg is not None:
                named[word.arg] = found
            else:
                use(found, "mapping")
        if rest:
            given.append(rest)
        key = constant(node.args[place]) if len(node.args) > (place := _place(node.func)) else None
        if isinstance(node.func, ast.Attribute):
            held = self.values(node.func.value)
            results: list[Clue] = []
            for clue in held:
                if isinstance(key, str) and node.func.attr in _ASKING and not clue.is_fixed:
                    results.append(self._under(clue, node.func.attr, key, given))
                elif clue.is_fixed and clue.known is not NOTHING:
                    results += self.called(self._read(clue, node.func.attr), given, named)
                elif clue.code is None:
                    results += self._method(clue, node.func.attr, given, named)
            return joined(results) or (Clue(),)
        if isinstance(key, str) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
            return joined(each.attribute(key) for each in given[0] if not each.is_fixed)
        results = []
        for clue in self.values(node.func):
            results += self.called(clue, given, named)
        return joined(results) or (Clue(),)

    def _under(self, held: Clue, method: str, key: str, given: Sequence[Values]) -> Clue:
        """What is under a constant key, where there may be none."""
        held.methods.setdefault(method, Clue())
        held.used_as("mapping")
        found = held.at(key, needed=False)
        for each in given[1] if len(given) > 1 else ():
            if not each.is_fixed and not each.kinds["None"]:
                same(found, each)
        return found

    def called(
        self, function: Clue, given: Sequence[Values], named: Mapping[str, Values]
    ) -> Values:
        """What a function gives."""
        if function.code is not None:
            defined, around = function.code
            return self._entered(defined, around.names, around.local, given, named)
        known = function.known
        if known is NOTHING:
            give_to_unknown(given)
            return (function.called(len(given)),)
        path = path_of(known)
        special = SPECIAL.get(path)
        if special is not None:
            return special(self, list(given), named)
        told = FUNCTIONS.get(path) or ("number -> float" if path.startswith("math.") else "")
        if told:
            return told_by(told, given, None)
        if issubclass(type(known), type):
            return self._made(known, given, named)
        with suppress(Exception):  # objects of any class stand in modules, and may refuse
            known = inspect.unwrap(known) if callable(known) else known
        if type(known) is types.FunctionType:
            self._annotated(known, given, named)
            defined = self.reader.definition(known)
            if defined is not None:
                return self._entered(defined, known.__globals__, {}, given, named)
        return (Clue(),)

    def _annotated(
        self, known: Callable[..., Any], given: Sequence[Values], named: Mapping[str, Values]
    ) -> None:
        if not getattr(known, "__annotations__", None):
            return
        shapes = shapes_of_signature(known, getattr(known, "__globals__", {}))
        pairs = [*zip(shapes, given, strict=False), *named.items()]
        for name, values in pairs:
            shape = shapes.get(name, Anything())
            if not isinstance(shape, Anything) and name in known.__annotations__:
                for each in values:
                    if not each.is_fixed and shape not in each.shapes:
                        each.shapes.append(shape)

    def _entered(
        self,
        defined: Function,
        names: dict[str, Any],
        around: Mapping[str, Values],
        given: Sequence[Values],
        named: Mapping[str, Values],
    ) -> Values:
        """A function of which there is the text: its parameters are what it is given."""
        own = parameters_of(defined.args, given, named)
        if id(defined) in self.reader.active:
            before, result = self.reader.active[id(defined)]
            for name, values in own.items():
                alike(before.get(name, ()), values)
            return (result,)
        if self.depth >= _DEEPEST:
            return (Clue(),)
        frame = Frame(self.reader, names, {**around, **own}, self.depth + 1)
        return frame.run(defined, own)

    def run(self, defined: Function, own: Mapping[str, Values]) -> Values:
        """Reads a function's body; gives what it gives."""
        result = Clue()
        self.reader.active[id(defined)] = (dict(own), result)
        try:
            if isinstance(defined, ast.Lambda):
                self.results += self.values(defined.body)
            else:
                self.block(defined.body)
        finally:
            del self.reader.active[id(defined)]
        return joined((*self.results, result) if not result.is_bare else self.results)

    def _made(self, made: type, given: Sequence[Values], named: Mapping[str, Values]) -> Values:
        """An object of a class: what its ``__init__`` does with what it is given."""
        found = Clue()
        found.made = made
        begin = inspect.getattr_static(made, "__init__", None)
        if isinstance(begin, types.FunctionType):
            self._annotated(begin, [(found,), *given], named)
            defined = self.reader.definition(begin)
            if defined is not None:
                self._entered(defined, begin.__globals__, {}, [(found,), *given], named)
        return (found,)

    def _method(
        self, held: Clue, name: str, given: Sequence[Values], named: Mapping[str, Values]
    ) -> Values:
        """A method, by its name: whose it is, is not known yet."""
        own = inspect.getattr_static(held.made, name, None) if held.made is not None else None
        if isinstance(own, types.FunctionType):
            defined = self.reader.definition(own)
            if defined is not None:
                return self._entered(defined, own.__globals__, {}, [(held,), *given], named)
        result = held.methods.setdefault(name, Clue()).root
        held.changed = held.changed or name in CHANGING
        match name:
            case "get" | "setdefault" | "pop" if given:
                return got(held, name, given)
            case "pop" | "popleft" | "popitem" | "__next__":
                return (held.item,)
            case "join" if given and not held.made:
                use((held,), "str")
                for each in items_of(given[0]):
                    same(each, held)
                return (Clue("str"),)
            case "sort":
                self.sorted([(held,)], named)
            case "update" if given:
                alike((held,), given[0])
        if name in METHODS:
            return told_by(METHODS[name], given, held)
        return (result,)

    def sorted(self, given: list[Values], named: Mapping[str, Values]) -> Values:
        """What is sorted, in a list."""
        items = items_of(given[0]) if given else ()
        for each in named.get("key", ()):
            if each.known is not None:
                self.called(each, [items], {})
        if "key" not in named:
            use(items, "ordered")
        return (list_of(items),)


def parameters_of(
    arguments: ast.arguments, given: Sequence[Values], named: Mapping[str, Values]
) -> dict[str, Values]:
    """What each parameter stands for in a call; a clue of its own where it is not given."""
    places = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
    own = dict(zip(places, given, strict=False))
    if arguments.vararg is not None:
        rest = joined(each for values in given[len(places) :] for each in values)
        own[arguments.vararg.arg] = (list_of(rest),)
    for each in (*places, *(word.arg for word in arguments.kwonlyargs)):
        own.setdefault(each, named.get(each, (Clue(),)))
    if arguments.kwarg is not None:
        own[arguments.kwarg.arg] = (Clue("dict"),)
    return own


_ASKING = ("get", "setdefault", "pop")


def _place(called: ast.expr) -> int:
    """Where in a call the name or key stands that is asked for."""
    return 1 if isinstance(called, ast.Name) else 0


def clues_of(
    reader: Reader, qualname: str, function: object = None
) -> tuple[dict[str, Clue], Clue | None]:
    """What is done with each parameter of a function, and with the object it is called on.

    Args:
        reader: Reads its module.
        qualname: The function, or a class: then its ``__init__``.
        function: The function itself, for what its parameters are without being given.
    """
    defined = reader.defined(qualname) or reader.defined(f"{qualname}.__init__")
    if defined is None:
        return {}, None
    own = parameters_of(defined.args, (), {})
    try:
        parameters = inspect.signature(function).parameters if callable(function) else {}
    except (TypeError, ValueError):
        parameters = {}
    for name, parameter in parameters.items():
        if parameter.default not in (parameter.empty, None) and name in own:
            alike(own[name], (clue_of(parameter.default),))
    mine = None
    owner = reader.owner(qualname)
    places = [*defined.args.posonlyargs, *defined.args.args]
    if (
        owner is not None
        and places
        and "staticmethod" not in map(ast.unparse, defined.decorator_list)
    ):
        mine = own[places[0].arg][0]
        mine.made = owner
    with suppress(TooMuch, RecursionError):
        Frame(reader, reader.names, dict(own), 0).run(defined, own)
    return {name: values[0].root for name, values in own.items()}, mine


def settled_of(
    reader: Reader, qualname: str, function: object = None
) -> tuple[dict[str, list[Shape]], Shape | None]:
    """The shapes that use tells: of each parameter, the likeliest first, and of the object.

    Args:
        reader: Reads the module.
        qualname: The function, or a class.
        function: The function itself.
    """
    clues, mine = clues_of(reader, qualname, function)
    settling = Settling(reader.names, reader.begun)
    found: dict[str, list[Shape]] = {}
    receiver = None
    with suppress(RecursionError):
        for name, clue in clues.items():
            if clue is not mine:
                found[name] = settling.shapes(clue)
        if mine is not None:
            shapes = settling.shapes(mine)
            receiver = next((each for each in shapes if not _is_stand_in(each)), None)
    return found, receiver


def _is_stand_in(shape: Shape) -> bool:
    """Whether it is an object of no class of the module, which has no methods to call."""
    return isinstance(shape, Built) and shape.callee == STAND_IN
