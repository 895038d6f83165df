"""Which strings an annotation, or a value that was declared, leaves possible.

Only what is declared counts: ``Literal``, and aliases of it. Whatever else a value may be is
a doubt, unless it is surely no string.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from guyline.analysis import fields
from guyline.analysis.aliases import quoted
from guyline.analysis.callee import definitions
from guyline.analysis.declared import (
    Place,
    alternatives,
    annotation_of,
    bases,
    bindings,
    code,
    either,
    text_of,
    unknown,
)
from guyline.analysis.internals import ClassValue
from guyline.analysis.lineage import Lineage, name_of
from guyline.analysis.typed import Context, Names, Node, Value
from guyline.analysis.typeddicts import TypedDicts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guyline.analysis.evaluate import Evaluator

_NO_STRINGS = frozenset(
    {"Callable", "Dict", "FrozenSet", "List", "Set", "Tuple", "Type", "bool", "bytearray", "bytes"}
    | {"complex", "dict", "float", "frozenset", "int", "list", "memoryview", "set", "slice"}
    | {"tuple", "type"}
)
_STANDARD = frozenset(
    {"builtins", "typing", "typing_extensions", "collections", "_collections_abc"}
)
_OF_STRINGS = frozenset(
    {"Collection", "Container", "Hashable", "Iterable", "Protocol", "Reversible", "Sequence"}
    | {"Sized", "str"}
)
_DEPTH = 8

NOTHING = Names(frozenset())


@dataclass(frozen=True, slots=True)
class Strings:
    """What is declared of strings and of keys.

    Args:
        evaluator: Follows names.
    """

    evaluator: Evaluator
    _within: list[Node] = field(default_factory=list)
    _declared: list[Node] = field(default_factory=list)

    def annotated(self, place: Place, depth: int = 0) -> Names:
        """The strings that a value annotated like this may be."""
        context, node = place
        if depth > _DEPTH:
            return unknown("an annotation nests too deeply")
        if node.type == "string":
            inside = quoted(context, node)
            if inside is None:
                return unknown(f"the annotation {code(node)} is not known")
            return self.annotated((context, inside), depth + 1)
        if (parts := alternatives(node)) is not None:
            return either(self.annotated((context, part), depth + 1) for part in parts)
        if node.type == "keyword":
            return NOTHING  # None
        if node.type in ("atom_expr", "power") and node.children[-1].children[0] == "[":
            return self._generic(context, node, depth)
        return self._named(context, node, depth)

    def _generic(self, context: Context, node: Node, depth: int) -> Names:
        """``base[arguments]``."""
        base = node.children[-2]
        name = str((base.children[-1] if base.type == "trailer" else base).value)
        arguments = node.children[-1].children[1]
        parts = arguments.children[::2] if arguments.type == "subscriptlist" else [arguments]
        if name == "Literal":
            return either(self._member(context, part, depth) for part in parts)
        before = list(node.children[:-1])
        return self._named(context, before[0] if len(before) == 1 else node, depth, before)

    def _member(self, context: Context, node: Node, depth: int) -> Names:
        """One argument of ``Literal``."""
        if node.type in ("string", "strings"):
            value = text_of(node)
            return NOTHING if value is None else Names(frozenset({value}))
        if node.type in ("number", "keyword", "factor"):
            return NOTHING
        if node.type in ("atom_expr", "power") and node.children[-1].children[0] == ".":
            found = self.evaluator.chain(context, list(node.children))
            if found.values and not any(value.is_class() for value in found.values):
                return NOTHING  # a member of an enumeration
        return self.annotated((context, node), depth + 1)

    def _named(
        self, context: Context, node: Node, depth: int, parts: list[Node] | None = None
    ) -> Names:
        """A name or a dotted one: an alias, or a class."""
        if parts is None:
            dotted = node.type in ("atom_expr", "power")
            parts = list(node.children) if dotted else [node]
        shown = "".join(part.get_code() for part in parts).strip()
        if any(part.type != "name" for part in parts[:1]) or any(
            part.type != "trailer" or part.children[0] != "." for part in parts[1:]
        ):
            return unknown(f"the annotation {shown} is not known")
        found = self.evaluator.bindings(context, parts)
        last = shown.rpartition(".")[2]
        if last in _NO_STRINGS and all(_is_standard(where) for where, _ in found):
            return NOTHING
        if not found:
            return unknown(f"{shown} may be any string")
        return either(self._binding_of_type(where, name, depth) for where, name in found)

    def _binding_of_type(self, context: Context, name: Node, depth: int) -> Names:
        definition = name.get_definition()
        if definition is not None and definition.type == "expr_stmt":
            rhs = definition.get_rhs()
            if rhs.type == "operator":
                return unknown(f"{name.value} is not known")
            return self.annotated((context, rhs), depth + 1)
        if definition is not None and definition.type == "classdef":
            return self._of_class(context, definition)
        return unknown(f"{name.value} may be any string")

    def _of_class(self, context: Context, node: Node) -> Names:
        """No string is an instance of a class that neither builds on str nor is a protocol."""
        shown = node.name.value
        order, doubt = Lineage(self.evaluator).order(
            ClassValue(self.evaluator.state, context, node)
        )
        names = {name_of(each) for each in order}
        written = {fields.last_part(base) for each in order for base in bases(each)}
        if doubt or (names | written) & _OF_STRINGS or _is_standard(context):
            return unknown(doubt or f"a {shown} may be any string")
        return NOTHING

    def value(self, context: Context, node: Node) -> Names:
        """The strings that an expression may be, by what is declared of it.

        What is only assigned (``mode = "read"``) says nothing of other values.
        """
        del self._declared[:]
        found = self.expression(context, node)
        if found.doubt or self._declared:
            return found
        return unknown(f"{code(node)[:40]} is not declared")

    def expression(self, context: Context, node: Node, depth: int = 0) -> Names:
        """The same, with what is only assigned."""
        if depth > _DEPTH:
            return unknown("following its definitions takes too long")
        if node.type in ("string", "strings"):
            value = text_of(node)
            return NOTHING if value is None else Names(frozenset({value}))
        if node.type == "keyword" and node.value in ("None", "True", "False"):
            return NOTHING
        if node.type == "atom" and node.children[0] == "(":
            return self.expression(context, node.children[1], depth + 1)
        if node.type == "test":
            return either(self.expression(context, node.children[i], depth + 1) for i in (0, -1))
        if node.type in ("or_test", "and_test"):
            return either(self.expression(context, n, depth + 1) for n in node.children[::2])
        if node.type == "name":
            return self.chain(context, [node], depth)
        if node.type in ("atom_expr", "power"):
            return self.chain(context, list(node.children), depth)
        return unknown(f"the value of {code(node)[:40]} is not declared")

    def chain(self, context: Context, parts: list[Node], depth: int = 0) -> Names:
        """The same of an atom and its trailers."""
        if getattr(parts[0], "value", "") == "await":
            parts = parts[1:]
        last = parts[-1]
        shown = "".join(part.get_code() for part in parts).strip()[:40]
        if len(parts) > 1 and last.type != "trailer":
            return unknown(f"the value of {shown} is not declared")
        if len(parts) > 1 and last.children[0] == "(":
            return self._returned(context, parts[:-1])
        if len(parts) > 1 and last.children[0] == "[":
            return self._item(context, parts, depth)
        members = self._members(context, parts)
        if members is not None:
            self._declared.append(last)
            return members
        found = bindings(self.evaluator, context, parts)
        if not found:
            return unknown(f"it is not known where {shown} is defined")
        return either(self._bound(where, name, depth) for where, name in found)

    def _bound(self, context: Context, name: Node, depth: int) -> Names:
        """What one binding leaves possible; within itself it adds nothing (``x = x or y``)."""
        if name in self._within:
            return NOTHING
        self._within.append(name)
        try:
            return self._bound_by(context, name, depth)
        finally:
            self._within.pop()

    def _members(self, context: Context, parts: list[Node]) -> Names | None:
        """The values of the members, of an enumeration of strings; None for anything else."""
        found = self.evaluator.chain(context, parts)
        return (
            None if found.doubt or not found.values else _enumerated(self.evaluator, found.values)
        )

    def _bound_by(self, context: Context, name: Node, depth: int) -> Names:
        annotation = annotation_of(name)
        definition = name.get_definition()
        if annotation is not None:
            self._declared.append(annotation)
            found = self.annotated((context, annotation))
            default = definition.default if definition.type == "param" else None
            if default is not None and default.type == "string":
                found = found.plus(self.expression(context, default, depth + 1))
            return found
        if definition is not None and definition.type == "expr_stmt":
            target = definition.children[0]
            plain = target.get_last_leaf() is name
            if plain and len(definition.children) == 3 and definition.children[1] == "=":
                return self.expression(context, definition.children[2], depth + 1)
        return unknown(f"{name.value} is not declared")

    def _returned(self, context: Context, parts: list[Node]) -> Names:
        called = definitions(self.evaluator, context, parts)
        if isinstance(called, str):
            return unknown(called)
        found = []
        for each in called:
            annotation = getattr(each.node, "annotation", None)
            if each.of_class or annotation is None:
                return unknown(f"what {code(parts[-1])[:40]} returns is not declared")
            self._declared.append(annotation)
            found.append(self.annotated((each.context, annotation)))
        return either(found)

    def _item(self, context: Context, parts: list[Node], depth: int) -> Names:
        """``value["key"]`` of a ``TypedDict``."""
        key = text_of(parts[-1].children[1])
        places = (
            [] if key is None else TypedDicts(self.evaluator).annotations(context, parts[:-1], key)
        )
        if not places:
            return unknown("an item's value is not declared")
        self._declared.append(parts[-1])
        return either(self.annotated(place, depth + 1) for place in places)


def _enumerated(evaluator: Evaluator, values: Iterable[Value]) -> Names | None:
    known: set[str] = set()
    for value in values:
        cls = value.py__class__() if value.is_instance() else None
        node = getattr(cls, "tree_node", None)
        if node is None or node.type != "classdef":
            return None
        order, doubt = Lineage(evaluator).order(cls)
        written = {fields.last_part(base) for each in order for base in bases(each)}
        if doubt or not ("StrEnum" in written or {"str", "Enum"} <= written):
            return None
        for statement in fields.statements(node):
            member = text_of(statement.children[-1])
            if statement.children[1] != "=" or member is None:
                return None
            known.add(member)
    return Names(frozenset(known)) if known else None


def _is_standard(context: Context) -> bool:
    module = str(context.get_root_context().py__name__() or "")
    return module.partition(".")[0] in _STANDARD
