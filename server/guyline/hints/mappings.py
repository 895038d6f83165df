"""What is a dict, and what only looks like one: other classes with ``keys`` and ``items``."""

from __future__ import annotations

from guyline.hints.code import Code, arguments, name_of_call
from guyline.hints.kinds import annotated, kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import returned_by
from guyline.hints.scopes import How
from guyline.syntax import Node

DICTS = frozenset(
    {"dict", "collections.defaultdict", "collections.Counter", "collections.OrderedDict"}
)
_OWN = frozenset({"dbm", "email", "h5py", "mailbox", "netCDF4", "numpy", "shelve", "xarray"})
"""Packages whose functions give mappings of their own: archives, files, headers."""

_OF_DICTS = frozenset({"json.load", "json.loads", "urllib.parse.parse_qs", "dataclasses.asdict"})
_WITH_DEFAULT = frozenset({"get", "pop", "setdefault"})
_PLACES = 2


def is_of_library(code: Code, table: Node) -> bool:
    """Whether a mapping is what a library gives that has mappings of its own."""
    made = code.value_of(table)
    if made.kind != "call":
        return False
    return code.called(made).partition(".")[0] in _OWN


def may_be_given(code: Code, table: Node) -> bool:
    """Whether nothing speaks against a dict: a call says by what it calls that it gives one."""
    table = plain(table)
    if table.kind != "call":
        return True
    name, of, given = code.called(table), name_of_call(table), arguments(table)
    if name.startswith("builtins.") or name in _OF_DICTS or of.lower().endswith("dict"):
        return True
    if of in _WITH_DEFAULT and len(given) == _PLACES:
        return kind_of(code, given[1]) in DICTS
    if of == "copy":
        return True
    return _gives_dict(code, plain(table["function"]))


def _gives_dict(code: Code, function: Node) -> bool:
    """Whether a function of the file is said to give a dict, or gives one wherever it returns."""
    made = code.only_binding(function) if function.kind == "identifier" else None
    if made is None or made.how is not How.DEFINITION or made.value is None:
        return False
    told = made.value.field("return_type")
    found = annotated(code, told) if told is not None else None
    if found is not None:
        return found.name in DICTS
    returned = returned_by(made.value)
    return bool(returned) and all(
        len(each) == 1 and kind_of(code, each[0]) in DICTS for each in returned
    )
