"""Lambdas as they were written, where that is all that there is to them."""

from __future__ import annotations

import ast
import builtins
import linecache
from collections.abc import Mapping
from functools import lru_cache
from types import CodeType, FunctionType

_NOTHING = object()


def written_lambda(function: FunctionType, names: Mapping[str, object]) -> str:
    """The text of a lambda that means the same anywhere; empty: it is none, or needs more.

    Args:
        function: The function.
        names: What its text may read beside the builtins: the names of a module.
    """
    code = function.__code__
    if function.__name__ != "<lambda>" or code.co_freevars:
        return ""
    if function.__defaults__ or function.__kwdefaults__:
        return ""
    held = function.__globals__
    lines = tuple(linecache.getlines(code.co_filename, held))
    for text, each, read in _lambdas(lines).get(code.co_firstlineno, ()):
        if _is_same(each, code) and all(_means_the_same(name, held, names) for name in read):
            return text
    return ""


def _means_the_same(name: str, held: Mapping[str, object], names: Mapping[str, object]) -> bool:
    meant = held.get(name, _NOTHING)
    is_there = meant is not _NOTHING or hasattr(builtins, name)
    return is_there and names.get(name, _NOTHING) is meant


_Lambda = tuple[str, CodeType, frozenset[str]]
"""The text of a lambda, its code, and the names that it reads of others."""


@lru_cache(maxsize=16)
def _lambdas(lines: tuple[str, ...]) -> dict[int, list[_Lambda]]:
    """The lambdas of a file, by the lines that they begin in."""
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found = dict[int, list[_Lambda]]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Lambda):
            text = ast.unparse(node)
            whole = compile(text, "<lambda>", "eval")
            code = next((each for each in whole.co_consts if isinstance(each, CodeType)), None)
            if code is not None:
                found.setdefault(node.lineno, []).append((text, code, _read_in(node)))
    return found


def _read_in(node: ast.Lambda) -> frozenset[str]:
    inner = list(ast.walk(node))
    own = {each.arg for each in inner if isinstance(each, ast.arg)}
    bound = {e.id for e in inner if isinstance(e, ast.Name) and not isinstance(e.ctx, ast.Load)}
    read = {each.id for each in inner if isinstance(each, ast.Name)}
    return frozenset(read - own - bound)


def _is_same(one: CodeType, other: CodeType) -> bool:
    """Whether two codes do the same; they may stand in different lines."""
    held = (one.co_code, one.co_names, one.co_varnames, one.co_freevars, len(one.co_consts))
    return held == (
        other.co_code,
        other.co_names,
        other.co_varnames,
        other.co_freevars,
        len(other.co_consts),
    ) and all(map(_is_same_constant, one.co_consts, other.co_consts))


def _is_same_constant(one: object, other: object) -> bool:
    if isinstance(one, CodeType) and isinstance(other, CodeType):
        return _is_same(one, other)
    return repr(one) == repr(other)  # 1 is not True, nor 1.0
