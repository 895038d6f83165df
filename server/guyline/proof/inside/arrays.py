"""numpy's and pandas's values as text, where these modules are loaded already."""

from __future__ import annotations

import sys
from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from .classes import attributes_of, head_of, space_of

if TYPE_CHECKING:
    from .scribe import Scribe

__all__ = ["plan"]

Write = Callable[["Scribe", Any, int], str]
Loose = Any
"""A value of a library that may not be there, so that it has no type here."""

_SPELLED = 500
"""Items of an array that are written one by one; those of a larger one are a hash."""


def plan(kind: type, bases: tuple[type, ...]) -> tuple[Write, bool] | None:
    """How a type of numpy or pandas is written, and whether sharing its objects counts."""
    for base in bases:
        home, _, _ = head_of(base).partition(".")
        if home == "numpy" and "numpy" in sys.modules:
            found = _numpy(base)
        elif home == "pandas" and "pandas" in sys.modules:
            found = _pandas(base)
        else:
            continue
        if found is not None:
            write, shared = found
            return _with_attributes(kind, write), shared
    return None


def _is(base: type, module: str, name: str) -> bool:
    """Whether a class is the one of a loaded module that has this name."""
    return space_of(sys.modules.get(module)).get(name) is base


def _numpy(base: type) -> tuple[Write, bool] | None:
    if _is(base, "numpy", "ndarray"):
        return _array, True
    if _is(base, "numpy", "generic"):
        return _scalar, False
    if _is(base, "numpy", "dtype"):
        return _spelled, False
    if _is(base, "numpy", "ufunc"):
        return _ufunc, False
    if _is(base, "numpy.random", "Generator"):
        return _generator, True
    if _is(base, "numpy.random", "RandomState"):
        return _random_state, True
    return None


def _pandas(base: type) -> tuple[Write, bool] | None:
    for name, write in _FRAMES.items():
        if _is(base, "pandas", name):
            return write, True
    if head_of(base).startswith(("pandas._libs.", "pandas.core.dtypes.")):
        return _spelled, False
    if _is(base, "pandas.api.extensions", "ExtensionArray"):
        return _extension, True
    return None


def _with_attributes(kind: type, write: Write) -> Write:
    """A subclass outside numpy and pandas may hold attributes of its own."""
    home = head_of(kind).partition(".")[0]
    known = home in ("numpy", "pandas") and head_of(kind) not in _HOLDERS
    attributes = attributes_of(kind)
    head = head_of(kind)

    def whole(scribe: Scribe, value: object, depth: int) -> str:
        text = f"<{head} {write(scribe, value, depth)}"
        if not known:
            held = {
                name: found for name, found in dict(attributes(value)).items() if name not in _INNER
            }
            text += f" {scribe.of(held, depth)}" if held else ""
        return text + ">"

    return whole


_INNER = frozenset(
    [
        "_mgr",
        "_item_cache",
        "_attrs",
        "_flags",
        "_cache",
        "_data",
        "_id",
        "_sharedmask",
        "_hardmask",
        "_isfield",
        "_baseclass",
        "_optinfo",
        "_basedict",
        "_fill_value",
    ]
)
"""Attributes of frames and masked arrays that say how, and not what, they hold."""

_HOLDERS = ("numpy.ma.MaskedArray", "numpy.ma.core.MaskedArray")


def _array(scribe: Scribe, value: Loose, depth: int) -> str:
    numpy: Loose = sys.modules["numpy"]
    plain = value.view(numpy.ndarray) if type(value) is not numpy.ndarray else value
    return f"{_dtype(plain.dtype)} {plain.shape} {_content(scribe, plain, depth)}"


def _dtype(dtype: Loose) -> str:
    return str(dtype) if dtype.fields is not None else str(dtype.str)


def _content(scribe: Scribe, plain: Loose, depth: int) -> str:
    """What a plain array holds, in the order of C; all NaN are alike."""
    numpy: Loose = sys.modules["numpy"]
    if plain.dtype.fields is not None:
        parts = [_content(scribe, plain[name], depth) for name in plain.dtype.names]
        return " ".join(parts)
    kind = plain.dtype.kind
    flat = plain.ravel(order="C")
    if kind == "O" or (kind in "fc" and plain.dtype.itemsize > 16):
        return scribe.of(flat.tolist(), depth)
    if kind in "fc" and scribe.numbers is not None:
        parts = flat.view(flat.real.dtype) if kind == "c" else flat
        scribe.numbers.extend(float(number) for number in parts.tolist())
        return f"~{flat.size}"
    if kind in "fc" and plain.dtype.itemsize > (8 if kind == "f" else 16):
        return repr([str(number) for number in flat])
    if kind in "mM" and flat.size <= _SPELLED:
        return repr([str(moment) for moment in flat])
    if flat.size <= _SPELLED and kind in "biufcSU":
        return repr(flat.tolist())
    if kind in "fc":
        parts = flat.copy().view(flat.real.dtype)
        parts[numpy.isnan(parts)] = numpy.nan
        flat = parts
    digest = blake2b(flat.tobytes(), digest_size=16).hexdigest()
    start = repr(flat[:20].tolist()) if kind in "biufSU" else ""
    return f"{start}…#{digest}"


def _scalar(scribe: Scribe, value: Loose, depth: int) -> str:
    numpy: Loose = sys.modules["numpy"]
    return _content(scribe, numpy.asarray(value), depth)


def _spelled(_scribe: Scribe, value: Loose, _depth: int) -> str:
    unit = getattr(value, "unit", "")
    return f"{value!r} {unit}".rstrip()


def _ufunc(_scribe: Scribe, value: Loose, _depth: int) -> str:
    return str(value.__name__)


def _generator(scribe: Scribe, value: Loose, depth: int) -> str:
    return _held(scribe, value.bit_generator.state, depth)


def _random_state(scribe: Scribe, value: Loose, depth: int) -> str:
    return _held(scribe, value.get_state(legacy=False), depth)


def _held(scribe: Scribe, part: object, depth: int) -> str:
    """A part that was made only to be looked at: it must outlive the text."""
    scribe.keep.append(part)
    return scribe.of(part, depth)


def _frame(scribe: Scribe, value: Loose, depth: int) -> str:
    columns = [_column(scribe, value.iloc[:, place], depth) for place in range(value.shape[1])]
    return (
        f"{value.shape} columns {_labels(scribe, value.columns, depth)}"
        f" index {_labels(scribe, value.index, depth)} {' '.join(columns)}"
        f"{_attrs(scribe, value, depth)}"
    )


def _series(scribe: Scribe, value: Loose, depth: int) -> str:
    return (
        f"{_held(scribe, value.name, depth)} index {_labels(scribe, value.index, depth)}"
        f" {_column(scribe, value, depth)}{_attrs(scribe, value, depth)}"
    )


def _attrs(scribe: Scribe, value: Loose, depth: int) -> str:
    return f" attrs {_held(scribe, value.attrs, depth)}" if value.attrs else ""


def _column(scribe: Scribe, value: Loose, depth: int) -> str:
    """The values of a series or an index."""
    numpy: Loose = sys.modules["numpy"]
    if isinstance(value.dtype, numpy.dtype):
        plain = value.to_numpy()
        return f"({_dtype(plain.dtype)} {_content(scribe, plain, depth)})"
    return f"({_extension(scribe, value.array, depth)})"


def _extension(scribe: Scribe, value: Loose, depth: int) -> str:
    told = f"{value.dtype!r}" if hasattr(value.dtype, "categories") else str(value.dtype)
    if hasattr(value.dtype, "categories"):
        told += f" {_labels(scribe, value.dtype.categories, depth)}"
    return f"{told} {_held(scribe, list(value), depth)}"


def _labels(scribe: Scribe, value: Loose, depth: int) -> str:
    """An index as part of something: one that is a range is alike to one that holds it."""
    names = _held(scribe, list(value.names), depth)
    if value.nlevels > 1:
        levels = [value.get_level_values(place) for place in range(value.nlevels)]
        parts = " ".join(_column(scribe, level, depth) for level in levels)
        return f"{names} [{parts}]"
    rest = getattr(value, "freq", None)
    return f"{names} {_column(scribe, value, depth)}{f' {rest!r}' if rest is not None else ''}"


_FRAMES: dict[str, Write] = {"DataFrame": _frame, "Series": _series, "Index": _labels}
