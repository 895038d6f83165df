"""From an expression to its recipe."""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from typing import Any

from .recipe import Group, Input, Made, Pairs, Plain, Recipe, Source, Unmade
from .tensor import Tensor

_COLLECTIONS = {"list": ast.List, "tuple": ast.Tuple, "set": ast.Set}
_ODD = {"math.nan": math.nan, "math.inf": math.inf, "-math.inf": -math.inf}
_DEEPEST = 200  # levels of an expression; what is read must not depend on Python's own limit


def recipe_of_text(text: str) -> Recipe:
    """The recipe of an expression; what has no form of its own is taken as it is.

    Raises:
        Unmade: It is no expression.
    """
    return _recipe(_parsed(text))


def input_of_text(line: str) -> Input:
    """The input of a call, as it is written: ``f([1], key=2)``, ``Basket().add(3)``.

    Raises:
        Unmade: It is no call.
    """
    parsed = _parsed(line)
    if isinstance(parsed, ast.Await):
        parsed = parsed.value
    if not isinstance(parsed, ast.Call):
        raise Unmade("not a call")
    return _input(parsed)


def _parsed(text: object) -> ast.expr:
    if not isinstance(text, str):
        raise Unmade("not a text")
    try:
        parsed = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unmade(str(error)) from error
    _refuse_deep(parsed)
    return parsed


def _refuse_deep(node: ast.expr) -> None:
    level: list[ast.AST] = [node]
    for _ in range(_DEEPEST):
        level = [child for each in level for child in ast.iter_child_nodes(each)]
        if not level:
            return
    raise Unmade("too deep")


def input_of_call(call: ast.Call) -> Input:
    """The input of a call that is parsed already; what is before the last dot is the receiver.

    Raises:
        Unmade: Its arguments are unpacked, or it is too deep.
    """
    _refuse_deep(call)
    return _input(call)


def _input(call: ast.Call) -> Input:
    if any(isinstance(each, ast.Starred) for each in call.args):
        raise Unmade("an unpacked argument")
    if any(each.arg is None for each in call.keywords):
        raise Unmade("an unpacked argument")
    receiver = None
    if isinstance(call.func, ast.Attribute) and not _is_path(call.func.value):
        receiver = _recipe(call.func.value)
    return Input(
        tuple(_recipe(each) for each in call.args),
        tuple((str(each.arg), _recipe(each.value)) for each in call.keywords),
        receiver,
    )


def input_of_json(told: Mapping[str, Any]) -> Input:
    """What :meth:`Input.to_json` gave.

    Raises:
        Unmade: Some of it is no expression.
    """
    receiver = told.get("receiver")
    return Input(
        tuple(recipe_of_text(each) for each in told.get("arguments", ())),
        tuple((name, recipe_of_text(each)) for name, each in told.get("keywords", {}).items()),
        recipe_of_text(receiver) if receiver is not None else None,
        tuple((name, recipe_of_text(each)) for name, each in told.get("shared", {}).items()),
        tuple((name, input_of_json(each)) for name, each in told.get("prior", ())),
        bool(told.get("spoiled")),
    )


def _recipe(node: ast.expr) -> Recipe:
    match node:
        case ast.Constant(value=value):
            return Plain(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return Plain(-value)
        case ast.List() | ast.Tuple() | ast.Set():
            if any(isinstance(each, ast.Starred) for each in node.elts):
                return Source(ast.unparse(node))
            kind = next(name for name, kind in _COLLECTIONS.items() if isinstance(node, kind))
            return Group(kind, tuple(_recipe(each) for each in node.elts))
        case ast.Dict(keys=keys, values=values):
            if None in keys:
                return Source(ast.unparse(node))
            pairs = zip(keys, values, strict=True)
            return Pairs(tuple((_recipe(key), _recipe(value)) for key, value in pairs if key))
        case ast.Call():
            return _call(node)
        case _:
            text = ast.unparse(node)
            return Plain(_ODD[text]) if text in _ODD else Source(text)


def _call(node: ast.Call) -> Recipe:
    if (array := _array(node)) is not None:
        return array
    unpacked = any(isinstance(each, ast.Starred) for each in node.args) or any(
        each.arg is None for each in node.keywords
    )
    if unpacked or not (_is_path(node.func) or _is_imported(node.func)):
        return Source(ast.unparse(node))
    callee = ast.unparse(node.func)
    arguments = tuple(_recipe(each) for each in node.args)
    keywords = tuple((str(each.arg), _recipe(each.value)) for each in node.keywords)
    if callee == "pickle.loads":
        return Source(ast.unparse(node))  # bytes that only stand for something as they are
    match callee, arguments:
        case "complex", (Plain(value=float(one)), Plain(value=float(other))) if not keywords:
            return Plain(complex(one, other))
        case "set" | "frozenset" | "list" | "tuple", () if not keywords:
            return Group(callee, ())
        case "frozenset", (Group(kind="set" | "list" | "tuple", items=items),):
            return Group("frozenset", items)
    return Made(callee, arguments, keywords)


def _array(node: ast.Call) -> Recipe | None:
    """An array that is written as :class:`.tensor.Tensor` writes it."""
    lengths = None
    called = node
    if isinstance(node.func, ast.Attribute) and node.func.attr == "reshape":
        if not isinstance(node.func.value, ast.Call) or node.keywords:
            return None
        called = node.func.value
        lengths = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
    if ast.unparse(called.func) != "numpy.array" or len(called.args) != 1:
        return None
    match called.args[0], called.keywords:
        case ast.List(elts=items), [
            ast.keyword(arg="dtype", value=ast.Constant(value=str() as kind))
        ]:
            made = tuple(_recipe(each) for each in items)
            sizes = tuple(each for each in lengths or (len(made),) if isinstance(each, int))
            told = len(sizes) == len(lengths or (made,)) and math.prod(sizes) == len(made)
            if told and not any(isinstance(each, Group) for each in made):
                return Tensor(made, kind, sizes)
    return None


def _is_imported(node: ast.expr) -> bool:
    """Whether it is a name of a module that is imported for it: so classes are spelled."""
    if not isinstance(node, ast.Attribute):
        return False
    while isinstance(node, ast.Attribute):
        node = node.value
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "__import__"
        and ast.unparse(node.keywords[0].value if node.keywords else node.func) == "['']"
    )


def _is_path(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)
