"""Objects of any class, functions, classes and exceptions as text.

An object is its class, what a builtin base holds, and its attributes by name, from its
``__dict__`` and its slots. What else a class keeps in C is asked of it by its own
``__reduce__``, if that is written in C too; else the object counts as opaque.
"""

from __future__ import annotations

import functools
import io
import sys
import types
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .classes import attributes_of, bases_of, head_of, is_a, size_of, space_of
from .singular import may_be_told_by_place, place_of

if TYPE_CHECKING:
    from .scribe import Scribe

__all__ = ["IMMUTABLE", "TABLE", "is_frozen", "object_writer", "write_class"]

Write = Callable[["Scribe", Any, int], str]
Slot = tuple[str, types.MemberDescriptorType]

_UNSET = object()
_HEAP = 9
"""The bit of ``tp_flags`` that says that a class was made by code that ran."""
_POINTER = 8 if sys.maxsize > 2**32 else 4
_DESCRIPTORS = (types.MemberDescriptorType, types.GetSetDescriptorType)
_C_FUNCTIONS = (
    types.MethodDescriptorType,
    types.BuiltinFunctionType,
    types.ClassMethodDescriptorType,
)


def object_writer(kind: type, bases: tuple[type, ...], head: str, inner: Write | None) -> Write:
    """How objects of a class are written.

    Args:
        kind: The class.
        bases: It and its bases in order.
        head: Its name.
        inner: Writes what a base of the builtins or the standard library holds.
    """
    attributes = attributes_of(kind)
    known = [base for base in bases if not _is_written(base)] if inner else list(bases)
    slots = [slot for base in known for slot in _slots(base)]
    derived = frozenset(_derived(bases))
    hidden = None if inner else _hidden(kind, bases, len(slots))
    fields = space_of(kind).get("_fields") if inner and issubclass(kind, tuple) else None
    is_told = inner is not None and may_be_told_by_place(kind)

    def write(scribe: Scribe, value: object, depth: int) -> str:
        parts = [head]
        if inner is not None:
            parts.append(inner(scribe, value, depth))
            if is_told and place_of(value) is not None:
                return f"<{' '.join(parts)}>"  # what it holds besides is not this run's doing
        if type(fields) is tuple:
            parts.append(repr(tuple(map(str, fields))))
        if hidden is not None:
            parts.append(hidden(scribe, value, depth))
        held = dict(attributes(value))
        for name, slot in slots:
            found = _read(slot, value)
            if found is not _UNSET:
                held[name] = found
        parts.extend(_named(scribe, held, derived, depth))
        return f"<{' '.join(parts)}>"

    return write


def _named(
    scribe: Scribe, held: Mapping[object, object], derived: frozenset[str], depth: int
) -> Iterable[str]:
    """Attributes by name; the order in which they were set does not count."""
    try:
        names = sorted(held)  # type: ignore[type-var]
    except TypeError:  # vars(x) may be given keys of any type
        names = [name for name in held if isinstance(name, str)]
        others = [name for name in held if not isinstance(name, str)]
        names = [*sorted(names), *sorted(others, key=lambda name: scribe.apart(name)[0])]  # type: ignore[type-var]
    scribe.left -= len(names)
    for name in names:
        if name not in derived and name not in scribe.ignored:
            text = name if type(name) is str else f"[{scribe.of(name, depth)}]"
            yield f"{text}={scribe.of(held[name], depth)}"


def _read(slot: types.MemberDescriptorType, value: object) -> object:
    try:
        found: object = slot.__get__(value)
    except (AttributeError, TypeError):  # unset, or laid out otherwise
        return _UNSET
    return found


def _slots(base: type) -> Iterable[Slot]:
    if not size_of(base, "__flags__") >> _HEAP & 1:
        return
    for name, found in list(space_of(base).items()):
        if is_a(found, types.MemberDescriptorType) and not name.endswith("__"):
            yield name, found


def _is_written(base: type) -> bool:
    """Whether what a base holds is written by one of the tables."""
    return (
        space_of(base).get("__module__") in _WRITTEN or not size_of(base, "__flags__") >> _HEAP & 1
    )


_WRITTEN = frozenset(
    {"pathlib", "pathlib._local", "pathlib.types", "uuid", "fractions", "zoneinfo", "logging"}
)


def _derived(bases: tuple[type, ...]) -> Iterable[str]:
    """Names of cached properties: what they hold follows from the rest."""
    for base in bases:
        for name, found in list(space_of(base).items()):
            if type(found) is functools.cached_property:
                yield name


def _hidden(kind: type, bases: tuple[type, ...], slots: int) -> Write | None:
    """How to write what a class keeps in C; None if there is nothing of the sort."""
    words = slots + sum(
        size_of(kind, offset) > 0 for offset in ("__dictoffset__", "__weakrefoffset__")
    )
    plain = size_of(object, "__basicsize__") + words * _POINTER
    if size_of(kind, "__basicsize__") <= plain and not size_of(kind, "__itemsize__"):
        return None
    if any("__next__" in space_of(base) for base in bases):
        return _iterator
    for name in ("__reduce__", "__getstate__"):
        found = _method(bases, name)
        if found is not None:
            return _asked(found)
    return _opaque


def _method(bases: tuple[type, ...], name: str) -> Callable[[object], object] | None:
    """A method of C, or of the standard library; none of the user's, nor object's own."""
    for base in bases:
        if base is object:
            return None
        found: Any = space_of(base).get(name)
        if issubclass(type(found), _C_FUNCTIONS):
            return found  # type: ignore[no-any-return]
        if is_a(found, types.FunctionType):
            module = str(found.__module__).partition(".")[0]
            return found if module in sys.stdlib_module_names else None
    return None


def _asked(method: Callable[[object], object]) -> Write:
    def write(scribe: Scribe, value: object, depth: int) -> str:
        try:
            state = method(value)
        except Exception:
            return _opaque(scribe, value, depth)
        scribe.keep.append(state)
        return scribe.of(state, depth)

    return write


def _opaque(scribe: Scribe, value: object, _depth: int) -> str:
    scribe.note(f"opaque: {head_of(type(value))}")
    return "opaque"


def _iterator(scribe: Scribe, value: object, _depth: int) -> str:
    scribe.note(f"an iterator was not used up: {head_of(type(value))}")
    return "iterator"


def is_frozen(kind: type) -> bool:
    """Whether a class is a frozen dataclass: its objects may be shared unseen."""
    params = space_of(kind).get("__dataclass_params__")
    told = attributes_of(type(params))(params).get("frozen") or _slot_of(params, "frozen")
    return told is True


def _slot_of(value: object, name: str) -> object:
    found = space_of(type(value)).get(name)
    return _read(found, value) if isinstance(found, types.MemberDescriptorType) else None


def write_class(scribe: Scribe, value: type, depth: int) -> str:
    """A class by name; one made within a function with what it defines."""
    head = head_of(value)
    if "<locals>" not in head:
        return f"class {head}"
    number = scribe.number_of(value)
    if number is not None:
        scribe.marks += 1
        return f"class &{number}"
    scribe.seen[id(value)] = scribe.count
    scribe.count += 1
    space: dict[object, object] = {
        name: found
        for name, found in list(space_of(value).items())
        if not (name.startswith("__") and name.endswith("__"))
        and not issubclass(type(found), _DESCRIPTORS)
    }
    bases = scribe.items(bases_of(value)[1:-1], depth)
    return f"class {head}({bases}) {{{', '.join(_named(scribe, space, frozenset(), depth))}}}"


def _function(scribe: Scribe, value: types.FunctionType, depth: int) -> str:
    name = f"{value.__module__}.{value.__qualname__}"
    if "<" not in value.__qualname__:
        return f"function {name}"
    scribe.note(f"of a function only what it holds was compared: {name}")
    parts = [name]
    cells = value.__closure__ or ()
    for free, cell in sorted(zip(value.__code__.co_freevars, cells, strict=True)):
        parts.append(f"{free}={_cell(scribe, cell, depth)}")
    around = (value.__defaults__, value.__kwdefaults__, value.__dict__)
    parts.extend(scribe.of(held, depth) if held else "-" for held in around)
    return f"<function {' '.join(parts)}>"


def _cell(scribe: Scribe, cell: types.CellType, depth: int) -> str:
    try:
        held = cell.cell_contents
    except ValueError:
        return "unset"
    return scribe.of(held, depth)


def _method_of(scribe: Scribe, value: types.MethodType, depth: int) -> str:
    return f"<method {scribe.of(value.__func__, depth)} of {scribe.of(value.__self__, depth)}>"


def _builtin(scribe: Scribe, value: types.BuiltinFunctionType, depth: int) -> str:
    owner = value.__self__
    around = "" if is_a(owner, types.ModuleType) else f" of {scribe.of(owner, depth)}"
    home: object = value.__module__
    module = f"{home}." if isinstance(home, str) else ""
    return f"<builtin {module}{value.__qualname__}{around}>"


def _descriptor(_scribe: Scribe, value: types.MethodDescriptorType, _depth: int) -> str:
    return f"<descriptor {head_of(value.__objclass__)}.{value.__name__}>"


def _of_parts(*names: str) -> Write:
    def write(scribe: Scribe, value: object, depth: int) -> str:
        parts = [getattr(value, name) for name in names]
        return f"<{head_of(type(value))} {scribe.items(parts, depth)}>"

    return write


def _partial(scribe: Scribe, value: functools.partial[object], depth: int) -> str:
    space = space_of(functools.partial)
    parts = [space[name].__get__(value) for name in ("func", "args", "keywords")]  # type: ignore[attr-defined]
    return f"partial({scribe.items(parts, depth)})"


def _module(_scribe: Scribe, value: types.ModuleType, _depth: int) -> str:
    return f"module {space_of(value).get('__name__')!r}"


def _cached(scribe: Scribe, value: object, depth: int) -> str:
    inner = attributes_of(type(value))(value).get("__wrapped__")
    return f"<cached {scribe.of(inner, depth)}>"


def _reference(scribe: Scribe, value: weakref.ref[object], depth: int) -> str:
    return f"weakref({scribe.of(weakref.ref.__call__(value), depth)})"


def _exception(scribe: Scribe, value: BaseException, depth: int) -> str:
    space = space_of(BaseException)
    parts = [scribe.of(space["args"].__get__(value), depth)]  # type: ignore[attr-defined]
    for kind, names in _HELD:
        if issubclass(type(value), kind):
            parts.extend(
                scribe.of(space_of(kind)[name].__get__(value), depth)  # type: ignore[attr-defined]
                for name in names
            )
    return f"exception {', '.join(parts)}"


_HELD: tuple[tuple[type, tuple[str, ...]], ...] = (
    (OSError, ("errno", "strerror", "filename", "filename2")),
    (ImportError, ("name", "path")),
    (NameError, ("name",)),
    (SystemExit, ("code",)),
    (StopIteration, ("value",)),
)


def _buffer(scribe: Scribe, value: Any, depth: int) -> str:
    base = io.StringIO if issubclass(type(value), io.StringIO) else io.BytesIO
    try:
        content, place = base.getvalue(value), base.tell(value)
    except ValueError:
        return f"{base.__name__}(closed)"
    return f"{base.__name__}({scribe.of(content, depth)}, {place})"


def _file(scribe: Scribe, value: Any, _depth: int) -> str:
    state = "closed" if value.closed else "open"
    raw = getattr(value, "buffer", value)
    raw = getattr(raw, "raw", raw)
    mode = raw.mode if isinstance(raw, io.FileIO) else "?"
    scribe.note(f"opaque: a file, {mode}")
    return f"<{head_of(type(value))} {state} {mode}>"


_FILES: dict[str, tuple[type, Write]] = {
    f"io.{kind.__name__}": (kind, _file)
    for kind in (
        io.TextIOWrapper,
        io.BufferedReader,
        io.BufferedWriter,
        io.BufferedRandom,
        io.FileIO,
    )
}

TABLE: dict[str, tuple[type, Write]] = {
    **_FILES,
    "StringIO": (io.StringIO, _buffer),
    "BytesIO": (io.BytesIO, _buffer),
    "BaseException": (BaseException, _exception),
    "function": (types.FunctionType, _function),
    "method": (types.MethodType, _method_of),
    "builtin": (types.BuiltinFunctionType, _builtin),
    "method-wrapper": (types.MethodWrapperType, _of_parts("__name__", "__self__")),
    "method_descriptor": (types.MethodDescriptorType, _descriptor),
    "wrapper_descriptor": (types.WrapperDescriptorType, _descriptor),
    "classmethod_descriptor": (types.ClassMethodDescriptorType, _descriptor),
    "getset_descriptor": (types.GetSetDescriptorType, _descriptor),
    "member_descriptor": (types.MemberDescriptorType, _descriptor),
    "property": (property, _of_parts("fget", "fset", "fdel")),
    "staticmethod": (staticmethod, _of_parts("__func__")),
    "classmethod": (classmethod, _of_parts("__func__")),
    "GenericAlias": (types.GenericAlias, _of_parts("__origin__", "__args__")),
    "UnionType": (types.UnionType, _of_parts("__args__")),
    "partial": (functools.partial, _partial),
    "module": (types.ModuleType, _module),
    "cached": (type(functools.lru_cache(lambda: None)), _cached),
    "weakref": (weakref.ref, _reference),
    "cell": (types.CellType, lambda scribe, cell, depth: _cell(scribe, cell, depth)),
}
"""Types and how they are written; subclasses are written with what they add around it."""

IMMUTABLE = frozenset(TABLE) - {
    "BaseException",
    "BytesIO",
    "StringIO",
    "function",
    "partial",
    "cell",
    *_FILES,
}
"""Of these it does not count whether an object is held twice."""
