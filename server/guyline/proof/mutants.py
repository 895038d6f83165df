"""Mutants of a function: the same with one small change, to see what evidence is worth.

Inputs that tell no mutant of the old code from the old code would not tell a wrong new version
from it either. So the share of mutants that the same inputs tell apart says how much it means
that a version was not refuted (mutation adequacy: DeMillo, Lipton and Sayward, "Hints on test
data selection", 1978).

A change is put into the text, so the rest of the file stays byte for byte. A mutant that does not
compile, or that compiles to the bytecode of the old code or of another mutant, is left out.
"""

from __future__ import annotations

import ast
import copy
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from types import CodeType

from guyline.errors import InputError
from guyline.proof.mutation import Edit, Text, edits_of
from guyline.proof.mutation.places import Function

_NOT_IT = frozenset({"setter", "deleter", "getter", "overload", "register"})
_Scope = Function | ast.ClassDef


@dataclass(frozen=True)
class Mutant:
    """A function with one change.

    Attributes:
        line: Of the change, from 1.
        column: Of the change, from 0, in characters.
        operator: What kind of change it is.
        before: What stood there.
        after: What stands there instead.
        original: The source of the module without the change.
        start: The change's offset in the source, in characters.
    """

    line: int
    column: int
    operator: str
    before: str
    after: str
    original: str = field(repr=False)
    start: int = field(repr=False)

    @cached_property
    def source(self) -> str:
        """The whole module, changed."""
        end = self.start + len(self.before)
        return self.original[: self.start] + self.after + self.original[end:]


def mutants(source: str, qualname: str) -> list[Mutant]:
    """All mutants of a function and of the functions within it, by their places.

    Args:
        source: The module's.
        qualname: The function's qualified name.

    Raises:
        InputError: The source does not parse, or has no such function.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InputError(f"the source does not parse: {error}", "Mend the file") from error
    scopes = _found(tree, qualname)
    text = Text(source)
    function = scopes[-1]
    assert not isinstance(function, ast.ClassDef)  # noqa: S101 - found as a function
    variant = _Variant(text, scopes)
    known = {variant.code(None)}
    made = []
    edits = dict.fromkeys(edits_of(text, function))
    for edit in sorted(edits, key=lambda each: (each.start, each.end, each.operator, each.after)):
        code = variant.code(edit)
        if code is not None and code not in known:
            known.add(code)
            made.append(mutant_of(source, text, edit))
    return made


def sample(found: Sequence[Mutant], most: int, random: Random) -> list[Mutant]:
    """Some of them, of as many kinds and lines as there are.

    Args:
        found: Mutants of one function.
        most: How many at most.
        random: Which.

    Returns:
        In the order they were given in.
    """
    if len(found) <= most:
        return list(found)
    left = list(range(len(found)))
    random.shuffle(left)
    operators: Counter[str] = Counter()
    lines: Counter[int] = Counter()
    taken = []
    for _ in range(most):
        best = min(left, key=lambda at: (operators[found[at].operator], lines[found[at].line]))
        left.remove(best)
        taken.append(best)
        operators[found[best].operator] += 1
        lines[found[best].line] += 1
    return [found[at] for at in sorted(taken)]


def mutant_of(source: str, text: Text, edit: Edit) -> Mutant:
    """A source with one edit; ``text`` is the source by the places of its nodes."""
    before = text.between(edit.start, edit.end)
    start = len(text.between(0, edit.start))
    rest = source[:start]
    line_start = max(rest.rfind("\n"), rest.rfind("\r")) + 1
    line = 1 + rest.count("\n") + rest.replace("\r\n", "").count("\r")
    return Mutant(line, start - line_start, edit.operator, before, edit.after, source, start)


def _found(tree: ast.Module, qualname: str) -> list[_Scope]:
    """The function, below the classes and functions that it is in.

    Raises:
        InputError: There is none.
    """
    candidates = [
        scopes
        for name, scopes in _scopes(tree, "", [])
        if name == qualname and not isinstance(scopes[-1], ast.ClassDef)
    ]
    fitting = [each for each in candidates if not _is_another(each[-1])]
    if not candidates:
        raise InputError(
            f"the file defines no function {qualname}", "Give its qualified name, as Class.method"
        )
    return (fitting or candidates)[-1]


def _is_another(scope: _Scope) -> bool:
    for decorator in scope.decorator_list:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
        if name in _NOT_IT:
            return True
    return False


def _scopes(node: ast.AST, within: str, above: list[_Scope]) -> Iterator[tuple[str, list[_Scope]]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            scopes = [*above, child]
            yield within + child.name, scopes
            yield from _scopes(child, f"{within}{child.name}.<locals>.", scopes)
        elif isinstance(child, ast.ClassDef):
            yield from _scopes(child, f"{within}{child.name}.", [*above, child])
        else:
            yield from _scopes(child, within, above)


class _Variant:
    """Compiles a function with a change, and of the rest of the module only what it stands in."""

    def __init__(self, text: Text, scopes: list[_Scope]) -> None:
        function = scopes[-1]
        self._text = text
        self._scopes = scopes[:-1]
        self._inner = function
        self._start = text.offset(function.lineno, 0)
        assert function.end_lineno is not None  # noqa: S101 - it was parsed
        self._end = text.line(function.end_lineno + 1)
        self._is_nested = function.col_offset > 0

    def code(self, edit: Edit | None) -> tuple[object, ...] | None:
        """Its bytecode with all that belongs to it; None: it does not compile."""
        data = self._text.data[self._start : self._end]
        if edit is not None:
            before = self._text.data[self._start : edit.start]
            data = before + edit.after.encode() + self._text.data[edit.end : self._end]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # "is" with a literal, and the like
                parsed = ast.parse(b"if 1:\n" + data if self._is_nested else data)
                body: list[ast.stmt] = list(parsed.body)
                if self._is_nested and isinstance(body[0], ast.If):
                    body = body[0].body
                return _signature(compile(self._around(body), "<mutant>", "exec"))
        except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
            return None

    def _around(self, body: list[ast.stmt]) -> ast.Module:
        for scope in reversed(self._scopes):
            outer = copy.copy(scope)
            outer.decorator_list = []
            if isinstance(outer, ast.ClassDef):
                outer.bases, outer.keywords, outer.body = [], [], body
            else:  # what it binds may be nonlocal within
                kept = [each for each in scope.body if not _is_in(self._inner, each)]
                outer.body = [*body, *kept]  # first: behind a return it would be left out
            body = [outer]
        return ast.Module(body=body, type_ignores=[])


def _is_in(node: ast.AST, other: ast.AST) -> bool:
    return any(each is node for each in ast.walk(other))


def _signature(code: CodeType) -> tuple[object, ...]:
    """All of a code that counts when it runs: not its lines, not its file."""
    return (
        code.co_code,
        tuple(_constant(each) for each in code.co_consts),
        code.co_names,
        code.co_varnames,
        code.co_freevars,
        code.co_cellvars,
        code.co_flags,
        code.co_argcount,
        code.co_posonlyargcount,
        code.co_kwonlyargcount,
        code.co_exceptiontable,
    )


def _constant(value: object) -> tuple[object, ...]:
    if isinstance(value, CodeType):
        return _signature(value)
    if isinstance(value, (tuple, frozenset)):
        parts = [_constant(each) for each in value]
        if isinstance(value, frozenset):
            parts.sort(key=repr)
        return (type(value).__name__, *parts)
    return (type(value).__name__, repr(value))
