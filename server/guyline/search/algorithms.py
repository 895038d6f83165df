"""Faster functions from a model: several algorithms first, each with its cost, then the code.

That a model is asked for algorithms before it is asked for code is LLM4EFFI's way (Ye et al.,
2025); that it goes on from what was wrong with its last try is EffiLearner's (Huang et al., 2024).
Here what was wrong is an input and what the function must give for it, found by the prover.
"""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import AsyncIterator, Sequence

from guyline.proof.functions import Function, parse
from guyline.proof.report import shown_in_line
from guyline.search.candidate import Candidate, Origin
from guyline.search.judging import Fate, Judged
from guyline.search.wishes import Wishes
from guyline.search.writing import Passage, Writer, items_of

_MOST_PLANS = 4
_MOST_LINES = 60
_ROUNDS = 3
"""How often one algorithm is written: the first time, and again after what was wrong with it."""

_LONGEST_VALUE = 160
_WORD = re.compile(r"[^\W\d_]{3}")
_UNNAMED = "written anew"
"""What an edit is called whose algorithm the model did not name."""


class Algorithms:
    """A source of candidates: a model's algorithms for one function.

    Args:
        writer: Writes.
        text: The file's text.
        function: The function.
        wishes: What a person wants of an edit; the model is told.
        shown: Past edits that are like it, each with what it was.
        hot: Lines of the function that take most of its time, with their shares: line from 0.
    """

    def __init__(
        self,
        writer: Writer,
        text: str,
        function: Function,
        wishes: Wishes,
        shown: tuple[tuple[str, str], ...] = (),
        hot: Sequence[tuple[int, float]] = (),
    ) -> None:
        self._writer = writer
        self._wishes = wishes
        self._shown = shown
        self._name = function.own_name
        lines = text.splitlines(keepends=True)
        self._before = "".join(lines[: function.first])
        self._after = "".join(lines[function.last + 1 :])
        self._newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
        own = lines[function.first : function.last + 1]
        self._margin = own[0][: len(own[0]) - len(own[0].lstrip())]
        self._head = _head(text, function)
        self._body = "".join(own)[len(self._head) :]
        self._old = _with_shares(own, function.first, hot)
        self._answers: dict[str, asyncio.Future[Judged | str]] = {}

    def told(self, candidate: Candidate, told: Judged | str) -> None:
        """Learn what became of a candidate: what it was found to be, or why it was not tried."""
        waiting = self._answers.get(candidate.text)
        if waiting is not None and not waiting.done():
            waiting.set_result(told)

    async def candidates(self) -> AsyncIterator[Candidate]:
        """Candidates, one algorithm after the other; waits to be told what became of each.

        Raises:
            ModelError: There is no model, or it gave nothing.
        """
        for plan in await self._plans():
            lesson = ""
            for _ in range(_ROUNDS):
                candidate = await self._written(plan, lesson)
                if candidate is None or candidate.text in self._answers:
                    break
                self._answers[candidate.text] = asyncio.get_running_loop().create_future()
                yield candidate
                lesson = _lesson(await self._answers[candidate.text])
                if not lesson:
                    break

    async def _plans(self) -> list[str]:
        """The algorithms that the model names, the best first; an empty one: it names none."""
        asked = (
            f"Ways to compute exactly what {self._name} gives, each by another algorithm or data "
            "structure, the fastest for large inputs first, each in one line with its cost:"
        )
        before = f"{self._told(asked)}{self._margin}# 1."
        task = (
            f"Go on with the numbered list of comments: at most {_MOST_PLANS} lines, each names an "
            "algorithm and its cost. Write no code."
        )
        said = await self._writer.write(
            Passage(before, "", task, _MOST_PLANS, len(self._margin), guided=False)
        )
        named = [each for each in items_of(f"# 1.{said}", _MOST_PLANS) if _WORD.search(each)]
        return named or [""]

    async def _written(self, plan: str, lesson: str) -> Candidate | None:
        """The function as the model writes it by an algorithm."""
        asked = f"The same, faster for large inputs: {plan}".rstrip()
        if lesson:
            asked = f"{asked}\n{lesson}"
        before = f"{self._told(asked)}{self._head}{self._margin}    "
        by = f"by this algorithm: {plan}" if plan else "faster for large inputs."
        task = f"Write the body of {self._name}, whole and only that, {by}"
        passage = Passage(
            before,
            f"\n{self._after}",
            task,
            _MOST_LINES,
            len(self._margin) + 1,
            shown=self._shown,
            like=self._body,
        )
        body = (await self._writer.write(passage)).rstrip()
        if all(_says_nothing(line) for line in body.splitlines()):
            return None
        body = self._newline.join(f"{self._margin}    {body.lstrip()}".splitlines())
        text = f"{self._before}{self._head}{body}{self._newline}{self._after}"
        return Candidate(text, _title(plan), Origin.MODEL, ("model",))

    def _told(self, asked: str) -> str:
        """The file up to the function, the function as it is, and as comments what is wanted.

        The function stands there as code: a model that only continues text goes on in what it
        saw last, and behind a function told in comments it writes comments.
        """
        said = [f"It has to give the same for every input. {each}" for each in self._wishes.said]
        said += asked.splitlines()
        comments = "".join(f"{self._margin}# {each}".rstrip() + "\n" for each in said)
        return f"{self._before}{self._old}\n\n{comments}"


def _head(text: str, function: Function) -> str:
    """The function up to its body, docstring included, with a line end behind it."""
    lines = text.splitlines(keepends=True)
    for node in ast.walk(parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if node.lineno - 1 != function.header:
            continue
        first = node.body[0]
        if ast.get_docstring(node, clean=False) is not None and first.end_lineno:
            return "".join(lines[function.first : first.end_lineno])
        if first.lineno - 1 == function.header:  # def f(x): return x
            line = lines[function.header].encode()[: first.col_offset].decode().rstrip()
            return "".join([*lines[function.first : function.header], f"{line}\n"])
    return "".join(lines[function.first : function.body])


def _with_shares(lines: list[str], first: int, hot: Sequence[tuple[int, float]]) -> str:
    """The function's text, the lines that take time marked with their share of it."""
    shares = dict(hot)
    shown = []
    for number, line in enumerate("".join(lines).splitlines(), first):
        share = shares.get(number, 0.0)
        shown.append(f"{line}  # {share:.0%} of its time" if share >= 0.05 else line)
    return "".join(f"{line}\n" for line in shown)


def _says_nothing(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _lesson(judged: Judged | str) -> str:
    """What a model is told of its last try; empty: there is nothing to be learnt."""
    if isinstance(judged, str):
        return f"A try by this algorithm was not wanted: {_short(judged)}"
    if judged.fate is Fate.REFUTED and judged.proof.counterexample is not None:
        found = judged.proof.counterexample
        old, new = (shown_in_line(side) for side in (found.old, found.new))
        lines = [
            "A try by this algorithm was wrong:",
            *(f"  {each}" for each in (*found.before, found.line)),
            f"  has to give: {old}",
            f"  and gave: {new}",
        ]
        return "\n".join(_short(each) for each in lines)
    if judged.fate is Fate.NOT_TRIED and judged.proof.reason:
        return f"A try by this algorithm could not be run: {_short(judged.proof.reason)}"
    return ""


def _short(text: str) -> str:
    text = " ".join(text.split()) if text.count("\n") else text
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def _title(plan: str) -> str:
    words = plan.split(":")[0].strip().rstrip(".") or _UNNAMED
    return words[:1].upper() + words[1:60]
