"""What speaks against a repair that passes: it may fit the tests and nothing else."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterator

from guyline.search.repair.broken import Broken

_TRIVIAL = frozenset({"0", "1", "-1", "2", "''", "None", "True", "False", "0.0", "1.0", "b''"})
_Defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MEANS = frozenset(
    {"sys", "gc", "inspect", "builtins", "__import__", "exec", "eval", "pytest", "unittest"}
    | {"_pytest", "os", "ctypes", "importlib", "traceback", "warnings", "__builtins__"}
)


def doubts(before: Broken, after: Broken) -> Iterator[str]:
    """What a person should know of a repair before taking it; nothing is best."""
    old, new = _constants(before), _constants(after)
    expected = {part for each in before.failure.expected for part in _values(each)}
    added = {each for each in new if new[each] > old[each]} - _TRIVIAL
    if added & expected:
        yield "passes the test, and holds the expected value itself"
    if _is_constant(after) and not _is_constant(before):
        yield "gives the same for every input"
    fewer = _statements(before) - _statements(after)
    if fewer >= 2 and fewer * 2 >= _statements(before):
        yield "leaves out half of what the function does"
    unbound = _free(after) - _free(before)
    if unbound:
        yield f"reads {', '.join(sorted(unbound))}, which nothing binds"
    means = _names(after) - _names(before)
    if means & _MEANS:
        yield f"uses {', '.join(sorted(means & _MEANS))}, which tests can be deceived with"


def _constants(broken: Broken) -> Counter[str]:
    return Counter(repr(node.value) for node, _ in broken.placed if isinstance(node, ast.Constant))


def _values(written: str) -> set[str]:
    """The constants in a value as it is written."""
    try:
        tree = ast.parse(written, mode="eval")
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return set()
    return {repr(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def _is_constant(broken: Broken) -> bool:
    """Whether it returns or raises at once, whatever it is given."""
    match broken.body[0]:
        case ast.Return(value=None | ast.Constant()) | ast.Raise():
            return True
        case _:
            return False


def _statements(broken: Broken) -> int:
    return sum(isinstance(node, ast.stmt) for node, _ in broken.placed)


def _free(broken: Broken) -> set[str]:
    """Names that are read, and that neither the function, its file nor Python binds."""
    every = list(ast.walk(broken.tree))
    aliases = [each for each in every if isinstance(each, ast.alias)]
    if any(each.name == "*" for each in aliases):
        return set()
    bound = {each.id for each in every if isinstance(each, ast.Name) and _is_stored(each)}
    bound |= {each.arg for each in every if isinstance(each, ast.arg)}
    bound |= {each.name or "" for each in every if isinstance(each, ast.ExceptHandler)}
    bound |= {*broken.globals, *dir(builtins), "__file__", "__name__", "__class__"}
    bound |= {each.name for each in every if isinstance(each, _Defined)}
    read = {each.id for each, _ in broken.placed if isinstance(each, ast.Name)}
    imported = {(each.asname or each.name).partition(".")[0] for each in aliases}
    return read - bound - imported


def _is_stored(node: ast.Name) -> bool:
    return not isinstance(node.ctx, ast.Load)


def _names(broken: Broken) -> set[str]:
    return {node.id for node, _ in broken.placed if isinstance(node, ast.Name)} | {
        node.attr for node, _ in broken.placed if isinstance(node, ast.Attribute)
    }
