"""Scopes against what CPython's own compiler makes of the same text."""

from __future__ import annotations

import random
import symtable
import sysconfig
from collections import Counter
from pathlib import Path

import pytest

from guyline.hints.code import Code
from guyline.hints.scopes import How

_FILES = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py"))
SAMPLE = random.Random(5).sample(_FILES, 40)  # noqa: S311 - a sample, no secret


def of_compiler(text: str) -> Counter[tuple[str, int, tuple[str, ...]]]:
    """Of each scope: its kind, its line, and the names it binds."""
    found: Counter[tuple[str, int, tuple[str, ...]]] = Counter()
    tables = [symtable.symtable(text, "x", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        is_module = table.get_type() == "module"
        names = {
            symbol.get_name()
            for symbol in table.get_symbols()
            if (symbol.is_assigned() or symbol.is_parameter() or symbol.is_imported())
            and (is_module or not (symbol.is_declared_global() or symbol.is_nonlocal()))
            and not symbol.get_name().startswith(".")
        }
        line = 0 if is_module else table.get_lineno()
        found[table.get_type(), line, tuple(sorted(map(_own, names)))] += 1
    return found


def _own(name: str) -> str:
    """A name as it is written: the compiler puts the class before private ones."""
    head, _, rest = name[1:].partition("__")
    return f"__{rest}" if name.startswith("_") and head and rest and not head[0].isdigit() else name


def of_reader(text: str) -> Counter[tuple[str, int, tuple[str, ...]]]:
    """The same, as the rules see it."""
    code = Code(text)
    found: Counter[tuple[str, int, tuple[str, ...]]] = Counter()
    scopes = [code.module]
    while scopes:
        scope = scopes.pop()
        scopes += scope.inner
        kind = "module" if scope.parent is None else "class" if scope.is_class else "function"
        names = {
            name
            for name, bindings in scope.bindings.items()
            if name not in scope.outer and any(b.how is not How.DELETED for b in bindings)
        }
        line = text.count("\n", 0, scope.node.start) + 1 if scope.parent is not None else 0
        found[kind, line, tuple(sorted(map(_own, names)))] += 1
    return found


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path.stem)
def test_each_scope_binds_what_the_compiler_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert of_reader(text) - of_compiler(text) == Counter()
    assert of_compiler(text) - of_reader(text) == Counter()
