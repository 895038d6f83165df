"""How a model's tries to mend a function lead from one to the next: strategies, cheapest first.

Each takes its tries out of one budget, and ends where it has no more to say, so that the next one
has its turn. A strategy decides what the model is asked; that a try stands, only tests decide.
"""

from __future__ import annotations

import ast
import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from guyline.search.repair.changes import Repair
from guyline.search.repair.judge import Progress
from guyline.search.repair.tries import Tries, Try


class Strategy(Protocol):
    """A way from one try to the next."""

    @property
    def name(self) -> str:
        """What it is called by."""
        ...

    def run(self, tries: Tries) -> Try | None:
        """The first try that stands; None: none did, or the budget is spent."""
        ...


def repaired(tries: Tries, strategies: Sequence[Strategy]) -> Repair | None:
    """The first try of any strategy that stands; None: none did."""
    for strategy in strategies:
        if tries.is_spent:
            return None
        tries.strategy = strategy.name
        if (found := strategy.run(tries)) is not None:
            return tries.repair(found.text)
    return None


@dataclass(frozen=True, slots=True)
class Rounds:
    """The model tries, is told what its try changed and what still fails, and tries again.

    Self-refinement from execution feedback, as in CYCLE (Ding et al., 2024).

    Attributes:
        most: Rounds.
        idle: Rounds without any gain after which it ends.
    """

    most: int = 5
    idle: int = 3
    name: str = "rounds"

    def run(self, tries: Tries) -> Try | None:
        """See :class:`Strategy`."""
        best, idle, lesson = Progress(0, 0), 0, list[str]()
        for _ in range(self.most):
            if idle >= self.idle or tries.is_spent:
                return None
            tried = tries.attempt(tries.body(lesson))
            if not tried.why:
                return tried
            idle = 0 if tried.progress > best else idle + 1
            best = max(best, tried.progress)
            lesson = tries.lesson(tried)
        return None


@dataclass(frozen=True, slots=True)
class PlanFirst:
    """The model first names what may be wrong, each with what to do about it; then each is written.

    Searching over plans in words before code gives other solutions, where sampling code gives the
    same again (PlanSearch, Wang et al., 2024).

    Attributes:
        plans: How many.
        each: Tries for each.
    """

    plans: int = 4
    each: int = 2
    name: str = "plans"

    def run(self, tries: Tries) -> Try | None:
        """See :class:`Strategy`."""
        for plan in tries.items(_CAUSES, _CAUSES_TASK, self.plans):
            lesson = list[str]()
            for _ in range(self.each):
                if tries.is_spent:
                    return None
                told = [f"What is wrong, and to be done: {plan}", *lesson]
                tried = tries.attempt(tries.body(told))
                if not tried.why:
                    return tried
                lesson = tries.lesson(tried)
        return None


@dataclass(frozen=True, slots=True)
class Divide:
    """The model divides the work: inner functions that are only named at first, then written.

    Divide and conquer by functions, as in FunCoder (Chen et al., 2024).

    Attributes:
        most: Inner functions.
    """

    most: int = 4
    name: str = "parts"

    def run(self, tries: Tries) -> Try | None:
        """See :class:`Strategy`."""
        if tries.is_spent:
            return None
        body = tries.body(_PARTS, _PARTS_TASK)
        for _ in range(self.most):
            hole = next(_unwritten(body), None)
            if hole is None:
                break
            name, begun, rest = hole
            task = f"Write the body of the inner function {name}, whole and only that."
            part = tries.within(begun, task)
            if not part.strip():
                return None
            body = f"{begun}{part.lstrip()}\n{rest}"
        tried = tries.attempt(body)
        return tried if not tried.why else None


@dataclass(slots=True)
class _Thought:
    """A node of the tree: what the model thought, and what came of what was written by it."""

    says: tuple[str, ...]
    parent: _Thought | None = None
    children: list[_Thought] = field(default_factory=list)
    lesson: list[str] = field(default_factory=list)
    visits: int = 0
    total: float = 0.0
    is_closed: bool = False

    def told(self) -> list[str]:
        """What was thought, in lines for the model."""
        return [f"Thought {number}: {each}" for number, each in enumerate(self.says, 1)]

    def worth(self) -> float:
        """The upper confidence bound of what it may lead to (UCT)."""
        if self.is_closed:
            return -math.inf
        if not self.visits or self.parent is None:
            return math.inf
        spread = math.sqrt(2 * math.log(max(1, self.parent.visits)) / self.visits)
        return self.total / self.visits + _EXPLORES * spread


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of thoughts, searched by what the tests say of the code that is written by each.

    Monte Carlo tree search over thoughts, with a failing run told where the next thought is asked
    for (RethinkMCTS, Li et al., 2024).

    Attributes:
        width: Thoughts that are asked for at one place.
        depth: Thoughts that follow each other.
    """

    width: int = 3
    depth: int = 4
    name: str = "tree"

    def run(self, tries: Tries) -> Try | None:
        """See :class:`Strategy`."""
        root = _Thought(())
        while not tries.is_spent and not root.is_closed:
            node = self._chosen(root)
            if not node.says or node.visits:
                self._grow(tries, node)
                continue
            tried = tries.attempt(tries.body([*node.told(), *_told_above(node)]))
            if not tried.why:
                return tried
            node.lesson = tries.lesson(tried)
            _back(node, tries.share(tried.progress))
        return None

    def _chosen(self, root: _Thought) -> _Thought:
        """The leaf that is worth most."""
        node = root
        while node.children:
            node = max(node.children, key=_Thought.worth)
        return node

    def _grow(self, tries: Tries, node: _Thought) -> None:
        """Thoughts that follow one; where there are none, it is closed, and so may those above."""
        if len(node.says) < self.depth:
            said = tries.items(_NEXT, _NEXT_TASK, self.width, [*node.told(), *node.lesson])
            known = set(node.says)
            node.children = [
                _Thought((*node.says, each), node) for each in said if each not in known
            ]
        above: _Thought | None = node
        while above is not None and all(each.is_closed for each in above.children):
            above.is_closed = True
            above = above.parent


STRATEGIES: tuple[Strategy, ...] = (Rounds(), PlanFirst(), Divide(), Tree())
"""All of them, cheapest first."""

_EXPLORES = 0.5
_CAUSES = "What may be wrong, the likeliest first, each in one line with what is to be done:"
_CAUSES_TASK = (
    "Go on with the numbered list of comments: at most four lines, each names what may be wrong "
    "and what is to be done about it. Write no code."
)
_NEXT = "What has to be thought of next, the best first, each in one line:"
_NEXT_TASK = (
    "Go on with the numbered list of comments: at most three lines, each a thought that leads to "
    "a right function. Write no code."
)
_PARTS = (
    "Its work is divided: inner functions, with a docstring each and `...`, are written last",
)
_PARTS_TASK = (
    "First define inner functions for its parts, each with a docstring and `...` as its body; "
    "then call them."
)


def _told_above(node: _Thought) -> list[str]:
    """What became of the code of the nearest thought above."""
    return node.parent.lesson if node.parent is not None else []


def _back(node: _Thought, reward: float) -> None:
    above: _Thought | None = node
    while above is not None:
        above.visits += 1
        above.total += reward
        above = above.parent


def _unwritten(body: str) -> Iterator[tuple[str, str, str]]:
    """Inner functions that are only named: the name, the text up to its body, the text behind."""
    try:
        tree = ast.parse(textwrap.dedent(body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    lines = body.splitlines(keepends=True)
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        statement = node.body[-1]
        documented = len(node.body) == 2 and ast.get_docstring(node) is not None
        if not (_is_hole(statement) and (documented or len(node.body) == 1)):
            continue
        if node.body[0].lineno == node.lineno or statement.end_lineno is None:
            continue  # def part(x): ...
        line = lines[statement.lineno - 1]
        margin = line[: len(line) - len(line.lstrip())]
        yield (
            node.name,
            "".join(lines[: statement.lineno - 1]) + margin,
            "".join(lines[statement.end_lineno :]),
        )


def _is_hole(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Raise(exc=ast.Name(id="NotImplementedError")):
            return True
        case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"))):
            return True
        case ast.Expr(value=ast.Constant(value=value)):
            return value is ...
    return False
