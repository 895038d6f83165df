"""Functions of a package that may call one of its functions, and what they may be given."""

from __future__ import annotations

import ast
import inspect
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from .examples import all_examples, of_package
from .instrument import definitions
from .likely import by_name
from .pools import Pools
from .recipe import Unmade, compiled
from .shapes import Anything, Atom, Either, Many, Mapped, Shape
from .signature import Parameter, Signature, signature_of
from .target import Target, Version

__all__ = ["Caller", "callers_of", "held_by"]

_CANDIDATES = 90
_EXAMPLES = 30
_NEAREST = 20
_LEVELS = 3
_WORD = 30
_IDLE = 40
_SPECIAL = ("__init__", "__call__", "__iter__", "__str__")
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
        return self.reached > 0 and not self.fixed and self.idle < _IDLE


def callers_of(version: Version, target: Target, source: str, pools: Pools) -> list[Caller]:
    """Functions that may call one: examples in docstrings, those that speak of it, those near it.

    Args:
        version: The old version, as it stands.
        target: The function.
        source: The text of its module.
        pools: Take the texts of the examples, and the words that the package's modules keep.
    """
    modules = _modules(version)
    texts = _Texts(modules, source)
    examples = list(_examples(texts, version))
    for each in examples:
        pools.add_all(_texts_in(each.text))
    for module in modules:
        held = list(vars(module).items())
        pools.add_all(each for name, each in held if not name.startswith("__") and _is_word(each))
    return [*examples[:_EXAMPLES], *_callers(version, target, texts)][:_CANDIDATES]


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
        modules: The modules, the one under test first.
        source: The text of that one.
    """

    def __init__(self, modules: Sequence[types.ModuleType], source: str) -> None:
        self.modules = modules
        self.texts = {modules[0].__name__: source}
        self._defined: dict[str, list[tuple[str, _Function]]] = {}
        for module in modules[1:]:
            path = getattr(module, "__file__", None) or ""
            with suppress(OSError, ValueError), open(path, encoding="utf-8") as file:  # noqa: PTH123
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


def held_by(module: types.ModuleType, qualname: str) -> Any:
    """What a module or class holds by a name, as it is held: no descriptor is asked."""
    found: Any = module
    for part in qualname.split("."):
        raw = vars(found).get(part)
        found = getattr(found, part) if raw is None or isinstance(raw, type) else raw
    return found


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
        if name.startswith("__") and name not in _SPECIAL:
            return
        owner: Any = held_by(module, owner_path) if owner_path else None
        raw = held_by(module, qualname)
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
