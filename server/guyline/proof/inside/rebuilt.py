"""Objects made anew by their constructor, of what recorded ones hold.

An object that can only be pickled can't be varied, as nobody knows what else it could hold. Its
constructor does: what it was given is read from the object, where it keeps it under a name, and
the rest is drawn.
"""

from __future__ import annotations

import dis
import inspect
import types
from collections.abc import Iterator, Sequence
from typing import Any

from .annotated import shape_of_class
from .recipe import Plain, Recipe, Source
from .shapes import Anything, Atom, Built, OneOf, Shape, merged

__all__ = ["rebuilt"]

_MOST = 12
"""Objects whose parts are taken."""

_STARRED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def rebuilt(owner: type, recorded: Sequence[Recipe], names: dict[str, Any]) -> Shape | None:
    """A call of a class with what its recorded objects hold; None: it can't be told.

    Args:
        owner: The class.
        recorded: Objects of it.
        names: The names of its module.
    """
    sources = list(dict.fromkeys(each.text for each in recorded if isinstance(each, Source)))
    made = shape_of_class(owner, names)
    constructor = getattr(owner, "__init__")  # noqa: B009 - of the class itself
    if not sources or not isinstance(made, Built) or type(constructor) is not types.FunctionType:
        return None
    held = dict(_held(constructor.__code__))
    if not held:
        return None
    known = {name: shape for name, shape, _ in made.keywords}
    keywords = []
    for parameter in list(inspect.signature(constructor).parameters.values())[1:]:
        name, needed = parameter.name, parameter.default is parameter.empty
        if parameter.kind in _STARRED:
            continue
        if parameter.kind is parameter.POSITIONAL_ONLY:
            return None
        options = [known.get(name, Anything()), *_default(parameter.default)]
        if name in held:
            parts = tuple(Source(f"{each}.{held[name]}") for each in sources[:_MOST])
            options.append(OneOf(parts))
        told = [each for each in options if not isinstance(each, Anything)]
        if not told and needed:
            return None
        if told:
            keywords.append((name, merged(told), needed))
    return Built(made.callee, (), tuple(keywords))


def _default(value: object) -> Iterator[Shape]:
    """What a parameter takes that has a default."""
    if value is None:  # which says nothing of what else it may be
        yield from (OneOf((Plain(None),)), Atom("str"), Atom("int"))
    elif type(value) in (bool, int, str):
        yield Atom(type(value).__name__)


def _held(code: types.CodeType) -> Iterator[tuple[str, str]]:
    """Parameters of a constructor that it keeps as they are, with the names they are kept by."""
    names = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
    mine = code.co_varnames[0] if code.co_argcount else ""
    read: list[object] = []
    for each in dis.get_instructions(code):
        if each.opname.startswith("LOAD_FAST"):
            read += each.argval if isinstance(each.argval, tuple) else (each.argval,)
            continue
        if each.opname == "STORE_ATTR" and read[-1:] == [mine] and read[-2:-1] != [mine]:
            kept = read[-2] if len(read) > 1 else None
            if kept in names:
                yield str(kept), str(each.argval)
        read = []
