"""How many arguments a call takes: the signatures of what is called.

A signature too many does no harm: a call is held to be wrong only where every one refuses it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.argument import Call
from guyline.analysis.arity import Arity, of_definition
from guyline.analysis.decorators import last_name, wrappers
from guyline.analysis.evidence import is_replaced
from guyline.analysis.expected import caught, expected
from guyline.analysis.facts import OF_CLASSES
from guyline.analysis.instances import Instances
from guyline.analysis.lineage import name_of
from guyline.analysis.lookup import siblings
from guyline.analysis.named import is_named
from guyline.analysis.overrides import overrides
from guyline.analysis.signatures import Signatures, is_overload, of_namedtuple
from guyline.analysis.sources import compiled_places, source_definitions
from guyline.analysis.typed import Typed, as_set, is_none
from guyline.analysis.versions import other_version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Context, Node, Value

Found = list[Arity] | str
"""The signatures that a call may meet, or why they are not known."""

_FUNCTIONS = frozenset({"FunctionValue", "BoundMethod", "MethodValue", "OverloadedFunctionValue"})
"""jedi's values that are what their definition says; others stand for something else."""
_MADE = re.compile(r"\.__(?:init|new|call)__[ \t]*=(?!=)")
"""Where a constructor, or what a call of an object runs, is assigned from outside."""
_SHOWN = 80
"""Characters of a signature that are shown."""
_OWN_CLASS = frozenset({"cls", "type(self)", "self.__class__"})


def arities(spot: Spot, members: Members) -> Answer:
    """The signatures of what is called where an argument begins, as facts."""
    call = Call.around(spot.leaf, spot.text)
    if isinstance(call, str):
        return Answer.open(call)
    if call.statement is not None:
        return Answer.open("a class statement is no call", receiver=call.receiver)
    found = other_version(spot.leaf, spot.version) or _of_call(spot, members, call)
    if isinstance(found, str):
        return Answer.open(found, receiver=call.receiver)
    facts = tuple(sorted({each.spelled() for each in found}))
    reason = f"{call.receiver} takes {_shown(facts)}"
    return Answer(None, closed=True, reason=reason, receiver=call.receiver, facts=facts)


def _of_call(spot: Spot, members: Members, call: Call) -> Found:
    if doubt := expected(call.parts[0]) or caught(call.parts[0], "TypeError"):
        return doubt
    code = "".join("".join(part.get_code() for part in call.parts).split())
    if code.startswith("super("):
        return "what super() finds depends on the other classes"
    if code in _OWN_CLASS:
        return "a subclass may be called"
    context = spot.context_of(call.bracket)
    if is_replaced(spot.evaluator, context, call.parts, spot.text):
        return f"what {call.receiver} is may be assigned in this file"
    typed = spot.evaluator.chain(context, call.parts)
    named = is_named(spot.evaluator, context, call.parts)
    if any(value.is_class() for value in typed.values) and not named:
        return "it may be a subclass that is called"
    arities = Arities(Signatures(spot.evaluator))
    if any(value.is_class() for value in typed.values) and _MADE.search(spot.text):
        return "a constructor is assigned in this file"
    found = arities.of_typed(typed, on_object=_is_on_object(spot, context, call))
    if isinstance(found, str) or not found:
        return found or "a method takes no argument at all"
    functions, doubt = overrides(spot.evaluator, spot, members, call)
    more = _joined(arities.of_definition(root, n, bound=True) for root, ns in functions for n in ns)
    if doubt or isinstance(more, str):
        return doubt or more
    return found + more


def _is_on_object(spot: Spot, context: Context, call: Call) -> bool:
    """Whether what is called is looked up on an object that is no module and no class."""
    last = call.parts[-1]
    if len(call.parts) < 2 or last.type != "trailer" or last.children[0] != ".":
        return False
    base = spot.evaluator.chain(context, call.parts[:-1])
    return not all(value.is_module() or value.is_class() for value in base.values)


@dataclass(frozen=True, slots=True)
class Arities:
    """The signatures of whatever can be called.

    Args:
        signatures: Knows the keywords, and how classes are made.
    """

    signatures: Signatures

    def of_typed(self, typed: Typed, *, on_object: bool) -> Found:
        """Those of the values of an expression.

        Args:
            typed: What it may be.
            on_object: Whether it is looked up on an object: then a function that a class
                body assigns is bound, and one that a method assigns is not.
        """
        typed = typed.called or typed
        values = of_namedtuple([value for value in typed.values if not is_none(value)])
        if typed.doubt or not values:
            return typed.doubt or "it is not known what is called"
        return _joined(self.of_value(value, on_object=on_object) for value in values)

    def of_value(self, value: Value, *, on_object: bool) -> Found:
        """Those of a value."""
        if value.is_class():
            return Instances(self).of_class(value)
        node = getattr(value, "tree_node", None)
        if type(value).__name__ in _FUNCTIONS and node is not None:
            ways = [True] if value.is_bound_method() else [False]
            ways += [True] if on_object and not _is_static(node) else []
            return _joined(
                self.of_definition(each.get_root_context(), each.tree_node, bound=bound)
                for each in value.get_signature_functions()
                for bound in dict.fromkeys(ways)
            )
        if value.is_instance() and not value.is_function():
            evaluator = self.signatures.evaluator
            call = evaluator.attribute(Typed(as_set([value]), declared=True), "__call__")
            if not any(each.is_instance() for each in call.values):
                return self.of_typed(call, on_object=True)
        return f"what {name_of(value)} takes is not known"

    def of_definition(self, root: Context, node: Node, *, bound: bool) -> Found:
        """Those of a function's definition.

        Args:
            root: The module it stands in.
            node: The definition.
            bound: Whether its first parameter is given.
        """
        if node.type not in ("funcdef", "lambdef"):
            return "what is called is not known"
        if node.type == "lambdef":
            return _bind(_versions(root, node), bound=bound)
        for decorator in node.get_decorators():
            kind = last_name(decorator)
            bound = (bound or kind == "classmethod") and kind != "staticmethod"
        if node.name.value in OF_CLASSES:
            return f"{node.name.value} is bound by Python itself"
        return self._changed(root, node) or _bind(_versions(root, node), bound=bound)

    def of_constructor(self, root: Context, node: Node) -> Found:
        """Those of an ``__init__`` or a ``__new__``, without its first argument."""
        return self._changed(root, node) or _bind(_versions(root, node), bound=True)

    def _changed(self, root: Context, node: Node) -> str:
        """Which decorator of a function may give another one; empty for none."""
        for decorator in node.get_decorators():
            if last_name(decorator) == "wraps":
                continue  # it gives back the very function
            given = wrappers(self.signatures.evaluator, root.create_context(node), decorator)
            if given is None or any(each.node is not None for each in given):
                return f"{node.name.value} is changed by @{last_name(decorator)}"
        return ""


def _is_static(node: Node) -> bool:
    decorators = node.get_decorators() if node.type == "funcdef" else ()
    return any(last_name(decorator) == "staticmethod" for decorator in decorators)


def _shown(facts: tuple[str, ...]) -> str:
    """Signatures for people to read: the first, shortened."""
    first = facts[0] if len(facts[0]) <= _SHOWN else f"{facts[0][: _SHOWN - 1]}…"
    return f"({first})" + (" or otherwise" if len(facts) > 1 else "")


def _versions(root: Context, node: Node) -> list[Arity]:
    """What a definition shows, and what else is known of the same function.

    A stub may lag behind what it describes; so its source counts as well.
    """
    stub = bool(root.is_stub())
    found = [of_definition(node, stub=stub)]
    if node.type != "funcdef" or not (stub or is_overload(node)):
        return found
    others = [name.parent for name in siblings(node.name) if name.parent.type == "funcdef"]
    found += [of_definition(each, stub=stub) for each in others if not is_overload(each)]
    sources = [source for _, source in source_definitions(root, node)]
    found += [of_definition(each, stub=False) for each in sources if each.type == "funcdef"]
    most = max((each.most or 0) for each in found)
    found += [each for each in compiled_places(root, node) if (each.most or 0) > most]
    return found


def _bind(found: list[Arity], *, bound: bool) -> Found:
    """The same signatures, without the first argument if that is given."""
    if not bound:
        return found
    return [left for each in found if (left := each.bound()) is not None]


def _joined(parts: Iterable[Found]) -> Found:
    found: list[Arity] = []
    for part in parts:
        if isinstance(part, str):
            return part
        found += part
    return found
