"""Which keywords a call of a value takes, and why it may take others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from guyline.analysis.constructors import Constructor
from guyline.analysis.decorators import Wrapper, last_name, stands_for, wrappers
from guyline.analysis.forwarding import Uses, uses
from guyline.analysis.given import callable_of, chosen_by, parts_of, passed_to
from guyline.analysis.internals import ClassValue, get_parent_scope
from guyline.analysis.lineage import Lineage, defined, name_of
from guyline.analysis.lookup import siblings
from guyline.analysis.named import is_named
from guyline.analysis.parameters import parameters
from guyline.analysis.sources import compiled_keywords, is_compiled, source_definitions
from guyline.analysis.typed import Context, Names, Node, Typed, Value, as_set, is_none

if TYPE_CHECKING:
    from collections.abc import Iterable

    from guyline.analysis.argument import Call
    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.parameters import Parameters

ANY = "takes any keyword"
"""Ends the reason where it is known that every word may stand."""

_DEPTH = 6
"""Functions that pass their keywords on to others, one behind the other."""

_PARAMETERS = re.compile(r"(\w+)\.kwargs$")
_NONE = Names(frozenset())

Chosen = dict[str, tuple[Context, list[Node]]]
"""What the parameters of a function that is called hold, and the scope that it stands in."""


@dataclass(slots=True)
class Signatures:
    """The keywords of whatever can be called.

    Args:
        evaluator: Follows expressions.
    """

    evaluator: Evaluator
    _within: list[Node] = field(default_factory=list)
    _call: tuple[Context, Call] | None = None

    def of_call(self, context: Context, call: Call) -> Names:
        """What a call takes, its other arguments considered."""
        self._call = (context, call)
        return self.of_callee(context, call.parts)

    def of_callee(self, context: Context, parts: list[Node], owner: Value = None) -> Names:
        """What calling an expression takes.

        Args:
            context: Where it stands.
            parts: The expression, as an atom and its trailers.
            owner: The class whose method it stands in, when that is known to be a
                certain one: ``self`` and ``super()`` are then this class's.
        """
        if (
            getattr(parts[0], "value", "") == "super"
            and len(parts) == 3
            and parts[2].children[0] == "."
        ):
            return self._of_super(context, parts, owner)
        found = self.evaluator.chain(context, parts)
        if any(value.is_class() for value in found.values) and not is_named(
            self.evaluator, context, parts
        ):
            return Names(frozenset(), "it may be a subclass that is called")
        return self.of_typed(found)

    def of_typed(self, found: Typed) -> Names:
        """What calling any of the values of an expression takes."""
        found = found.called or found
        if found.doubt:
            return Names(frozenset(), found.doubt)
        values = of_namedtuple([value for value in found.values if not is_none(value)])
        if not values:
            return Names(frozenset(), "it is not known what is called")
        overloads = {_place(v) for v in values if is_overload(getattr(v, "tree_node", None))}
        known: frozenset[str] = frozenset()
        doubt = ""
        for value in values:
            more = self.of_value(value)
            known |= more.known
            node = getattr(value, "tree_node", None)
            if is_overload(node) or _place(value) not in overloads:
                doubt = doubt or more.doubt
        return Names(known, doubt)

    def of_value(self, value: Value) -> Names:
        """What calling a value takes."""
        if value.is_class():
            return Constructor(self).keywords(value)
        if getattr(value, "tree_node", None) is not None and value.is_function():
            bound = value.is_bound_method()
            owner = _owner(value) if bound else None
            functions = list(value.get_signature_functions())
            found = either(
                self.of_definition(each.get_root_context(), each.tree_node, bound, owner)
                for each in functions
            )
            found = found.plus(self._before_stub(value.tree_node, owner))
            return Names(found.known | self._of_other_versions(functions, bound), found.doubt)
        if value.is_instance():
            call = self.evaluator.attribute(Typed(as_set([value]), declared=True), "__call__")
            if any(_is_made_up(each) for each in call.values):
                return Names(frozenset(), f"what {name_of(value)} takes is only described")
            if any(each.is_instance() and not each.is_function() for each in call.values):
                return Names(frozenset(), "its __call__ is no plain function")
            return self.of_typed(call)
        return Names(frozenset(), f"what {name_of(value)} takes is not known")

    def _before_stub(self, node: Node, owner: Value) -> Names:
        """What a method takes that a class's source has, and its stub only inherits."""
        if owner is None or node.type != "funcdef":
            return _NONE
        for cls in Lineage(self.evaluator).order(owner)[0]:
            root, definitions = defined(cls, node.name.value)
            if definitions:
                behind = not root.is_stub() and cls.get_root_context().is_stub()
                return self.of_definitions(root, definitions, True, owner) if behind else _NONE
        return _NONE

    def _of_other_versions(self, functions: list[Value], bound: bool) -> frozenset[str]:
        """What a stub says that functions take in other versions of Python."""
        known: frozenset[str] = frozenset()
        for function in functions:
            node = function.tree_node
            if node.type != "funcdef" or not function.get_root_context().is_stub():
                continue
            for name in siblings(node.name):
                if name.parent.type == "funcdef":
                    taken = parameters(name.parent)
                    known |= taken.bound() if bound else taken.by_keyword
        return known

    def of_definition(self, root: Context, node: Node, bound: bool, owner: Value) -> Names:
        """What a function's definition takes.

        Args:
            root: The module it stands in.
            node: The definition.
            bound: Whether its first parameter is given.
            owner: The class it was found on, if any.
        """
        if node.type not in ("funcdef", "lambdef"):
            return Names(frozenset(), "what is called is not known")
        changes: list[Wrapper] = []
        doubt = ""
        for decorator in node.get_decorators() if node.type == "funcdef" else ():
            kind = last_name(decorator)
            bound = (bound or kind == "classmethod") and kind != "staticmethod"
            if kind == "wraps":
                continue  # it gives back the very function
            given = wrappers(self.evaluator, root.create_context(node), decorator)
            if given is None:
                doubt = doubt or f"{_shown(node)} is changed by @{kind}"
            else:
                changes = [each for each in given if each.node is not None] + changes
        if changes:
            self._call = None  # what another function is given is not what this one gets
        found = self._as_written(root, node, bound, owner)
        for change in changes:
            found = self._wrapped(change, found, owner)
        return Names(found.known, doubt or found.doubt)

    def of_definitions(self, root: Context, nodes: list[Node], bound: bool, owner: Value) -> Names:
        """What the definitions of one name take; overloads hide what they overload."""
        if not nodes:
            return _NONE
        overloads = [node for node in nodes if is_overload(node)]
        found = either(self.of_definition(root, n, bound, owner) for n in overloads or nodes)
        if not overloads:
            return found
        more = either(self.of_definition(root, n, bound, owner) for n in nodes)
        return Names(more.known, found.doubt)

    def _as_written(self, root: Context, node: Node, bound: bool, owner: Value) -> Names:
        """What a definition takes without its decorators."""
        taken = parameters(node)
        known = taken.bound() if bound else taken.by_keyword
        if root.is_stub():
            return self._of_stub(root, node, Names(_public(known)), taken, bound, owner)
        if taken.rest is None:
            return Names(known)
        more = self._rest(root, node, taken.rest, owner)
        return Names(known | more.known, more.doubt)

    def _wrapped(self, change: Wrapper, inside: Names, owner: Value) -> Names:
        """What the function takes that a decorator gives instead of another."""
        node = change.node
        taken = parameters(node)
        known = taken.by_keyword | inside.known
        if taken.rest is None:
            return Names(known)
        if self._annotated_rest(change.root, taken.rest) is None:
            found = uses(node, taken.rest.name)
            if found is None:
                return Names(known, f"what becomes of {_shown(node)}'s ** is not followed")
            if not found.calls:
                return Names(known, f"{_shown(node)} {ANY}")
            known |= found.names
            for parts in found.calls:
                if len(parts) == 1 and stands_for(parts[0], change):
                    more = inside
                else:
                    more = self.of_callee(change.root.create_context(parts[0]), parts, owner)
                if more.doubt:
                    return Names(known, f"{_shown(node)} {ANY}: {more.doubt}")
                known |= more.known
        return Names(known)

    def _of_stub(
        self, root: Context, node: Node, found: Names, taken: Parameters, bound: bool, owner: Value
    ) -> Names:
        """What a stub's function takes, and its source: each may know more."""
        known = set(found.known) | compiled_keywords(root, node)
        if root.py__name__() == "typing":
            known |= taken.by_position  # collections.abc, whose source knows no such parameters
        declared = self._annotated_rest(root, taken.rest) if taken.rest is not None else None
        if declared is not None:
            return Names(frozenset(known | declared.known), declared.doubt)
        doubt = f"{_shown(node)} {ANY}" if taken.rest is not None else ""
        sources = [each for each in source_definitions(root, node) if each[1].type == "funcdef"]
        for index, (where, source) in enumerate(sources):
            written = self._as_written(where, source, bound, owner)
            known |= written.known
            doubt = written.doubt or ("" if index == 0 else doubt)
        return Names(frozenset(known), doubt)

    def _rest(self, root: Context, node: Node, rest: Node, owner: Value) -> Names:
        """What a function takes with ``**kwargs``."""
        declared = self._annotated_rest(root, rest)
        own_class = node.search_ancestor("classdef")
        if declared is not None and (owner is None or owner.tree_node is own_class):
            return declared
        if declared is not None:
            # What a subclass makes of it, its base could not declare.
            more = self._handed_on(root, node, rest, owner)
            return Names(declared.known | more.known, declared.doubt or more.doubt)
        return self._handed_on(root, node, rest, owner)

    def _handed_on(self, root: Context, node: Node, rest: Node, owner: Value) -> Names:
        """What those take that a function hands its ``**kwargs`` on to."""
        if node in self._within:
            return Names(frozenset())  # it calls itself, which adds nothing
        found = uses(node, rest.name) if len(self._within) < _DEPTH else None
        if found is None:
            return Names(frozenset(), f"what becomes of {_shown(node)}'s ** is not followed")
        if not found.calls:
            return Names(frozenset(), f"{_shown(node)} {ANY}")
        call, self._call = self._call, None
        chosen: Chosen = {}
        if call is not None and not self._within:
            left_out = chosen_by(node, call[1])
            chosen = {name: (root, nodes) for name, nodes in left_out.items()}
            passed = passed_to(node, call[1])
            chosen |= {name: (call[0], [given]) for name, given in passed.items()}
        self._within.append(node)
        try:
            return self._forwarded(root, node, found, owner, chosen)
        finally:
            self._within.pop()
            self._call = call

    def _forwarded(
        self, root: Context, node: Node, found: Uses, owner: Value, chosen: Chosen
    ) -> Names:
        known = set(found.names)
        first = ""
        if node.type == "funcdef" and _in_class(node) and node.get_params():
            first = node.get_params()[0].name.value
        for parts in found.calls:
            context = root.create_context(parts[0])
            if first and getattr(parts[0], "value", "") == first:
                more = self._through_self(context, owner, parts)
            elif len(parts) == 1 and getattr(parts[0], "value", "") in chosen:
                where, nodes = chosen[parts[0].value]
                around, its = (context, owner) if where is root else (where, None)
                more = either(self.of_callee(around, parts_of(each), its) for each in nodes)
            else:
                more = self.of_callee(context, parts, owner)
            if more.doubt:
                return Names(frozenset(known), f"{_shown(node)} {ANY}: {more.doubt}")
            known |= more.known
        return Names(frozenset(known))

    def _through_self(self, context: Context, owner: Value, parts: list[Node]) -> Names:
        """``self.method(**kwargs)`` and ``cls(**kwargs)``, which subclasses decide on."""
        if len(parts) > 2:
            return self.of_callee(context, parts, owner)
        if owner is None:
            return Names(frozenset(), "it is not known which class it is called on")
        if len(parts) == 1:
            return Constructor(self).keywords(owner)
        if parts[1].children[0] != ".":
            return Names(frozenset(), "it is not known which class it is called on")
        mro, doubt = Lineage(self.evaluator).order(owner)
        found = self._of_method(mro, parts[1].children[1].value, owner)
        return Names(found.known, doubt or found.doubt)

    def _of_super(self, context: Context, parts: list[Node], owner: Value) -> Names:
        """``super().method``: what the next class in the order defines."""
        arguments = parts[1].children[1]
        node = parts[0].search_ancestor("classdef")
        if node is None:
            return Names(frozenset(), "super() stands in no class")
        root = context.get_root_context()
        own_class = ClassValue(self.evaluator.state, root.create_context(node), node)
        if arguments != ")" and arguments.get_code().split(",")[0].strip() not in (
            node.name.value,
            "self.__class__",
        ):
            return Names(frozenset(), "super() with arguments is not known")
        method = parts[2].children[1].value
        mro, doubt = Lineage(self.evaluator).order(own_class)
        if owner is not None:
            order, doubt = Lineage(self.evaluator).order(owner)
            nodes = [getattr(each, "tree_node", None) for each in order]
            if node in nodes:
                mro = order[nodes.index(node) :]
        if doubt:
            return Names(frozenset(), doubt)
        after = mro[1:]
        if not any(name_of(each) != "object" for each in after):
            return Names(frozenset(), "what super() finds depends on the other classes")
        if method == "__init__":
            return Constructor(self).initializer(after, owner or own_class) or _NONE
        return self._of_method(after, method, owner or own_class)

    def _of_method(self, mro: list[Value], method: str, owner: Value) -> Names:
        """What the first class in an order that defines a method takes for it."""
        for cls in mro:
            root, definitions = defined(cls, method)
            if definitions:
                return self.of_definitions(root, definitions, True, owner)
        return Names(frozenset(), f"nothing defines {method}")

    def _of_argument(self, rest: Node, variable: str) -> Names | None:
        """``**kwargs: P.kwargs``: what the argument takes that ``Callable[P, ...]`` declares."""
        declared = callable_of(rest, variable)
        if self._call is None or self._within or declared is None:
            return None
        context, call = self._call
        index, name = declared
        given = call.arguments_before()
        if given is None or name in call.named():
            return None
        if _in_class(rest.get_parent_function()):
            index -= 1
        if index < 0 or index >= len(given):
            return Names(frozenset())
        node = given[index]
        self._call = None
        return self.of_callee(context, parts_of(node))

    def _annotated_rest(self, root: Context, rest: Node) -> Names | None:
        """The keys of ``**kwargs: Unpack[Keys]``; None without such an annotation."""
        node = rest.annotation
        if node is not None and (match := _PARAMETERS.match(node.get_code().strip())):
            return self._of_argument(rest, match[1])
        if node is None or node.type not in ("atom_expr", "power"):
            return None
        children = node.children
        if not "".join(c.get_code() for c in children[:-1]).strip().endswith("Unpack"):
            return None
        inner = children[-1].children[1]
        found = self.evaluator.expression(root.create_context(rest), inner)
        values = list(found.values)
        if found.doubt or len(values) != 1 or not values[0].is_class():
            return None
        return Constructor(self).keywords(values[0])


def _place(value: Value) -> tuple[Node, str]:
    """Where a function is defined, and its name: overloads share both."""
    node = getattr(value, "tree_node", None)
    if node is None or node.type != "funcdef":
        return node, ""
    return get_parent_scope(node), node.name.value


def is_overload(node: Node | None) -> bool:
    """Whether a definition is one of several signatures of what follows it."""
    decorators = node.get_decorators() if node is not None and node.type == "funcdef" else ()
    return any(last_name(decorator) == "overload" for decorator in decorators)


def either(parts: Iterable[Names]) -> Names:
    """What one of several callees takes."""
    known: set[str] = set()
    doubt = ""
    for part in parts:
        known |= part.known
        doubt = doubt or part.doubt
    return Names(frozenset(known), doubt)


def _owner(value: Value) -> Value:
    instance = getattr(value, "instance", None)
    if instance is None or instance.is_class():
        return instance
    cls = instance.py__class__()
    return cls if cls.is_class() else None


def _in_class(node: Node) -> bool:
    parent = node.parent
    while parent is not None and parent.type not in ("classdef", "funcdef", "lambdef"):
        parent = parent.parent
    return parent is not None and parent.type == "classdef"


def _public(known: frozenset[str]) -> frozenset[str]:
    """Without the names that old stubs give to what has only a position."""
    return frozenset(n for n in known if not n.startswith("__") or n.endswith("__"))


def _shown(node: Node) -> str:
    return node.name.value if node.type == "funcdef" else "the lambda"


def _is_made_up(call: Value) -> bool:
    """Whether a ``__call__`` belongs to a class that only a stub has.

    Such a class describes what a compiled object takes, as numpy's ufuncs, and not all of it.
    """
    node, root = getattr(call, "tree_node", None), call.get_root_context()
    if node is None or not root.is_stub():
        return False
    return not any(source_definitions(root, node)) and not is_compiled(root)


def of_namedtuple(values: list[Value]) -> list[Value]:
    """Without what a stub declares ``namedtuple()`` to give, where the class itself is known."""
    made = [v for v in values if v.is_class() and v.get_root_context().py__name__() is None]
    return [v for v in values if not made or name_of(v) != "Tuple"]
