"""The order in which Python looks methods up in a class and its bases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guyline.analysis import fields
from guyline.analysis.facts import HOLE
from guyline.analysis.internals import get_parent_scope
from guyline.analysis.sources import source_definitions
from guyline.analysis.typed import Context, Node, Value

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator

_CONSTRUCTS = frozenset({"Generic", "Protocol", "Tuple", "Type", "object"})
_METACLASSES = frozenset({"type", "ABCMeta", "_ProtocolMeta", "EnumMeta", "EnumType"})

Order = list[Any]
"""Classes, as jedi's values, the first to be asked first."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """The order of classes, what they define, and what makes them."""

    evaluator: Evaluator

    def order(self, cls: Value, within: tuple[Node, ...] = ()) -> tuple[Order, str]:
        """A class and its bases in the order of lookup, and why there may be others.

        ``object`` is left out. Source: the C3 linearization, as the Python reference's
        "The Python 2.3 method resolution order" describes it.
        """
        node = definition_of(cls)
        key = ("order", node)
        if node is not None and key in self.evaluator.notes:
            order, doubt = self.evaluator.notes[key]
            return list(order), doubt
        if node is not None and node in within:
            return [cls], f"class {name_of(cls)} is its own base"
        found = self._order(cls, (*within, node))
        if node is not None and not within:
            self.evaluator.notes[key] = found
        return found

    def _order(self, cls: Value, within: tuple[Node, ...]) -> tuple[Order, str]:
        bases, doubt = self._bases(cls)
        rows = []
        for base in bases:
            row, why = self.order(base, within)
            rows.append(row)
            doubt = doubt or why
        merged = merge([*rows, list(bases)])
        if merged is None:
            return [cls, *bases], doubt or f"the order of the bases of {name_of(cls)} is not clear"
        return [cls, *merged], doubt

    def _bases(self, cls: Value) -> tuple[list[Value], str]:
        """The bases that a class's text names, and why there may be others."""
        node = definition_of(cls)
        if node is None:
            known = name_of(cls) in _CONSTRUCTS or fields.is_construct(name_of(cls))
            return [], "" if known else f"class {name_of(cls)} has no source and no stub"
        found: list[Value] = []
        doubt = ""
        for child in arguments(node):
            base, why = self._base(cls.parent_context, node, child)
            found += [] if base is None else [base]
            doubt = doubt or why
        return found, doubt

    def _base(self, context: Context, node: Node, child: Node) -> tuple[Value | None, str]:
        """The class that one argument of a class statement names; None: none that counts."""
        shown = node.name.value
        if child.type == "argument":
            computed = child.children[0].value in ("*", "**")
            return None, f"the bases of class {shown} are computed" if computed else ""
        last = fields.last_part(child)
        if last == HOLE:
            return None, ""
        if last in _CONSTRUCTS or fields.is_construct(last):
            return None, ""
        parts = list(child.children) if child.type in ("power", "atom_expr") else [child]
        while len(parts) > 1 and parts[-1].type == "trailer" and parts[-1].children[0] == "[":
            parts.pop()
        found = self.evaluator.chain(context, parts)
        if found.called is not None:
            found = found.called
        if found.doubt:
            return None, f"a base of class {shown}: {found.doubt}"
        values = _without_duplicates(found.values)
        if len(values) > 1 and _are_versions(values):
            values = values[:1]
        if len(values) != 1 or not values[0].is_class():
            return None, f"the base {child.get_code().strip()} of class {shown} is not one class"
        return values[0], ""

    def metaclasses(self, order: Order) -> tuple[list[Value], str]:
        """The metaclasses of an order that are not Python's own, and why there may be others."""
        found: list[Value] = []
        for cls in order:
            node = definition_of(cls)
            for child in arguments(node) if node is not None else ():
                if child.type != "argument" or child.children[0].value != "metaclass":
                    continue
                made = child.children[-1]
                if fields.last_part(made) in _METACLASSES:
                    continue
                values = self.evaluator.expression(cls.parent_context, made)
                if values.doubt or not values.values:
                    return found, f"the metaclass {fields.last_part(made)} is not known"
                if not all(value.is_class() for value in values.values):
                    return found, f"the metaclass {fields.last_part(made)} is no class"
                found += values.values
        return found, ""

    def metaclass_methods(self, order: Order, method: str) -> tuple[list[tuple[Value, Node]], str]:
        """Where the metaclasses of an order define a method themselves."""
        metaclasses, doubt = self.metaclasses(order)
        found = []
        for each in metaclasses:
            above, why = self.order(each)
            doubt = doubt or why
            for cls in above:
                if name_of(cls) not in ("type", *_METACLASSES):
                    found += [(cls, node) for node in own(cls, method)]
        return found, doubt


def own(cls: Value, method: str) -> list[Node]:
    """Where a class itself binds a method: the definition, or the name where it is none."""
    node = definition_of(cls)
    return [] if node is None else definitions_in(node, method)


def defined(cls: Value, method: str) -> tuple[Context, list[Node]]:
    """Where a class itself defines a method, and in which module; a stub may lack what it has."""
    root = cls.get_root_context()
    if found := own(cls, method):
        return root, found
    node = definition_of(cls)
    for where, source in source_definitions(root, node) if node is not None else ():
        if source.type == "classdef" and (found := definitions_in(source, method)):
            return where, found
    return root, []


def definitions_in(node: Node, method: str) -> list[Node]:
    """Where the body of a class statement binds a method."""
    used = node.get_root_node().get_used_names().get(method, ())
    found = []
    for name in used:
        if not name.is_definition() or name.parent.type == "trailer":
            continue
        definition = name.parent if name.parent.type == "funcdef" else name
        if get_parent_scope(definition) is node:
            found.append(definition)
    return found


def definition_of(cls: Value) -> Node | None:
    """A class's statement; None for a class without text."""
    node = getattr(cls, "tree_node", None)
    return node if node is not None and node.type == "classdef" else None


def arguments(node: Node) -> list[Node]:
    """The bases and keywords of a class statement."""
    given = node.get_super_arglist()
    if given is None:
        return []
    children = given.children if given.type == "arglist" else [given]
    return [child for child in children if child.type != "operator"]


def name_of(value: Value) -> str:
    """A value's name, for people."""
    try:
        return str(value.py__name__())
    except (AttributeError, NotImplementedError):
        return "it"


def merge(rows: list[Order]) -> Order | None:
    """Merge orders so that each of them is kept; None where they contradict each other."""
    merged: Order = []
    rows = [list(row) for row in rows if row]
    while rows:
        for row in rows:
            head = row[0]
            if not any(_holds(other[1:], head) for other in rows):
                break
        else:
            return None
        merged.append(head)
        rows = [[each for each in row if not _same(each, head)] for row in rows]
        rows = [row for row in rows if row]
    return merged


def _holds(row: Order, cls: Value) -> bool:
    return any(_same(each, cls) for each in row)


def _same(a: Value, b: Value) -> bool:
    first, second = definition_of(a), definition_of(b)
    if first is None or second is None:
        return first is second and name_of(a) == name_of(b)
    return first is second


def _are_versions(values: list[Value]) -> bool:
    """Whether a stub defines one class for several versions, all without a constructor."""
    return all(
        value.is_class()
        and value.get_root_context().is_stub()
        and name_of(value) == name_of(values[0])
        and not own(value, "__init__")
        and not own(value, "__new__")
        for value in values
    )


def _without_duplicates(values: Any) -> list[Value]:
    found: list[Value] = []
    for value in values:
        if not _holds(found, value):
            found.append(value)
    return found
