"""Which keywords the call of a class takes, and its statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis import fields
from guyline.analysis.calls import makes_its_class
from guyline.analysis.decorated import effect
from guyline.analysis.decorators import wrappers
from guyline.analysis.lineage import Lineage, Order, defined, definition_of, name_of, own
from guyline.analysis.sources import compiled_keywords, source_definitions
from guyline.analysis.typed import Names, Node, Value

if TYPE_CHECKING:
    from guyline.analysis.signatures import Signatures

_NOTHING = Names(frozenset())
_MAKE_CLASSES = frozenset({"type", "Enum"})
_TAKE_FIELDS = frozenset({"Structure", "Union", "LittleEndianStructure", "BigEndianStructure"})
_TYPED_DICT = frozenset({"total", "closed", "extra_items"})


@dataclass(frozen=True, slots=True)
class Constructor:
    """The keywords of the calls of classes."""

    signatures: Signatures

    def keywords(self, cls: Value) -> Names:
        """What calling a class takes.

        Source: the Python reference, section 3.3.3.5: the metaclass's ``__call__`` gives the
        same arguments to ``__new__`` and, if that made an instance, to ``__init__``. So a
        keyword has to be taken by both.
        """
        order, doubt = self.order(cls)
        if doubt:
            return Names(frozenset(), doubt)
        return self._with_source(cls, self._of_both(order, cls))

    def order(self, cls: Value) -> tuple[Order, str]:
        """The classes whose constructors a call runs, and why it may run something else."""
        if definition_of(cls) is None:
            return [], f"class {name_of(cls)} has no source and no stub"
        lineage = Lineage(self.signatures.evaluator)
        order, doubt = lineage.order(cls)
        names = {name_of(each) for each in order}
        if names & _MAKE_CLASSES:
            return order, f"class {name_of(cls)} makes classes or members"
        if names & _TAKE_FIELDS:
            return order, f"class {name_of(cls)} takes its fields"
        if doubt:
            return order, doubt
        called, doubt = lineage.metaclass_methods(order, "__call__")
        if called and not doubt:
            doubt = f"class {name_of(cls)} is called by its metaclass"
        return order, doubt

    def _of_both(self, order: Order, cls: Value) -> Names:
        init = self.initializer(order, cls)
        new = self.method(order, "__new__", cls)
        if init is None:  # object's, which takes what __new__ does
            return new or _NOTHING
        if new is None:
            return init
        known = init.known | new.known
        if not init.doubt and new.doubt and not self._makes_instances(order):
            return Names(known, new.doubt)
        return Names(known, new.doubt and init.doubt)

    def _makes_instances(self, order: Order) -> bool:
        """Whether the ``__new__`` of an order gives what ``__init__`` is then called on."""
        for each in order:
            if found := own(each, "__new__"):
                return all(node.type == "funcdef" and makes_its_class(node) for node in found)
        return True

    def initializer(self, order: Order, cls: Value) -> Names | None:
        """What the first ``__init__`` in an order takes, written or made; None: object's."""
        for index, each in enumerate(order):
            kinds, doubt = self.decorators(each)
            if doubt:
                return Names(frozenset(), doubt)
            made = fields.made(each, order[index:], kinds)
            if isinstance(made, str):
                return Names(frozenset(), made)
            written = self.method([each], "__init__", cls)
            if made is not None:
                for base in order[index + 1 :]:
                    if why := self.decorators(base)[1]:
                        return Names(frozenset(), why)
                more = written.known if written is not None else frozenset()
                return Names(made | more)
            if written is not None:
                return written
        return None

    def method(self, order: Order, method: str, cls: Value) -> Names | None:
        """What a method takes, of the first class that has it; None: only object has."""
        for each in order:
            name = name_of(each)
            builtin = each.get_root_context().is_builtins_module()
            if builtin and (name == "object" or (name, method) == ("BaseException", "__new__")):
                continue
            root, definitions = defined(each, method)
            if definitions:
                return self.signatures.of_definitions(root, definitions, True, cls)
        return None

    def decorators(self, cls: Value) -> tuple[dict[Node, str], str]:
        """Which decorators of a class make its ``__init__``, and why another may."""
        node = definition_of(cls)
        found: dict[Node, str] = {}
        for decorator in node.get_decorators() if node is not None else ():
            kind = fields.kind_of(self.signatures.evaluator, cls.parent_context, decorator)
            if kind:
                found[decorator] = kind
                continue
            evaluator, shown = self.signatures.evaluator, name_of(cls)
            given = wrappers(evaluator, cls.parent_context, decorator)
            if given is not None and all(each.node is None for each in given):
                continue
            added, doubt = effect(evaluator, cls.parent_context, decorator, shown)
            if doubt or added & {"__init__", "__new__"}:
                return found, doubt or f"a decorator gives class {shown} another constructor"
        return found, ""

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

    def statement(self, cls: Value) -> Names:
        """Which keywords the statement of a class takes: ``class A(Base, key=...)``."""
        lineage = Lineage(self.signatures.evaluator)
        order, doubt = lineage.order(cls)
        known = {"metaclass"}
        if fields.is_typed_dict(order):
            return Names(frozenset(known | _TYPED_DICT), doubt)
        taken = self.method(order[1:], "__init_subclass__", cls) or _NOTHING
        known |= taken.known
        doubt = doubt or taken.doubt
        for method in ("__new__", "__prepare__", "__init__"):
            found, why = lineage.metaclass_methods(order, method)
            doubt = doubt or why
            for owner, node in found:
                root = owner.get_root_context()
                more = self.signatures.of_definition(root, node, True, None)
                known |= more.known
                doubt = doubt or more.doubt
        if "Enum" in {name_of(each) for each in order}:
            known |= {"boundary"}
        return Names(frozenset(known), doubt)
