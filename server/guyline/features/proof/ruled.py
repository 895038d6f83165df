"""Edits that the rules of the hints make by themselves: proved for all inputs.

A rule's fix is offered only where each predicate of the rewrite is proved (``docs/hints.md``). So
an edit that is nothing but such fixes is proved as well; comments and layout aside.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check_code
from guyline.hints.code import Code
from guyline.hints.rule import Safety
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof, Verdict

_MOST_FIXES = 3
_MOST_TEXTS = 60


def rules_between(old: str, new: str, version: tuple[int, int]) -> tuple[str, ...]:
    """The rules whose fixes alone make one text of another, in order; empty: they do not.

    Args:
        old: The text before.
        new: The text after.
        version: The oldest Python that the file is for.
    """
    wanted = _meaning(new)
    if wanted is None or wanted == _meaning(old):
        return ()
    seen = {old}
    waiting: list[tuple[str, tuple[str, ...]]] = [(old, ())]
    while waiting and len(seen) < _MOST_TEXTS:
        text, codes = waiting.pop(0)
        for code, fixed in _fixed(text, version):
            if fixed in seen:
                continue
            seen.add(fixed)
            if _meaning(fixed) == wanted:
                return (*codes, code)
            if len(codes) + 1 < _MOST_FIXES:
                waiting.append((fixed, (*codes, code)))
    return ()


def ruled(proof: Proof, subject: Subject, version: tuple[int, int]) -> Proof:
    """The same proof, or one by rule: of an edit that was not refuted, and is a rule's own."""
    if proof.verdict is not Verdict.NOT_REFUTED:
        return proof
    codes = rules_between(subject.old, subject.new, version)
    if not codes:
        return proof
    return replace(proof, verdict=Verdict.PROVED, reason=f"by {', '.join(codes)}")


def _fixed(text: str, version: tuple[int, int]) -> Iterator[tuple[str, str]]:
    """Each proved fix of a text, made alone: the rule's code, and the text then."""
    code = Code(text, version)
    for hint in check_code(code).hints:
        if hint.fix is not None and hint.fix.safety is Safety.PROVED:
            edits = edits_of(code, hint.fix)
            if edits:
                yield hint.rule.code, apply(text, edits)


def _meaning(text: str) -> str | None:
    try:
        return ast.dump(ast.parse(text))
    except (SyntaxError, ValueError, RecursionError):
        return None
