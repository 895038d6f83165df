"""Which names a file binds, where, and who reads them (the Python reference, 4.2 and 6.2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar

from guyline.syntax import DEEP, Node

COMPREHENSIONS = frozenset(
    {
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
    }
)
FUNCTIONS = frozenset({"function_definition", "lambda"})


class How(Enum):
    """What binds a name."""

    ASSIGNMENT = "assignment"
    ANNOTATION = "annotation"
    AUGMENTED = "augmented"
    PARAMETER = "parameter"
    LOOP = "loop"
    UNPACKED = "unpacked"
    IMPORT = "import"
    DEFINITION = "definition"
    DELETED = "deleted"
    OTHER = "other"


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place that binds a name.

    Attributes:
        name: The name.
        how: What binds it.
        node: Where the name stands.
        value: What it is bound to: the value of a plain assignment, the iterable of a loop
            whose only target it is, the default of a parameter; None: nothing so plain.
        annotation: Its annotation, where there is one.
        dotted: What an import binds it to, as ``package.module.name``.
    """

    name: str
    how: How
    node: Node
    value: Node | None = None
    annotation: Node | None = None
    dotted: str = ""


@dataclass(slots=True, eq=False)
class Scope:
    """A module, class, function, lambda or comprehension.

    Attributes:
        node: What makes it.
        parent: The scope around it; None for the module.
        bindings: What binds each of its names, in order.
        reads: Where each name is read in it, in order; names of scopes within not counted.
        inner: The scopes within.
        outer: Names that it says belong to a scope around it.
        stars: Whether it takes all names of a module.
    """

    node: Node
    parent: Scope | None = None
    bindings: dict[str, list[Binding]] = field(default_factory=dict)
    reads: dict[str, list[Node]] = field(default_factory=dict)
    inner: list[Scope] = field(default_factory=list)
    outer: set[str] = field(default_factory=set)
    stars: bool = False
    _changed: frozenset[str] | None = field(default=None, init=False, repr=False)

    @property
    def is_function(self) -> bool:
        """Whether it is a function's or a lambda's."""
        return self.node.kind in FUNCTIONS

    @property
    def is_class(self) -> bool:
        """Whether it is a class's."""
        return self.node.kind == "class_definition"

    @property
    def is_comprehension(self) -> bool:
        """Whether it is a comprehension's."""
        return self.node.kind in COMPREHENSIONS

    def owner(self, name: str) -> Scope | None:
        """The scope that binds a name as it is read here; None: no scope of the file."""
        scope: Scope | None = self
        first = True
        while scope is not None:
            seen = first or not scope.is_class
            if seen and name in scope.bindings and name not in scope.outer:
                return scope
            first = first and scope.is_comprehension
            scope = scope.parent
        return None

    def reads_of(self, name: str) -> Iterator[Node]:
        """Where a name that this scope binds is read, here and in scopes within."""
        yield from self.reads.get(name, ())
        for scope in self.inner:
            if name not in scope.bindings or name in scope.outer:
                yield from scope.reads_of(name)

    def changed_within(self, name: str) -> bool:
        """Whether a scope within binds a name for this one: ``global``, ``nonlocal``, ``:=``."""
        if self._changed is None:
            self._changed = _outer_of(self.inner)
        return name in self._changed


def _outer_of(scopes: list[Scope]) -> frozenset[str]:
    """The names that scopes, and those within them, say belong to a scope around."""
    found, left = set[str](), list(scopes)
    while left:
        scope = left.pop()
        found |= scope.outer
        left += scope.inner
    return frozenset(found)


class Reader:
    """Reads the scopes of a file, or of statements of it.

    Args:
        scope: The scope that they stand in.
        nodes: The statements.

    Attributes:
        top: As given.
        scopes: For each node that makes one.
    """

    def __init__(self, scope: Scope, nodes: Iterable[Node]) -> None:
        self.top = scope
        self.scopes: dict[Node, Scope] = {scope.node: scope}
        self._all(nodes, scope)

    def _all(self, nodes: Iterable[Node], scope: Scope) -> None:
        for node in nodes:
            self._read(node, scope)

    def _read(self, node: Node, scope: Scope) -> None:
        special = self._SPECIAL.get(node.kind)
        if special is not None:
            special(self, node, scope)
        else:
            self._all(node.children, scope)

    def _open(self, node: Node, parent: Scope) -> Scope:
        scope = self.scopes[node] = Scope(node, parent)
        parent.inner.append(scope)
        return scope

    def _name(self, node: Node, scope: Scope) -> None:
        scope.reads.setdefault(node.text, []).append(node)

    def _deep(self, node: Node, scope: Scope) -> None:
        """What lies too deep to be read may bind each name in it."""
        for name in node.children:
            self._name(name, scope)
            self._bind(scope, name, How.OTHER)

    def _bind(
        self,
        scope: Scope,
        node: Node,
        how: How,
        value: Node | None = None,
        annotation: Node | None = None,
        dotted: str = "",
    ) -> None:
        name = node.text
        found = Binding(name, how, node, value, annotation, dotted)
        scope.bindings.setdefault(name, []).append(found)

    def _target(self, node: Node, scope: Scope, how: How, value: Node | None = None) -> None:
        """Bind the names of a target; what else stands in it is read."""
        if node.kind == "identifier":
            self._bind(scope, node, how, value)
        elif node.kind in ("pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"):
            for child in node.children:
                self._target(child, scope, How.UNPACKED)
        elif node.kind in ("expression_list", "tuple", "list", "parenthesized_expression"):
            for child in node.children:
                self._target(child, scope, how if len(node.children) == 1 else How.UNPACKED)
        else:
            self._read(node, scope)

    def _assignment(self, node: Node, scope: Scope) -> None:
        left, right, annotation = node.field("left"), node.field("right"), node.field("type")
        for part in (right, annotation):
            if part is not None:
                self._read(part, scope)
        if left is None:
            return
        if left.kind == "identifier":
            how = How.ASSIGNMENT if right is not None else How.ANNOTATION
            value = right
            while value is not None and value.kind == "assignment":
                value = value.field("right")
            self._bind(scope, left, how, value, annotation)
        else:
            self._target(left, scope, How.UNPACKED)

    def _augmented(self, node: Node, scope: Scope) -> None:
        left, right = node.field("left"), node.field("right")
        if right is not None:
            self._read(right, scope)
        if left is not None:
            self._read(left, scope)
            if left.kind == "identifier":
                self._bind(scope, left, How.AUGMENTED, right)

    def _named(self, node: Node, scope: Scope) -> None:
        holder = scope
        while holder.is_comprehension and holder.parent is not None:
            holder = holder.parent
        if (value := node.field("value")) is not None:
            self._read(value, scope)
        if (name := node.field("name")) is not None:
            self._bind(holder, name, How.ASSIGNMENT, value)

    def _loop(self, node: Node, scope: Scope) -> None:
        left, right = node.field("left"), node.field("right")
        if right is not None:
            self._read(right, scope)
        if left is not None:
            self._target(left, scope, How.LOOP, right)
        self._all([c for c in node.children if c is not left and c is not right], scope)

    def _comprehension(self, node: Node, scope: Scope) -> None:
        own = self._open(node, scope)
        clauses = [c for c in node.children if c.kind in ("for_in_clause", "if_clause")]
        for number, clause in enumerate(clauses):
            if clause.kind == "if_clause":
                self._all(clause.children, own)
                continue
            left, rights = clause.field("left"), clause.fields("right")
            self._all(rights, own if number else scope)
            if left is not None:
                self._target(left, own, How.LOOP, rights[0] if len(rights) == 1 else None)
        self._all([c for c in node.children if c not in clauses], own)

    def _function(self, node: Node, scope: Scope) -> None:
        if (name := node.field("name")) is not None:
            self._bind(scope, name, How.DEFINITION, node)
        if (told := node.field("return_type")) is not None:
            self._read(told, scope)
        own = self._open(node, scope)
        parameters, body = node.field("parameters"), node.field("body")
        for parameter in parameters.children if parameters is not None else ():
            self._parameter(parameter, own, scope)
        if body is not None:
            self._read(body, own)

    def _parameter(self, node: Node, own: Scope, around: Scope) -> None:
        annotation, value = node.field("type"), node.field("value")
        for part in (annotation, value):
            if part is not None:
                self._read(part, around)
        name = node.field("name") or node
        while name.kind != "identifier" and name.children:
            name = name.children[0]
        starred = node.kind not in ("identifier", "default_parameter", "typed_default_parameter")
        plainly = not starred or (node.kind == "typed_parameter" and node.children[0] is name)
        how = How.PARAMETER if plainly else How.OTHER
        if name.kind == "identifier":
            self._bind(own, name, how, value, annotation if plainly else None)

    def _class(self, node: Node, scope: Scope) -> None:
        if (name := node.field("name")) is not None:
            self._bind(scope, name, How.DEFINITION, node)
        if (bases := node.field("superclasses")) is not None:
            self._read(bases, scope)
        own = self._open(node, scope)
        if (body := node.field("body")) is not None:
            self._read(body, own)

    def _as(self, node: Node, scope: Scope) -> None:
        """``with x as y``, ``except x as y``, and patterns of ``match``."""
        alias = node.field("alias")
        self._all([c for c in node.children if c is not alias], scope)
        for target in alias.children if alias is not None else ():
            self._target(target, scope, How.OTHER)
        if alias is None and node.children and node.children[-1].kind == "identifier":
            self._bind(scope, node.children[-1], How.OTHER)

    def _case(self, node: Node, scope: Scope) -> None:
        for child in node.children:
            if child.kind == "dotted_name" and len(child.children) == 1:
                self._bind(scope, child.children[0], How.OTHER)
            elif child.kind == "splat_pattern":
                for name in child.children:
                    self._target(name, scope, How.OTHER)
            else:
                self._read(child, scope)

    def _import(self, node: Node, scope: Scope) -> None:
        module = node.field("module_name")
        before = f"{module.text}." if module is not None else ""
        if node.kind == "future_import_statement":
            before = "__future__."
        if any(child.kind == "wildcard_import" for child in node.children):
            scope.stars = True
        for part in node.fields("name"):
            alias, name = part.field("alias"), part.field("name") or part
            path = "".join(name.text.split())
            if alias is not None:
                self._bind(scope, alias, How.IMPORT, None, None, before + path)
            elif name.children:
                dotted = before + path if before else path.partition(".")[0]
                self._bind(scope, name.children[0], How.IMPORT, None, None, dotted)

    def _outer(self, node: Node, scope: Scope) -> None:
        for name in node.children:
            scope.outer.add(name.text)
            scope.bindings.setdefault(name.text, [])

    def _delete(self, node: Node, scope: Scope) -> None:
        for child in node.children:
            for part in child.children if child.kind == "expression_list" else [child]:
                if part.kind == "identifier":
                    self._bind(scope, part, How.DELETED)
                else:
                    self._read(part, scope)

    def _attribute(self, node: Node, scope: Scope) -> None:
        if (of := node.field("object")) is not None:
            self._read(of, scope)

    def _keyword(self, node: Node, scope: Scope) -> None:
        if (value := node.field("value")) is not None:
            self._read(value, scope)

    _SPECIAL: ClassVar[dict[str, Callable[[Reader, Node, Scope], None]]] = {
        "identifier": _name,
        DEEP: _deep,
        "assignment": _assignment,
        "augmented_assignment": _augmented,
        "named_expression": _named,
        "for_statement": _loop,
        "function_definition": _function,
        "lambda": _function,
        "class_definition": _class,
        "as_pattern": _as,
        "case_pattern": _case,
        "import_statement": _import,
        "import_from_statement": _import,
        "future_import_statement": _import,
        "global_statement": _outer,
        "nonlocal_statement": _outer,
        "delete_statement": _delete,
        "attribute": _attribute,
        "keyword_argument": _keyword,
        **dict.fromkeys(COMPREHENSIONS, _comprehension),
    }
