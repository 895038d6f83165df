"""Whether a repair helps: the failing tests pass, and what passed still does.

What failed before and never runs the function is not the function's fault; it is told, and not
asked for again. A test that gives now this and now that, with the same text, is left out and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from guyline.proof.outcomes import Ran, Test
from guyline.proof.reruns import Reruns
from guyline.search.repair.changes import Repair
from guyline.search.repair.suspicion import ochiai

_FIRST = 6.0
"""Seconds for each test as it is."""

_START = 60.0
"""Seconds for all that comes before the first test."""

_HUNG = (6.0, 2.0, 1.0)
"""Seconds after which the first test hangs, the second, the third and each further one; more
where tests that end take longer."""

_ROOM = 0.5
_HANGING = 0.3
"""Seconds for a repair: less where the test hangs as it is, since most repairs do not help that."""

_TIMES = 5.0
_SLOW = 0.3
"""Seconds of all failing tests from which on a repair's first failure is its last."""

_MOST_FAILING = 12
_MOST_HANGING = 1
_AT_ONCE = 12
_WIDTH = 2


class Health(Enum):
    """How the tests were before anything was changed."""

    FAILS = "fails"
    PASSES = "passes"
    HANGS = "hangs"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Before:
    """The tests before anything is changed.

    Attributes:
        health: In one word.
        failing: Tests that fail and run the function.
        passing: Names of tests that pass.
        near: Of these, the ones that run the function.
        elsewhere: Tests that fail and never run the function.
        flaky: Names of tests that give now this and now that.
        changed: Files of the project that the tests change.
        suspicion: How suspicious each line of the function is.
        seconds: How long one run of all tests takes.
        fault: Why the run broke off; empty: it did not.
    """

    health: Health
    failing: tuple[Test, ...] = ()
    passing: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    elsewhere: tuple[Test, ...] = ()
    flaky: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    suspicion: dict[int, float] | None = None
    seconds: float = 0.0
    fault: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Progress:
    """How far a repair gets; larger is better.

    Attributes:
        passed: Failing tests that pass.
        moved: Failing tests that fail later, or otherwise than by an exception of the function's.
    """

    passed: int
    moved: int


class Judge:
    """Judges repairs of one function by one command.

    Args:
        reruns: The runs.
        lines: The function's first and last line.
    """

    def __init__(self, reruns: Reruns, lines: tuple[int, int]) -> None:
        self.reruns = reruns
        self.before = Before(Health.NOTHING)
        self._span = lines
        self._failing: tuple[Test, ...] = ()
        self._limit = _ROOM
        self._width = _WIDTH
        self._is_slow = False

    def look(self) -> Before:
        """Runs the tests as they are, twice, with the lines that each runs."""
        bad = self.reruns.collect()
        first = self._whole(lines=True)
        if not self.reruns.is_quick:
            self.reruns.warm_by_last()
        tests = {**{each.name: each for each in bad}, **first.tests}
        failing = [
            each.name
            for each in tests.values()
            if each.outcome in ("failed", "error") and not each.collecting
        ]
        again = self._whole() if not self.reruns.is_quick else self._some(failing)
        flaky = tuple(
            name
            for name, each in again.tests.items()
            if name in tests and tests[name].is_bad != each.is_bad and each.outcome != "skipped"
        )
        self.before = self._before(tests, flaky, first)
        mine = self.before.failing
        hanging = [each for each in mine if each.outcome == "hangs"]
        ending = [each for each in mine if each.outcome != "hangs"]
        ending.sort(key=lambda each: each.seconds)
        self._failing = (*ending[:_MOST_FAILING], *hanging[:_MOST_HANGING])
        took = sum(each.seconds for each in ending)
        self._limit = (_HANGING if hanging else _ROOM) + _TIMES * took
        self._is_slow = took > _SLOW
        self._width = 1 if self.before.changed else _WIDTH
        return self.before

    def tried(self, repairs: Sequence[Repair]) -> list[Progress]:
        """How far each of some repairs gets with the failing tests."""
        quick = [each for each in repairs if each.is_body and self.reruns.is_quick]
        found: dict[str, Progress] = {}
        if quick:
            names = [each.name for each in self._failing]
            texts = [each.text for each in quick]
            rans = self.reruns.side_by_side(
                texts, names, seconds=self._limit, width=self._width, stop=self._is_slow
            )
            for repair, ran in zip(quick, rans, strict=True):
                if not ran.unpatched and ran.how != "gone":
                    found[repair.text] = self.progress(ran)
        for repair in repairs:
            if repair.text not in found:
                ran = self.reruns.fresh(repair.text, seconds=self._whole_limit())
                found[repair.text] = self.progress(ran)
        return [found[each.text] for each in repairs]

    def calls(self) -> tuple[dict[str, Any], ...]:
        """The function's last calls in the first failing test, with the values along them."""
        if not self._failing:
            return ()
        if self.reruns.is_quick:
            name = self._failing[0].name
            return self.reruns.quick(None, [name], seconds=_FIRST, values=True).calls
        return self.reruns.fresh(None, seconds=_FIRST, values=True).calls

    @property
    def at_once(self) -> int:
        """How many repairs are best given to :meth:`tried`."""
        return _AT_ONCE if self.reruns.is_quick else 1

    def progress(self, ran: Ran) -> Progress:
        """How far a run got with the failing tests."""
        passed = moved = 0
        for test in self._failing:
            now = ran.tests.get(test.name)
            if now is None and test.collecting and ran.tests:
                passed += all(not each.collecting for each in ran.tests.values())
            elif now is not None and now.outcome == "passed":
                passed += 1
            elif now is not None and _is_later(test, now):
                moved += 1
        return Progress(passed, moved)

    def mends(self, progress: Progress) -> bool:
        """Whether all failing tests pass."""
        return progress.passed == len(self._failing)

    def keeps(self, text: str, *, is_body: bool) -> tuple[str, ...]:
        """The tests that passed and run the function, and do not pass any more; quick runs only."""
        near = self.before.near
        if not (is_body and self.reruns.is_quick and near):
            return ()
        ran = self.reruns.quick(text, near, seconds=self._whole_limit())
        if ran.unpatched:
            return ()
        return tuple(each for each in near if _outcome(ran, each) != "passed")

    def confirmed(self, text: str) -> tuple[bool, tuple[Test, ...], Ran]:
        """Runs all tests from the beginning.

        Returns:
            Whether it is fixed; the tests that fail and did not, or still do; the run.
        """
        ran = self.reruns.fresh(text, seconds=self._whole_limit(), start=_START)
        known = {each.name for each in self.before.elsewhere} | set(self.before.flaky)
        worse = [each for each in ran.bad if each.name not in known]
        worse += [
            Test(name, "error", message="it was not run")
            for name in (*self.before.passing, *(each.name for each in self.before.failing))
            if name not in ran.tests and not self._is_collecting(name)
        ]
        return ran.how == "done" and not worse and bool(ran.tests), tuple(worse), ran

    def _is_collecting(self, name: str) -> bool:
        return any(each.name == name and each.collecting for each in self.before.failing)

    def _whole(self, *, lines: bool = False) -> Ran:
        if self.reruns.is_quick:
            return self._some(self.reruns.tests, lines=lines)
        return self.reruns.fresh(None, seconds=_FIRST, start=_START, lines=lines)

    def _some(self, names: Iterable[str], *, lines: bool = False) -> Ran:
        """Some tests as they are; after one that hangs the rest is run as well."""
        left, tests, seconds = list(names), dict[str, Test](), 0.0
        ran = Ran({}, "done")
        while left:
            hung = [each for each in tests.values() if each.outcome == "hangs"]
            ended = [each.seconds for each in tests.values() if each.outcome != "hangs"]
            limit = _HUNG[min(len(hung), len(_HUNG) - 1)]
            limit = max(limit, min(_FIRST, _TIMES * max(ended, default=0.0)))
            ran = self.reruns.quick(None, left, seconds=limit, lines=lines)
            seconds += ran.seconds if ran.how == "done" else 0.0
            tests |= ran.tests
            if not ran.tests:
                break
            left = [each for each in left if each not in tests]
        return Ran(tests, ran.how, changed=ran.changed, seconds=seconds)

    def _before(self, tests: dict[str, Test], flaky: tuple[str, ...], first: Ran) -> Before:
        bad = [each for each in tests.values() if each.is_bad and each.name not in flaky]
        first_line, last_line = self._span
        inside = range(first_line + 1, last_line + 1)

        def runs(test: Test) -> bool:
            return any(line in test.lines for line in inside)

        is_known = any(runs(each) for each in tests.values())
        mine = [
            each
            for each in bad
            if runs(each) or not is_known or each.outcome == "hangs" or not each.lines
        ]
        passing = [each for each in tests.values() if each.outcome == "passed"]
        passing = [each for each in passing if each.name not in flaky]
        health = Health.FAILS if mine else Health.PASSES if passing or bad else Health.NOTHING
        if any(each.outcome == "hangs" for each in mine):
            health = Health.HANGS
        return Before(
            health=health,
            failing=tuple(mine),
            passing=tuple(each.name for each in passing),
            near=tuple(each.name for each in passing if runs(each)),
            elsewhere=tuple(each for each in bad if each not in mine),
            flaky=flaky,
            changed=first.changed,
            suspicion=ochiai(tests.values(), first_line, last_line) or None,
            seconds=first.seconds,
            fault=first.fault,
        )

    def _whole_limit(self) -> float:
        return _ROOM + 1.0 + _TIMES * min(self.before.seconds, _FIRST)


def _outcome(ran: Ran, name: str) -> str:
    found = ran.tests.get(name)
    return found.outcome if found is not None else ""


def _is_later(before: Test, now: Test) -> bool:
    """Whether a test fails later than before, or comes to its own assertion at last."""
    if now.outcome == "hangs":
        return False
    if before.outcome == "hangs":
        return True
    if before.error != "AssertionError" and now.error == "AssertionError":
        return True
    if before.error == "AssertionError" and now.error != "AssertionError":
        return False
    old, new = _place(before), _place(now)
    return bool(old and new and new[0] == old[0] and new[1] > old[1])


def _place(test: Test) -> tuple[str, int] | None:
    """The file and line of the test's own frame."""
    own = test.name.partition("::")[0].rpartition("/")[2]
    for frame in test.frames:
        if own and frame.file.endswith(own):
            return frame.file, frame.line
    return None
