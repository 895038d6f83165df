"""Example inputs that are written down already: in docstrings, and where the function is called.

A call counts whose arguments are made of literals, of the library's and the module's own names,
and of local names that a plain assignment before it says what they are. Whether the values are
those of a real run does not matter: each is an input that the function was written for.
"""

from __future__ import annotations

import ast
import builtins
import copy
import doctest
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from guyline.errors import InputError
from guyline.proof.inside.recipe import MODULES, Input, Unmade
from guyline.proof.inside.written import input_of_call

_LONGEST = 2_000
_MOST_NODES = 200
_BUILTINS = frozenset(vars(builtins)) - {"open", "input", "print", "exec", "eval", "exit", "quit"}
_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Example:
    """A call that is written down.

    Attributes:
        line: The call, by the function's qualified name or on its receiver.
        where: Where it stands: the name of the file if it is another, and the line.
        input: What it is called with.
    """

    line: str
    where: str
    input: Input = field(compare=False)


def examples(source: str, qualname: str, most: int = 50) -> list[Example]:
    """The examples in a function's own file: those of docstrings first.

    Args:
        source: The module's.
        qualname: The function's qualified name.
        most: How many at most.

    Raises:
        InputError: The source does not parse.
    """
    tree = _parsed(source)
    wanted = _Wanted(tree, qualname)
    found = [*_documented(tree, wanted), *_called(tree, wanted, "line {}")]
    return _first(found, most)


def examples_elsewhere(
    source: str, qualname: str, other: str, name: str, most: int = 50
) -> list[Example]:
    """The examples in another file of the project.

    Args:
        source: The text of the function's module.
        qualname: The function's qualified name.
        other: The other file's text.
        name: The other file's name, for people.
        most: How many at most.

    Raises:
        InputError: The function's source does not parse. Another file that does not has none.
    """
    wanted = _Wanted(_parsed(source), qualname)
    if wanted.name not in other:
        return []
    try:
        tree = _parsed(other)
    except InputError:
        return []
    return _first(list(_called(tree, wanted, name + ", line {}")), most)


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise InputError(f"the source does not parse: {error}", "Mend the file") from error


def _first(found: list[Example], most: int) -> list[Example]:
    by_line: dict[str, Example] = {}
    for each in found:
        by_line.setdefault(each.line, each)
    return list(by_line.values())[:most]


class _Wanted:
    """The function whose calls are looked for, and the names its arguments may use."""

    def __init__(self, tree: ast.Module, qualname: str) -> None:
        self.qualname = qualname
        self.owner, _, self.name = qualname.rpartition(".")
        self.top = frozenset(_top_names(tree))
        self.known = _BUILTINS | self.top | frozenset(MODULES)

    def example(self, call: ast.Call, held: Mapping[str, ast.expr], where: str) -> Example | None:
        """What a call is an example of; None: of nothing."""
        if not self.is_named(call):
            return None
        whole = _Filled(held, self.top).visit(copy.deepcopy(call))
        func = whole.func
        if not self._is_it(func):
            return None
        if not _free(whole) <= self.known:
            return None
        line = ast.unparse(whole)
        if len(line) > _LONGEST:
            return None
        try:
            return Example(line, where, input_of_call(whole))
        except Unmade:
            return None

    def is_named(self, node: ast.AST) -> bool:
        """Whether a node is a call of something of the function's name."""
        if not isinstance(node, ast.Call):
            return False
        func = node.func
        return (func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")) == (
            self.name
        )

    def _is_it(self, func: ast.expr) -> bool:
        if isinstance(func, ast.Name):
            return not self.owner and func.id == self.name
        if not isinstance(func, ast.Attribute) or func.attr != self.name or not self.owner:
            return False
        receiver = func.value.func if isinstance(func.value, ast.Call) else func.value
        return ast.unparse(receiver) == self.owner


class _Filled(ast.NodeTransformer):
    """Puts what names stand for in their place, and takes modules' names off."""

    def __init__(self, held: Mapping[str, ast.expr], top: frozenset[str]) -> None:
        self._held = held
        self._top = top

    def visit_Name(self, node: ast.Name) -> ast.expr:
        value = self._held.get(node.id)
        if value is None or not isinstance(node.ctx, ast.Load):
            return node
        return copy.deepcopy(value)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        value = node.value
        if (
            isinstance(value, ast.Name)
            and value.id not in self._held
            and value.id not in self._top
            and value.id not in MODULES
            and node.attr in self._top
        ):
            return ast.copy_location(ast.Name(node.attr, ast.Load()), node)
        self.generic_visit(node)
        return node


def _filled(value: ast.expr, held: Mapping[str, ast.expr], top: frozenset[str]) -> ast.expr | None:
    """What an assignment says of a name; None: too much to be an example."""
    if sum(1 for _ in ast.walk(value)) > _MOST_NODES:
        return None
    filled: ast.expr = _Filled(held, top).visit(copy.deepcopy(value))
    return filled if sum(1 for _ in ast.walk(filled)) <= _MOST_NODES else None


def _free(node: ast.AST) -> set[str]:
    """The names that an expression reads and does not bind itself."""
    read: set[str] = set()
    bound: set[str] = set()
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            (read if isinstance(each.ctx, ast.Load) else bound).add(each.id)
        elif isinstance(each, ast.arg):
            bound.add(each.arg)
        elif isinstance(each, (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)):
            read.add("await")  # nobody knows a name like this
    return read - bound


def _top_names(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((each.asname or each.name).partition(".")[0] for each in node.names)
        else:
            for each in ast.walk(node):
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                    yield each.id


def _documented(tree: ast.Module, wanted: _Wanted) -> Iterator[Example]:
    for node in ast.walk(tree):
        if not isinstance(node, _Documented):
            continue
        text = ast.get_docstring(node, clean=False)
        if not text or ">>>" not in text:
            continue
        try:
            shown = doctest.DocTestParser().get_examples(text)
        except ValueError:  # prompts that are out of line
            continue
        first = node.body[0].lineno
        held: dict[str, ast.expr] = {}
        for each in shown:
            try:
                statements = ast.parse(each.source).body
            except (SyntaxError, ValueError):
                continue
            where = f"docstring, line {first + each.lineno}"
            for statement in statements:
                yield from _in_statement(statement, wanted, held, where)


def _called(tree: ast.Module, wanted: _Wanted, where: str) -> Iterator[Example]:
    """Calls in a file's code, block by block, with what its assignments say."""
    yield from _in_block(tree.body, wanted, {}, where)


def _in_block(
    block: list[ast.stmt], wanted: _Wanted, held: dict[str, ast.expr], where: str
) -> Iterator[Example]:
    for node in block:
        inner = dict(held)
        is_compound = any(isinstance(each, ast.stmt) for each in ast.iter_child_nodes(node))
        if is_compound and not any(map(wanted.is_named, ast.walk(node))):
            _forget(node, held)
            continue
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for name in (each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)):
                inner.pop(name, None)
            if node.name != wanted.name:  # its own calls are those of a recursion
                yield from _in_block(node.body, wanted, inner, where)
            continue
        if not is_compound:
            yield from _in_statement(node, wanted, held, where.format(node.lineno))
            continue
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt):
                _forget(child, inner)
            if isinstance(child, (ast.expr, ast.withitem)):
                yield from _in_expression(child, wanted, inner, where.format(node.lineno))
            elif isinstance(child, (ast.ExceptHandler, ast.match_case)):
                yield from _in_block(child.body, wanted, inner, where)
        for name in ("body", "orelse", "finalbody"):
            yield from _in_block(getattr(node, name, []), wanted, inner, where)
        _forget(node, held)


def _in_statement(
    node: ast.stmt, wanted: _Wanted, held: dict[str, ast.expr], where: str
) -> Iterator[Example]:
    yield from _in_expression(node, wanted, held, where)
    match node:
        case (
            ast.Assign(targets=[ast.Name(id=name)], value=value)
            | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
        ):
            filled = _filled(value, held, wanted.top)
            held.pop(name, None)
            if filled is not None:
                held[name] = filled
        case _:
            _forget(node, held)


def _forget(node: ast.AST, held: dict[str, ast.expr]) -> None:
    """What a node binds is something else from there on."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
            held.pop(each.id, None)


def _in_expression(
    node: ast.AST, wanted: _Wanted, held: Mapping[str, ast.expr], where: str
) -> Iterator[Example]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call):
            found = wanted.example(each, held, where)
            if found is not None:
                yield found
