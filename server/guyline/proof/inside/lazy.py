"""Results that are worked out only as they are used: drained, within bounds.

Iterators are told item by item, each as it is when it comes, and by how they end. What an
item gives rise to, as output, is marked with the item's number, so that a list that was
made ahead differs from one that is made on demand.
"""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .classes import bases_of, head_of, space_of
from .plans import is_shared
from .scribe import ATOMS

__all__ = ["Reader", "lazy_kind"]

_DEEPEST = 3
_FILES = frozenset({"io", "_io", "tempfile"})
_METHODS = ("__await__", "__anext__", "__next__")

_KINDS: dict[int, tuple[type, str]] = {}


def lazy_kind(value: object) -> str:
    """The method by which a value gives what it has not worked out yet; empty: it has none.

    One of ``__await__``, ``__anext__`` and ``__next__``.
    """
    return _lazy_type(type(value))


def _lazy_type(kind: type) -> str:
    found = _KINDS.get(id(kind))
    if found is None:
        if len(_KINDS) > 10_000:
            _KINDS.clear()
        found = _KINDS[id(kind)] = (kind, _method_of(kind))
    return found[1]


def _method_of(kind: type) -> str:
    bases = bases_of(kind)
    if any(space_of(base).get("__module__") in _FILES for base in bases):
        return ""
    for name in _METHODS:
        if any(name in space_of(base) for base in bases):
            return name
    return ""


@dataclass(frozen=True)
class Reader:
    """Tells of values, and uses up those that are lazy.

    Attributes:
        say: Tells of a value as it is.
        most: Items after which an iterator is left alone.
        mark: Is told the number of each item, after it came, of the outermost iterator.
        items: Where the items of the outermost iterator are kept.
        broken: Is told what the outermost iterator raised in place of its first item.
        depth: How far within a result this is.
    """

    say: Callable[[object], str]
    most: int
    mark: Callable[[int], None] | None = None
    items: list[object] = field(default_factory=list)
    broken: Callable[[Exception], None] | None = None
    depth: int = 0

    def read(self, value: object) -> str:
        """A value's text, with what is lazy about it used up.

        Raises:
            BaseException: What a coroutine raises, or an iterator that is no `Exception`.
        """
        lazy = lazy_kind(value)
        if not lazy:
            return self._container(value)
        inner = self._inner()
        kind = head_of(type(value))
        if lazy == "__await__":
            given = _awaited(value)
            self.items.append(given)
            return f"{kind} gives {inner.read(given)}"
        if lazy == "__anext__":
            return f"{kind} {self._drained_async(value)}"
        first = kind if _is_of_c(type(value)) else self.say(value)
        return f"{first} {self.drained(value)}"  # type: ignore[arg-type]

    def _inner(self) -> Reader:
        return replace(self, mark=None, items=[], broken=None, depth=self.depth + 1)

    def _container(self, value: object) -> str:
        lazy = _lazy_parts(value) if self.depth < _DEEPEST else []
        if not lazy:
            return self.say(value)
        inner = self._inner()
        parts = [f"[{key!r}] {inner.read(part)}" for key, part in lazy]
        return f"{self.say(value)} of which {'; '.join(parts)}"

    def drained(self, values: Iterator[object]) -> str:
        """The items of an iterator that are left, and how it ends."""
        say = self._inner().read if self.depth < _DEEPEST else self.say
        told: list[str] = []
        place: dict[int, int] = {}
        end = "then goes on"
        for number in range(self.most):
            try:
                item = next(values)
            except StopIteration as error:
                end = "" if error.value is None else f"then returns {say(error.value)}"
            except (RecursionError, MemoryError):
                raise
            except Exception as error:
                end = f"then raises {head_of(type(error))}"
                if self.broken is not None and not number:
                    self.broken(error)
            else:
                self.items.append(item)
                told.append(say(item))
                if is_shared(item):
                    before = place.setdefault(id(item), number)
                    told[-1] += f" (item {before} again)" if before != number else ""
                self._mark(number)
                continue
            self._mark(number)
            break
        return f"[{', '.join(told)}]{' ' if end else ''}{end}"

    def _mark(self, number: int) -> None:
        if self.mark is not None:
            self.mark(number)

    def _drained_async(self, value: Any) -> str:
        """As `drained`, on a loop of its own."""
        with asyncio.Runner() as runner:

            def items() -> Iterator[object]:
                while True:
                    try:
                        yield runner.run(_wait(anext(value)))
                    except StopAsyncIteration:
                        return

            told = self.drained(items())
            if "aclose" in space_of(type(value)):
                runner.run(_wait(value.aclose()))
            return told


def _is_of_c(kind: type) -> bool:
    """Whether an iterator is of the interpreter's own kinds, which have no state to show."""
    return isinstance(space_of(kind).get("__next__"), types.WrapperDescriptorType)


def _lazy_parts(value: object) -> list[tuple[object, object]]:
    """What is lazy among the items of a list, a tuple or a dict, with where it is."""
    pairs: Iterable[tuple[object, object]]
    if type(value) is dict:
        items, pairs = value.values(), value.items()
    elif type(value) is list or type(value) is tuple:
        items, pairs = value, enumerate(value)  # type: ignore[assignment]
    else:
        return []
    kinds = {id(kind): kind for kind in map(type, items)}
    if kinds.keys() <= ATOMS or not any(map(_lazy_type, kinds.values())):
        return []
    return [(key, part) for key, part in pairs if lazy_kind(part) and id(type(key)) in ATOMS]


async def _wait(value: Any) -> object:
    return await value


def _awaited(value: object) -> object:
    with asyncio.Runner() as runner:
        return runner.run(_wait(value))
