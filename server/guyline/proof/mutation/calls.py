"""Mutation operators on calls: what is called, and with what."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

from guyline.proof.mutation.text import Edit, Text

_FUNCTIONS = {
    "min": ("max",),
    "max": ("min",),
    "any": ("all",),
    "all": ("any",),
    "set": ("list",),
    "frozenset": ("list",),
    "sorted": ("list",),
    "reversed": ("iter",),
    "bisect_left": ("bisect_right",),
    "bisect_right": ("bisect_left",),
    "bisect": ("bisect_left",),
    "floor": ("ceil",),
    "ceil": ("floor",),
    "nlargest": ("nsmallest",),
    "nsmallest": ("nlargest",),
    "combinations": ("permutations",),
    "permutations": ("combinations",),
    "takewhile": ("dropwhile",),
    "dropwhile": ("takewhile",),
}
_METHODS = {
    "lower": ("upper",),
    "upper": ("lower",),
    "startswith": ("endswith",),
    "endswith": ("startswith",),
    "lstrip": ("rstrip",),
    "rstrip": ("lstrip",),
    "strip": ("lstrip", "rstrip"),
    "find": ("rfind",),
    "rfind": ("find",),
    "index": ("rindex",),
    "rindex": ("index",),
    "split": ("rsplit",),
    "rsplit": ("split",),
    "partition": ("rpartition",),
    "rpartition": ("partition",),
    "removeprefix": ("removesuffix",),
    "removesuffix": ("removeprefix",),
    "ljust": ("rjust",),
    "rjust": ("ljust",),
    "add": ("discard",),
    "discard": ("add",),
    "union": ("intersection",),
    "intersection": ("union",),
    "difference": ("symmetric_difference",),
    "issubset": ("issuperset",),
    "issuperset": ("issubset",),
    "keys": ("values",),
    "values": ("keys",),
    "appendleft": ("append",),
    "popleft": ("pop",),
    "extendleft": ("extend",),
    "match": ("search", "fullmatch"),
    "search": ("match",),
    "fullmatch": ("match",),
}
_COPIES = frozenset({"list", "dict", "tuple", "set", "sorted", "abs", "copy", "deepcopy"})
_OPTIONAL = frozenset({"key", "default", "reverse", "start", "strict", "maxsplit", "count"})
_UNORDERED = frozenset({"isinstance", "issubclass", "getattr", "hasattr", "min", "max", "cast"})


def call_edits(text: Text, node: ast.Call) -> Iterator[Edit]:
    """Changes of one call; those of its arguments are not among them."""
    func, name = node.func, ""
    match func:
        case ast.Name(id=name):
            yield from _renamed(text, node, func, name, _FUNCTIONS.get(name, ()))
        case ast.Attribute(attr=name):
            others = (*_METHODS.get(name, ()), *_FUNCTIONS.get(name, ()))
            yield from _renamed(text, node, func, name, others)
            yield from _method(text, node, func)
    if name in _COPIES and isinstance(func, ast.Name) and _is_single(node):
        yield text.edit(node, text.closed(node.args[0]), "copy")
    yield from _arguments(text, node, name)


def _is_single(node: ast.Call) -> bool:
    """Whether it has one argument, by position."""
    return len(node.args) == 1 and not isinstance(node.args[0], ast.Starred) and not node.keywords


def _renamed(
    text: Text, node: ast.Call, func: ast.expr, name: str, others: tuple[str, ...]
) -> Iterator[Edit]:
    end = text.end(func)
    for other in others:
        keywords = {each.arg for each in node.keywords}
        if other in ("list", "iter") and keywords:
            continue  # sorted(x, key=...) loses its order where its key is left out
        after = text.inserted(node, [(end - len(name.encode()), end, other)])
        yield text.edit(node, after, "call")


def _method(text: Text, node: ast.Call, func: ast.Attribute) -> Iterator[Edit]:
    of = text.closed(func.value)
    match func.attr:
        case "append" if _is_single(node):
            yield text.edit(node, f"{of}.insert(0, {text.closed(node.args[0])})", "call")
        case "pop" if not node.args:
            yield text.edit(node, f"{of}.pop(0)", "call")
        case "copy" if not node.args and not node.keywords:
            yield text.edit(node, of, "copy")
        case "get" | "pop" | "setdefault" if len(node.args) == 2:
            key = text.closed(node.args[0])
            yield text.edit(node, f"{of}.{func.attr}({key})", "argument")
        case "sort" if not any(each.arg == "reverse" for each in node.keywords):
            yield text.edit(node, _with_reverse(node), "call")


def _arguments(text: Text, node: ast.Call, name: str) -> Iterator[Edit]:
    given = node.args
    if name == "sorted" and not any(each.arg == "reverse" for each in node.keywords):
        yield text.edit(node, _with_reverse(node), "call")
    if name == "enumerate" and _is_single(node):
        yield text.edit(node, f"enumerate({text.closed(given[0])}, 1)", "argument")
    if name == "range" and len(given) < 3 and _is_plain(given):
        last = given[-1]
        if not isinstance(last, ast.Constant):
            for near in ("+ 1", "- 1"):
                yield text.edit(last, f"{text.closed(last)} {near}", "argument")
    for keyword in node.keywords:
        if keyword.arg in _OPTIONAL:
            fewer = copy.copy(node)
            fewer.keywords = [each for each in node.keywords if each is not keyword]
            yield text.edit(node, ast.unparse(fewer), "argument")
    if len(given) >= 2 and _is_plain(given[:2]) and name not in _UNORDERED:
        first, second = given[0], given[1]
        if ast.dump(first) != ast.dump(second):
            parts = [
                (text.start(first), text.end(first), text.closed(second)),
                (text.start(second), text.end(second), text.closed(first)),
            ]
            yield text.edit(node, text.inserted(node, parts), "argument")


def _is_plain(given: list[ast.expr]) -> bool:
    return bool(given) and not any(isinstance(each, ast.Starred) for each in given)


def _with_reverse(node: ast.Call) -> str:
    more = copy.copy(node)
    more.keywords = [*node.keywords, ast.keyword("reverse", ast.Constant(value=True))]
    return ast.unparse(more)
