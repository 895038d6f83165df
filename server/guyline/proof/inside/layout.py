"""Where code lies in memory, drawn anew: the same code may run 20 % slower at another address.

Two copies of one function, loaded once each, can differ for good: by how their bytecode lies
to the processor's caches, and by what the interpreter has specialised (PEP 659). Such a
difference is there in every pair, so no number of pairs tells it from a faster version
(Mytkowicz et al., "Producing wrong data without doing anything obviously wrong!", ASPLOS 2009;
Curtsinger and Berger, "Stabilizer", ASPLOS 2013). So code is moved before each pair, and the
difference becomes chance, which the interval knows of.

The functions themselves stay the same objects. Only what is to end afterwards, a child that
times, should have this done to it.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from types import CellType, CodeType, FunctionType

_MOST = 48
"""How many functions are moved at most, those that are called first."""

_HELD = 64
"""How many older places are kept, so that new ones differ."""


class Layout:
    """The functions that a call may reach in its own module, and where their code lay."""

    def __init__(self, function: Callable[..., object], random: Random) -> None:
        self._functions = reached(function)
        self._random = random
        self._held: list[object] = []

    def move(self) -> None:
        """Give the code of all functions another place, without what was specialised."""
        draw = self._random.randrange
        for function in self._functions:
            self._held.append(function.__code__)
            self._held.append(bytes(draw(2048)))
            function.__code__ = _copied(function.__code__)
        while len(self._held) > _HELD:
            last = self._held.pop()
            place = draw(len(self._held))
            self._held[place] = last


def reached(function: Callable[..., object]) -> list[FunctionType]:
    """The function, and those of its module that it names, directly or through others."""
    start = [part for part in _parts(function) if isinstance(part, FunctionType)]
    if not start:
        return []
    space = start[-1].__globals__
    methods = _methods(space)
    found: dict[int, FunctionType] = {}
    waiting = start
    while waiting and len(found) < _MOST:
        reading = waiting.pop(0)
        if id(reading) in found:
            continue
        found[id(reading)] = reading
        for name in sorted(_names(reading.__code__)):
            for held in (space.get(name), *methods.get(name, ())):
                for part in _parts(held):
                    if isinstance(part, FunctionType) and part.__globals__ is space:
                        waiting.append(part)
    return list(found.values())


def _parts(value: object) -> list[object]:
    """A callable, what it wraps, and the functions in its closure."""
    found: list[object] = []
    waiting = [value]
    while waiting and len(found) < _MOST:
        part = waiting.pop(0)
        if any(part is other for other in found):
            continue
        found.append(part)
        inner = getattr(part, "__dict__", None) if isinstance(part, FunctionType) else None
        for name in ("__func__", "__wrapped__", "fget"):
            if isinstance(part, (classmethod, staticmethod, property)) or _is_bound(part):
                waiting.append(getattr(part, name, None))
            elif inner and name in inner:
                waiting.append(inner[name])
        cells = part.__closure__ or () if isinstance(part, FunctionType) else ()
        waiting.extend(_content(cell) for cell in cells)
    return [part for part in found if part is not None]


def _is_bound(value: object) -> bool:
    return type(value).__name__ in {"method", "_lru_cache_wrapper", "cached_property"}


def _content(cell: CellType) -> object:
    try:
        held = cell.cell_contents
    except ValueError:
        return None
    return held if isinstance(held, FunctionType) else None


def _methods(space: dict[str, object]) -> dict[str, list[object]]:
    """The methods of the classes of a module, by name; a class's name stands for its first."""
    found: dict[str, list[object]] = {}
    for value in list(space.values()):
        if isinstance(value, type) and value.__module__ == space.get("__name__"):
            for name, method in vars(value).items():
                found.setdefault(name, []).append(method)
                if name.startswith("__"):
                    found.setdefault(value.__name__, []).append(method)
    return found


def _names(code: CodeType) -> set[str]:
    inner = (_names(const) for const in code.co_consts if isinstance(const, CodeType))
    return set(code.co_names).union(*inner)


def _copied(code: CodeType) -> CodeType:
    consts = tuple(_copied(it) if isinstance(it, CodeType) else it for it in code.co_consts)
    return code.replace(co_consts=consts)
