"""What the text of a class or a module says about its names, without inferring anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.typed import Node

HOLE = "guyline_hole_"
"""Stands for the word that is being written, so that the line around it parses."""

_DYNAMIC = ("__getattr__", "__getattribute__", "__dir__")
_SETS = re.compile(
    r"(?<!def )\b(?:setattr|__setattr__)\(\s*(?P<on>[\w.]+(?:\([\w.]*\))?)\s*,\s*"
    r"(?P<what>[^,()]*)"
)
_CONSTANT = re.compile(r"[\"']([^\W\d]\w*)[\"']\s*$")
_DICT = re.compile(
    r"\b(?:self|cls)\.__dict__(?:\.(?:update|setdefault)\b|\s*(?:\[[^\]\n]*\])?\s*=(?!=))"
    r"|\bvars\(\s*(?:self|cls)\s*\)(?:\.(?:update|setdefault)\b|\[)"
    r"|\blocals\(\)\s*\[|\bvars\(\)\s*\["
)
_MODULE = re.compile(
    r"\bglobals\(\)\s*(?:\[|\.(?:update|setdefault|__setitem__)\b|,|\))"
    r"|\bsetattr\(\s*(?:sys\.modules|_?module)\b"
    r"|\bsys\.modules\[\s*__name__\s*\]|\bexec\(|\b(?:vars|locals)\(\)"
)


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What a class's text says.

    Attributes:
        names: What its body binds.
        through_self: What its methods assign through self or cls.
        reads: What its methods read through self or cls.
        doubt: How it may get other names.
    """

    names: frozenset[str]
    through_self: frozenset[str]
    reads: frozenset[str]
    doubt: str


def class_facts(node: Node, lines: list[str], *, stub: bool) -> ClassFacts:
    """Read a class.

    Args:
        node: Its definition.
        lines: The lines of its file, with their ends.
        stub: Whether the file is a stub, which runs nothing.
    """
    assigned: set[str] = set()
    reads: set[str] = set()
    for name, is_assigned in _through_self(node):
        (assigned if is_assigned else reads).add(name)
    names = set(_bound_in(node.children[-1]))
    constants, doubt = (set(), "") if stub else _set_by_name(node, lines)
    names |= constants | _slots(node)
    dynamic = next((name for name in _DYNAMIC[: 2 if stub else 3] if name in names), "")
    if dynamic and node.name.value not in ("object", "type"):
        doubt = f"class {node.name.value} has {dynamic}"
    return ClassFacts(frozenset(names), frozenset(assigned | constants), frozenset(reads), doubt)


def _bound_in(node: Node) -> Iterator[str]:
    """The names that the statements of a class's or module's body bind."""
    for child in getattr(node, "children", ()):
        kind = child.type
        if kind in ("funcdef", "classdef"):
            yield child.name.value
        elif kind == "name":
            if child.parent.type != "trailer" and child.is_definition():
                yield child.value
        elif kind != "lambdef":
            yield from _bound_in(child)


def _through_self(node: Node) -> Iterator[tuple[str, bool]]:
    """The attributes of the methods' first parameters, and whether each is assigned."""
    used = node.get_root_node().get_used_names()
    for own, scope in _own_names(node):
        for name in used.get(own, ()):
            if not scope.start_pos < name.start_pos < scope.end_pos:
                continue
            dot = name.get_next_leaf()
            if dot is None or dot.value != ".":
                continue
            attribute = dot.get_next_leaf()
            if attribute is not None and attribute.type == "name" and attribute.value != HOLE:
                yield attribute.value, bool(attribute.is_definition(include_setitem=False))


def _own_names(node: Node) -> list[tuple[str, Node]]:
    """What methods call their first parameter, and where they do."""
    own = [("self", node), ("cls", node)]
    for function in node.iter_funcdefs():
        parameters = function.get_params()
        static = any("staticmethod" in d.get_code() for d in function.get_decorators())
        if parameters and not static and parameters[0].name.value not in ("self", "cls"):
            own.append((parameters[0].name.value, function))
    return own


def _set_by_name(node: Node, lines: list[str]) -> tuple[set[str], str]:
    """The names set with ``setattr`` and a constant, and the doubt about all others."""
    source = "".join(lines[node.start_pos[0] - 1 : node.end_pos[0]])
    constants: set[str] = set()
    doubt = ""
    if "setattr" in source:
        own = {name for name, _ in _own_names(node)} | {
            node.name.value,
            "type(self)",
            "self.__class__",
        }
        for match in _SETS.finditer(source):
            if match["on"] in own:
                constant = _CONSTANT.match(match["what"])
                if constant:
                    constants.add(constant[1])
                else:
                    doubt = f"class {node.name.value} sets attributes by name"
    if _DICT.search(source):
        doubt = f"class {node.name.value} changes its __dict__"
    return constants, doubt


def _slots(node: Node) -> set[str]:
    """The strings of ``__slots__``."""
    for child in getattr(node.children[-1], "children", ()):
        code = child.get_code() if child.type == "simple_stmt" else ""
        if code.lstrip().startswith("__slots__"):
            return set(re.findall(r"[\"'](\w+)[\"']", code))
    return set()


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What a module's text says.

    Attributes:
        names: What it binds.
        doubt: How it may get other names.
    """

    names: frozenset[str]
    doubt: str


def module_facts(node: Node, lines: list[str], shown: str, *, stub: bool) -> ModuleFacts:
    """Read a module; ``shown`` is its name for people."""
    names = set(_bound_in(node)) | set(_globals(node))
    if "__getattr__" in names:
        return ModuleFacts(frozenset(names), f"module {shown} has __getattr__")
    doubt = ""
    if not stub and _MODULE.search("".join(lines)):
        doubt = f"module {shown} makes names at run time"
    return ModuleFacts(frozenset(names), doubt)


def _globals(node: Node) -> Iterator[str]:
    """The names that functions bind with ``global``."""
    if "global" not in node.get_root_node().get_code():
        return
    for names in node.get_used_names().values():
        for name in names:
            if name.parent.type == "global_stmt":
                yield name.value


def decorators(node: Node) -> list[str]:
    """The dotted names of a class's decorators."""
    return [d.children[1].get_code().split("(")[0].strip() for d in node.get_decorators()]
