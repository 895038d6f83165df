"""What the document itself says about a receiver: assignments, guards, other uses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.facts import class_facts
from guyline.analysis.narrowing import flat, guarded_region, members_of_tuple
from guyline.analysis.pieces import InLines
from guyline.analysis.typed import Context, Node, Typed, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.hole import Hole

_ASSIGNED = re.compile(r"\.([^\W\d]\w*)[ \t]*(?::[^=\n]+)?=(?!=)")
_CLASS = re.compile(r"\.__class__[ \t]*=(?!=)")
_CALLED = re.compile(r"attr\(|\.object\(")
_SECOND = re.compile(r"\s*(?P<of>[^,\n]+),\s*[\"'](?P<name>[^\W\d]\w*)[\"']")
_BASE = re.compile(r"(?<![\w.)\]])[^\W\d]\w*\Z")

_PATCHED = re.compile(r"\b(?:setattr|object|patch)\(\s*[^,()\n]+,\s*[\"']([^\W\d]\w*)[\"']")

_UNCLEAR = "no text"
"""Stands for every value whose class has no text: these may all be one."""

_HOLD_CLASSES = frozenset({"classdef", "decorated", "suite", "if_stmt", "try_stmt", "with_stmt"})


def assigned_outside(text: str, of_modules: frozenset[str] = frozenset()) -> set[str]:
    """The attributes that a document assigns or asks for by name on any object.

    Args:
        text: The document.
        of_modules: Names of objects that are known to be others.
    """
    names = _assigned_but_on(text, {"self", "cls", *of_modules})
    for call in _CALLED.finditer(text):
        named = _SECOND.match(text, call.end())
        if named is not None and named["of"].strip() not in of_modules:
            names.add(named["name"])
    return names


def modules_of(root: Node) -> frozenset[str]:
    """The names that a document binds by ``import name`` alone: each is a module."""
    imported = {
        name.value
        for statement in root.iter_imports()
        if statement.type == "import_name"
        for name in statement.get_defined_names()
    }
    used = root.get_used_names()
    return frozenset(
        name
        for name in imported
        if all(
            leaf.search_ancestor("import_name") is not None
            for leaf in used.get(name, ())
            if leaf.parent.type in ("param", "error_node") or leaf.is_definition()
        )
    )


def replaced(text: str) -> set[str]:
    """The attributes that a document assigns on any object, or patches."""
    return {*_PATCHED.findall(text), *_assigned_but_on(text, {"self", "cls"})}


def _assigned_but_on(text: str, others: set[str]) -> set[str]:
    """The attributes that a document assigns, but for those on objects of these names."""
    found = (each.rpartition(".") for each in _assigned.of(text))
    return {name for base, _, name in found if base not in others}


def _assigned_in(text: str) -> frozenset[str]:
    """What some lines assign, as ``base.name``; without a base where that is no lone name."""
    found = set()
    for match in _ASSIGNED.finditer(text):
        base = _BASE.search(text, max(0, match.start() - 40), match.start())
        found.add(f"{base[0] if base else ''}.{match[1]}")
    return frozenset(found)


_assigned = InLines(_assigned_in)


def is_replaced(evaluator: Evaluator, context: Context, parts: list[Node], text: str) -> bool:
    """Whether a document may assign the attribute that an expression ends with.

    Args:
        evaluator: Follows expressions.
        context: Where the expression stands.
        parts: It, as an atom and its trailers.
        text: The document.
    """
    last = parts[-1]
    attribute = last.children[-1].value if last.type == "trailer" else ""
    if not attribute or attribute not in replaced(text):
        return False
    base = evaluator.chain(context, parts[:-1])
    if attribute in _PATCHED.findall(text) or base.doubt or not base.values:
        return True
    targets = [
        leaf
        for leaf in last.get_root_node().get_used_names().get(attribute, ())
        if leaf.parent.type == "trailer" and leaf.is_definition()
    ]
    root = context.get_root_context()
    for target in targets:
        children = target.parent.parent.children
        before = list(children[: children.index(target.parent)])
        if len(before) == 1 and before[0].value in ("self", "cls"):
            continue
        found = evaluator.chain(root.create_context(target), before)
        if found.doubt or not found.values or _share_class(found, base):
            return True
    return not targets


def _share_class(some: Typed, others: Typed) -> bool:
    """Whether two expressions may be one object."""
    kinds = {id(kind) for value in some.values for kind in _kinds(value)}
    return any(id(kind) in kinds for value in others.values for kind in _kinds(value))


def _kinds(value: Value) -> list[object]:
    """What makes a value what it is: its module, or the text of its class and its bases."""
    if value.is_module():
        return [value.tree_node or value.py__name__()]
    cls = value.py__class__() if value.is_instance() else value
    above = list(cls.py__mro__()) if cls.is_class() else [cls]
    texts = [getattr(each, "tree_node", None) for each in above]
    return [text for text in texts if text is not None and _is_specific(text)] or [_UNCLEAR]


def _is_specific(node: Node) -> bool:
    return node.type != "classdef" or node.name.value not in ("object", "Generic", "Protocol")


def narrowed(evaluator: Evaluator, context: Context, hole: Hole, found: Typed) -> Typed:
    """What a receiver may be besides, by the checks of its type in the same function."""
    code = flat(hole.parts)
    for arguments in _checks(hole, code):
        kinds = evaluator.expression(context, arguments)
        members = members_of_tuple(arguments)
        for kind in members or [arguments]:
            kinds = evaluator.expression(context, kind)
            if kinds.doubt or not kinds.values:
                return found.but(f"it is checked to be a {flat([kind])}, which is not known")
            instances = kinds.values.execute_annotation(None)
            if not instances:
                return found.but(f"it is checked to be a {flat([kind])}, which is not known")
            found = Typed(found.values | instances, found.doubt, found.declared)
    return found


def defined_below(hole: Hole) -> set[str]:
    """What the document's subclasses define, for self and cls: a base may use it."""
    first = hole.parts[0]
    owner = hole.leaf.search_ancestor("classdef")
    own = first.type == "name" and first.value in ("self", "cls")
    if len(hole.parts) > 1 or owner is None or not own:
        return set()
    names: set[str] = set()
    below = {owner.name.value}
    for node in _classes(owner.get_root_node()):
        bases = node.get_super_arglist()
        if bases is not None and below & set(re.findall(r"\w+", bases.get_code())):
            below.add(node.name.value)
            facts = class_facts(node, stub=True)
            names |= facts.names | facts.through_self
    return names


def _classes(node: Node) -> Iterator[Node]:
    for child in getattr(node, "children", ()):
        if child.type == "classdef":
            yield child
        if child.type in _HOLD_CLASSES:
            yield from _classes(child)


def contradiction(hole: Hole, names: set[str]) -> str:
    """A name that the code already reads of the same receiver, though nothing defines it."""
    code = flat(hole.parts)
    for name in _uses(hole):
        dot = name.get_next_leaf()
        if dot is None or dot.value != "." or dot.type != "operator":
            continue
        attribute = dot.get_next_leaf()
        if attribute is None or attribute.type != "name" or attribute is hole.leaf:
            continue
        if attribute.value in names or attribute.value.startswith("__"):
            continue
        if _flat_before(dot) == code:
            return f"the code already uses {hole.receiver}.{attribute.value}, which is not known"
    return ""


def reclassed(text: str, hole: Hole) -> str:
    """Whether the document gives the receiver another class: ``it.__class__ = Other``."""
    for match in _CLASS.finditer(text):
        if text.endswith(hole.receiver, 0, match.start()):
            return f"{hole.receiver} gets another class"
    return ""


def _uses(hole: Hole) -> Iterator[Node]:
    """Where the receiver's last name stands in the same function or class."""
    last = hole.last
    if last.type != "name":
        return
    scope = guarded_region(hole.parts) or _region(hole)
    start, end = scope.start_pos, scope.end_pos
    own = scope if scope.type == "classdef" else None
    for name in last.get_root_node().get_used_names().get(last.value, ()):
        inside = start <= name.start_pos < end and name is not last
        if inside and (own is None or name.search_ancestor("classdef") is own):
            yield name


def _region(hole: Hole) -> Node:
    """Where the same text means the same thing: the class for self, else the function."""
    first = hole.parts[0]
    if first.type == "name" and first.value in ("self", "cls"):
        found = hole.leaf.search_ancestor("classdef")
    else:
        found = hole.leaf.search_ancestor("funcdef")
        while found is not None and found.search_ancestor("funcdef") is not None:
            found = found.search_ancestor("funcdef")
    return found or hole.leaf.get_root_node()


def _checks(hole: Hole, code: str) -> Iterator[Node]:
    """The second arguments of ``isinstance(receiver, ...)``."""
    region = _region(hole)
    for check in ("isinstance", "issubclass"):
        for name in hole.leaf.get_root_node().get_used_names().get(check, ()):
            if not region.start_pos <= name.start_pos < region.end_pos:
                continue
            trailer = name.get_next_leaf().parent
            if trailer.type != "trailer" or trailer.children[1].type != "arglist":
                continue
            arguments = trailer.children[1].children
            if len(arguments) == 3 and flat([arguments[0]]) == code:
                yield arguments[2]


def _flat_before(dot: Node) -> str:
    """The text of the receiver before a dot."""
    trailer = dot.parent
    if trailer.type != "trailer":
        return ""
    children = trailer.parent.children
    return flat(children[: children.index(trailer)])
