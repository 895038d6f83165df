"""Statements: what is returned, where it stands, how it assigns, and in which order."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from guyline.proof.mutation import Edit
from guyline.proof.mutation.text import Placed
from guyline.search.repair.broken import Broken
from guyline.search.repair.template import Change, one, template

_LOOPS = (ast.For, ast.AsyncFor, ast.While)


@template("return", 1.2)
def returned(broken: Broken) -> Iterator[Change]:
    """A ``return`` is missing, returns nothing, or returns something else."""
    text = broken.text
    for block, _ in broken.blocks:
        last = block[-1]
        if isinstance(last, ast.Expr) and not isinstance(last.value, ast.Yield | ast.YieldFrom):
            yield one(text.edit(last, f"return {text.of(last)}", "return"), 1.2)
    names = [each for each in broken.locals if each not in broken.parameters]
    last = broken.body[-1]
    if not isinstance(last, (ast.Return, ast.Raise)) and broken.is_alone(last):
        at = broken.lines_of(last)[1]
        margin = broken.margin(broken.body[0])
        begin = "" if text.data[:at].endswith(b"\n") else "\n"
        own = [broken.receiver] if broken.receiver else []
        known = [
            *reversed(names),
            *broken.parameters,
            *own,
            *sorted({"True", "False", "0", "[]", '""'}),
        ]
        for place, name in enumerate(known[:14]):
            weight = 1.1 / (1 + 0.1 * place)
            yield one(Edit(at, at, f"{begin}{margin}return {name}\n", "return"), weight)
    for node, _ in broken.placed:
        if isinstance(node, ast.Return) and node.value is None:
            for name in [*names, *broken.parameters, "False", "True", "0", "[]"]:
                yield one(text.edit(node, f"return {name}", "return"), 0.8)
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
            for after in ("True", "False", "None", "0", "1", "-1", "[]", '""', "{}"):
                yield one(text.edit(node.value, after, "return"), 0.5)
            for name in broken.locals:
                yield one(text.edit(node.value, name, "return"), 0.4)
            if isinstance(node.value.value, bool):
                for name in broken.locals:
                    for asked in (f"not {name}", f"{name} == 0", f"bool({name})", f"{name} > 0"):
                        yield one(text.edit(node.value, asked, "return"), 0.5)


@template("depth", 1.0)
def depth(broken: Broken) -> Iterator[Change]:
    """A statement one block too deep, such as a ``return`` within a loop; or not deep enough."""
    for block, owner in broken.blocks:
        last = block[-1]
        if owner is broken.function or len(block) < 2 or not broken.is_alone(last):
            continue
        if isinstance(owner, ast.stmt):
            weight = 1.3 if isinstance(last, ast.Return) else 0.8
            yield from _moved(broken, last, broken.margin(owner), weight)
    for block, _ in broken.blocks:
        for before, after in pairwise(block):
            if isinstance(before, (*_LOOPS, ast.If, ast.With)) and broken.is_alone(after):
                inner = before.orelse or before.body if isinstance(before, ast.If) else before.body
                yield from _moved(broken, after, broken.margin(inner[-1]), 0.6)


@template("assignment", 1.0)
def assignment(broken: Broken) -> Iterator[Change]:
    """``=`` for ``+=``, or the other way round; the wrong operator with it."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.Assign(targets=[ast.Name() | ast.Attribute() | ast.Subscript() as target]):
                at, end = text.end(target), text.start(node.value)
                is_inside = broken.parents.get(node) is not broken.function
                for sign in ("+=", "-=", "*=", "|="):
                    edit = Edit(at, end, f" {sign} ", "assignment")
                    yield one(edit, (1.0 if sign == "+=" else 0.4) * (1.0 if is_inside else 0.3))
            case ast.AugAssign(target=target, value=value):
                yield one(Edit(text.end(target), text.start(value), " = ", "assignment"), 0.8)


@template("swapped", 0.6)
def swapped(broken: Broken) -> Iterator[Change]:
    """Two statements, or the branches of a condition, in the wrong order."""
    text = broken.text
    for block, _ in broken.blocks:
        for first, second in pairwise(block):
            if isinstance(second, ast.Return) or not (
                broken.is_alone(first) and broken.is_alone(second)
            ):
                continue
            yield Change(_exchanged(broken, first, second))
    for node, _ in broken.placed:
        match node:
            case ast.If(body=body, orelse=[first, *_] as other) if not _is_elif(broken, node):
                both = (_span(broken, body), _span(broken, other))
                made = (
                    Edit(*both[0], text.between(*both[1]), "branches"),
                    Edit(*both[1], text.between(*both[0]), "branches"),
                )
                yield Change(made, 0.9)
            case ast.Assign(targets=[ast.Tuple(elts=[_, _])], value=ast.Tuple(elts=[a, b])):
                yield Change(_exchanged(broken, a, b), 1.3)
            case ast.DictComp(key=a, value=b):
                yield Change(_exchanged(broken, a, b), 1.0)
            case ast.Call(func=ast.Name(id=outer) as a, args=given):
                for each in given:
                    match each:
                        case ast.Call(func=ast.Name(id=inner) as b) if inner != outer:
                            yield Change(_exchanged(broken, a, b), 1.0)
            case ast.Return(value=ast.Tuple(elts=[a, b])):
                yield Change(_exchanged(broken, a, b), 1.0)


@template("jump", 0.9)
def jump(broken: Broken) -> Iterator[Change]:
    """``break`` for ``continue``, a jump that is missing, or one too many."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.Break():
                yield one(text.edit(node, "continue", "jump"), 1.1)
                yield one(text.edit(node, "pass", "jump"), 0.6)
            case ast.Continue():
                yield one(text.edit(node, "break", "jump"), 1.1)
                yield one(text.edit(node, "pass", "jump"), 0.6)
            case ast.Return(value=value) if _in_loop(broken, node):
                yield one(text.edit(node, "continue", "jump"), 0.5)
                if value is None or isinstance(value, ast.Constant):
                    yield one(text.edit(node, "break", "jump"), 0.5)
    for block, owner in broken.blocks:
        last = block[-1]
        if isinstance(last, (ast.Break, ast.Continue, ast.Return, ast.Raise)):
            continue
        if isinstance(owner, ast.If) and _in_loop(broken, owner) and broken.is_alone(last):
            at = text.end(last)
            for word in ("break", "continue"):
                yield one(Edit(at, at, f"\n{broken.margin(last)}{word}", "jump"), 0.6)


@template("elif", 0.7)
def otherwise(broken: Broken) -> Iterator[Change]:
    """``if`` for ``elif``, or ``elif`` for ``if``; ``while`` for ``if``."""
    text = broken.text
    for block, _ in broken.blocks:
        for first, second in pairwise(block):
            if isinstance(first, ast.If) and isinstance(second, ast.If) and not first.orelse:
                at = text.start(second)
                yield one(Edit(at, at, "el", "elif"))
    for node, _ in broken.placed:
        if isinstance(node, ast.If):
            at = text.start(node)
            if _is_word(broken, at, b"elif"):
                yield one(Edit(at, at + 2, "", "elif"), 1.0)
            elif not node.orelse:
                yield one(Edit(at, at + 2, "while", "elif"), 0.4)
        elif isinstance(node, ast.While) and not node.orelse:
            at = text.start(node)
            yield one(Edit(at, at + 5, "if", "elif"), 0.2)


@template("left out", 0.25)
def left_out(broken: Broken) -> Iterator[Change]:
    """A statement too many."""
    for block, _ in broken.blocks:
        for each in block:
            if isinstance(each, (ast.Pass, ast.Return)) or not broken.is_alone(each):
                continue
            simple = isinstance(each, (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise, ast.Delete))
            if len(block) == 1:
                yield one(broken.text.edit(each, "pass", "left out"), 0.6 if simple else 0.3)
            else:
                edit = Edit(*broken.lines_of(each), "", "left out")
                yield one(edit, 0.8 if simple else 0.4)


def _exchanged(broken: Broken, one_: Placed, other: Placed) -> tuple[Edit, Edit]:
    """Each of two nodes in the other's place."""
    text = broken.text
    return text.edit(one_, text.of(other), "order"), text.edit(other, text.of(one_), "order")


def _moved(broken: Broken, node: ast.stmt, margin: str, weight: float) -> Iterator[Change]:
    """A statement that stands alone, at another margin."""
    own = broken.margin(node)
    start, end = broken.lines_of(node)
    lines = broken.text.between(start, end).splitlines(keepends=True)
    if all(each.startswith(own) or not each.strip() for each in lines):
        moved = "".join(margin + each[len(own) :] if each.strip() else each for each in lines)
        yield one(Edit(start, end, moved, "depth"), weight)


def _span(broken: Broken, block: list[ast.stmt]) -> tuple[int, int]:
    return broken.text.start(block[0]), broken.text.end(block[-1])


def _is_elif(broken: Broken, node: ast.If) -> bool:
    """Whether it has an ``elif`` behind it."""
    first = node.orelse[0]
    return isinstance(first, ast.If) and _is_word(broken, broken.text.start(first), b"elif")


def _is_word(broken: Broken, at: int, word: bytes) -> bool:
    return broken.text.data[at : at + len(word)] == word


def _in_loop(broken: Broken, node: ast.AST) -> bool:
    above = broken.parents.get(node)
    while above is not None and above is not broken.function:
        if isinstance(above, _LOOPS):
            return True
        above = broken.parents.get(above)
    return False
