"""A second judge for the standard library: the running interpreter itself.

Only the standard library's own modules are imported, by the interpreter whose packages are
analysed, in a process of its own that sees neither its packages nor the workspace. Asked
is whether a module, or a class in it, has an attribute.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from guyline.text import Document, word_end

_BEHAVES_BADLY = frozenset(
    {"__main__", "antigravity", "idlelib", "lib2to3", "test", "this", "turtle", "turtledemo"}
)
"""Modules that do something when they are imported, or are no library."""

_ASK = """
import importlib, inspect, json, sys
def has(names):
    place = importlib.import_module(names[0])
    for index, name in enumerate(names[1:], 1):
        if not (inspect.ismodule(place) or inspect.isclass(place)):
            return None
        if not hasattr(place, name) and inspect.ismodule(place):
            try:
                importlib.import_module(".".join(names[:index + 1]))
            except ModuleNotFoundError:
                return False
        if not hasattr(place, name):
            return False
        place = getattr(place, name)
    return True
answers = []
for names in json.load(sys.stdin):
    try:
        answers.append(has(names))
    except Exception:
        answers.append(None)
json.dump(answers, sys.stdout)
"""

_PATIENCE = 60.0
"""Seconds for all questions about one text."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the interpreter says of one word.

    Attributes:
        word: The word.
        start: Where it begins in the text.
        owner: The module or class it was looked for in.
        exists: Whether it is there.
    """

    word: str
    start: int
    owner: str
    exists: bool


def introspect(text: str, start: int, end: int, python: Path) -> list[Spoken]:
    """What the interpreter can say of the words between two places; nothing if it can't.

    Args:
        text: A module's text.
        start: The first place.
        end: The last place.
        python: The interpreter.
    """
    asked = [each for each in questions(text) if start <= each[0] < end]
    if not asked:
        return []
    try:
        done = subprocess.run(  # noqa: S603 - the interpreter that the person named
            [str(python), "-I", "-S", "-c", _ASK],
            input=json.dumps([names for _, names in asked]),
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
        answers = json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return []
    return [
        Spoken(names[-1], at, ".".join(names[:-1]), exists)
        for (at, names), exists in zip(asked, answers, strict=True)
        if exists is not None
    ]


def questions(text: str) -> list[tuple[int, Sequence[str]]]:
    """Words whose owner is of the standard library: where they begin, and their full names.

    None where the text does not parse, and none of a name that is bound in another way too.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return []
    document = Document(text)
    bound = _bound(tree)
    stored = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
    }
    found: list[tuple[int, Sequence[str]]] = []
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ctx=ast.Load(), attr=attr) if attr not in stored:
                names = _full_name(node, bound)
            case ast.ImportFrom(module=str(module), level=0) if _is_safe(module):
                found += _imported(node, module.split("."), document)
                continue
            case _:
                continue
        if names is not None and isinstance(node, ast.Attribute):
            end = _offset(document, node.end_lineno or 0, node.end_col_offset or 0)
            found.append((end - len(node.attr), names))
    return found


def _imported(
    node: ast.ImportFrom, module: list[str], document: Document
) -> Iterator[tuple[int, Sequence[str]]]:
    for alias in node.names:
        start = _offset(document, alias.lineno, alias.col_offset)
        if document.text[start : word_end(document.text, start)] == alias.name:
            yield start, [*module, alias.name]


def _is_safe(module: str) -> bool:
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names and top not in _BEHAVES_BADLY


def _full_name(node: ast.Attribute, bound: dict[str, list[str] | None]) -> list[str] | None:
    """The full name of an attribute of what was imported from the standard library."""
    words = [node.attr]
    value = node.value
    while isinstance(value, ast.Attribute):
        words.append(value.attr)
        value = value.value
    if not isinstance(value, ast.Name):
        return None
    origin = bound.get(value.id)
    if origin is None or not _is_safe(origin[0]):
        return None
    return [*origin, *reversed(words)]


def _bound(tree: ast.Module) -> dict[str, list[str] | None]:
    """What each name is imported from; None for one that is bound in other ways too."""
    found: dict[str, list[str] | None] = {}

    def bind(name: str, origin: list[str] | None) -> None:
        found[name] = origin if found.get(name, origin) == origin else None

    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    whole = alias.name.split(".")
                    bind(alias.asname or whole[0], whole if alias.asname else whole[:1])
            case ast.ImportFrom(names=names, module=module, level=level):
                for alias in names:
                    known = module is not None and level == 0
                    origin = [*(module or "").split("."), alias.name] if known else None
                    bind(alias.asname or alias.name, origin)
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                bind(name, None)
            case ast.arg(arg=name):
                bind(name, None)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bind(name, None)
            case ast.ClassDef(name=name):
                bind(name, None)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                bind(name, None)
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                bind(name, None)
    return found


def _offset(document: Document, line: int, column: int) -> int:
    return document.lines.offset_in("utf-8", line - 1, column)
