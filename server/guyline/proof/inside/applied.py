"""Applies what is known of the library (:mod:`.library`) to the values of code."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from .clues import Clue, Values, alike, items_of, joined, same, use

_SAME_MODULE = {"posixpath": "os.path", "ntpath": "os.path", "posix": "os", "nt": "os", "_io": "io"}


def list_of(items: Values, kind: str = "list") -> Clue:
    """A collection of these items."""
    made = Clue(kind)
    for each in items:
        if not each.is_fixed:
            same(made.item, each)
    return made


def give_to_unknown(given: Sequence[Values]) -> None:
    """The values are arguments of something that is not known."""
    for values in given:
        use(values, "given")


def path_of(known: Any) -> str:
    """The full name of an object of a module, without ``builtins``."""
    try:
        home = getattr(known, "__module__", None)
        name = getattr(known, "__qualname__", None)
    except Exception:  # objects of any class stand in modules, and may refuse
        return ""
    if not isinstance(home, str) or not isinstance(name, str):
        return ""
    home = _SAME_MODULE.get(home, home)
    return name if home == "builtins" else f"{home.removeprefix('_')}.{name}"


def told_by(row: str, given: Sequence[Values], held: Clue | None) -> Values:
    """Applies a row of the tables of the library."""
    words, _, result = row.partition("->")
    for word, values in zip(words.split(","), given, strict=False):
        for each in values:
            if not each.is_fixed:
                _apply(word.strip(), each, held)
    first = (held,) if held is not None else given[0] if given else ()
    return _result(result.strip(), first)


def _apply(word: str, clue: Clue, held: Clue | None) -> None:
    match word:
        case "any" | "":
            return
        case "item" if held is not None:
            same(held.item, clue)
        case "items" | "numbers" | "sequence" | "mutable":
            item = clue.item
            if word == "numbers":
                item.used_as("number")
            elif word != "items":
                clue.used_as("list")
            if held is not None:
                same(held.item, item)
        case "letters":
            if not clue.kinds["bytes"] and not clue.kinds["tuple"]:
                clue.used_as("str")
        case "text":
            clue.used_as("str")
        case _:
            clue.used_as(word)


def _result(word: str, first: Values) -> Values:
    open_first = [each for each in first if not each.is_fixed]
    match word:
        case "self":
            return joined(open_first) or (Clue(),)
        case "item":
            return items_of(first)
        case "any":
            return (Clue(),)
        case "pairs":
            pair = Clue("tuple")
            for each in open_first[:1]:
                each.used_as("mapping")
                pair.unpacked = [each.key, each.value]
            return (list_of((pair,), "iter"),)
        case "content":
            return (Clue(),)
    kind, _, inner = word.partition(":")
    if not inner:
        return (Clue(kind),)
    kind = "iter" if kind == "items" else kind
    match inner:
        case "self":
            return (list_of(joined(open_first), kind),)
        case "key" | "value":
            for each in open_first:
                each.used_as("mapping")
            return (list_of(joined(getattr(each, inner) for each in open_first), kind),)
    return (list_of((Clue(inner),), kind),)


def got(held: Clue, name: str, given: Sequence[Values]) -> Values:
    """``get``, ``setdefault`` and ``pop`` with a key."""
    known = [each for each in given[0] if not each.is_fixed]
    alike((held.key,), known[:1])
    results = [held.value]
    for each in given[1] if len(given) > 1 else ():
        if not each.is_fixed and not each.kinds["None"]:
            same(held.value, each)
    return joined(results)


class Caller(Protocol):
    """Who reads the code that calls."""

    def called(
        self, function: Clue, given: Sequence[Values], named: Mapping[str, Values]
    ) -> Values:
        """What a function gives."""

    def sorted(self, given: list[Values], named: Mapping[str, Values]) -> Values:
        """What is sorted, in a list."""


Special = Callable[[Caller, list[Values], Mapping[str, Values]], Values]


def _collected(kind: str) -> Special:
    def special(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
        return (list_of(items_of(given[0]) if given else (), kind),)

    return special


def _enumerated(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    pair = Clue("tuple")
    items = items_of(given[0]) if given else ()
    pair.unpacked = [Clue("int"), items[0] if items else Clue()]
    return (list_of((pair,), "iter"),)


def _zipped(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    row = Clue("tuple")
    for values in given:
        items = items_of(values)
        row.unpacked.append(items[0] if items else Clue())
    return (list_of((row,), "iter"),)


def _mapped(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    items = [items_of(values) for values in given[1:]]
    results: list[Clue] = []
    for each in given[0] if given else ():
        results += frame.called(each, items, {})
    return (list_of(joined(results), "iter"),)


def _filtered(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    items = items_of(given[1]) if len(given) > 1 else ()
    for each in given[0]:
        if not each.kinds["None"]:
            frame.called(each, [items], {})
    return (list_of(items, "iter"),)


def _reduced(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    items = items_of(given[1]) if len(given) > 1 else ()
    for each in given[0] if given else ():
        frame.called(each, [items, items], {})
    return items


def _least(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    if len(given) == 1:
        frame.sorted(given, named)
        return items_of(given[0])
    for one, other in itertools.pairwise(given):
        alike(one, other)
        if not any(each.kinds for each in (*one, *other)):
            use(one, "number")
    return given[0] if given else (Clue(),)


def _next(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    return items_of(given[0]) if given else (Clue(),)


def _dict(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    for each in given[0] if given else ():
        if not each.is_fixed:
            each.used_as("mapping")
            return (each,)
    return (Clue("dict"),)


def _attribute(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    return (Clue(),)


def _passed(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    return given[0] if given else (Clue(),)


def _sorted(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    return frame.sorted(given, named)


def _chained(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    return (list_of(joined(each for values in given for each in items_of(values)), "iter"),)


def _told_apart(frame: Caller, given: list[Values], named: Mapping[str, Values]) -> Values:
    return (Clue("bool"),)


SPECIAL: dict[str, Special] = {
    **{name: _collected(name) for name in ("list", "set", "frozenset", "iter", "tuple")},
    "reversed": _collected("list"),
    "collections.deque": _collected("list"),
    "collections.Counter": _collected("set"),
    "enumerate": _enumerated,
    "zip": _zipped,
    "itertools.zip_longest": _zipped,
    "map": _mapped,
    "filter": _filtered,
    "functools.reduce": _reduced,
    "min": _least,
    "max": _least,
    "next": _next,
    "dict": _dict,
    "collections.OrderedDict": _dict,
    "sorted": _sorted,
    "itertools.chain": _chained,
    "itertools.islice": _passed,
    "isinstance": _told_apart,
    "issubclass": _told_apart,
    "callable": _told_apart,
    "hasattr": _told_apart,
    "getattr": _attribute,
    "type": _attribute,
}
"""What is no row of the tables: what comes of it depends on what is in the arguments."""
