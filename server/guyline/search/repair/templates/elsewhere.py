"""What the file does elsewhere: a condition, a case, a key. Much of a fix stands there already.

Source: Barr et al., "The Plastic Surgery Hypothesis", FSE 2014: 43 % of what commits bring in could
be taken from the very version that they change.
"""

from __future__ import annotations

import ast
import builtins
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from guyline.search.repair.broken import Broken
from guyline.search.repair.template import Change, one, template

_MOST = 40
_MOST_NAMES = 3
_MOST_PLACES = 8
_SHORT = (ast.Return, ast.Raise, ast.Continue, ast.Break, ast.Assign, ast.AugAssign)
_Test = ast.If | ast.While | ast.IfExp | ast.Assert


@dataclass(frozen=True, slots=True)
class _Asked:
    """A part of a condition that the file asks somewhere.

    Attributes:
        node: The part.
        names: The variables in it.
        is_near: Whether it stands in the same function.
    """

    node: ast.expr
    names: tuple[str, ...]
    is_near: bool

    def of(self, broken: Broken, name: str) -> str:
        """Its text, about another variable."""
        if self.names in ((), (name,)):
            return broken.text.of(self.node)
        return ast.unparse(_Renamed(self.names[0], name).visit(ast.parse(self.text, mode="eval")))

    @property
    def text(self) -> str:
        """Its text, as Python writes it."""
        return ast.unparse(self.node)


class _Renamed(ast.NodeTransformer):
    def __init__(self, old: str, new: str) -> None:
        self._old, self._new = old, new

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name(self._new, node.ctx) if node.id == self._old else node


@template("condition", 0.4)
def condition(broken: Broken) -> Iterator[Change]:
    """A condition lacks a part that the file asks elsewhere, perhaps of another variable."""
    text, parts = broken.text, _asked(broken)
    for test in _conditions(broken):
        own = [each.id for each in ast.walk(test) if isinstance(each, ast.Name)]
        names = [each for each in dict.fromkeys(own) if each in broken.locals][:_MOST_NAMES]
        for part in parts:
            for name in names if part.names else names[:1]:
                asked = part.of(broken, name)
                if asked in text.of(test):
                    continue
                weight = (1.0 if part.is_near else 0.8) * (1.0 if part.names == (name,) else 0.6)
                is_joined = isinstance(part.node, ast.BoolOp | ast.IfExp | ast.NamedExpr)
                asked = f"({asked})" if is_joined else asked
                is_plain = isinstance(test, ast.Compare | ast.UnaryOp)
                closed = text.of(test) if is_plain else text.closed(test)
                yield one(text.edit(test, f"{closed} and {asked}", "condition"), weight)
                yield one(text.edit(test, f"{closed} and not {asked}", "condition"), weight)
                yield one(text.edit(test, f"{closed} or {asked}", "condition"), 0.6 * weight)


@template("case", 0.4)
def case(broken: Broken) -> Iterator[Change]:
    """A case is missing that other functions of the file have."""
    for other in _cases(broken):
        names = _variables(broken, other)
        missing = [each for each in names if each not in broken.locals]
        if len(missing) > 1:
            continue
        for name in broken.parameters[:_MOST_NAMES] if missing else ("",):
            found = copy.deepcopy(other)
            if missing:
                found = _Renamed(missing[0], name).visit(found)
            used = {name or each for each in names}
            for place, statement in enumerate(broken.body[:_MOST_PLACES]):
                if place and not used & _loaded(statement):
                    continue
                step = broken.margin(statement)
                line = f"\n{step}".join(ast.unparse(found).splitlines())
                weight = (0.6 if missing else 1.0) / (1 + 0.1 * place)
                yield one(broken.before(statement, line, "case"), weight)


@template("key", 0.4, "KeyError")
def key(broken: Broken) -> Iterator[Change]:
    """Another key was meant: one that the file uses, or one that is named as its target is."""
    text = broken.text
    known = [each.value for each in _keys(broken.tree)]
    for node in _keys(*broken.body):
        statement: ast.AST = node
        if node not in broken.parents:  # in an annotation
            continue
        while not isinstance(statement, ast.stmt):
            statement = broken.parents[statement]
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        named = [getattr(each, "attr", getattr(each, "id", "")) for each in targets]
        for other in dict.fromkeys([*named, *known]):
            if other and other != node.value:
                yield one(text.edit(node, repr(other), "key"), 1.2 if other in named else 0.8)


def _cases(broken: Broken) -> list[ast.If]:
    """Short cases of the file's other functions, each once."""
    inside = {id(node) for node, _ in broken.placed}
    own = {ast.dump(node) for node, _ in broken.placed if isinstance(node, ast.If)}
    found: dict[str, ast.If] = {}
    for node in ast.walk(broken.tree):
        if not isinstance(node, ast.If) or node.orelse or id(node) in inside:
            continue
        is_short = len(node.body) == 1 and isinstance(node.body[0], _SHORT)
        if is_short and (form := ast.dump(node)) not in own:
            found.setdefault(form, node)
    return list(found.values())[:_MOST]


def _variables(broken: Broken, node: ast.AST) -> list[str]:
    """The names of a part that are neither the module's nor Python's, nor the method's object."""
    bound = {*broken.globals, *dir(builtins), broken.receiver}
    names = (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
    return [each for each in dict.fromkeys(names) if each not in bound]


def _loaded(statement: ast.stmt) -> set[str]:
    return {each.id for each in ast.walk(statement) if isinstance(each, ast.Name)}


def _conditions(broken: Broken) -> Iterator[ast.expr]:
    for node, _ in broken.placed:
        if isinstance(node, _Test):
            yield node.test
        elif isinstance(node, ast.comprehension):
            yield from node.ifs


def _asked(broken: Broken) -> list[_Asked]:
    """Parts of conditions of the file with at most one variable, those of the function first."""
    inside = {id(node) for node, _ in broken.placed}
    found: dict[str, _Asked] = {}
    for node in ast.walk(broken.tree):
        tests = [node.test] if isinstance(node, _Test) else getattr(node, "ifs", [])
        for part in [part for test in tests for part in _parts(test)]:
            names = _variables(broken, part)
            if len(names) <= 1:
                asked = _Asked(part, tuple(names), id(part) in inside)
                found.setdefault(ast.dump(part), asked)
    return sorted(found.values(), key=lambda each: not each.is_near)[:_MOST]


def _parts(test: ast.expr) -> Iterator[ast.expr]:
    """What a condition is put together of."""
    match test:
        case ast.BoolOp(values=values):
            for each in values:
                yield from _parts(each)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _parts(operand)
        case ast.Constant():
            return
        case _:
            yield test


def _keys(*within: ast.AST) -> Iterator[ast.Constant]:
    """Texts that something is looked up by."""
    for node in (each for one_ in within for each in ast.walk(one_)):
        match node:
            case (
                ast.Subscript(slice=ast.Constant(value=str()) as found)
                | ast.Call(
                    func=ast.Attribute(attr="get" | "pop" | "setdefault"),
                    args=[ast.Constant(value=str()) as found, *_],
                )
                | ast.Compare(left=ast.Constant(value=str()) as found, ops=[ast.In() | ast.NotIn()])
            ):
                yield found
