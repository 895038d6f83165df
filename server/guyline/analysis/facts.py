"""What the text of a class or a module says about its names, without inferring anything."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.dynamic import Found, set_in_class
from guyline.analysis.hooks import Asked, asked_by_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.typed import Node

HOLE = "guyline_hole_"
"""Stands for the word that is being written, so that the line around it parses."""

_DYNAMIC = ("__getattr__", "__getattribute__", "__dir__")
_HIDDEN = re.compile(r"^not (?:\w+\.)?TYPE_CHECKING$", re.MULTILINE)
_CONFIG = re.compile(r"\s*(?:model_config\b|class Config\b)")
_EXTRA = re.compile(
    r"\bextra\b[\"']?\s*(?::[^=\n\"'{]*=|[=:])\s*+"
    r"(?![\"'](?:ignore|forbid)[\"']|[\w.]*\.(?:ignore|forbid)\b)"
)
"""How pydantic's models say that they take extra attributes."""

OF_CLASSES = frozenset({"__new__", "__init_subclass__", "__class_getitem__", "__prepare__"})
"""Methods that Python binds to classes, or to nothing, without a decorator that says so."""


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """What a class's text says.

    Attributes:
        names: What its body binds.
        through_self: What its methods assign through self or cls.
        reads: What its methods read through self or cls.
        doubt: How it may get other names.
        passed_on: What of its own it asks for the names it does not have.
        of_super: What its methods read of ``super()``.
    """

    names: frozenset[str]
    through_self: frozenset[str]
    reads: frozenset[str]
    doubt: str
    passed_on: frozenset[str] = frozenset()
    of_super: frozenset[str] = frozenset()


def class_facts(node: Node, *, stub: bool) -> ClassFacts:
    """Read a class.

    Args:
        node: Its definition.
        stub: Whether the file is a stub, which runs nothing.
    """
    assigned: set[str] = set()
    reads: set[str] = set()
    for name, is_assigned in _through_self(node):
        (assigned if is_assigned else reads).add(name)
    names = set(bound_in(node.children[-1]))
    constants, doubt = (set(), "") if stub else set_in_class(node, _own_names(node))
    names |= constants | _slots(node)
    hooks = [name for name in _DYNAMIC[: 2 if stub else 3] if name in names]
    dynamic = next((name for name in hooks if not _is_hidden(node.children[-1], name)), "")
    if not stub and _takes_more(node):
        doubt = doubt or f"class {node.name.value} is configured to take extra attributes"
    asked = Asked()
    if dynamic and node.name.value not in ("object", "type"):
        asked = _asked(node.children[-1], dynamic, f"class {node.name.value}")
    return ClassFacts(
        frozenset(names | asked.names),
        frozenset(assigned | constants),
        frozenset(reads),
        doubt or asked.doubt,
        asked.passed_on,
        frozenset() if stub else frozenset(_of_super(node)),
    )


def bound_in(node: Node) -> Iterator[str]:
    """The names that the statements of a class's or module's body bind."""
    for child in getattr(node, "children", ()):
        kind = child.type
        if kind in ("funcdef", "classdef"):
            yield child.name.value
        elif kind == "name":
            if child.parent.type != "trailer" and child.is_definition():
                yield child.value
        elif kind != "lambdef":
            yield from bound_in(child)


def _through_self(node: Node) -> Iterator[tuple[str, bool]]:
    """The attributes of the methods' first parameters, and whether each is assigned.

    What a class within this one reads through its own self is not this one's.
    """
    used = node.get_root_node().get_used_names()
    for own, scope in _own_names(node):
        for name in used.get(own, ()):
            if not scope.start_pos < name.start_pos < scope.end_pos:
                continue
            dot = name.get_next_leaf()
            if dot is None or dot.value != ".":
                continue
            attribute = dot.get_next_leaf()
            if attribute is None or attribute.type != "name" or attribute.value == HOLE:
                continue
            after = attribute.get_next_leaf()
            assigned = bool(attribute.is_definition(include_setitem=False)) or after == "="
            if assigned or _is_own(name, node):
                yield attribute.value, assigned


def _of_super(node: Node) -> Iterator[str]:
    """What the methods of a class read of ``super()``, without arguments."""
    for name in node.get_root_node().get_used_names().get("super", ()):
        if not node.start_pos < name.start_pos < node.end_pos:
            continue
        if name.search_ancestor("classdef") is not node:
            continue
        call = name.get_next_sibling()
        read = call.get_next_sibling() if call is not None and call.type == "trailer" else None
        if read is None or read.type != "trailer" or call.get_code() != "()":
            continue
        attribute = read.children[-1]
        if read.children[0] == "." and attribute.type == "name" and attribute.value != HOLE:
            yield attribute.value


def _is_own(name: Node, node: Node) -> bool:
    """Whether a name is the first parameter of the method of ``node`` that it stands in."""
    function = name.search_ancestor("funcdef")
    while function is not None:
        parameters = [parameter.name.value for parameter in function.get_params()]
        if name.value in parameters:
            own = parameters[0] == name.value and function.search_ancestor("classdef") is node
            return own and function.search_ancestor("funcdef", "classdef") is node
        function = function.search_ancestor("funcdef")
    return False


def _own_names(node: Node) -> list[tuple[str, Node]]:
    """What methods call their first parameter, and where they do."""
    own = [("self", node), ("cls", node)]
    for function in node.iter_funcdefs():
        parameters = function.get_params()
        static = any("staticmethod" in d.get_code() for d in function.get_decorators())
        if parameters and not static and parameters[0].name.value not in ("self", "cls"):
            own.append((parameters[0].name.value, function))
    return own


def _slots(node: Node) -> set[str]:
    """The strings of ``__slots__``."""
    for child in getattr(node.children[-1], "children", ()):
        code = child.get_code(include_prefix=False) if child.type == "simple_stmt" else ""
        if code.lstrip().startswith("__slots__"):
            return set(re.findall(r"[\"'](\w+)[\"']", code))
    return set()


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """What a module's text says.

    Attributes:
        names: What it binds.
        doubt: How it may get other names.
        inner: What a stub imports for itself, and does not give on.
    """

    names: frozenset[str]
    doubt: str
    inner: frozenset[str] = frozenset()


def module_facts(node: Node, shown: str, *, stub: bool, made: Found) -> ModuleFacts:
    """Read a module.

    Args:
        node: Its tree.
        shown: Its name, for people.
        stub: Whether it is a stub.
        made: What it makes at run time.
    """
    names = set(bound_in(node)) | set(_globals(node))
    run, doubt = made
    if "\0" in node.get_code():
        doubt = doubt or f"the file of module {shown} is no text"
    if "__getattr__" in names:
        asked = _asked(node, "__getattr__", f"module {shown}")
        names |= asked.names
        doubt = doubt or asked.doubt
    inner = _inner(node) if stub else set()
    return ModuleFacts(frozenset(names | run), doubt, frozenset(inner))


def _inner(node: Node) -> set[str]:
    """What a stub imports, but for ``from m import name as name`` and what ``__all__`` lists."""
    bound = Counter(bound_in(node))
    for statement in node.iter_imports():
        if statement.is_star_import():
            continue
        given_on = _given_on(statement)
        for name in statement.get_defined_names():
            bound[name.value] -= name.value not in given_on
    listed = set(re.findall(r"[\"'](\w+)[\"']", node.get_code())) if "__all__" in bound else set()
    return {name for name, left in bound.items() if left <= 0} - listed


def _given_on(statement: Node) -> set[str]:
    """The names that a stub's import binds for others: by ``as`` to the same name."""
    words = re.findall(r"(\w+)[ \t]+as[ \t]+(\w+)", statement.get_code())
    return {alias for name, alias in words if name == alias}


def _asked(body: Node, method: str, shown: str) -> Asked:
    """What the ``__getattr__`` of a class or module answers."""
    names: set[str] = set()
    passed_on: set[str] = set()
    for function in _functions(body, method):
        if method != "__getattr__" or function is None:
            return Asked(doubt=f"{shown} has {method}")
        asked = asked_by_name(function, shown)
        if asked.doubt:
            return asked
        names |= asked.names
        passed_on |= asked.passed_on
    return Asked(frozenset(names), frozenset(passed_on))


def _is_hidden(body: Node, name: str) -> bool:
    """Whether a method is kept from type checkers: ``if not TYPE_CHECKING: def ...``.

    Whoever writes that says that the other names are all that may be asked for.
    """
    return all(
        function is not None and _HIDDEN.search(_conditions(function, body)) is not None
        for function in _functions(body, name)
    )


def _conditions(node: Node, body: Node) -> str:
    """The conditions that a node of a body stands under, a line each."""
    found = []
    while node.parent is not body and node.parent is not None:
        above = node.parent
        if above.type == "if_stmt" and above.children.index(node) == 3:
            found.append(str(above.children[1].get_code().strip()))
        node = above
    return "\n".join(found)


def _takes_more(node: Node) -> bool:
    """Whether a model's configuration lets its instances have attributes of any name."""
    if node.children[2] == "(" and _EXTRA.search(node.children[3].get_code()):
        return True
    return any(
        _EXTRA.search(statement.get_code()) is not None
        for statement in getattr(node.children[-1], "children", ())
        if _CONFIG.match(statement.get_code()) is not None
    )


def _functions(body: Node, name: str) -> Iterator[Node | None]:
    """What binds ``name`` in a body: functions, or None for anything else."""
    found = False
    for leaf in body.get_root_node().get_used_names().get(name, ()):
        inside = body.start_pos <= leaf.start_pos < body.end_pos
        if inside and leaf.parent.type == "funcdef" and leaf.parent.name is leaf:
            found = True
            yield leaf.parent
        elif inside and leaf.is_definition():
            yield None
    if not found:
        yield None


def _globals(node: Node) -> Iterator[str]:
    """The names that functions bind with ``global``."""
    if "global" not in node.get_root_node().get_code():
        return
    for names in node.get_used_names().values():
        for name in names:
            if name.parent.type == "global_stmt":
                yield name.value
