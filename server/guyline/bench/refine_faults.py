"""Faults that people make, put into a function: operators, boundaries, names, calls, cases.

What mutation testing knows makes the first two and the calls; mutants that lose a value or a
statement are left out, as nobody writes them. A wrong name is another of the function's own. A
missing case is an ``if`` without ``else`` that is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from guyline.proof.mutants import Mutant, mutant_of, mutants
from guyline.proof.mutation import Edit
from guyline.search.repair.broken import Broken

KINDS = ("operator", "boundary", "name", "call", "missing case")
"""The kinds of faults."""

_MUTANTS = {
    **dict.fromkeys(("arithmetic", "bitwise", "boolean", "comparison"), "operator"),
    **dict.fromkeys(("negation", "sign", "ternary"), "operator"),
    **dict.fromkeys(("constant", "index", "jump", "loop", "slice"), "boundary"),
    **dict.fromkeys(("argument", "call", "copy", "default", "exception"), "call"),
}
_LOST = frozenset({"()", "''", '""', "pass", "None"})
_CASE = (ast.Return, ast.Raise, ast.Continue, ast.Break, ast.Assign, ast.AugAssign)


def faults(source: str, name: str) -> dict[str, list[Mutant]]:
    """All faults of a function, by their kind; a kind without any is not there.

    Args:
        source: The module's text.
        name: The function's qualified name.

    Raises:
        InputError: The source does not parse, or has no such function.
    """
    found: dict[str, list[Mutant]] = {}
    for each in mutants(source, name):
        if (kind := _MUTANTS.get(each.operator)) and _is_likely(each):
            found.setdefault(kind, []).append(each)
    broken = Broken(source, name)
    for kind, edits in (("name", _other_names(broken)), ("missing case", _cases_left_out(broken))):
        if made := [mutant_of(source, broken.text, each) for each in edits]:
            found[kind] = made
    return found


def _is_likely(mutant: Mutant) -> bool:
    if mutant.operator == "constant":
        return mutant.before.replace(".", "", 1).isdigit()
    return mutant.after not in _LOST


def _other_names(broken: Broken) -> Iterator[Edit]:
    """Another variable, or another attribute of the same object."""
    for node, _ in broken.placed:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in broken.locals:
                for other in broken.locals:
                    if other != name:
                        yield broken.text.edit(node, other, "name")
            case ast.Attribute(value=ast.Name(id=of) as owner, attr=name) if of == broken.receiver:
                for other in broken.attributes:
                    if other != name and name in broken.attributes:
                        yield broken.text.edit(node, f"{owner.id}.{other}", "name")


def _cases_left_out(broken: Broken) -> Iterator[Edit]:
    """An ``if`` without ``else``, of one statement, that stands with others in its block."""
    for block, _ in broken.blocks:
        for each in block:
            if not isinstance(each, ast.If) or each.orelse or len(block) == 1:
                continue
            is_case = len(each.body) == 1 and isinstance(each.body[0], _CASE)
            if is_case and broken.is_alone(each) and broken.text.of(each).startswith("if"):
                yield Edit(*broken.lines_of(each), "", "missing case")
