"""Tries of a model to mend a function: what it is shown, what it writes, what becomes of it.

What a model sees are the failing tests, the values along the run of the last call (as in
LeDex and Self-Debug: traces help more than the message alone), and of an earlier try the lines that
differ, not the whole faulty text again (as in CYCLE). How one try leads to the next is for a
strategy to say, see :mod:`guyline.search.repair.strategies`.
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
from guyline.search.writing import Passage, items_of

Ask = Callable[[Passage], str]
"""Has a model write a passage, and waits for it."""

_MOST_TRIES = 20
_MOST_LINES = 80
_MOST_TESTS = 4
_MOST_STEPS = 24
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a model.

    Attributes:
        text: The file with it; empty: it gave nothing that can be tried.
        progress: How far it got.
        why: Why it fell; empty: it stands.
        strategy: By which strategy it was made.
    """

    text: str
    progress: Progress
    why: str
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What the failing run did.

    Attributes:
        failing: The tests that fail.
        calls: The last calls of the function, as :class:`~guyline.proof.reruns.Ran` has them.
    """

    failing: Sequence[Test]
    calls: Sequence[dict[str, Any]] = ()


class Tries:
    """The tries for one function, within one budget for all strategies.

    Args:
        broken: The function.
        judge: Runs the tests.
        ask: Has a model write.
        told: What the failing run did.
        is_over: Whether the time is up.
        most: How many tries there are.

    Attributes:
        made: The tries so far.
        strategy: The name of the one that makes them.
    """

    def __init__(
        self,
        broken: Broken,
        judge: Judge,
        ask: Ask,
        told: Told,
        is_over: Callable[[], bool] = lambda: False,
        most: int = _MOST_TRIES,
    ) -> None:
        self._broken = broken
        self._judge = judge
        self._ask = ask
        self._told = told
        self._is_over = is_over
        self._most = most
        self._begin, self._end = _body_span(broken)
        self._known = {broken.source}
        self.made: list[Try] = []
        self.strategy = ""

    @property
    def is_spent(self) -> bool:
        """Whether no more may be tried."""
        return len(self.made) >= self._most or self._is_over()

    def body(self, lesson: Sequence[str] = (), wanted: str = "") -> str:
        """What the model writes as the body, with its margin; empty: nothing.

        Args:
            lesson: What it is told besides the facts, in lines.
            wanted: How it is to be written, in a sentence.
        """
        name = self._broken.function.name
        told = [*self._facts(), *lesson, f"So {name} is written again, and right:"]
        task = f"Write the body of {name}, whole and only that, so that the tests pass. {wanted}"
        return self._write(told, task.rstrip())

    def within(self, begun: str, task: str) -> str:
        """What the model goes on with where a part of the body stands already.

        Args:
            begun: The body so far, with its margin; its last line is begun.
            task: What is to be written, in a sentence.
        """
        floor = len(begun[begun.rfind("\n") + 1 :])
        head, tail = self._around
        return self._ask(Passage(f"{head}{begun}", tail, task, _MOST_LINES, floor)).rstrip()

    def items(self, question: str, task: str, most: int, lesson: Sequence[str] = ()) -> list[str]:
        """The items of a list that the model writes, the first first.

        Args:
            question: What it is a list of: a comment, which the items go on from.
            task: The same for a model that is asked as an assistant.
            most: How many.
            lesson: What it is told besides the facts, in lines.
        """
        comments = self._comments([*self._facts(), *lesson, question])
        before = f"{self._around[0]}{comments}{self._margin}# 1."
        floor = len(self._margin)
        said = self._ask(Passage(before, "", task, most, floor, guided=False))
        return items_of(f"# 1.{said}", most)

    def attempt(self, body: str) -> Try:
        """Try a body; it is noted, whatever comes of it."""
        found = self._attempted(body)
        self.made.append(found)
        return found

    def repair(self, text: str) -> Repair:
        """A try that stands, as a repair."""
        size = sum(a != b for a, b in zip(text, self._broken.source, strict=False))
        said = ("the body is written again",)
        return Repair(text, ("model",), said, 1.0, size, is_body=True)

    def lesson(self, tried: Try) -> list[str]:
        """What the model is told of a try that fell."""
        if not tried.text:
            return [f"The last try was of no use: {tried.why}."]
        lines = difflib.unified_diff(
            self._broken.source.splitlines(), tried.text.splitlines(), lineterm="", n=0
        )
        changed = [each for each in lines if not each.startswith(("---", "+++", "@@"))]
        return [f"A try changed this, and {tried.why}:", *(f"  {each}" for each in changed[:30])]

    def share(self, progress: Progress) -> float:
        """How far a try got: from 0 to 1, where all failing tests pass."""
        count = max(1, len(self._told.failing))
        return min(1.0, (progress.passed + 0.3 * progress.moved) / count)

    @property
    def _margin(self) -> str:
        return self._broken.margin(self._broken.body[0])

    @property
    def _around(self) -> tuple[str, str]:
        data = self._broken.text.data
        return data[: self._begin].decode(), data[self._end :].decode()

    def _comments(self, lines: Sequence[str]) -> str:
        return "".join(f"{self._margin}# {each}".rstrip() + "\n" for each in lines)

    def _write(self, told: Sequence[str], task: str) -> str:
        head, tail = self._around
        margin = self._margin
        before = f"{head}{self._comments(told)}{margin}"
        like = self._broken.text.between(self._begin, self._end)
        passage = Passage(before, tail, task, _MOST_LINES, len(margin), like=like)
        body = self._ask(passage).rstrip()
        return f"{margin}{body.lstrip()}\n" if body.strip() else ""

    def _attempted(self, body: str) -> Try:
        text = self._text(body)
        if text is None or text in self._known:
            why = "it wrote no body" if text is None else "it wrote the same again"
            return Try("", Progress(0, 0), why, self.strategy)
        self._known.add(text)
        progress, why = self._judged(text)
        return Try(text, progress, why, self.strategy)

    def _text(self, body: str) -> str | None:
        """The file with a body; None: it is none."""
        if not body.strip():
            return None
        head, tail = self._around
        text = f"{head}{body}{tail}"
        try:
            ast.parse(text)
            Broken(text, self._broken.qualname).body[0]
        except (SyntaxError, ValueError, RecursionError, MemoryError, IndexError):
            return None
        return text

    def _judged(self, text: str) -> tuple[Progress, str]:
        new = Broken(text, self._broken.qualname, self._broken.failure)
        means = [each for each in doubts(self._broken, new) if "deceived" in each]
        if means:
            return Progress(0, 0), f"it {means[0]}"
        repair = self.repair(text)
        progress = self._judge.tried([repair])[0]
        if not self._judge.mends(progress):
            return progress, "failing tests still fail"
        if worse := self._judge.keeps(text, is_body=repair.is_body):
            return progress, f"{worse[0]} does not pass any more"
        is_fixed, bad, _ = self._judge.confirmed(text)
        why = "" if is_fixed else f"{bad[0].name} does not pass" if bad else "it does not end"
        return progress, why

    def _facts(self) -> Iterator[str]:
        """The function as it is, the failing tests, and the values along the last call."""
        yield f"{self._broken.function.name} as it is, which is wrong:"
        own = self._broken.text.between(self._begin, self._end)
        first = self._broken.line_at(self._begin)
        for number, line in enumerate(textwrap.dedent(own).splitlines(), first):
            yield f"  {number}: {line}"
        for test in self._told.failing[:_MOST_TESTS]:
            said = " ".join(f"{test.error}: {test.message}".split())
            yield f"{test.name} fails: {_short(said)}"
        for call in list(self._told.calls)[-1:]:
            yield from in_lines(call)


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
