"""Calls of a function that the other code of its package makes, as inputs.

What a function takes is often known to its callers alone: objects that only a parser makes, states
in which a method is called. So other functions of the package are called with values drawn by
chance, and it is looked at what they call the function with (test carving: Elbaum, Chin, Dwyer and
Dokulil, Carving differential unit test cases from system test cases, FSE 2006).
"""

from __future__ import annotations

import ast
import inspect
import sys
import time
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from random import Random
from types import CodeType, FrameType
from typing import Any

from .calls import Skipped, call_of_frame
from .captured import recipe_of_value
from .caught import code_of, given_to, watched
from .draw import Draw
from .examples import all_examples, of_package
from .instrument import definitions
from .likely import by_name
from .pools import Pools
from .recipe import Input, Made, Plain, Recipe, Source, Unmade, compiled
from .shapes import Anything, Atom, Either, Many, Mapped, OneOf, Shape, merged, shape_of
from .signature import Parameter, Signature, signature_of
from .target import Target, Version
from .trial import Overtime, bounded
from .variety import shape_of as variety_of

__all__ = ["calls_by_others", "with_calls"]

SECONDS = 0.8
"""Processor time for all of it."""

_EACH = 0.1
_MOST = 24
_OF_ONE = 8
_CANDIDATES = 90
_ROUNDS = 100
_RECENT = 20
_PATIENCE = 40
_SLOW = 0.02
_EXAMPLES = 30
_NEAREST = 20
_PLACES = 3
_FEW = 5
_BARE = (types.FunctionType, staticmethod, classmethod, property)
_TRIES = 8
_SHAPES = 12
_OPEN = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_LEVELS = 3
_WORD = 30
_PLAIN = (int, float, complex, str, bytes, bool, type(None))
_UNKNOWN = Either((Atom("str"), Atom("str"), Atom("int"), Many("list", Atom("str"))))
_ANY_VALUE = Either((Atom("bool"), Atom("bool"), Atom("int"), Atom("str")))
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Caller:
    """A function of the package that may call the one under test.

    Attributes:
        text: How it is reached from the module under test.
        signature: What it is called with; its object is its receiver.
        function: The function.
        reached: How often it called the function under test.
        fixed: Whether it is always called alike.
        idle: How often it was called since it showed something new.
    """

    text: str
    signature: Signature
    function: Callable[..., Any]
    reached: int = 0
    fixed: bool = False
    idle: int = 0

    @property
    def is_good(self) -> bool:
        """Whether it calls the function, and new ways of it were seen not long ago."""
        return self.reached > 0 and not self.fixed and self.idle < _PATIENCE


@dataclass
class _Search:
    """Looks for calls.

    Attributes:
        version: The old version.
        target: The function.
        tell: Is told what was found so far, whenever there is more.
        found: The inputs, and of what kinds they are.
        codes: All functions that were called.
        corpus: Inputs of callers that called one that none had called.
    """

    version: Version
    target: Target
    tell: Callable[[list[dict[str, object]]], None]
    draw: Draw
    found: list[dict[str, object]] = field(default_factory=list)
    kinds: dict[object, int] = field(default_factory=dict)
    codes: set[CodeType] = field(default_factory=set)
    corpus: list[tuple[Caller, Input]] = field(default_factory=list)

    def run(self, callers: Sequence[Caller]) -> None:
        """Calls them in turn, those more often that call the function or go where none had gone."""
        end = time.process_time() + SECONDS
        random = self.draw.random
        for turn in range(_ROUNDS):
            for each in callers:
                if time.process_time() > end or len(self.found) >= _MOST:
                    return
                good = [other for other in callers if other.is_good]
                if each.fixed and turn:
                    continue
                with suppress(Unmade, RecursionError):
                    if self.corpus and random.random() < 0.5:
                        chosen, given = random.choice(self.corpus[-_RECENT:])
                        self._call(chosen, chosen.signature.varied(given, self.draw))
                    elif good and random.random() < 0.5:
                        self._call(random.choice(good))
                    else:
                        self._call(each)
            if turn > 1 and not any(each.reached for each in callers) and len(callers) < _FEW:
                return
            if not any(not each.fixed for each in callers):
                return

    def _call(self, caller: Caller, given: Input | None = None) -> None:
        given = caller.signature.fresh(self.draw) if given is None else given
        given = replace(given, prior=(), spoiled=False)
        receiver, arguments, keywords = given.build(self.version.world)
        if caller.signature.receiver is not None:
            arguments = (receiver, *arguments)
        known, before, codes = len(self.found), caller.reached, len(self.codes)

        def see(frame: FrameType, place: int) -> None:
            if place < (_OF_ONE if caller.fixed else _PLACES):
                caller.reached = before + 1
                with suppress(Unmade, Skipped):
                    self._keep(frame, caller, given, place)

        code = code_of(_held(self.version.module, self.target.qualname))
        begun = time.perf_counter()
        with suppress(Overtime), bounded(_EACH), redirect_stdout(None):
            watched(code, see, lambda: caller.function(*arguments, **keywords), self.codes.add)
        if time.perf_counter() - begun > _SLOW:
            caller.idle += _PATIENCE
        caller.idle = 0 if len(self.found) > known else caller.idle + 1
        if len(self.found) > known:
            self.tell(self.found)
        if len(self.codes) > codes and not caller.fixed:
            self.corpus.append((caller, given))

    def _keep(self, frame: FrameType, caller: Caller, given: Input, place: int) -> None:
        positional, by_name_ = given_to(frame)
        held = _held(self.version.module, self.target.qualname)
        if not isinstance(held, _BARE):
            call_of_frame(frame, self.target.qualname)  # a decorator may change what it is given
        name = self.target.qualname.rpartition(".")[2]
        if self.target.takes_receiver:
            if inspect.getattr_static(type(positional[0]), name, None) is not held:
                return  # another method would be called in its place
        values = [*positional, *by_name_.values()]
        kind = (caller.text, variety_of(tuple(values)))
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if self.kinds[kind] > _OF_ONE:
            return
        lead = (given.receiver,) if given.receiver is not None else ()
        made = Made(
            "caught",
            (_source(self.target), Plain(place), Source(caller.text), *lead, *given.arguments),
            given.keywords,
        )
        home = self.version.module.__name__
        parts = [_part(value, number, home) for number, value in enumerate(values)]
        first = self.target.kind in ("method", "property", "class method")
        receiver = parts[0] if self.target.takes_receiver else None
        names = list(by_name_)
        count = len(positional)
        found = Input(
            tuple(parts[int(first) : count]),
            tuple(zip(names, parts[count:], strict=True)),
            receiver,
            (("call", made),),
        )
        if not any(isinstance(each, Source) for each in found.parts[1:]):
            found = replace(found, shared=())
        told = found.to_json()
        if told not in self.found:
            self.found.append(told)


def _part(value: Any, number: int, home: str) -> Recipe:
    """A value of a call: as it is written, where that is plain, or by its place."""
    with suppress(Unmade):
        if _is_plain(value, 0):
            return recipe_of_value(value, home)
    return Source(f"call[{number}]")


def _is_plain(value: Any, depth: int) -> bool:
    kind = type(value)
    if kind in _PLAIN:
        return True
    if depth > 3 or kind not in (list, tuple, dict, set) or len(value) > 50:
        return False
    inner = [*value, *value.values()] if kind is dict else value
    return all(_is_plain(each, depth + 1) for each in inner)


def _source(target: Target) -> Source:
    if target.kind == "property":
        owner, _, name = target.qualname.rpartition(".")
        return Source(f"vars({owner})[{name!r}]")
    return Source(target.qualname)


def _held(module: types.ModuleType, qualname: str) -> Any:
    found: Any = module
    for part in qualname.split("."):
        raw = vars(found).get(part)
        found = getattr(found, part) if raw is None or isinstance(raw, type) else raw
    return found


def calls_by_others(
    version: Version, target: Target, pools: Pools, tell: Callable[[list[dict[str, object]]], None]
) -> None:
    """Looks for calls that the package's other code makes of a function.

    Args:
        version: The old version, as it stands.
        target: The function.
        pools: What the module speaks of.
        tell: Is told the inputs as JSON, all of them again whenever there are more.
    """
    version.activate()
    modules = _modules(version)
    texts = _Texts(modules)
    examples = list(_examples(texts, version))
    for each in examples:
        pools.add_all(_texts_in(each.text))
    for module in modules:
        held = list(vars(module).items())
        pools.add_all(each for name, each in held if not name.startswith("__") and _is_word(each))
    callers = [*examples[:_EXAMPLES], *_callers(version, target, texts)]
    draw = Draw(Random(0), pools)  # noqa: S311 - no secret
    _Search(version, target, tell, draw).run(callers[:_CANDIDATES])


def _is_word(value: object) -> bool:
    """Whether a module keeps a text that what it reads may be made of."""
    return type(value) is str and len(value) < _WORD


def _texts_in(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


class _Texts:
    """The texts of a package's modules, and what they define.

    Args:
        modules: The modules.
    """

    def __init__(self, modules: Sequence[types.ModuleType]) -> None:
        self.modules = modules
        self.texts: dict[str, str] = {}
        self._defined: dict[str, list[tuple[str, _Function]]] = {}
        for module in modules:
            path = getattr(module, "__file__", None) or ""
            with suppress(OSError, ValueError):
                with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is slow
                    self.texts[module.__name__] = file.read()

    def defined(self, module: types.ModuleType, wanted: set[str]) -> list[tuple[str, _Function]]:
        """What a module defines, if it speaks of certain names."""
        name = module.__name__
        if name not in self._defined:
            text = self.texts.get(name, "")
            if not any(each in text for each in wanted):
                return []
            self._defined[name] = []
            with suppress(ValueError, SyntaxError, RecursionError):
                self._defined[name] = [
                    each for each in definitions(ast.parse(text)) if "<locals>" not in each[0]
                ]
        return self._defined[name]


def _examples(texts: _Texts, version: Version) -> Iterator[Caller]:
    """The calls in the package's docstrings."""
    names = version.world.names
    found: dict[str, None] = {}
    for text in texts.texts.values():
        if ">>>" in text:
            found.update((of_package(each, names), None) for each in all_examples(text))
    for line in found:
        try:
            action = version.world.evaluate(compiled(f"lambda: {line}"))
        except Unmade:
            continue
        yield Caller(f"lambda: {line}", Signature(()), action, fixed=True)


def _modules(version: Version) -> list[types.ModuleType]:
    """The module under test first, then its package's others."""
    top = version.module.__name__.partition(".")[0]
    others = version.around.modules if version.around is not None else {}
    found = [each for name, each in others.items() if each is not version.module]
    found.sort(key=lambda each: (each.__name__ != top, each.__name__.count(".")))
    return [version.module, *found]


def _callers(version: Version, target: Target, texts: _Texts) -> Iterator[Caller]:
    """Functions that may call it: such as speak of it, then the package's own, then those near."""
    modules = texts.modules
    written = target.written.rpartition(".")[2]
    met = {target.written}
    wanted = {written}
    for level in range(_LEVELS):
        count = 0
        if level == 1:
            for module in modules[1:2]:
                for qualname in _public(module):
                    yield from _caller(version, module, qualname)
        above: set[str] = set()
        for module in modules:
            for qualname, node in texts.defined(module, wanted):
                key = qualname if module is version.module else f"{module.__name__}:{qualname}"
                if key in met or not _speaks_of(node, wanted):
                    continue
                met.add(key)
                last = qualname.rpartition(".")[2]
                above.add(qualname.split(".")[-2] if last == "__init__" else last)
                count += 1
                if count <= _NEAREST:
                    yield from _caller(version, module, qualname)
        wanted = above
    owner = target.qualname.rpartition(".")[0]
    nearby = [each for each in _public(version.module) if each.startswith(owner or "")]
    for qualname in [*nearby, *_public(version.module)]:
        if qualname not in met:
            met.add(qualname)
            yield from _caller(version, version.module, qualname)


def _speaks_of(node: _Function, wanted: set[str]) -> bool:
    return any(
        (isinstance(each, ast.Attribute) and each.attr in wanted)
        or (isinstance(each, ast.Name) and each.id in wanted)
        for each in ast.walk(node)
    )


def _public(module: types.ModuleType) -> list[str]:
    """The functions of a module, and the methods of its classes, that anybody may call."""
    found = []
    for name, value in list(vars(module).items()):
        if name.startswith("_"):
            continue
        if isinstance(value, types.FunctionType):
            found.append(name)
        elif isinstance(value, type) and _is_of_package(value, module):
            found += [
                f"{name}.{each}"
                for each, inner in list(vars(value).items())
                if isinstance(inner, types.FunctionType) and not each.startswith("_")
            ]
    return found


def _is_of_package(value: type, module: types.ModuleType) -> bool:
    return str(value.__module__).partition(".")[0] == module.__name__.partition(".")[0]


def _caller(version: Version, module: types.ModuleType, qualname: str) -> Iterator[Caller]:
    names = version.world.names
    with suppress(Exception):  # modules hold objects of any kind
        owner_path, _, name = qualname.rpartition(".")
        if name.startswith("__") and name not in ("__init__", "__call__", "__iter__", "__str__"):
            return
        owner: Any = _held(module, owner_path) if owner_path else None
        raw = _held(module, qualname)
        text = qualname
        if module is not version.module:
            text = f"__import__({module.__name__!r}, fromlist=['']).{qualname}"
        if name == "__init__":
            text, raw, plain = text.removesuffix(".__init__"), owner, raw
            owner, skip = None, 1
        elif isinstance(raw, property):
            return
        elif isinstance(raw, (staticmethod, classmethod)):
            plain, skip = raw.__func__, int(isinstance(raw, classmethod))
            raw, owner = getattr(owner, name), None
        else:
            plain, skip = raw, int(owner is not None)
        if not callable(raw) or inspect.iscoroutinefunction(plain):
            return
        home = vars(sys.modules[plain.__module__])
        signature = signature_of(plain, names, owner, (), skip, home)
        if isinstance(signature.receiver, Anything):
            return
        yield Caller(text, replace(signature, parameters=_likely(signature.parameters)), raw)


def _likely(parameters: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """With what is likely for those of which nothing is known."""
    found = []
    for each in parameters:
        shape: Shape = each.shape
        if each.kind is each.kind.VAR_KEYWORD:
            shape = Mapped("dict", Atom("str"), _ANY_VALUE)
        elif isinstance(shape, Anything):
            named = by_name(each.name)
            shape = Either((named, _UNKNOWN)) if named is not None else _UNKNOWN
        elif isinstance(shape, Many) and isinstance(shape.item, Anything):
            shape = Many(shape.kind, _UNKNOWN)
        found.append(replace(each, shape=shape))
    return tuple(found)


def with_calls(signature: Signature, inputs: Sequence[Input], version: Version) -> Signature:
    """A domain with what others call the function with, where little else tells of it.

    Args:
        signature: The domain.
        inputs: The calls.
        version: The old version.
    """
    given: dict[str, list[Shape]] = {}
    receivers: list[Shape] = []
    for each in inputs:
        made = each.shared[0][1].text if each.shared else ""
        for name, value in signature.by_name(each).items():
            given.setdefault(name, []).append(_whole(value, made))
        if each.receiver is not None:
            receivers.append(_whole(each.receiver, made))
    parameters = []
    for parameter in signature.parameters:
        shapes = given.get(parameter.name, [])
        if shapes and parameter.known in ("nothing", "use") and parameter.kind not in _OPEN:
            shapes = shapes[:_SHAPES]
            known = parameter.known == "use"
            shape = merged([*shapes, parameter.shape] if known else shapes)
            parameter = replace(parameter, shape=shape, known="use")
        parameters.append(parameter)
    receiver = signature.receiver
    if receivers and receiver is not None:
        receiver = receiver if _is_made(receiver, version) else merged(receivers[:_SHAPES])
    return replace(signature, parameters=tuple(parameters), receiver=receiver)


def _whole(value: Recipe, made: str) -> Shape:
    """The shape of a part of a call: as it is, or all that it takes to have it."""
    if isinstance(value, Source) and value.code.startswith("call["):
        return OneOf((Source(made + value.code.removeprefix("call")),))
    return shape_of(value)


def _is_made(shape: Shape, version: Version) -> bool:
    """Whether values of a shape can be made, at least now and then."""
    draw = Draw(Random(0), Pools())  # noqa: S311 - no secret
    version.activate()
    for _ in range(_TRIES):
        with suppress(Unmade, RecursionError):
            draw.begin()
            draw.fresh(shape).build(version.world)
            return True
    return False
