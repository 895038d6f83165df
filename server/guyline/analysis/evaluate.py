"""What an expression may be: jedi's inference, with every step checked for completeness.

Each kind of expression either is proved to have no values but those given, or says why
not. Whatever is not handled here is a doubt, so that a forgotten case costs an answer and
never a wrong one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from guyline.analysis import calls, contents, definitions, implicit, narrowing, results
from guyline.analysis.fixpoint import Fixpoint
from guyline.analysis.internals import ClassValue, TreeInstance, builtin_from_name
from guyline.analysis.typed import Context, Names, Node, State, Typed, Value, union

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_PLAIN = frozenset({"int", "float", "str", "bytes", "bool", "complex", "list", "tuple", "set"})
"""Builtin types whose operators give what jedi says."""


class NamesOf(Protocol):
    """What knows the names of values."""

    def of(self, evaluator: Evaluator, value: Value) -> Names:
        """The names of one value."""


class Evaluator:
    """Answers for one version of the texts; remembers what it has seen.

    Args:
        state: jedi's inference state.
        members: The names of values, to tell which certainly lack one; None: none is told.

    Attributes:
        notes: What others found with its help, for as long as it lasts.
    """

    def __init__(self, state: State, members: NamesOf | None = None) -> None:
        self.state = state
        self._members = members
        self.notes: dict[Hashable, Any] = {}
        self._fixpoint = Fixpoint()

    @property
    def version(self) -> tuple[int, ...]:
        """The version of Python that is analysed: major, minor, micro."""
        return tuple(self.state.environment.version_info)

    def expression(self, context: Context, node: Node) -> Typed:
        """What the expression ``node`` may be in ``context``."""
        found = self.once((context, node), lambda: self._dispatch(context, node))
        return self._guarded(context, [node], found) if node.type == "name" else found

    def once(self, key: Hashable, compute: Callable[[], Typed]) -> Typed:
        """``compute()``, remembered; it may ask for itself (``x = x or y``)."""
        return self._fixpoint.once(key, compute)

    def chain(self, context: Context, parts: list[Node]) -> Typed:
        """What an atom with trailers may be: ``a``, ``a.b``, ``a.b(c)[d]``."""
        if parts[0] == "await":
            return self._awaited(self.chain(context, parts[1:]))
        if len(parts) == 1:
            return self.expression(context, parts[0])
        trailer = parts[-1]
        if trailer == "**" or (len(parts) > 2 and parts[-2] == "**"):
            return Typed.unknown("the result of ** is not known")
        if trailer.type != "trailer":
            return Typed.unknown("what stands there does not parse")
        found = self.once(
            (context, parts[0], trailer), lambda: self._trailer(context, parts[:-1], trailer)
        )
        return self._guarded(context, parts, found)

    def _guarded(self, context: Context, parts: list[Node], found: Typed) -> Typed:
        """What an expression may be, where a check of its type says more."""
        if not found.doubt:
            return found
        return narrowing.guarded(self, context, parts) or found

    def attribute(self, base: Typed, name: str) -> Typed:
        """What ``base.name`` may be."""
        return definitions.of_attribute(self, base, name)

    def names(self, value: Value) -> Names:
        """The names of a value."""
        if self._members is None:
            return Names(frozenset(), "its names are not known here")
        return self._members.of(self, value)

    def plain(self, value: Value) -> Value:
        """The one instance that stands for all of a class of the sources.

        What it was made with decides nothing here; with an instance for each call, a class
        that makes its like would be looked at anew each time.
        """
        if type(value) is not TreeInstance:
            return value
        cls = value.py__class__()
        if type(cls) is not ClassValue or cls.get_root_context().is_stub():
            return value
        return self.notes.setdefault(("instance", cls.tree_node), value)

    def lacks(self, value: Value, name: str) -> bool:
        """Whether a value certainly has no attribute of this name."""
        if list(value.goto(name)):
            return False
        names = self.names(value)
        return not names.doubt and name not in names.known

    def elements(self, iterable: Typed) -> Typed:
        """What iterating gives."""
        return implicit.elements(self, iterable)

    def entered(self, manager: Typed) -> Typed:
        """What ``with`` binds."""
        return implicit.entered(self, manager)

    def result(self, base: Typed) -> Typed:
        """What calling it without arguments gives."""
        return calls.result(self, base)

    def bindings(self, context: Context, parts: list[Node]) -> list[tuple[Context, Node]]:
        """Where a name, or the last name of a dotted one, is bound; imports followed."""
        return definitions.bindings(self, context, parts)

    def builtin(self, name: str) -> Typed:
        """An instance of a builtin class."""
        made = Typed(builtin_from_name(self.state, name).execute_with_values(), declared=True)
        return made.required(f"nothing is known of {name}")

    def _dispatch(self, context: Context, node: Node) -> Typed:
        kind = node.type
        if kind == "name":
            return definitions.of_name(self, context, node)
        if kind == "strings":
            return self.expression(context, node.children[0])
        if kind in ("number", "string", "fstring", "lambdef"):
            return Typed(context.infer_node(node), declared=kind != "lambdef")
        if kind == "keyword":
            return self._keyword(context, node)
        if kind == "atom":
            return self._atom(context, node)
        if kind in ("power", "atom_expr"):
            return self.chain(context, node.children)
        if kind == "test":  # a if b else c
            return union(self._alternative(context, node.children[i]) for i in (0, -1))
        if kind in ("or_test", "and_test"):
            return union(self._alternative(context, child) for child in node.children[::2])
        if kind == "namedexpr_test":
            return self.expression(context, node.children[2])
        if kind in ("testlist_star_expr", "testlist"):
            shown = contents.of_display(self, context, node)
            return Typed(context.infer_node(node)).holding(shown)
        return self._operator(context, node)

    def _alternative(self, context: Context, node: Node) -> Typed:
        """One of two: an empty display says nothing of what the other one contains."""
        found = self.expression(context, node)
        empty = node.type == "atom" and len(node.children) == 2
        return replace(found, declared=True) if empty else found

    def _keyword(self, context: Context, node: Node) -> Typed:
        if node.value in ("True", "False"):
            return self.builtin("bool")
        if node.value == "None":
            return Typed(context.infer_node(node), declared=True)
        return Typed.unknown(f"the value of {node.value} is not known")

    def _atom(self, context: Context, node: Node) -> Typed:
        """A bracketed expression, or a display: a list, a tuple, a dict, a set."""
        inner = node.children[1]
        if node.children[0] == "(" and inner != ")" and inner.type != "testlist_comp":
            return self.expression(context, inner)
        found = Typed(context.infer_node(node)).required("an unfinished display")
        return found.holding(contents.of_display(self, context, node))

    def _operator(self, context: Context, node: Node) -> Typed:
        if node.type == "not_test":
            return self.builtin("bool")
        if node.type == "comparison":
            words = {child.get_code().strip() for child in node.children[1::2]}
            if words <= {"is", "in", "is not", "not in"}:
                return self.builtin("bool")
            return Typed.unknown("a comparison may give anything")
        if node.type in ("arith_expr", "term"):
            return self._arithmetic(context, node)
        if node.type == "yield_expr":
            return results.sent(self, context, node)
        return Typed.unknown(f"the value of {_shown(node)} is not known")

    def _arithmetic(self, context: Context, node: Node) -> Typed:
        """``a + b``, ``a % b`` of builtins, and ``/`` of paths."""
        left = self.expression(context, node.children[0])
        operators = {child.value for child in node.children[1::2]}
        if left.doubt or not left.values:
            return left
        if all(_class_name(value) in ("Path", "PurePath") for value in left.values):
            return left if operators == {"/"} else Typed.unknown("an unusual path")
        operands = [self.expression(context, child) for child in node.children[2::2]]
        everything = union([left, *operands])
        names = {_class_name(value) for value in everything.values}
        text = {_class_name(value) for value in left.values} <= {"str", "bytes"}
        if text and operators <= {"%", "+", "*"}:
            return left  # whatever is on the other side, or it is an error
        if everything.doubt or not names <= _PLAIN:
            return Typed.unknown(everything.doubt or "an operator's result is not known")
        return Typed(context.infer_node(node)).required("an operator's result is not known")

    def _awaited(self, found: Typed) -> Typed:
        if found.doubt:
            return found.as_object()
        return found.awaited or Typed.unknown("what is awaited gives is not known")

    def _trailer(self, context: Context, before: list[Node], trailer: Node) -> Typed:
        found = self.chain(context, before)
        base = found.as_object()
        operator = trailer.children[0]
        if operator == "(" and found.makes is not None:
            return found.makes
        if operator == "(":
            return self._call(context, found.gives or base, before, trailer)
        if base.doubt:
            return base
        if operator == "[":
            return implicit.item(self, context, base, trailer)
        name = trailer.children[1].value
        given = self.attribute(base, name)
        if given.doubt and (checked := narrowing.guarded(self, context, before)) is not None:
            again = self.attribute(checked, name)
            return given if again.doubt else again
        return given

    def _call(self, context: Context, base: Typed, before: list[Node], trailer: Node) -> Typed:
        """A call; of a container's method, what the container holds tells more."""
        of_what = None
        if len(before) > 1 and before[-1].type == "trailer" and before[-1].children[0] == ".":
            of_what = self.chain(context, before[:-1]).as_object()
        if of_what is None or of_what.each is None:
            return calls.call(self, context, base, trailer)
        name = before[-1].children[1].value
        given = contents.given_by(self, context, of_what, name, trailer)
        if given is not None:
            return given
        found = calls.call(self, context, base, trailer)
        view = contents.of_view(self, of_what, name)
        return found if view is None else found.holding(view)


def _class_name(value: Value) -> str:
    if not value.is_instance() and not value.is_compiled():
        return ""
    return str(value.py__class__().py__name__())


def _shown(node: Node) -> str:
    code = " ".join(node.get_code().split())
    return code if len(code) <= 40 else code[:39] + "…"
