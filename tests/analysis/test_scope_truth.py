"""Names in scope, against Python's own tables of symbols."""

from __future__ import annotations

import random
import symtable
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from guyline.analysis.answer import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.analysis import Analysis

POOL = ["ax", "bx", "cx", "dx", "ex"]
HOLE = "HOLE"
SIMPLE = [
    "{0} = 1",
    "{0}, ({1}, *{2}) = 1, 2",
    "{0}: int = 1",
    "{0}: int",
    "{0} += 1",
    "{0} = {1} = 1",
    "import {0}",
    "import {0}.{1}",
    "import os.path as {0}",
    "from os import path as {0}, sep as {1}",
    "{0}.{1} = {2}[0] = 1",
    "print([{0} for {0} in ()])",
    "print({{{0}: {1} for {0}, {1} in ()}})",
    "print((yes := 1), [{0} for {1} in () if ({0} := 1)])",
    "print(lambda {0}, *{1}: {2})",
    "del {0}",
    "global {0}; {0} = 1",
    "print({0}={1})",
    "'''{0} = 1'''",
]
BLOCKS = [
    "for {0} in ():",
    "for {0}, [{1}] in ():",
    "with {0} as {1}, {1} as ({2}, {0}):",
    "while ({0} := 1):",
    "if {0}:",
    "def {0}({1}, *{2}):",
    "def {0}({1}=({2} := 1)):",
    "async def {0}({1}: {2}, **{0}):",
    "class {0}:",
    "class {0}({1}):",
]
HOLES = [
    "yes = HOLE",
    "print(HOLE)",
    "if HOLE: pass",
    "print(1, [yes for no in () if HOLE])",
    "@HOLE\n{indent}def yes(): pass",
    "def yes(no=HOLE): pass",
]


def block(chance: random.Random, depth: int) -> Iterator[str]:
    """The lines of a random block."""
    indent = "    " * depth
    for _ in range(chance.randint(1, 3)):
        names = chance.sample(POOL, 3)
        if depth < 4 and chance.random() < 0.45:
            kind = chance.randrange(len(BLOCKS) + 2)
            if kind == len(BLOCKS):
                yield f"{indent}try:"
                yield from block(chance, depth + 1)
                yield f"{indent}except {names[0]} as {names[1]}:"
            elif kind > len(BLOCKS):
                yield f"{indent}match {names[0]}:"
                yield f"{indent}    case [{names[1]}, *{names[2]}]:"
                yield f"{indent}        pass"
                yield f"{indent}if 1:"
            else:
                yield indent + BLOCKS[kind].format(*names)
            yield from block(chance, depth + 1)
        else:
            yield indent + chance.choice(SIMPLE).format(*names)


def program(seed: int) -> list[str]:
    """The lines of a random module that Python compiles, with a hole; empty: it does not."""
    chance = random.Random(seed)  # noqa: S311 - programs, no secret
    lines = list(block(chance, 0))
    at = chance.randrange(len(lines) + 1)
    above = lines[at - 1] if at else ""
    indent = " " * (len(above) - len(above.lstrip()) + 4 * above.endswith(":"))
    lines.insert(at, indent + chance.choice(HOLES).format(indent=indent))
    try:
        symtable.symtable("\n".join(lines), "random", "exec")
    except SyntaxError:
        return []
    return lines


def tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from tables(child)


def is_bound(text: str, name: str) -> bool:
    """Whether Python finds ``name`` bound where the hole is."""
    try:
        module = symtable.symtable(text.replace(HOLE, f"({HOLE}, {name})"), "random", "exec")
    except SyntaxError:  # such as a name used before its ``global``
        return False
    every = list(tables(module))
    [scope] = [table for table in every if HOLE in table.get_identifiers()][-1:]
    symbol = scope.lookup(name)
    if symbol.is_free() or (symbol.is_local() and _is_assigned(symbol)):
        return True
    if name in module.get_identifiers() and _is_assigned(module.lookup(name)):
        return True
    found = [table.lookup(name) for table in every if name in table.get_identifiers()]
    return any(each.is_declared_global() and _is_assigned(each) for each in found)


def _is_assigned(symbol: symtable.Symbol) -> bool:
    return (
        symbol.is_assigned()
        or symbol.is_imported()
        or symbol.is_parameter()
        or symbol.is_namespace()
    )


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_what_python_finds_bound_is_allowed(analysis: Analysis, seed: int) -> None:
    lines = program(seed)
    assume(lines)
    text = "\n".join(lines) + "\n"
    bound = {name for name in POOL if is_bound(text, name)}
    at = text.index(HOLE)
    answer = analysis.answer(Kind.NAME, text.replace(HOLE, ""), at, "")
    assert answer.closed, answer.reason
    assert bound <= (answer.names or frozenset())
    end = text.index("\n", at)
    for cut in (text[:at] + text[end:], text[:at] + "(" + text[end:], text[:at]):
        names = analysis.answer(Kind.NAME, cut, at, "").names or frozenset()
        kept = bound if cut != text[:at] else {n for n in bound if is_bound_above(cut, n)}
        assert kept <= names


def is_bound_above(text: str, name: str) -> bool:
    """Whether the text up to the hole compiles with ``pass`` and binds ``name`` itself."""
    try:
        return is_bound(text[: text.rindex("\n") + 1] + _indent(text) + f"yes = {HOLE}\n", name)
    except (SyntaxError, ValueError):
        return False


def _indent(text: str) -> str:
    line = text[text.rindex("\n") + 1 :]
    return line[: len(line) - len(line.lstrip())]
