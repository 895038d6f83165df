"""All proved fixes of a file, applied until nothing is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guyline.hints.apply import apply, edits_of
from guyline.hints.check import Hint, check_code
from guyline.hints.code import Code
from guyline.hints.rule import Edit, Rule, Safety
from guyline.syntax import Node

_ROUNDS = 50
"""Rounds after which something that is found again and again is left as it is."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text with fixes made.

    Attributes:
        text: The text.
        counts: How many fixes of each rule were made, by its number.
    """

    text: str
    counts: dict[str, int]


def fix_all(
    text: str,
    rules: Sequence[Rule] | None,
    version: tuple[int, int],
    wanted: Callable[[Code, Hint], bool] = lambda _code, _hint: True,
) -> Fixed:
    """Apply every proved fix of a text.

    A fix is proved for the text it was found in, so those of one round stand apart, no two
    of them in one function; then the text is checked again. A round whose result does not
    parse, where the text before it did, is not made.

    Args:
        text: The text.
        rules: Which rules; None: all.
        version: The oldest Python the text is for.
        wanted: Whether a hint's fix is wanted.
    """
    counts = Counter[str]()
    code = Code(text, version)
    for _ in range(_ROUNDS):
        hints = [hint for hint in check_code(code, rules).hints if wanted(code, hint)]
        codes, edits = _apart(code, hints)
        if not edits:
            break
        new = Code(apply(code.text, edits), version)
        if new.root.broken and not code.root.broken:
            break
        code = new
        counts.update(codes)
    return Fixed(code.text, dict(sorted(counts.items())))


def _apart(code: Code, hints: Sequence[Hint]) -> tuple[list[str], list[Edit]]:
    """The rules and edits of fixes that may be made together."""
    codes, made, imports = list[str](), list[Edit](), dict[Edit, None]()
    for hint in hints:
        if hint.fix is None or hint.fix.safety is not Safety.PROVED:
            continue
        edits = edits_of(code, hint.fix)
        added = [edit for edit in edits if edit not in hint.fix.edits]
        if not edits or any(_meets(code, edit, other) for edit in hint.fix.edits for other in made):
            continue
        codes.append(hint.rule.code)
        made += hint.fix.edits
        imports |= dict.fromkeys(added)
    if any(a.start < edit.start < a.end for edit in imports for a in made):
        return _first(code, hints)
    return codes, [*imports, *made]


def _first(code: Code, hints: Sequence[Hint]) -> tuple[list[str], list[Edit]]:
    """The first fix alone."""
    for hint in hints:
        if hint.fix is not None and hint.fix.safety is Safety.PROVED:
            edits = edits_of(code, hint.fix)
            if edits:
                return [hint.rule.code], list(edits)
    return [], []


def _meets(code: Code, one: Edit, other: Edit) -> bool:
    """Whether two edits lie in the same function, or overlap."""
    if one.start <= other.end and other.start <= one.end:
        return True
    return _function(code, one.start) is _function(code, other.start)


def _function(code: Code, offset: int) -> Node:
    """The outermost function around an offset; the module where there is none."""
    node = code.root
    while node.kind != "function_definition":
        within = (c for c in node.children if c.start <= offset < c.end)
        below = next(within, None)
        if below is None:
            return code.root
        node = below
    return node
