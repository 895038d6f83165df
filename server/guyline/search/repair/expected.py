"""What the failing tests expect: the values and the exceptions that they name."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guyline.errors import InputError
from guyline.proof.functions import parse

_MOST = 12
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Expected:
    """What tests name.

    Attributes:
        values: Literals of assertions, as they are written, each once.
        raises: Exceptions that are to be raised.
    """

    values: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()


def expected(tests: Iterable[tuple[str, str]]) -> Expected:
    """What tests name.

    Args:
        tests: Of each test, its file's text and its own name; empty: the whole file.
    """
    values, raises = dict[str, None](), dict[str, None]()
    for text, name in tests:
        try:
            tree = parse(text)
        except InputError:
            continue
        for node in _named(tree, name):
            values |= dict.fromkeys(_values(node))
            raises |= dict.fromkeys(_raises(node))
    return Expected(tuple(values)[:_MOST], tuple(raises)[:_MOST])


def expected_of_doctest(docstring: str) -> Expected:
    """What the examples of a docstring give."""
    values, raises = [], []
    try:
        examples = doctest.DocTestParser().get_examples(docstring)
    except ValueError:
        return Expected()
    for each in examples:
        want = each.want.strip()
        if each.exc_msg is not None:
            raises.append(each.exc_msg.partition(":")[0].strip())
        elif _is_literal(want):
            values.append(want)
    return Expected(tuple(dict.fromkeys(values))[:_MOST], tuple(dict.fromkeys(raises))[:_MOST])


def _named(tree: ast.Module, name: str) -> Iterator[ast.AST]:
    """The functions of a name, or all of a file."""
    if not name:
        yield tree
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == name:
            yield node
            yield from node.decorator_list  # the cases of a test with parameters


def _values(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        match each:
            case ast.Compare(comparators=[*others]):
                for one in [each.left, *others]:
                    yield from _literals(one)
            case ast.Call(func=ast.Attribute(attr=name), args=[*given]) if name.startswith(
                "assert"
            ):
                for one in given:
                    yield from _literals(one)
            case ast.Tuple(elts=[*items]) if not isinstance(node, ast.FunctionDef):
                for one in items:
                    yield from _literals(one)


def _literals(node: ast.expr) -> Iterator[str]:
    written = ast.unparse(node)
    if len(written) <= _LONGEST and _is_literal(written):
        yield written


def _is_literal(written: str) -> bool:
    try:
        ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return False
    return True


def _raises(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        match each:
            case ast.Call(func=ast.Attribute(attr="raises" | "assertRaises" | "assertRaisesRegex")):
                for one in each.args[:1]:
                    if isinstance(one, ast.Name | ast.Attribute):
                        yield ast.unparse(one)
