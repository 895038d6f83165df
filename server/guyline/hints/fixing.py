"""Fixes put into a file, round by round, as long as it stays what it was but for time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from guyline.hints.apply import apply, edits_of
from guyline.hints.baseline import Baseline
from guyline.hints.check import Hint, Report, check_code
from guyline.hints.code import Code
from guyline.hints.parsing import is_python
from guyline.hints.rule import Edit, Rule, Safety

_ROUNDS = 10

Wanted = Callable[[Sequence[Hint], str], Sequence[Hint]]
"""The hints, of those in a text, that count: all but those of a baseline."""


def told(path: Path | None, baseline: Baseline | None, *, unlikely: bool) -> Wanted:
    """Those that a person is told of.

    Args:
        path: The file; None: it has none, and no baseline.
        baseline: The hints that are not told; None: there is none.
        unlikely: Whether those are told too that nothing says are worth it.
    """

    def wanted(hints: Sequence[Hint], text: str) -> Sequence[Hint]:
        shown = tuple(hint for hint in hints if unlikely or hint.likely)
        if baseline is None or path is None:
            return shown
        return baseline.new_of(path, shown, text)

    return wanted


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file with fixes made.

    Attributes:
        text: Its new text; the old one where nothing was to be done.
        codes: The rules whose fixes were made, by their numbers.
        code: The new text as rules see it.
        report: What is left in it.
    """

    text: str
    codes: tuple[str, ...]
    code: Code
    report: Report

    @property
    def count(self) -> int:
        """How many fixes were made."""
        return len(self.codes)


def fixed(
    text: str,
    rules: Sequence[Rule],
    version: tuple[int, int],
    wanted: Wanted = lambda hints, _: hints,
) -> Fixed:
    """Make all proved fixes of a text.

    A fix is proved for the text it was found in. So each round makes at most one in a function,
    or in what is outside of functions, and then looks again; there are ten rounds at most. A fix
    after which the text does not parse any more, though it did before, is not made.

    Args:
        text: The file's text.
        rules: Which rules.
        version: The oldest Python the file is for.
        wanted: Which hints count.
    """
    codes, refused = tuple[str, ...](), set[tuple[str, str]]()
    for _ in range(_ROUNDS):
        code = Code(text, version)
        report = check_code(code, rules)
        made = _chosen(code, wanted(report.hints, text), refused)
        if not made:
            return Fixed(text, codes, code, report)
        new = _with(text, made)
        if not _stays_whole(text, new):
            made = _first_whole(text, made, refused)
            new = _with(text, made)
        text, codes = new, codes + tuple(each.known[0] for each in made)
    code = Code(text, version)
    return Fixed(text, codes, code, check_code(code, rules))


@dataclass(frozen=True, slots=True)
class _Change:
    """The edits of one hint's fix, and what the hint is known by where it is refused."""

    known: tuple[str, str]
    edits: tuple[Edit, ...]


def _chosen(code: Code, hints: Iterable[Hint], refused: set[tuple[str, str]]) -> list[_Change]:
    """The fixes of one round: each in a definition of its own, and all with the same imports."""
    chosen, taken, imported = list[_Change](), set[int](), set[Edit]()
    for hint in hints:
        known = (hint.rule.code, code.text[hint.start : hint.end])
        if hint.fix is None or hint.fix.safety is not Safety.PROVED or known in refused:
            continue
        edits = edits_of(code, hint.fix)
        if not edits:
            continue
        places = {_definition(code, edit) for edit in hint.fix.edits}
        own = {(edit.start, edit.end) for edit in hint.fix.edits}
        imports = {edit for edit in edits if (edit.start, edit.end) not in own}
        alone = -1 in places or -1 in taken
        if taken and (alone or places & taken or (imports and imported and imports != imported)):
            continue
        chosen.append(_Change(known, edits))
        taken |= places
        imported |= imports
    return chosen


def _definition(code: Code, edit: Edit) -> int:
    """Where the top-level function or class begins that an edit lies in; -1: in none."""
    for child in code.root.children:
        if child.start <= edit.start and edit.end <= child.end and child.kind in _DEFINITIONS:
            return child.start
    return -1


_DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})


def _with(text: str, made: Iterable[_Change]) -> str:
    """A text with several fixes made; an import that two of them need is put in once."""
    return apply(text, dict.fromkeys(edit for change in made for edit in change.edits))


def _first_whole(
    text: str, made: Iterable[_Change], refused: set[tuple[str, str]]
) -> list[_Change]:
    """The first fix after which the text still parses; those before it are refused for good."""
    for change in made:
        if _stays_whole(text, _with(text, [change])):
            return [change]
        refused.add(change.known)
    return []


def _stays_whole(old: str, new: str) -> bool:
    return is_python(new) or not is_python(old)
