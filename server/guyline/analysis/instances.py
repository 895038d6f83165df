"""How many arguments the call of a class takes.

What calls ``__init__`` and ``__new__`` gives the same arguments to both (the Python
reference, section 3.3.3.5). Here a call counts as right if one of them takes it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis import fields
from guyline.analysis.arity import Arity, Parameter
from guyline.analysis.constructors import Constructor
from guyline.analysis.lineage import Lineage, defined, definition_of, name_of, own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.arities import Arities, Found
    from guyline.analysis.lineage import Order
    from guyline.analysis.typed import Node, Value

_ALL_NAMED = re.compile(r"\bkw_only\s*=\s*True")
_COMPUTED = re.compile(r"\bkw_only\s*=|\binit\s*=|\*\*")
_NO_VALUE = re.compile(r"(?:\w+\.)?field\((?!.*(?:\bdefault(?:_factory)?\s*=|\*\*))", re.DOTALL)
_NO_PARAMETER = re.compile(r"\binit\s*=\s*False")


@dataclass(frozen=True, slots=True)
class Instances:
    """The signatures of classes.

    Args:
        arities: Those of functions.
    """

    arities: Arities

    def of_class(self, cls: Value) -> Found:
        """The signatures of the constructors that a call of a class runs."""
        constructor = Constructor(self.arities.signatures)
        order, doubt = constructor.order(cls)
        if doubt or (doubt := self._changed(order)):
            return doubt
        if fields.is_typed_dict(order):
            return f"class {name_of(cls)} takes its keys"
        found: list[Arity] = []
        for index, each in enumerate(order):
            kinds, doubt = constructor.decorators(each)
            made = doubt or _made(each, order[index:], kinds)
            if isinstance(made, str):
                return made
            written = self._method(each, "__init__")
            if isinstance(written, str):
                return written
            found += written + ([] if made is None else [made])
            if written or made is not None:
                break
        more = self._allocator(order)
        if isinstance(more, str):
            return more
        if not found and not more:
            described = any(each.get_root_context().is_stub() for each in order)
            return f"only a stub describes class {name_of(cls)}" if described else [Arity()]
        return found + more

    def _allocator(self, order: Order) -> Found:
        """The signatures of the first ``__new__`` of an order; none for that of ``object``."""
        for each in order:
            builtin = each.get_root_context().is_builtins_module()
            if builtin and name_of(each) in ("object", "BaseException"):
                continue
            found = self._method(each, "__new__")
            if found:
                return found
        return []

    def _method(self, cls: Value, method: str) -> Found:
        """The signatures of a class's own method, bound to an instance."""
        if cls.get_root_context().is_builtins_module() and name_of(cls) == "object":
            return []
        root, definitions = defined(cls, method)
        found: list[Arity] = []
        for node in definitions:
            if node.type != "funcdef":
                return f"the constructor of class {name_of(cls)} is not known"
            more = self.arities.of_constructor(root, node)
            if isinstance(more, str):
                return more
            found += more
        return found

    def _changed(self, order: Order) -> str:
        """Why a class may get another constructor when it is made."""
        metaclasses, doubt = Lineage(self.arities.signatures.evaluator).metaclasses(order)
        for each in metaclasses:
            if not each.get_root_context().is_stub():
                return doubt or f"the metaclass {name_of(each)} may change the constructor"
        for each in order:
            stub = each.get_root_context().is_stub()
            if not stub and name_of(each) != "object" and own(each, "__init_subclass__"):
                return f"class {name_of(each)} may change the constructor"
        return doubt


def _made(cls: Value, order: Order, kinds: dict[Node, str]) -> Arity | str | None:
    """The signature of an ``__init__`` that is made of fields; None where none is."""
    made = fields.made(cls, order, kinds)
    node = definition_of(cls)
    if made is None or isinstance(made, str) or node is None:
        return made if isinstance(made, str) else None
    if not kinds:  # NamedTuple
        return Arity(places=tuple(_fields(node)))
    if set(kinds.values()) != {"dataclass"}:
        return f"the order of the fields of class {node.name.value} is not known"
    return _of_dataclass(order)


def _of_dataclass(order: Order) -> Arity | str:
    """The fields of dataclasses, a base's first; each keeps the place it got first."""
    found: dict[str, Parameter] = {}
    named: dict[str, Parameter] = {}
    for each in reversed(order):
        node = definition_of(each)
        if node is None:
            continue
        code = "".join(d.get_code() for d in node.get_decorators())
        if "dataclass" not in code:
            if any(fields.annotated(node)):
                return f"the fields of class {node.name.value} may not count"
            continue
        body = node.children[-1].get_code()
        if "KW_ONLY" in body or _COMPUTED.search(_ALL_NAMED.sub("", code)):
            return f"the fields of class {node.name.value} are computed"
        if _ALL_NAMED.search(body):
            return f"some fields of class {node.name.value} are given by keyword only"
        target = named if _ALL_NAMED.search(code) else found
        for parameter in _fields(node):
            if parameter.name not in found and parameter.name not in named:
                target[parameter.name] = parameter
            else:
                (found if parameter.name in found else named)[parameter.name] = parameter
    return Arity(places=tuple(found.values()), named=tuple(named.values()))


def _fields(node: Node) -> Iterator[Parameter]:
    """The fields that a class's body annotates, in order."""
    known = set(fields.annotated(node))
    for statement in fields.statements(node):
        target = statement.children[0]
        if target.type != "name" or target.value not in known:
            continue
        value = statement.get_rhs() if "=" in statement.children[1].children else None
        code = value.get_code().strip() if value is not None else ""
        if _NO_PARAMETER.search(code):
            continue
        yield Parameter(target.value, required=not code or _NO_VALUE.match(code) is not None)
