"""A function that is to be mended: its text, its tree, and what is known of how it fails."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guyline.errors import InputError
from guyline.proof.mutation import Edit, Text
from guyline.proof.mutation.places import Function
from guyline.proof.mutation.text import bodies

_Scope = Function | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Failure:
    """What is known of how the function fails.

    Attributes:
        errors: The types of what the failing tests raise.
        deepest: The line of the function that the deepest frame of a traceback is at; 0: none.
        near: For a wrong name, the names that might have been meant, nearest first.
        expected: Values that the failing tests name, as they are written.
        raises: Exceptions that the failing tests expect.
        suspicion: How suspicious each line is, from 0 to 1.
    """

    errors: frozenset[str] = frozenset()
    deepest: int = 0
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    expected: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    suspicion: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """A function that is to be mended.

    Attributes:
        source: The text of its file.
        qualname: Its qualified name.
        failure: How it fails.
    """

    source: str
    qualname: str
    failure: Failure = Failure()

    @cached_property
    def tree(self) -> ast.Module:
        """The file's tree."""
        return ast.parse(self.source)

    @cached_property
    def text(self) -> Text:
        """The text by the places of nodes."""
        return Text(self.source)

    @cached_property
    def scopes(self) -> tuple[_Scope, ...]:
        """The function, below the classes and functions that it is in.

        Raises:
            InputError: There is no such function.
        """
        found = [each for name, each in _scopes(self.tree, "", ()) if name == self.qualname]
        found = [each for each in found if not isinstance(each[-1], ast.ClassDef)]
        if not found:
            raise InputError(f"the file defines no function {self.qualname}")
        return found[-1]

    @cached_property
    def function(self) -> Function:
        """The function."""
        found = self.scopes[-1]
        assert not isinstance(found, ast.ClassDef)  # noqa: S101 - looked for above
        return found

    @property
    def owner(self) -> ast.ClassDef | None:
        """The class that it is a method of."""
        above = self.scopes[-2] if len(self.scopes) > 1 else None
        return above if isinstance(above, ast.ClassDef) else None

    @cached_property
    def receiver(self) -> str:
        """The name of a method's object, ``self`` as a rule; empty: it is no such method."""
        given = [*self.function.args.posonlyargs, *self.function.args.args]
        is_static = any(
            isinstance(each, ast.Name) and each.id == "staticmethod"
            for each in self.function.decorator_list
        )
        return given[0].arg if self.owner is not None and given and not is_static else ""

    @cached_property
    def body(self) -> list[ast.stmt]:
        """Its statements, without the docstring."""
        body = self.function.body
        is_told = ast.get_docstring(self.function, clean=False) is not None
        return body[1:] if is_told else body

    @cached_property
    def placed(self) -> tuple[tuple[ast.AST, ast.AST], ...]:
        """All nodes of the body with their parents; annotations are left out."""
        found: list[tuple[ast.AST, ast.AST]] = []
        for each in self.body:
            found += _walk(each, self.function)
        return tuple(found)

    @cached_property
    def blocks(self) -> tuple[tuple[list[ast.stmt], ast.AST], ...]:
        """All blocks of statements, with what they belong to."""
        found: list[tuple[list[ast.stmt], ast.AST]] = [(self.body, self.function)]
        for node, _ in self.placed:
            if isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
                found += [(block, node) for block in bodies(node)]
        return tuple(found)

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        """What each node of the body stands in."""
        return dict(self.placed)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Its parameters' names, without a method's object."""
        args = self.function.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        every += [each for each in (args.vararg, args.kwarg) if each is not None]
        return tuple(each.arg for each in every if each.arg != self.receiver)

    @cached_property
    def locals(self) -> tuple[str, ...]:
        """Parameters and names that are bound in the body, in order."""
        bound = [
            node.id
            for node, _ in self.placed
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        return tuple(dict.fromkeys([*self.parameters, *bound]))

    @cached_property
    def attributes(self) -> tuple[str, ...]:
        """What the class assigns on its object, and its methods' names."""
        if self.owner is None:
            return ()
        found = [
            node.attr
            for node in ast.walk(self.owner)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "self"
            and isinstance(node.ctx, ast.Store)
        ]
        for each in self.owner.body:
            match each:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                    found.append(name)
                case ast.AnnAssign(target=ast.Name(id=name)):
                    found.append(name)
        return tuple(dict.fromkeys(found))

    @cached_property
    def globals(self) -> tuple[str, ...]:
        """What the module binds at its top."""
        found: list[str] = []
        for each in self.tree.body:
            match each:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    found.append(name)
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    found += [(one.asname or one.name).partition(".")[0] for one in names]
                case ast.Assign(targets=targets):
                    found += [one.id for one in targets if isinstance(one, ast.Name)]
        return tuple(dict.fromkeys(found))

    def margin(self, node: ast.stmt) -> str:
        """The white space that a statement's line begins with; of one after others, its column."""
        start = self.text.offset(node.lineno, 0)
        before = self.text.between(start, self.text.start(node))
        return before if not before.strip() else " " * node.col_offset

    def is_alone(self, node: ast.stmt) -> bool:
        """Whether a statement has its lines for itself."""
        text = self.text
        assert node.end_lineno is not None  # noqa: S101 - it was parsed
        before = text.between(text.offset(node.lineno, 0), text.start(node))
        after = text.between(text.end(node), text.line(node.end_lineno + 1)).strip()
        return not before.strip() and (not after or after.startswith("#"))

    def lines_of(self, node: ast.stmt) -> tuple[int, int]:
        """The offsets of a statement's whole lines."""
        assert node.end_lineno is not None  # noqa: S101
        return self.text.offset(node.lineno, 0), self.text.line(node.end_lineno + 1)

    def before(self, node: ast.stmt, line: str, kind: str = "") -> Edit:
        """One more line before a statement, at its margin."""
        at = self.text.start(node)
        return Edit(at, at, f"{line}\n{self.margin(node)}", kind)

    def line_at(self, offset: int) -> int:
        """The number of the line that an offset lies in, from 1."""
        return self.text.data.count(b"\n", 0, offset) + 1

    def suspicion_of(self, edit: Edit) -> float:
        """How suspicious the lines are that an edit is about."""
        known = self.failure.suspicion
        if not known:
            return 1.0
        first, last = self.line_at(edit.start), self.line_at(max(edit.start, edit.end - 1))
        within = [known[each] for each in range(first, min(last, first + 40) + 1) if each in known]
        if not within:  # a line that never ran: in a branch that should have been taken, perhaps
            return 0.12
        return max(within)


def _walk(node: ast.AST, parent: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    yield node, parent
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment", "format_spec"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walk(child, node)


def _scopes(
    node: ast.AST, within: str, above: tuple[_Scope, ...]
) -> Iterator[tuple[str, tuple[_Scope, ...]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            scopes = (*above, child)
            yield within + child.name, scopes
            yield from _scopes(child, f"{within}{child.name}.<locals>.", scopes)
        elif isinstance(child, ast.ClassDef):
            yield from _scopes(child, f"{within}{child.name}.", (*above, child))
        else:
            yield from _scopes(child, within, above)
