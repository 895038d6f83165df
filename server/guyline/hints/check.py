"""Runs the rules over a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from guyline.hints.code import Code
from guyline.hints.compiled import is_compiled
from guyline.hints.effects import in_words
from guyline.hints.generated import is_generated
from guyline.hints.ignoring import not_ignored
from guyline.hints.rule import Fix, Found, Rule, Safety
from guyline.hints.rules import all_rules
from guyline.hints.scale import is_likely
from guyline.syntax import MissingError, Node, uncollected


@dataclass(frozen=True, slots=True)
class Hint:
    """Something slow in a file.

    Attributes:
        rule: The rule that found it.
        start: Where it begins, in code points.
        end: Where it ends.
        message: What is slow here, and what helps.
        depth: How many loops run it again and again, in its own function.
        fix: The edit, where there is one.
        related: Spans of other places that belong to it, each with what it is.
        likely: Whether there is reason to think that it is worth having.
    """

    rule: Rule
    start: int
    end: int
    message: str
    depth: int
    fix: Fix | None = None
    related: tuple[tuple[int, int, str], ...] = ()
    likely: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a file.

    Attributes:
        hints: The hints, from the top down.
        ignored: How many more a comment hides.
        failed: The rules that failed here, each with the error's name.
    """

    hints: tuple[Hint, ...]
    ignored: int = 0
    failed: tuple[tuple[str, str], ...] = ()


def check(
    text: str, rules: Sequence[Rule] | None = None, version: tuple[int, int] = (3, 10)
) -> Report:
    """Look for what is slow in a file; see :func:`check_code`.

    Args:
        text: The file's text.
        rules: Which rules; None: all.
        version: The oldest Python the file is for.
    """
    with uncollected():
        return check_code(Code(text, version), rules)


def check_code(code: Code, rules: Sequence[Rule] | None = None) -> Report:
    """Look for what is slow in a file that was read already.

    Code that does not parse is left out, and the rest is checked. A rule that fails is
    switched off for the file, and the others go on.

    Args:
        code: The file.
        rules: Which rules; None: all.
    """
    hints, failed = list[Hint](), list[tuple[str, str]]()
    for rule in all_rules() if rules is None else rules:
        if rule.since > code.version:
            continue
        try:
            hints += _run(rule, code)
        except Exception as error:  # noqa: BLE001 - one rule's fault is not the others'
            failed.append((rule.code, type(error).__name__))
    return report(code, hints, failed)


def report(code: Code, hints: list[Hint], failed: Sequence[tuple[str, str]]) -> Report:
    """What is said of a file.

    Args:
        code: The file.
        hints: All hints, rule by rule.
        failed: See :class:`Report`.
    """
    if hints and is_generated(code.text):
        hints = [replace(hint, likely=False) for hint in hints]
    hints.sort(key=lambda hint: (hint.start, hint.rule.code))
    shown = not_ignored(code, hints, code.lines) if hints else ()
    return Report(shown, len(hints) - len(shown), tuple(failed))


def _run(rule: Rule, code: Code) -> Iterable[Hint]:
    found: dict[tuple[int, int], Hint] = {}
    for kind in rule.kinds:
        look(rule, code, _nodes(rule, code, kind), found)
    return found.values()


def look(rule: Rule, code: Code, nodes: Iterable[Node], found: dict[tuple[int, int], Hint]) -> None:
    """Run a rule over nodes of one kind; what is broken is left out.

    Args:
        rule: The rule.
        code: The file.
        nodes: The nodes.
        found: Takes the hints, by where they are: the first at a place counts.
    """
    for node in nodes:
        if node.broken:
            continue
        try:
            for each in rule.check(code, node):
                if is_compiled(code, each.node):
                    continue
                hint = _hint(rule, code, each)
                found.setdefault((hint.start, hint.end), hint)
        except MissingError:
            continue


def _nodes(rule: Rule, code: Code, kind: str) -> Sequence[Node]:
    """The nodes of a kind that a rule has to look at."""
    if kind == "call" and rule.called:
        return code.calls_of(rule.called)
    return code.by_kind.get(kind, ())


def _hint(rule: Rule, code: Code, found: Found) -> Hint:
    return Hint(
        rule,
        found.node.start,
        found.node.end,
        _message(rule, code, found),
        sum(1 for _ in code.loops(found.node)),
        _fix(code, found),
        tuple((node.start, node.end, what) for node, what in found.related),
        is_likely(code, rule, found),
    )


def _fix(code: Code, found: Found) -> Fix | None:
    """The fix; open where something may stand beside it that nobody could read."""
    fix = found.fix
    if fix is None or fix.safety is not Safety.PROVED:
        return fix
    unproved = []
    if code.function_of(found.node).node.broken:
        unproved.append("that what does not parse beside it changes nothing")
    if code.is_python_2:
        unproved.append("that the same holds in Python 2")
    return replace(fix, safety=Safety.OPEN, unproved=tuple(unproved)) if unproved else fix


def _message(rule: Rule, code: Code, found: Found) -> str:
    effect = in_words(rule, code.version)
    return f"{found.message}, {effect}" if effect else found.message
