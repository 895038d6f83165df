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
    for name in code.co_names:
        meant = held.get(name, _NOTHING)
        if names.get(name, _NOTHING) is not meant:
            return ""
        if meant is _NOTHING and not hasattr(builtins, name):
            return ""  # an attribute, or a name that is bound later
    lines = tuple(linecache.getlines(code.co_filename, held))
    for text, each in _lambdas(lines).get(code.co_firstlineno, ()):
        if _is_same(each, code):
            return text
    return ""


@lru_cache(maxsize=16)
def _lambdas(lines: tuple[str, ...]) -> dict[int, list[tuple[str, CodeType]]]:
    """The lambdas of a file, by the lines that they begin in."""
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError, RecursionError):
        return {}
    found = dict[int, list[tuple[str, CodeType]]]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Lambda):
            text = ast.unparse(node)
            whole = compile(text, "<lambda>", "eval")
            code = next((each for each in whole.co_consts if isinstance(each, CodeType)), None)
            if code is not None:
                found.setdefault(node.lineno, []).append((text, code))
    return found


def _is_same(one: CodeType, other: CodeType) -> bool:
    held = (one.co_code, one.co_names, one.co_varnames, repr(one.co_consts))
    return held == (other.co_code, other.co_names, other.co_varnames, repr(other.co_consts))
