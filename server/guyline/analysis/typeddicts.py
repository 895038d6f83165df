"""The keys of dictionaries that are declared with ``TypedDict``.

Total or not, with what they inherit; those of the call ``TypedDict("Name", {...})`` too.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis import fields
from guyline.analysis.aliases import quoted
from guyline.analysis.declared import (
    Place,
    alternatives,
    annotation_of,
    bases,
    bindings,
    code,
    either,
    field,
    unknown,
)
from guyline.analysis.internals import ClassValue
from guyline.analysis.lineage import Lineage, name_of
from guyline.analysis.typed import Context, Names, Node, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from guyline.analysis.evaluate import Evaluator

_DEPTH = 8


@dataclass(frozen=True, slots=True)
class TypedDicts:
    """The keys of what is declared as a ``TypedDict``.

    Args:
        evaluator: Follows names.
    """

    evaluator: Evaluator

    def of_type(self, place: Place, depth: int = 0) -> Names:
        """The keys of a ``TypedDict`` that is named, or of each of several."""
        context, node = place
        if node.type == "string" and depth <= _DEPTH:
            inside = quoted(context, node)
            if inside is not None:
                return self.of_type((context, inside), depth + 1)
        made = self._functional(context, node) if depth <= _DEPTH else None
        if made is not None:
            return made
        if depth <= _DEPTH and (inner := alternatives(node)) is not None:
            some = [part for part in inner if part.type != "keyword"]
            return either(self.of_type((context, part), depth + 1) for part in some)
        parts = list(node.children) if node.type in ("atom_expr", "power") else [node]
        found = self.evaluator.chain(context, parts)
        if found.doubt or not found.values:
            return unknown(found.doubt or f"{code(node)} is not known")
        return either(self._keys_of_class(value) for value in found.values)

    def of_value(self, context: Context, parts: list[Node]) -> Names:
        """The keys of an expression's value, an atom and its trailers."""
        found = self.evaluator.chain(context, parts).as_object()
        values = [value for value in found.values if name_of(value.py__class__()) != "NoneType"]
        if values and not found.doubt:
            return either(self._keys_of_class(value) for value in values)
        declared = self._declared(context, parts)
        if isinstance(declared, str):
            return unknown(found.doubt or declared)
        return either(self.of_type(place) for place in declared)

    def _declared(self, context: Context, parts: list[Node]) -> list[Place] | str:
        """The annotations of all that binds a name or an attribute, or what has none."""
        shown = "".join(part.get_code() for part in parts).strip()
        places: list[Place] = []
        for where, name in bindings(self.evaluator, context, parts):
            annotation = annotation_of(name)
            if annotation is None:
                return f"{shown} is not declared"
            places.append((where, annotation))
        return places or f"it is not known where {shown} is defined"

    def _keys_of_class(self, value: Value) -> Names:
        node = getattr(value, "tree_node", None)
        if node is None or node.type != "classdef":
            return unknown(f"{name_of(value)} may have any key")
        cls = ClassValue(self.evaluator.state, value.parent_context, node)
        order, doubt = Lineage(self.evaluator).order(cls)
        if not fields.is_typed_dict(order) or (not value.is_class() and not _is_instance(value)):
            return unknown(f"{node.name.value} may have any key")
        if any("extra_items" in code(base) for each in order for base in bases(each)):
            return unknown(f"{node.name.value} has other items")
        bodies = (each.tree_node for each in order if getattr(each, "tree_node", None) is not None)
        return Names(frozenset(key for body in bodies for key in fields.annotated(body)), doubt)

    def _functional(self, context: Context, node: Node) -> Names | None:
        """The keys of ``TypedDict("Name", {...})``; None for anything else."""
        call = node
        parts = list(node.children) if node.type in ("atom_expr", "power") else [node]
        if node.type == "name" or (parts[-1].type == "trailer" and parts[-1].children[0] == "."):
            found = [name.get_definition() for _, name in self.evaluator.bindings(context, parts)]
            if len(found) != 1 or found[0] is None or found[0].type != "expr_stmt":
                return None
            call = found[0].get_rhs()
        if call.type not in ("atom_expr", "power") or len(call.children) < 2:
            return None
        if fields.last_part(call) != "TypedDict" or call.children[-1].children[0] != "(":
            return None
        try:
            written = ast.parse(code(call), mode="eval").body
        except (SyntaxError, ValueError):
            return None
        match written:
            case ast.Call(args=[_, ast.Dict(keys=keys)], keywords=given):
                if any(each.arg != "total" for each in given):
                    return None
                constants = [key.value for key in keys if isinstance(key, ast.Constant)]
                if len(constants) == len(keys):
                    return Names(frozenset(each for each in constants if isinstance(each, str)))
        return None

    def annotations(self, context: Context, parts: list[Node], key: str) -> list[Place]:
        """How a key of a ``TypedDict`` is annotated, wherever it is."""
        if self.of_value(context, parts).doubt:
            return []
        found = self.evaluator.chain(context, parts)
        return list(self._annotations_of_key(found.values, key))

    def annotations_in(self, place: Place, key: str) -> list[Place]:
        """How a key is annotated in a ``TypedDict`` that an annotation names."""
        context, node = place
        if self.of_type(place).doubt:
            return []
        if (inner := alternatives(node)) is not None:
            return [one for part in inner for one in self.annotations_in((context, part), key)]
        parts = list(node.children) if node.type in ("atom_expr", "power") else [node]
        return list(self._annotations_of_key(self.evaluator.chain(context, parts).values, key))

    def _annotations_of_key(self, values: Iterable[Value], key: str) -> Iterator[Place]:
        for value in values:
            node = getattr(value, "tree_node", None)
            if node is None or node.type != "classdef":
                continue
            cls = ClassValue(self.evaluator.state, value.parent_context, node)
            found = field(self.evaluator, cls, key)
            if found is not None and (annotation := annotation_of(found[1])) is not None:
                yield found[0], annotation


def _is_instance(value: Value) -> bool:
    return bool(value.is_instance()) or type(value).__name__ == "TypedDict"
