"""Which keywords the call of a class takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis import fields
from guyline.analysis.decorators import keeps_parameters, last_name
from guyline.analysis.internals import get_parent_scope
from guyline.analysis.sources import compiled_keywords, source_definitions
from guyline.analysis.typed import Names, Node, Typed, Value

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.signatures import Signatures

_PLAIN_DECORATORS = frozenset(
    {
        "dataclass_transform",
        "deprecated",
        "disjoint_base",
        "final",
        "implementer",
        "runtime_checkable",
        "total_ordering",
        "type_check_only",
        "unique",
    }
)
_CONSTRUCTS = frozenset({"Generic", "Protocol", "Tuple", "Type", "object"})
_METACLASSES = frozenset({"type", "ABCMeta", "_ProtocolMeta"})
_NOTHING = Names(frozenset())


@dataclass(frozen=True, slots=True)
class Classes:
    """The order of classes, and what they define."""

    evaluator: Evaluator

    def order(self, cls: Value) -> tuple[list[Value], str]:
        """A class and its bases in the order of lookup, and why there may be others."""
        order = list(cls.py__mro__())
        doubt = ""
        nodes = {getattr(each, "tree_node", None) or _name(each) for each in order}
        for each in order:  # grows with the bases that jedi leaves out
            for base in self._bases(each):
                if isinstance(base, str):
                    doubt = doubt or base
                    continue
                for value in base.values:
                    known = getattr(value, "tree_node", None) or _name(value)
                    if known not in nodes:
                        nodes.add(known)
                        order.append(value)
        return order, doubt

    def _bases(self, cls: Value) -> list[Typed | str]:
        """The bases that a class's text names, or why they are not known."""
        node = getattr(cls, "tree_node", None)
        if node is None or node.type != "classdef":
            known = _name(cls) in _CONSTRUCTS or fields.is_construct(_name(cls))
            return [] if known else [f"class {_name(cls)} has no source and no stub"]
        arguments = node.get_super_arglist()
        if arguments is None:
            return []
        children = arguments.children if arguments.type == "arglist" else [arguments]
        return [
            base
            for child in children
            if child.type != "operator"
            for base in self._base(cls, node, child)
        ]

    def _base(self, cls: Value, node: Node, child: Node) -> list[Typed | str]:
        shown = node.name.value
        context = cls.parent_context
        if child.type == "argument":
            if child.children[0] in ("*", "**"):
                return [f"the bases of class {shown} are computed"]
            if child.children[0] == "metaclass":
                return self._metaclass(context, shown, child.children[-1])
            return []
        if fields.last_part(child) in ("Generic", "Protocol") or fields.is_construct(
            fields.last_part(child)
        ):
            return []
        parts = list(child.children) if child.type in ("power", "atom_expr") else [child]
        while len(parts) > 1 and parts[-1].type == "trailer" and parts[-1].children[0] == "[":
            parts.pop()
        found = self.evaluator.chain(context, parts)
        if found.doubt:
            return [f"a base of class {shown}: {found.doubt}"]
        values = list(found.values)
        if len(values) != 1 or not values[0].is_class():
            return [f"the base {child.get_code().strip()} of class {shown} is not one class"]
        return [found]

    def _metaclass(self, context: object, shown: str, made: Node) -> list[Typed | str]:
        """Nothing, or the doubt that a metaclass's own ``__call__`` makes."""
        if fields.last_part(made) in _METACLASSES:
            return []
        found = self.evaluator.expression(context, made)
        for value in found.values if not found.doubt else ():
            if not value.is_class():
                break
            order, doubt = self.order(value)
            own = [e for e in order if _name(e) not in ("type", "object")]
            if doubt or any(self.own(each, "__call__") for each in own):
                break
        else:
            if found.values and not found.doubt:
                return []
        return [f"class {shown} is made by the metaclass {made.get_code().strip()}"]

    def own(self, cls: Value, method: str) -> list[Node]:
        """Where a class itself binds a method: the definition, or the name where it is none."""
        node = getattr(cls, "tree_node", None)
        if node is None or node.type != "classdef":
            return []
        used = node.get_root_node().get_used_names().get(method, ())
        found = []
        for name in used:
            if not name.is_definition() or name.parent.type == "trailer":
                continue
            definition = name.parent if name.parent.type == "funcdef" else name
            if get_parent_scope(definition) is node:
                found.append(definition)
        return found


@dataclass(frozen=True, slots=True)
class Constructor:
    """The keywords of the calls of classes."""

    signatures: Signatures

    def keywords(self, cls: Value) -> Names:
        """What calling a class takes."""
        name = _name(cls)
        node = getattr(cls, "tree_node", None)
        if node is None or node.type != "classdef":
            return Names(frozenset(), f"class {name} has no source and no stub")
        order, doubt = Classes(self.signatures.evaluator).order(cls)
        names = {_name(each) for each in order}
        if "type" in names or "Enum" in names:
            return Names(frozenset(), f"class {name} makes classes or members")
        if "Structure" in names or "Union" in names:
            return Names(frozenset(), f"class {name} takes its fields")
        if doubt:
            return Names(frozenset(), doubt)
        init = self.initializer(order, cls)
        new = self._method(order, "__new__", cls)
        if init is None:  # object's, which takes what __new__ does
            found = new or _NOTHING
        elif new is None or not init.doubt:
            found = Names(init.known | (new.known if new else frozenset()), init.doubt)
        else:
            found = Names(init.known | new.known, new.doubt and init.doubt)
        return self._with_source(cls, found)

    def initializer(self, order: list[Value], cls: Value) -> Names | None:
        """What the first ``__init__`` in an order takes, written or made; None: object's."""
        for index, each in enumerate(order):
            made = fields.made(each, order[index:])
            if isinstance(made, str):
                return Names(frozenset(), made)
            written = self._method([each], "__init__", cls)
            if made is not None:
                more = written.known if written is not None else frozenset()
                return Names(made | more)
            if doubt := self._changed(each):
                return Names(frozenset(), doubt)
            if written is not None:
                return written
        return None

    def _method(self, order: list[Value], method: str, cls: Value) -> Names | None:
        """What a method takes, of the first class that has it; None: only object has."""
        classes = Classes(self.signatures.evaluator)
        for each in order:
            name = _name(each)
            builtin = each.get_root_context().is_builtins_module()
            if builtin and (name == "object" or (name, method) == ("BaseException", "__new__")):
                continue
            if definitions := classes.own(each, method):
                root = each.get_root_context()
                parts = [self.signatures.of_definition(root, d, True, cls) for d in definitions]
                known = frozenset(name for part in parts for name in part.known)
                return Names(known, next((p.doubt for p in parts if p.doubt), ""))
        return None

    def _changed(self, cls: Value) -> str:
        """Whether a decorator may make something else of a class."""
        node = getattr(cls, "tree_node", None)
        if node is None or node.type != "classdef":
            return ""
        for decorator in node.get_decorators():
            if last_name(decorator) in _PLAIN_DECORATORS or fields.is_maker(decorator):
                continue
            if not keeps_parameters(self.signatures.evaluator, cls.parent_context, decorator):
                return f"class {node.name.value} is changed by @{last_name(decorator)}"
        return ""

    def _with_source(self, cls: Value, found: Names) -> Names:
        """With what the source of a stub's class takes besides."""
        root = cls.get_root_context()
        if not root.is_stub():
            return found
        known = set(found.known) | compiled_keywords(root, cls.tree_node)
        for where, node in source_definitions(root, cls.tree_node):
            for function in node.iter_funcdefs() if node.type == "classdef" else ():
                if function.name.value in ("__init__", "__new__"):
                    known |= self.signatures.of_definition(where, function, True, None).known
        return Names(frozenset(known), found.doubt)


def _name(value: Value) -> str:
    try:
        return str(value.py__name__())
    except (AttributeError, NotImplementedError):
        return "it"
