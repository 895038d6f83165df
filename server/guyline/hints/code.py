"""A file as the rules see it: its syntax, its names, its loops."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from guyline.hints.pattern import head_of, plain
from guyline.hints.scopes import COMPREHENSIONS, Binding, How, Reader, Scope
from guyline.syntax import Node, Source
from guyline.text import LineIndex

if TYPE_CHECKING:
    from guyline.hints.array_loops import Nest
    from guyline.hints.known import Type

BUILTINS = frozenset(dir(builtins))
SELVES = frozenset({"self", "cls"})
"""What methods call the first thing they are given."""

LOOPS = frozenset({"for_statement", "while_statement"})
_PYTHON_2 = frozenset({"print_statement", "exec_statement"})
_DEEPEST = 8
"""Names that are followed to what they are bound to, one after the other."""


class Calls:
    """Calls, by the last part of what they call.

    Args:
        calls: The calls, in order.
    """

    def __init__(self, calls: Sequence[Node]) -> None:
        self._calls = calls
        self._places: dict[str, list[int]] = {}
        for place, call in enumerate(calls):
            self._places.setdefault(head_of(call), []).append(place)

    def of(self, names: Iterable[str]) -> list[Node]:
        """Those of what has one of these names, in order."""
        places = [place for name in names for place in self._places.get(name, ())]
        return [self._calls[place] for place in sorted(places)]


def by_attribute(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    """Attributes by their names, in order; those of broken code are left out."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        if (name := node.field("attribute")) is not None:
            found.setdefault(name.text, []).append(node)
    return found


def _is_left(node: Node) -> bool:
    return node.parent is not None and node.parent.field("left") is node


class Code:
    """A file.

    Args:
        text: Its text.
        version: The oldest Python it is for, as ``(3, 11)``.
        source: Its syntax, where that is known already.

    Attributes:
        text: As given.
        version: As given.
        source: Its syntax.
        root: The module's node.
        assumed: Types of what is being looked at, as they are known so far (``kinds.py``).
        asked: Which of them were asked for meanwhile.
        nests: Loops that several rules look at (``array_loops.py``). What is kept of a file is
            kept with it: where it is looked at part by part, it has to be forgotten with a part.
    """

    def __init__(
        self, text: str, version: tuple[int, int] = (3, 10), source: Source | None = None
    ) -> None:
        self.text = text
        self.version = version
        self.source = source or Source(text)
        self.root = self.source.root
        self.assumed: dict[tuple[object, ...], Type | None] = {}
        self.asked: set[tuple[object, ...]] = set()
        self.nests: dict[Node, Nest | None] = {}
        self._scope_at: dict[Node, Scope] = {}
        self._attributes: dict[Node, dict[str, list[Node]]] = {}
        self._answers: dict[Callable[[frozenset[str]], bool], bool] = {}

    @cached_property
    def _scopes(self) -> dict[Node, Scope]:
        return Reader(Scope(self.root), self.root.children).scopes

    @property
    def by_kind(self) -> dict[str, list[Node]]:
        """The nodes of each kind, from the top down, but for those within what is broken."""
        return self.source.by_kind

    def has(self, kinds: frozenset[str]) -> bool:
        """Whether there is a node of one of these kinds."""
        return not kinds.isdisjoint(self.by_kind)

    def calls_of(self, names: Iterable[str]) -> list[Node]:
        """The calls of what has one of these names, from the top down.

        Only the last part of what is called counts, or what an import says it is.
        """
        return self._calls.of(self.names_of(names))

    def names_of(self, names: Iterable[str]) -> set[str]:
        """Names, and what imports of the file call what has them."""
        return {each for name in names for each in (name, *self.aliases.get(name, ()))}

    @cached_property
    def _calls(self) -> Calls:
        return Calls(self.by_kind.get("call", ()))

    def attributes(self, around: Node, name: str) -> Sequence[Node]:
        """The attributes of a name within a class, of whatever they are, from the top down."""
        return self._attributes_in(around).get(name, ())

    def bound_attributes(self, around: Node, name: str) -> Sequence[Node]:
        """Those of them that a statement binds, alone and not as one of several targets."""
        return [each for each in Code.attributes(self, around, name) if _is_left(each)]

    def _attributes_in(self, around: Node) -> dict[str, list[Node]]:
        if around not in self._attributes:
            within = (each for each in around.walk() if each.kind == "attribute")
            self._attributes[around] = by_attribute(within)
        return self._attributes[around]

    @cached_property
    def lines(self) -> LineIndex:
        """The lines of the text."""
        return LineIndex(self.text)

    @cached_property
    def aliases(self) -> dict[str, set[str]]:
        """The other names that imports give to names."""
        found: dict[str, set[str]] = {}
        for scope in self._scopes.values():
            for bindings in scope.bindings.values():
                for each in bindings:
                    name = each.dotted.rpartition(".")[2]
                    if each.how is How.IMPORT and name != each.name:
                        found.setdefault(name, set()).add(each.name)
        return found

    @cached_property
    def imported(self) -> frozenset[str]:
        """The dotted names of all that the file imports, anywhere in it."""
        return frozenset(
            each.dotted
            for scope in self._scopes.values()
            for bindings in scope.bindings.values()
            for each in bindings
            if each.how is How.IMPORT
        )

    @cached_property
    def packages(self) -> frozenset[str]:
        """The modules that it imports, or something of them, and those around: ``os.path``, ``os``.

        What is imported counts as one as well: a name does not tell.
        """
        found = set[str]()
        for name in self.imported:
            while name and name not in found:
                found.add(name)
                name = name.rpartition(".")[0]
        return frozenset(found)

    def imports(self, package: str) -> bool:
        """Whether it imports a module, or something of it."""
        return package in self.packages

    def of_imports(self, question: Callable[[frozenset[str]], bool]) -> bool:
        """What the dotted names of all that it imports say to a question.

        Args:
            question: A function of a module, which always gives the same for the same names.
        """
        if question not in self._answers:
            self._answers[question] = question(self.imported)
        return self._answers[question]

    @property
    def module(self) -> Scope:
        """The module's scope."""
        return self._scopes[self.root]

    def scope_of(self, node: Node) -> Scope:
        """The scope that a node's names are read in.

        Defaults, annotations and bases belong to the scope around what they stand in, and so
        does what the first ``for`` of a comprehension goes over.
        """
        found = self._scope_at.get(node)
        if found is None:
            found = self._scope_at[node] = self._scope_around(node)
        return found

    def _scope_around(self, node: Node) -> Scope:
        below, scopes = node, self._scopes
        for around in node.above():
            scope = scopes.get(around)
            if scope is not None and _is_inside(around, below):
                return scope
            below = around
        return self.module

    def scope_made_by(self, node: Node) -> Scope:
        """The scope of a function, class, lambda or comprehension.

        Raises:
            KeyError: The node makes none.
        """
        return self._scopes[node]

    def function_of(self, node: Node) -> Scope:
        """The function, lambda, class or module whose code a node is part of."""
        scope = self.scope_of(node)
        while scope.is_comprehension and scope.parent is not None:
            scope = scope.parent
        return scope

    def owner(self, name: Node) -> Scope | None:
        """The scope that binds the name that is read at a node; None: none of the file's."""
        return self.scope_of(name).owner(name.text)

    def bindings(self, name: Node) -> list[Binding]:
        """What binds the name that is read at a node, anywhere; empty: nothing of the file."""
        owner = self.owner(name)
        return owner.bindings[name.text] if owner is not None else []

    def only_binding(self, name: Node) -> Binding | None:
        """What binds a name, where that is one place and no scope within changes it."""
        owner = self.owner(name)
        if owner is None or owner.changed_within(name.text) or name.text in owner.outer:
            return None
        found = owner.bindings[name.text]
        return found[0] if len(found) == 1 else None

    def reaching(self, name: Node) -> list[Binding]:
        """What may have bound the name that is read at a node, by the time it is read.

        The last assignment that every way to the node goes through hides what stands before
        it; what stands behind the node counts where a loop comes back.
        """
        owner = self.owner(name)
        if owner is None:
            return []
        found = owner.bindings[name.text]
        if owner is not self.function_of(name) or owner.changed_within(name.text):
            return found
        sure = [b for b in found if b.how is How.ASSIGNMENT and _precedes(b.node, name)]
        first = max((b.node.start for b in sure), default=-1)
        loops = [each for each in self.loops(name) if each.kind in LOOPS]
        last = max((loop.end for loop in loops), default=name.end)
        return [b for b in found if first <= b.node.start < last]

    def qualified(self, node: Node) -> str:
        """The dotted name of what an expression is for certain; empty: not known.

        ``builtins.sum`` for a name nothing in the file binds, ``re.compile`` for what comes
        from an import, whatever it is called here.
        """
        node = plain(node)
        if node.kind == "attribute":
            of = node.field("object")
            before = self.qualified(of) if of is not None else ""
            inner = node.field("attribute")
            known = before and inner is not None and not before.startswith("builtins.")
            return f"{before}.{inner.text}" if known and inner is not None else ""
        if node.kind != "identifier":
            return ""
        owner = self.owner(node)
        if owner is None:
            known = node.text in BUILTINS and not self.takes_all
            return f"builtins.{node.text}" if known else ""
        found = owner.bindings[node.text]
        paths = {each.dotted for each in found}
        told = all(each.how is How.IMPORT for each in found) and len(paths) == 1
        return paths.pop() if told and not owner.changed_within(node.text) else ""

    @property
    def is_python_2(self) -> bool:
        """Whether it has statements that only Python 2 had."""
        return self.has(_PYTHON_2)

    @cached_property
    def takes_all(self) -> bool:
        """Whether the file takes all names of some module, whatever these are."""
        return any(scope.stars for scope in self._scopes.values())

    def calls(self, node: Node, name: str) -> bool:
        """Whether a node is a call of what has this dotted name."""
        node = plain(node)
        function = node.field("function") if node.kind == "call" else None
        return function is not None and self.qualified(function) == name

    def called(self, call: Node) -> str:
        """The dotted name of what a call calls; empty: not known."""
        return self.qualified(call["function"])

    def loops(self, node: Node) -> Iterator[Node]:
        """The loops that run a node again and again, within its own function, inside out.

        Statements and the ``for`` of comprehensions. What a loop goes over is not in it.
        """
        below = node
        for around in node.above():
            if around.kind in ("function_definition", "lambda", "class_definition", "module"):
                if _is_inside(around, below):
                    return
            elif around.kind == "for_statement":
                if below.role == "body":
                    yield around
            elif around.kind == "while_statement":
                if below.role != "alternative":
                    yield around
            elif around.kind in COMPREHENSIONS:
                yield from _clauses(around, below)
            below = around

    def value_of(self, node: Node) -> Node:
        """What an expression stands for, names that are bound only once followed."""
        node = plain(node)
        for _ in range(_DEEPEST):
            owner = self.owner(node) if node.kind == "identifier" else None
            if owner is None or owner.changed_within(node.text):
                return node
            found = self.reaching(node)
            if len(found) != 1 or found[0].how is not How.ASSIGNMENT or found[0].value is None:
                return node
            node = plain(found[0].value)
        return node


def region_of(loop: Node) -> Node:
    """All that a loop runs: the statement, or the comprehension that a ``for`` is part of."""
    return loop.parent if loop.kind == "for_in_clause" and loop.parent is not None else loop


def arguments(call: Node) -> list[Node]:
    """The arguments of a call by place; those with stars are among them."""
    held = call.field("arguments")
    if held is None:
        return []
    if held.kind != "argument_list":
        return [held]  # a generator without brackets of its own
    return [child for child in held.children if child.kind != "keyword_argument"]


def named_arguments(call: Node) -> dict[str, Node]:
    """The arguments of a call by name."""
    held = call.field("arguments")
    children = held.children if held is not None and held.kind == "argument_list" else []
    return {c["name"].text: c["value"] for c in children if c.kind == "keyword_argument"}


def statement_of(node: Node) -> Node:
    """The statement a node is part of: what stands in a block, or in the module."""
    below = node
    for around in node.above():
        if around.kind in ("block", "module"):
            return below
        below = around
    return below


def last_names(*dotted: str) -> frozenset[str]:
    """The last parts of dotted names, for what a rule says that it looks at."""
    return frozenset(each.rpartition(".")[2] for each in dotted)


def argument(call: Node, place: int, name: str) -> Node | None:
    """The argument of a call that is given by place or by name; None: it is not given."""
    given = arguments(call)
    if place < len(given) and all(each.kind != "list_splat" for each in given[: place + 1]):
        return given[place]
    return named_arguments(call).get(name)


def every_argument(call: Node) -> list[Node]:
    """What a call is given, by place and by name."""
    return [*arguments(call), *named_arguments(call).values()]


def name_of_call(call: Node) -> str:
    """The last name of what a call calls: ``get`` of ``self.client.get(x)``; empty: it has none."""
    function = plain(call["function"])
    name = function.field("attribute") or function
    return name.text if name.kind == "identifier" else ""


def _precedes(binding: Node, node: Node) -> bool:
    """Whether every way to a node goes through a binding before it: it stands in a block around."""
    made, block = statement_of(binding), statement_of(binding).parent
    if block is None or made.kind != "expression_statement" or made.start >= node.start:
        return False
    return block.holds(node) and not made.holds(node) and _is_plain(binding)


def _is_plain(binding: Node) -> bool:
    """Whether a statement binds its name whenever it runs: not a walrus within a condition."""
    around = binding.parent
    return around is not None and around.kind in ("assignment", "augmented_assignment")


def block_of(statement: Node) -> list[Node]:
    """The statements that a statement stands among."""
    return statement.parent.children if statement.parent is not None else [statement]


def _is_inside(maker: Node, below: Node) -> bool:
    """Whether the child ``below`` of what makes a scope belongs to that scope."""
    if maker.kind in COMPREHENSIONS:
        first = next((c for c in maker.children if c.kind == "for_in_clause"), None)
        return below is not first
    if maker.kind in ("function_definition", "lambda", "class_definition"):
        return below.role == "body"
    return True


def _clauses(comprehension: Node, below: Node) -> Iterator[Node]:
    """The ``for`` clauses of a comprehension that run its child ``below``."""
    clauses = [c for c in comprehension.children if c.kind in ("for_in_clause", "if_clause")]
    before = clauses[: clauses.index(below)] if below in clauses else clauses
    yield from (c for c in reversed(before) if c.kind == "for_in_clause")
