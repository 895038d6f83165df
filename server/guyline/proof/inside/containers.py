"""Lists, dicts, sets and the containers of the standard library as text."""

from __future__ import annotations

import gc
import itertools
from array import array
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .scribe import Scribe

__all__ = ["IMMUTABLE", "TABLE"]

Write = Callable[["Scribe", Any, int], str]


def _list(scribe: Scribe, value: list[object], depth: int) -> str:
    # The subclass may iterate otherwise; list itself does not ask it.
    if type(value) is not list:
        value = list.__getitem__(value, slice(None))
    if scribe.all_atoms(value):
        try:
            return list.__repr__(value)
        except ValueError:  # a very large int
            pass
    scribe.left -= len(value)
    return f"[{scribe.items(value, depth)}]"


def _tuple(scribe: Scribe, value: tuple[object, ...], depth: int) -> str:
    if type(value) is not tuple:
        value = tuple.__getitem__(value, slice(None))
    if scribe.all_atoms(value):
        try:
            return tuple.__repr__(value)
        except ValueError:
            pass
    return f"({scribe.items(value, depth)}{',' if len(value) == 1 else ''})"


def _dict(scribe: Scribe, value: dict[object, object], depth: int) -> str:
    values = dict.values(value)
    if scribe.all_atoms(values) and scribe.all_atoms(dict.keys(value)):
        try:
            return dict.__repr__(value)
        except ValueError:
            pass
    return f"{{{_pairs(scribe, dict.items(value), depth)}}}"


def _pairs(scribe: Scribe, pairs: Iterable[tuple[object, object]], depth: int) -> str:
    of = scribe.of
    return ", ".join([f"{of(key, depth)}: {of(held, depth)}" for key, held in pairs])


def _ordered(scribe: Scribe, value: OrderedDict[object, object], depth: int) -> str:
    return f"OrderedDict({{{_pairs(scribe, OrderedDict.items(value), depth)}}})"


def _default(scribe: Scribe, value: defaultdict[object, object], depth: int) -> str:
    factory = scribe.of(defaultdict.__dict__["default_factory"].__get__(value), depth)
    return f"defaultdict({factory}, {_dict(scribe, value, depth)})"


def _set(scribe: Scribe, value: set[object], depth: int) -> str:
    items = list(set.__iter__(value))
    return f"{{{_unordered(scribe, items, depth)}}}" if items else "set()"


def _frozenset(scribe: Scribe, value: frozenset[object], depth: int) -> str:
    return f"frozenset({{{_unordered(scribe, list(frozenset.__iter__(value)), depth)}}})"


def _unordered(scribe: Scribe, items: list[object], depth: int) -> str:
    """Items in the order of their texts.

    Items that look the same by themselves share their numbers, so that the text does not
    depend on which of them comes first.
    """
    if scribe.all_atoms(items):
        try:
            return ", ".join(sorted(map(repr, items)))
        except ValueError:
            pass
    if len(items) == 1:
        return scribe.of(items[0], depth)
    told = [(scribe.apart(item), item) for item in items]
    told.sort(key=lambda one: (one[0][0], one[0][2]))
    if scribe.numbers is not None:
        scribe.numbers.extend(number for one in told for number in one[0][2])
        return ", ".join([one[0][0] for one in told])
    texts: list[str] = []
    for _, group in itertools.groupby(told, key=lambda one: one[0][0]):
        texts.extend(_alike(scribe, list(group), depth))
    return ", ".join(texts)


def _alike(
    scribe: Scribe, group: list[tuple[tuple[str, bool, list[float]], object]], depth: int
) -> list[str]:
    text, anywhere, _ = group[0][0]
    if anywhere:
        return [text] * len(group)
    first, last, texts = scribe.count, scribe.count, []
    for _, item in group:
        scribe.count = first
        texts.append(scribe.of(item, depth))
        last = max(last, scribe.count)
    scribe.count = last
    return sorted(texts)


def _deque(scribe: Scribe, value: deque[object], depth: int) -> str:
    most = deque.__dict__["maxlen"].__get__(value)
    return f"deque([{scribe.items(list(deque.__iter__(value)), depth)}], {most})"


def _array(scribe: Scribe, value: array[Any], depth: int) -> str:
    items = array.tolist(value)
    code = array.__dict__["typecode"].__get__(value)
    return f"array({code!r}, [{scribe.items(items, depth)}])"


def _bytearray(_scribe: Scribe, value: bytearray, _depth: int) -> str:
    return f"bytearray({bytes(value)!r})"


def _memoryview(scribe: Scribe, value: memoryview, _depth: int) -> str:
    try:
        data, shape = value.tobytes(), value.shape
    except ValueError:
        return "memoryview(released)"
    writable = "" if value.readonly else ", writable"
    scribe.left -= 1
    return f"memoryview({value.format!r}, {shape}, {data!r}{writable})"


def _range(scribe: Scribe, value: range, _depth: int) -> str:
    # Ranges are equal if they hold the same, so only what they hold is told.
    if not value:
        return "range(0)"
    last = value[-1]
    step = value.step if last != value.start else 1
    return f"range({scribe.of(value.start)}, {scribe.of(last + step)}, {scribe.of(step)})"


def _slice(scribe: Scribe, value: slice, depth: int) -> str:
    return f"slice({scribe.items((value.start, value.stop, value.step), depth)})"


def _view(name: str) -> Write:
    def write(scribe: Scribe, value: object, depth: int) -> str:
        return f"{name}([{scribe.items(list(value), depth)}])"  # type: ignore[call-overload]

    return write


def _items_view(scribe: Scribe, value: Iterable[tuple[object, object]], depth: int) -> str:
    return f"dict_items({{{_pairs(scribe, value, depth)}}})"


def _proxy(scribe: Scribe, value: object, depth: int) -> str:
    # The mapping behind it may be of any class; only the collector gives it unasked.
    behind = gc.get_referents(value)
    return f"mappingproxy({scribe.items(behind, depth)})"


_ORDERED: OrderedDict[object, object] = OrderedDict()

TABLE: dict[str, tuple[type, Write]] = {
    "list": (list, _list),
    "tuple": (tuple, _tuple),
    "OrderedDict": (OrderedDict, _ordered),
    "defaultdict": (defaultdict, _default),
    "dict": (dict, _dict),
    "set": (set, _set),
    "frozenset": (frozenset, _frozenset),
    "deque": (deque, _deque),
    "array": (array, _array),
    "bytearray": (bytearray, _bytearray),
    "memoryview": (memoryview, _memoryview),
    "range": (range, _range),
    "slice": (slice, _slice),
    "dict_keys": (type({}.keys()), _view("dict_keys")),
    "dict_values": (type({}.values()), _view("dict_values")),
    "dict_items": (type({}.items()), _items_view),
    "odict_keys": (type(_ORDERED.keys()), _view("odict_keys")),
    "odict_values": (type(_ORDERED.values()), _view("odict_values")),
    "odict_items": (type(_ORDERED.items()), _items_view),
    "mappingproxy": (MappingProxyType, _proxy),
}
"""Types and how they are written; subclasses are written with what they add around it."""

IMMUTABLE = frozenset(
    {"tuple", "frozenset", "range", "slice", "memoryview", "mappingproxy"}
    | {name for name in TABLE if name.startswith(("dict_", "odict_"))}
)
"""Names of types of which it does not count whether an object is held twice."""
