"""What methods do with an attribute of ``self``, as far as their class's body tells."""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import alike, plain
from guyline.hints.scopes import How, Scope
from guyline.syntax import Node


def class_of(code: Code, name: Node) -> Scope | None:
    """The class whose method a name is the ``self`` of; None: it is none."""
    owner = code.owner(name)
    around = owner.parent if owner is not None and owner.is_function else None
    if owner is None or around is None or not around.is_class or _is_static(owner.node):
        return None
    return around if name.text == next(iter(owner.bindings), "") else None


def methods_of(made: Scope, name: str) -> list[Node]:
    """The functions that a class's body binds a name to; empty: something else, or nothing."""
    found = made.bindings.get(name, [])
    functions = [each.value for each in found if each.how is How.DEFINITION]
    told = [each for each in functions if each is not None and each.kind == "function_definition"]
    return told if len(told) == len(found) else []


def used_by_methods(code: Code, value: Node, region: Node) -> list[Node] | None:
    """Where the methods that a region calls upon ``self`` use the same attribute of it.

    Those that they call count as well. Of what is no attribute of ``self``, nothing is known
    to be used.

    Returns:
        The uses; None: one of the methods is not in the class's body.
    """
    name = plain(value)
    if name.kind != "attribute":
        return []
    while name.kind == "attribute":
        name = plain(name["object"])
    made = class_of(code, name) if name.kind == "identifier" else None
    owner = code.owner(name)
    if made is None or owner is None:
        return []
    left = [each for each in _reads(owner, name.text) if region.holds(each)]
    found, seen = list[Node](), set[Node]()
    while left:
        read = left.pop()
        if read.text == "super":
            return None
        of = read.parent
        if of is None or of.kind != "attribute":
            continue
        functions = methods_of(made, of["attribute"].text)
        if not functions and of.role == "function":
            return None
        for function in functions:
            scope = code.scope_made_by(function)
            if function in seen or _is_static(function):
                continue
            seen.add(function)
            if next(iter(scope.bindings), "") != name.text:
                return None
            reads = _reads(scope, name.text)
            left += reads
            found += [use for each in reads for use in _uses(each, value)]
    return found


def _reads(scope: Scope, name: str) -> list[Node]:
    """Where a function reads its ``self``, and asks for its ``super``."""
    return [*scope.reads_of(name), *scope.reads_of("super")]


def _uses(read: Node, value: Node) -> Iterator[Node]:
    """The attribute, where a name is read for it: ``self.a.b`` of ``self.a.b.c``."""
    node: Node | None = read.parent
    while node is not None and node.kind == "attribute":
        if alike(node, value):
            yield node
        node = node.parent


def _is_static(function: Node) -> bool:
    around = function.parent
    return (
        around is not None
        and around.kind == "decorated_definition"
        and any(
            each.kind == "decorator" and each.text.removeprefix("@").strip() == "staticmethod"
            for each in around.children
        )
    )
