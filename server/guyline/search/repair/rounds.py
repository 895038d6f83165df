"""Repair by a model, in a few rounds: it is told what the failing run did, and tries.

What a model sees are the failing tests, the values along the run of the last call (as in
LeDex and Self-Debug: traces help more than the message alone), and of its own last try the
lines that differ, not the whole faulty text again (as in CYCLE). It stops when nothing improves.
"""

from __future__ import annotations

import ast
import difflib
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from guyline.proof.outcomes import Test
from guyline.search.repair.broken import Broken
from guyline.search.repair.changes import Repair
from guyline.search.repair.doubts import doubts
from guyline.search.repair.judge import Judge, Progress
from guyline.search.writing import Passage

Ask = Callable[[Passage], str]
"""Has a model write a passage, and waits for it."""

_ROUNDS = 5
_WITHOUT_GAIN = 3
"""Rounds without any gain after which it ends."""

_MOST_LINES = 80
_MOST_TESTS = 4
_MOST_STEPS = 24
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Round:
    """One try of a model.

    Attributes:
        text: The file with it; empty: it gave nothing that can be tried.
        progress: How far it got.
        why: Why it fell; empty: it stands.
    """

    text: str
    progress: Progress
    why: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the failing run did.

    Attributes:
        failing: The tests that fail.
        calls: The last calls of the function, as :class:`~guyline.proof.reruns.Ran` has them.
    """

    failing: Sequence[Test]
    calls: Sequence[dict[str, Any]] = ()


class Rounds:
    """The rounds for one function.

    Args:
        broken: The function.
        judge: Runs the tests.
        ask: Has a model write.
        told: What the failing run did.
        is_over: Whether the time is up.
        shown: Other texts that help the model, each with its name.
    """

    def __init__(
        self,
        broken: Broken,
        judge: Judge,
        ask: Ask,
        told: Told,
        is_over: Callable[[], bool] = lambda: False,
        shown: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self._broken = broken
        self._judge = judge
        self._ask = ask
        self._told = told
        self._is_over = is_over
        self._shown = shown
        self._begin, self._end = _body_span(broken)
        self.rounds: list[Round] = []

    def run(self) -> Repair | None:
        """The first try that stands; None: none did."""
        best, idle, lesson = Progress(0, 0), 0, ""
        known = {self._broken.source}
        while len(self.rounds) < _ROUNDS and idle < _WITHOUT_GAIN and not self._is_over():
            text = self._written(lesson)
            if text is None or text in known:
                why = "it wrote no body" if text is None else "it wrote the same again"
                self.rounds.append(Round("", best, why))
                idle, lesson = idle + 1, f"The last try was of no use: {why}."
                continue
            known.add(text)
            tried = self._tried(text)
            self.rounds.append(tried)
            if not tried.why:
                return self._repair(text)
            idle = 0 if tried.progress > best else idle + 1
            best = max(best, tried.progress)
            lesson = self._lesson(tried)
        return None

    def _written(self, lesson: str) -> str | None:
        """The file with the body that the model writes; None: it wrote none."""
        broken, data = self._broken, self._broken.text.data
        margin = broken.margin(broken.body[0])
        name = broken.function.name
        told = [*self._facts(), *lesson.splitlines(), f"So {name} is written again, and right:"]
        comments = "".join(f"{margin}# {each}".rstrip() + "\n" for each in told)
        head, tail = data[: self._begin].decode(), data[self._end :].decode()
        task = f"Write the body of {name}, whole and only that, so that the tests pass."
        passage = Passage(
            f"{head}{comments}{margin}", tail, task, _MOST_LINES, len(margin), shown=self._shown
        )
        body = self._ask(passage).rstrip()
        if not body.strip():
            return None
        text = f"{head}{margin}{body.lstrip()}\n{tail}"
        try:
            ast.parse(text)
            Broken(text, broken.qualname).body[0]
        except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
            return None
        return text

    def _tried(self, text: str) -> Round:
        new = Broken(text, self._broken.qualname, self._broken.failure)
        means = [each for each in doubts(self._broken, new) if "deceived" in each]
        if means:
            return Round(text, Progress(0, 0), f"it {means[0]}")
        repair = self._repair(text)
        progress = self._judge.tried([repair])[0]
        if not self._judge.mends(progress):
            return Round(text, progress, "failing tests still fail")
        if worse := self._judge.keeps(text, is_body=repair.is_body):
            return Round(text, progress, f"{worse[0]} does not pass any more")
        is_fixed, bad, _ = self._judge.confirmed(text)
        why = "" if is_fixed else f"{bad[0].name} does not pass" if bad else "it does not end"
        return Round(text, progress, why)

    def _facts(self) -> Iterator[str]:
        """The function as it is, the failing tests, and the values along the last call."""
        name = self._broken.function.name
        text = self._broken.text
        yield f"{name} as it is, which is wrong:"
        own = text.between(self._begin, self._end)
        first = self._broken.line_at(self._begin)
        for number, line in enumerate(textwrap.dedent(own).splitlines(), first):
            yield f"  {number}: {line}"
        for test in self._told.failing[:_MOST_TESTS]:
            said = " ".join(f"{test.error}: {test.message}".split())
            yield f"{test.name} fails: {_short(said)}"
        for call in list(self._told.calls)[-1:]:
            yield from in_lines(call)

    def _lesson(self, tried: Round) -> str:
        lines = difflib.unified_diff(
            self._broken.source.splitlines(), tried.text.splitlines(), lineterm="", n=0
        )
        changed = [each for each in lines if not each.startswith(("---", "+++", "@@"))]
        said = [f"A try changed this, and {tried.why}:", *(f"  {each}" for each in changed[:30])]
        return "\n".join(said)

    def _repair(self, text: str) -> Repair:
        size = sum(a != b for a, b in zip(text, self._broken.source, strict=False))
        return Repair(text, ("model",), ("the body is written again",), 1.0, size, is_body=True)


def in_lines(call: dict[str, Any]) -> Iterator[str]:
    """A call's values along its run: ``line 12: total = 3``."""
    arguments, steps = call.get("arguments"), call.get("steps")
    if isinstance(arguments, dict):
        given = ", ".join(f"{name} = {value}" for name, value in arguments.items())
        yield f"with {_short(given)}"
    for step in steps[:_MOST_STEPS] if isinstance(steps, list) else ():
        match step:
            case [int(line), dict(changed)] if changed:
                said = ", ".join(f"{name} = {value}" for name, value in changed.items())
                yield f"  line {line}: {_short(said)}"
    for name in ("returned", "raised"):
        if name in call:
            yield f"  {name} {_short(str(call[name]))}"


def scripted(*answers: str) -> Ask:
    """A model whose answers are written down; behind the last it says nothing. For tests."""
    left = list(answers)

    def ask(passage: Passage) -> str:
        return left.pop(0) if left else ""

    return ask


def _body_span(broken: Broken) -> tuple[int, int]:
    """The offsets of the lines of a function's body, its docstring left where it is."""
    first, last = broken.body[0], broken.body[-1]
    return broken.lines_of(first)[0], broken.lines_of(last)[1]


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
