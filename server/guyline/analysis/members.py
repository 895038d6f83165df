"""The names that values have, read from the trees of what defines them.

jedi says which classes and modules a value comes from. Their names are then collected
here, in one walk over each definition, and kept by what was walked. The walk takes every
binding, in whatever branch it stands, and every attribute that is assigned within a
class, on whatever receiver: a name too many forbids nothing.
"""

from __future__ import annotations

import abc
import enum
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from jedi.inference.gradual.conversion import convert_values

from guyline.analysis.evidence import (
    doubt_about_class,
    doubt_about_instances,
    doubt_about_kind,
    doubt_about_module,
    source_of,
)

HOLE = "guyline_hole_"
"""Stands for the word that is being written, so that the line around it parses."""

_KEPT = 1024
"""Definitions whose names are kept."""

_ASSIGNED = re.compile(r"\.\s*([^\W\d]\w*)\s*(?::[^=\n]+)?=(?!=)")
_BY_NAME = re.compile(r"\b(?:has|get|set|del)attr\([^,()]+,\s*['\"](\w+)['\"]")

_OF_ANY = frozenset(dir(type("_", (), {}))) | {"__slots__", "__annotations__", "__class_getitem__"}
_OF_CLASSES = frozenset().union(*map(dir, (type, abc.ABCMeta, enum.EnumMeta))) | _OF_ANY
_OF_TUPLES = frozenset(dir(tuple))
_OF_MODULES = frozenset(dir(ModuleType("_"))) | _OF_ANY | {"__file__", "__path__", "__builtins__"}


@dataclass(frozen=True, slots=True)
class Walked:
    """What one definition holds.

    Attributes:
        names: The names it binds.
        reads: The attributes it reads of ``self``.
    """

    names: frozenset[str]
    reads: frozenset[str]


@dataclass(slots=True)
class Members:
    """The names of values; a bounded cache by definition."""

    _walked: OrderedDict[tuple[Any, ...], Walked] = field(default_factory=OrderedDict)

    def of(self, values: list[Any], text: str) -> tuple[set[str], str]:
        """The names of any of ``values``, and why these may not be all.

        Args:
            values: What the receiver may be.
            text: The document: what it assigns or asks for by name anywhere is allowed.

        Returns:
            The names, and the first doubt; empty if there is none.
        """
        names = {*_ASSIGNED.findall(text), *_BY_NAME.findall(text)}
        doubt = ""
        for value in values:
            doubt = doubt or self._add(value, names)
        return names, doubt

    def _add(self, value: Any, names: set[str]) -> str:
        """Add one value's names; returns the doubt about them."""
        if value.is_module():
            names |= _OF_MODULES
            for module in _with_source(value):
                names |= self._names_of_module(module)
            return doubt_about_module(value)
        if value.is_class():
            names |= _OF_CLASSES
            return self._add_class(value, names)
        if value.is_instance() or value.is_compiled():
            names |= _OF_ANY
            cls = value.py__class__()
            return self._add_class(cls, names) or doubt_about_instances(cls)
        return doubt_about_kind(value)

    def _add_class(self, cls: Any, names: set[str]) -> str:
        own: set[str] = set()
        reads: dict[str, str] = {}
        mro = list(cls.py__mro__())
        order = {base.py__name__() for base in mro}
        for base in mro:
            doubt = doubt_about_class(base, order)
            if doubt:
                return doubt
            if base.py__name__() == "NamedTuple":
                own |= _OF_TUPLES  # a function in the source; the stub's base is not followed
            for each in _with_source(base):
                walked = self._walk(each)
                own |= walked.names
                if not base.is_stub():
                    reads |= dict.fromkeys(walked.reads, base.py__name__())
        missing = sorted(name for name in set(reads) - own - names if name[:2] != "__")
        names |= own
        if missing:
            return f"class {reads[missing[0]]} itself uses {missing[0]}, defined nowhere"
        return ""

    def _names_of_module(self, module: Any) -> set[str]:
        listed = getattr(module, "sub_modules_dict", None)
        names = set(listed()) if listed is not None else set()
        names |= self._walk(module).names
        for starred in module.star_imports() if hasattr(module, "star_imports") else ():
            names |= self._walk(starred).names
        return names

    def _walk(self, definition: Any) -> Walked:
        node = getattr(definition, "tree_node", None)
        if node is None or node.type not in ("classdef", "file_input"):
            return Walked(frozenset(_filtered(definition)), frozenset())
        key = _identity(definition, node)
        if key not in self._walked:
            self._walked[key] = walk(node)
            if len(self._walked) > _KEPT:
                self._walked.popitem(last=False)
        self._walked.move_to_end(key)
        return self._walked[key]


def _with_source(value: Any) -> list[Any]:
    """A value, and its source's where it came from a stub, which may leave names out."""
    other = convert_values([value], only_stubs=False, prefer_stubs=False)
    return [value, *(each for each in other if each is not value)]


def _filtered(definition: Any) -> set[str]:
    names: set[str] = set()
    for scope in definition.get_filters():
        names.update(name.string_name for name in scope.values())
    return names


def _identity(definition: Any, node: Any) -> tuple[Any, ...]:
    """What stays the same while the names of a definition do."""
    path = definition.get_root_context().py__file__()
    try:
        changed = Path(path).stat().st_mtime_ns if path else 0
    except OSError:
        changed = 0
    # The document under the cursor changes without its file: its text counts as well.
    code = "" if definition.is_stub() else source_of(definition, node)
    return str(path), changed, node.start_pos, node.end_pos, hash(code)


def walk(scope: Any) -> Walked:
    """Collect what a class or module binds, and what a class reads of ``self``."""
    names: set[str] = set()
    reads: set[str] = set()
    is_class = scope.type == "classdef"
    body = scope.children[-1:] if is_class else scope.children
    stack = [(child, True) for child in body]
    while stack:
        node, direct = stack.pop()
        if node.type == "name":
            _take(node, direct, is_class, names, reads)
        elif node.type in ("funcdef", "classdef"):
            if direct:
                names.add(node.name.value)
            stack += [(child, False) for child in node.children]
        elif (
            node.type == "expr_stmt"
            and direct
            and node.children[0].get_code().strip() == "__slots__"
        ):
            names.update(re.findall(r"\w+", node.get_rhs().get_code()))
            names.add("__slots__")
        elif node.type == "global_stmt":
            names.update(child.value for child in node.children if child.type == "name")
        elif hasattr(node, "children"):
            inner = direct and node.type not in ("lambdef", "comp_for", "sync_comp_for")
            stack += [(child, inner) for child in node.children]
    return Walked(frozenset(names), frozenset(reads))


def _take(leaf: Any, direct: bool, is_class: bool, names: set[str], reads: set[str]) -> None:
    """Note one name: a binding of the scope, an attribute assigned, or read of ``self``."""
    trailer = leaf.parent
    if trailer.type == "trailer" and trailer.children[0] == ".":
        if not is_class:
            return
        if leaf.is_definition():
            names.add(leaf.value)
        elif leaf.get_previous_leaf().get_previous_leaf().value == "self" and leaf.value != HOLE:
            reads.add(leaf.value)
    elif direct and leaf.is_definition():
        names.add(leaf.value)
