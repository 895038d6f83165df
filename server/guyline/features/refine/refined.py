"""What came of it: the fix with what it rests on, or why there is none; as one JSON document."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from guyline.features.diff import unified
from guyline.search.candidate import Origin
from guyline.search.repair.behaviour import Behaviour

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Fix:
    """A text with which the tests pass.

    Attributes:
        text: The whole file.
        origin: Who made it.
        steps: The templates, in order; of a model, its rounds.
        said: What was changed, each as ``line 3: before -> after``.
        doubts: What speaks against it.
        behaviour: What it changes on other inputs.
        differs: An input on which the first fix does something else; empty: none is known.
        expected: How many calls give what a model expects of them, and of how many; None: no
            model was asked. It is an opinion, and has only put one fix before another.
    """

    text: str
    origin: Origin
    steps: tuple[str, ...]
    said: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    behaviour: Behaviour = field(default_factory=Behaviour)
    differs: str = ""
    expected: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Tests:
    """What the tests said.

    Attributes:
        fixed: Those that failed and pass now.
        kept: How many passed before and still do.
        elsewhere: Those that fail before and after, and never run the function.
        flaky: Those that give now this and now that, and count for nothing.
        changed: Files of the project that the tests change; the copy's were put back.
    """

    fixed: tuple[str, ...] = ()
    kept: int = 0
    elsewhere: tuple[str, ...] = ()
    flaky: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refined:
    """What came of it.

    Attributes:
        path: The file.
        name: The function.
        command: The test command.
        old: The file's text before.
        fixes: Those that are offered, best first; empty: it was not fixed.
        tests: What the tests said.
        tried: What was tried and why it fell, each with ``what``, ``why`` and perhaps ``count``.
        notes: What a person should know.
        reason: Why nothing was found; empty: something was.
        sandbox: What the code was confined by.
        runs: How many runs there were.
        seconds: How long it took.
    """

    path: str
    name: str
    command: str
    old: str
    fixes: tuple[Fix, ...] = ()
    tests: Tests = Tests()
    tried: tuple[dict[str, Any], ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
    sandbox: str = ""
    runs: int = 0
    seconds: float = 0.0
    failing: tuple[dict[str, str], ...] = field(default_factory=tuple)

    @property
    def fix(self) -> Fix | None:
        """The one that is offered first."""
        return self.fixes[0] if self.fixes else None

    @property
    def edits(self) -> tuple[Fix, ...]:
        """What can be made of it: the fixes."""
        return self.fixes

    @property
    def title(self) -> str:
        """What was run, in a line: ``Fix add: test_add passes, 14 others still pass``."""
        name = self.name.rpartition(".")[2]
        fix = self.fix
        if fix is None:
            return f"No fix for {name}: {self.reason}"
        first = _short(self.tests.fixed[0]) if self.tests.fixed else "the command"
        more = len(self.tests.fixed) - 1
        passes = f"{first} and {more} more pass" if more > 0 else f"{first} passes"
        kept = self.tests.kept
        others = (
            f", {kept} {'other still passes' if kept == 1 else 'others still pass'}" if kept else ""
        )
        marked = " (AI)" if fix.origin is Origin.MODEL else ""
        return f"Fix {name}: {passes}{others}{marked}"

    def as_json(self) -> dict[str, Any]:
        """As one JSON document."""
        fix = self.fix
        return {
            "fixed": fix is not None,
            "source": fix.text if fix else None,
            "diff": unified(self.old, fix.text, self.path) if fix else None,
            "evidence": self._evidence(fix) if fix else None,
            "tried": list(self.tried),
            "title": self.title,
            "function": self.name,
            "reason": self.reason,
            "failing": list(self.failing),
            "notes": list(self.notes),
            "sandbox": self.sandbox,
            "runs": self.runs,
            "seconds": round(self.seconds, 2),
        }

    def _evidence(self, fix: Fix) -> dict[str, Any]:
        return {
            "command": self.command,
            "origin": fix.origin.value,
            "steps": list(fix.steps),
            "changes": list(fix.said),
            "tests": asdict(self.tests),
            "behaviour": _behaviour(fix.behaviour),
            "doubts": list(fix.doubts),
            "expected": fix.expected,
            "alternatives": [
                {
                    "diff": unified(self.old, each.text, self.path),
                    "changes": list(each.said),
                    "differs_at": each.differs or None,
                    "expected": each.expected,
                    "doubts": list(each.doubts),
                    "behaviour": _behaviour(each.behaviour),
                }
                for each in self.fixes[1:]
            ],
        }

    def words(self) -> list[str]:
        """For a person, line by line."""
        fix = self.fix
        said = [self.title]
        if fix is not None:
            said += [*unified(self.old, fix.text, self.path).splitlines(), ""]
            said.append(behaviour_in_words(fix.behaviour))
            said += [f"  {o.line}: {o.old} -> {o.new}" for o in fix.behaviour.shown[:_SHOWN]]
            said += [f"doubt: it {each}" for each in fix.doubts]
            if fix.expected:
                said.append(expected_in_words(fix.expected))
            for each in self.fixes[1:]:
                where = f", and differs at {each.differs}" if each.differs else ""
                said.append(f"passes too{where}: {'; '.join(each.said)}")
        else:
            said += [f"fails: {each['test']}: {each['said']}" for each in self.failing[:_SHOWN]]
        said += [f"tried: {each['what']}: {each['why']}" for each in self.tried[:8]]
        said += [f"note: {each}" for each in self.notes]
        said.append(f"{self.runs} runs in {self.seconds:.1f} s ({self.sandbox})")
        return said


def behaviour_in_words(found: Behaviour) -> str:
    """``behaviour changed on 3 of 212 inputs``."""
    if found.reason:
        return f"not compared on other inputs: {found.reason}"
    return f"behaviour changed on {found.others} of {found.inputs} inputs"


def expected_in_words(expected: tuple[int, int]) -> str:
    """``chosen by a model's opinion: 5 of 6 calls give what it expects``."""
    return "chosen by a model's opinion: {} of {} calls give what it expects".format(*expected)


def _behaviour(found: Behaviour) -> dict[str, Any]:
    return {
        "inputs": found.inputs,
        "changed": found.others,
        "examples": [asdict(each) for each in found.shown],
        "reason": found.reason or None,
    }


def _short(name: str) -> str:
    return name.rpartition("::")[2] or name
