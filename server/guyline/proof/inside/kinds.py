"""Numbers, times, paths, patterns, enumerations and iterators as text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .classes import attributes_of, bases_of, head_of, space_of

if TYPE_CHECKING:
    import datetime
    import decimal
    import re
    import uuid
    from pathlib import PurePath

    from .scribe import Scribe

__all__ = ["FLAT", "IMMUTABLE", "TABLE", "enum_writer", "is_enum"]

Write = Callable[["Scribe", Any, int], str]


def _int(_scribe: Scribe, value: int, _depth: int) -> str:
    try:
        return int.__repr__(value)
    except ValueError:
        return int.__format__(value, "#x")


def _float(scribe: Scribe, value: float, _depth: int) -> str:
    return scribe.real(value)


def _complex(scribe: Scribe, value: complex, _depth: int) -> str:
    parts = complex.__dict__["real"], complex.__dict__["imag"]
    return f"complex({', '.join(scribe.real(part.__get__(value)) for part in parts)})"


def _str(_scribe: Scribe, value: str, _depth: int) -> str:
    return str.__repr__(value)


def _bytes(_scribe: Scribe, value: bytes, _depth: int) -> str:
    return bytes.__repr__(value)


def _decimal(_scribe: Scribe, value: decimal.Decimal, _depth: int) -> str:
    import decimal

    sign, digits, exponent = decimal.Decimal.as_tuple(value)
    if isinstance(exponent, str) and exponent != "F":
        return {"n": "Decimal(nan)", "N": "Decimal(snan)"}[exponent]
    joined = "".join(map(str, digits))
    return f"Decimal({'-' if sign else ''}{joined}, {exponent})"


def _fraction(scribe: Scribe, value: object, depth: int) -> str:
    base = _named("fractions", "Fraction")
    parts = [_kept(base, name, value) for name in ("_numerator", "_denominator")]
    return f"Fraction({scribe.items(parts, depth)})"


def _named(module: str, name: str) -> Any:
    return space_of(sys.modules.get(module)).get(name)


def _kept(base: object, name: str, value: object) -> Any:
    """What a slot or another descriptor of C of a base keeps in a value."""
    found: Any = space_of(base)[name]
    return found.__get__(value)


def _fields(kind: str, names: tuple[str, ...], zone: bool = False) -> Write:
    """Writes C attributes of the types of `datetime`; a subclass may hide them otherwise."""

    def write(scribe: Scribe, value: object, depth: int) -> str:
        owners = bases_of(_named("datetime", kind))
        found = [
            _kept(next(owner for owner in owners if name in space_of(owner)), name, value)
            for name in names
        ]
        around = "" if not zone else f", {scribe.of(found.pop(), depth)}"
        return f"{kind}({', '.join(map(str, found))}{around})"

    return write


_DAY = ("year", "month", "day")
_CLOCK = ("hour", "minute", "second", "microsecond", "fold", "tzinfo")


def _timezone(scribe: Scribe, value: datetime.timezone, depth: int) -> str:
    return f"timezone({scribe.of(value.utcoffset(None), depth)}, {value.tzname(None)!r})"


def _zone(_scribe: Scribe, value: Any, _depth: int) -> str:
    return f"ZoneInfo({value.key!r})"


def _path(_scribe: Scribe, value: PurePath, _depth: int) -> str:
    import pathlib

    return f"{head_of(type(value)).rpartition('.')[2]}({pathlib.PurePath.__str__(value)!r})"


def _uuid(_scribe: Scribe, value: uuid.UUID, _depth: int) -> str:
    return f"UUID({_kept(_named('uuid', 'UUID'), 'int', value):032x})"


def _pattern(scribe: Scribe, value: re.Pattern[Any], depth: int) -> str:
    return f"re.compile({scribe.of(value.pattern, depth)}, {value.flags})"


def _match(scribe: Scribe, value: re.Match[Any], depth: int) -> str:
    told = (value.string, value.regs, value.pos, value.endpos, value.re)
    return f"re.Match({scribe.items(told, depth)})"


def _logger(_scribe: Scribe, value: object, _depth: int) -> str:
    state = attributes_of(type(value))(value)
    return f"Logger({state.get('name')!r}, {state.get('level')!r}, {state.get('disabled')!r})"


def is_enum(kind: type) -> bool:
    """Whether values of a type are members of an enumeration."""
    meta = _named("enum", "EnumMeta")
    return any(base is meta for base in bases_of(type(kind)))


def enum_writer(kind: type) -> Write:
    """How members of an enumeration are written: by name, and by value where they have none."""
    head, attributes = head_of(kind), attributes_of(kind)

    def write(scribe: Scribe, value: object, depth: int) -> str:
        state = attributes(value)
        name, held = state.get("_name_"), state.get("_value_")
        return f"<{head}.{name}: {scribe.of(held, depth)}>"

    return write


def _scalar_table() -> dict[str, tuple[type, Write]]:
    return {
        "bool": (bool, _int),
        "int": (int, _int),
        "float": (float, _float),
        "complex": (complex, _complex),
        "str": (str, _str),
        "bytes": (bytes, _bytes),
    }


TABLE: dict[str, tuple[type, Write] | Write] = {
    **_scalar_table(),
    "decimal:Decimal": _decimal,
    "fractions:Fraction": _fraction,
    "datetime:datetime": _fields("datetime", (*_DAY, *_CLOCK), zone=True),
    "datetime:date": _fields("date", _DAY),
    "datetime:time": _fields("time", _CLOCK, zone=True),
    "datetime:timedelta": _fields("timedelta", ("days", "seconds", "microseconds")),
    "datetime:timezone": _timezone,
    "zoneinfo:ZoneInfo": _zone,
    "pathlib:PurePath": _path,
    "uuid:UUID": _uuid,
    "re:Pattern": _pattern,
    "re:Match": _match,
    "logging:Logger": _logger,
}
"""Types, or names of those of modules that may not be loaded, and how they are written."""

IMMUTABLE = frozenset(name for name in TABLE if not name.startswith("logging"))
"""Of these it does not count whether an object is held twice."""

FLAT = frozenset(_scalar_table()) | {"logging:Logger"}
"""These hold no other values, so that none of them is ever too deep."""
