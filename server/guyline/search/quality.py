"""What an edit costs a reader: said beside its gain, never kept quiet.

Complexity is the number of ways through a function (McCabe, A Complexity Measure, 1976). Where
ruff is installed, its rules on security, complexity and readability are asked about both texts.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from collections import Counter
from functools import cache

from guyline.errors import InputError
from guyline.proof.functions import functions_of, parse
from guyline.proof.inside.instrument import definitions

_RULES = "S,C90,PLR09,PLR17,E7,B,SIM"
_PATIENCE = 10.0
_CACHE = "cache"
"""What is in the names of all decorators that keep results: ``lru_cache``, ``cached_property``."""
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case,
             ast.comprehension, ast.Assert)  # fmt: skip


def notes(old: str, new: str, name: str) -> list[str]:
    """What is worse in a new text, a line each; empty: nothing that is known of.

    Args:
        old: The file's text before.
        new: The same after.
        name: The function that has changed.
    """
    said = []
    before, after = complexity(old, name), complexity(new, name)
    if after > before + 1:
        said.append(f"more complex: {before} ways through it before, {after} now")
    lines = _length(old, name), _length(new, name)
    if lines[1] > 2 * lines[0] + 4:
        said.append(f"longer: {lines[0]} lines before, {lines[1]} now")
    if _caches(new) > _caches(old):
        said.append("results are kept between calls: memory grows, and times are of repeated calls")
    said += [f"ruff: {each}" for each in complaints(old, new)]
    return said


def complaints(old: str, new: str, rules: str = _RULES) -> list[str]:
    """What ruff says of a new text and did not say of the old one; nothing where it can't be asked.

    Args:
        old: The file's text before.
        new: The same after.
        rules: The rules that it is asked for, with commas.
    """
    more = _complaints(new, rules) - _complaints(old, rules)
    return [f"{code}: {message}" for code, message in sorted(more)]


def complexity(text: str, name: str) -> int:
    """How many ways there are through a function; 0: there is no such function."""
    node = _node(text, name)
    if node is None:
        return 0
    count = 1
    for each in ast.walk(node):
        if isinstance(each, ast.BoolOp):
            count += len(each.values) - 1
        else:
            count += isinstance(each, _BRANCHES)
    return count


def _node(text: str, name: str) -> ast.AST | None:
    try:
        return next((node for own, node in definitions(parse(text)) if own == name), None)
    except InputError:
        return None


def _caches(text: str) -> int:
    """How many functions of a text, but for those within functions, keep their results."""
    try:
        found = [node for _, node in definitions(parse(text))]
    except InputError:
        return 0
    return sum(_CACHE in ast.unparse(each) for node in found for each in node.decorator_list)


def _length(text: str, name: str) -> int:
    try:
        return sum(each.last - each.first + 1 for each in functions_of(text) if each.name == name)
    except InputError:
        return 0


def _complaints(text: str, rules: str) -> Counter[tuple[str, str]]:
    """What ruff says of a text; nothing where it is not installed, or fails."""
    ruff = _ruff()
    if not ruff:
        return Counter()
    try:
        done = subprocess.run(  # noqa: S603 - a linter that the person has installed
            [ruff, "check", "--isolated", "--no-cache", "--exit-zero", "--select", rules,
             "--output-format", "json", "-"],
            input=text,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )  # fmt: skip
        return Counter((each["code"] or "", each["message"]) for each in json.loads(done.stdout))
    except (OSError, ValueError, TypeError, KeyError, subprocess.SubprocessError):
        return Counter()


@cache
def _ruff() -> str:
    return shutil.which("ruff") or ""
