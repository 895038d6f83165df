"""Recorded answers of models against the ground truth: the tests' verdict, and the proof's.

The data are those of Coffe (Peng et al., "COFFE: A Code Efficiency Benchmark for Code
Generation", 2025): tasks, a ground truth each, inputs with outputs, and answers in Markdown. An
answer is wrong by the tests if it gives another output for one of their inputs; outputs are
compared as JSON has them, where a tuple is a list. Tests have three inputs or so. So most answers
that the proof refutes pass them all: each such disagreement has an input to show, on which the
answer and the ground truth do differ, and is put into a class by it.
"""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guyline.bench.proof import Attempt, Place, share, tried
from guyline.bench.proof_classes import LIKE, class_of
from guyline.errors import InputError
from guyline.proof.comparison import aspects_of, told
from guyline.proof.inside.captured import input_of_values
from guyline.proof.inside.describe import describe
from guyline.proof.inside.recipe import Unmade
from guyline.proof.prove import Options
from guyline.proof.trials import Channel, ProofUntried, Subject, Trials

ENTRY = "solution"
"""What both versions are called."""

_MODELS = "answers_*.json"
_TASK = re.compile(r"write a Python function\s+(\w+)\s*\(", re.IGNORECASE)
_FENCE = re.compile(r"^ *```(?:python|py)?[ \t]*\n(.*?)(?:^ *```|\Z)", re.DOTALL | re.MULTILINE)
_EACH = 10.0
_JUDGE = '''

def passes(given, expected):
    """Whether an answer gives the output that a test expects, as JSON has both."""
    return as_json({entry}(*given)) == expected


def as_json(value):
    """Tuples are lists, sets are in order, keys are texts."""
    if isinstance(value, (list, tuple)):
        return [as_json(each) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(as_json(each) for each in value)
    if isinstance(value, dict):
        return {{str(key): as_json(each) for key, each in value.items()}}
    return value
'''


@dataclass(frozen=True, slots=True)
class Recorded:
    """One answer.

    Attributes:
        model: Who gave it.
        task: The task's function.
        truth: The ground truth as a module that defines ``solution``.
        answer: The answer, likewise; empty: it has no function.
        renamed: The name that the answer gave its function, if not the task's.
        tests: Inputs and expected outputs.
    """

    model: str
    task: str
    truth: str
    answer: str
    renamed: str
    tests: tuple[tuple[tuple[Any, ...], Any], ...]

    @property
    def name(self) -> str:
        """The model and the task."""
        return f"{self.model}/{self.task}"


def read_recorded(folder: Path) -> list[Recorded]:
    """All answers of all models to the tasks that have a ground truth.

    Raises:
        InputError: The folder has none.
    """
    try:
        truths = _json(folder / "solutions.json")
        truths = truths.get("prompt2groundtruth", truths)
        tests = _json(folder / "testcases.json")
        models = {path.stem.partition("_")[2]: _json(path) for path in folder.glob(_MODELS)}
        return [
            _recorded(model, prompt, truths[prompt][0][0], answers[prompt][0][0], tests[prompt])
            for model, answers in sorted(models.items())
            for prompt in truths
            if prompt in answers
        ]
    except (OSError, KeyError, IndexError, TypeError, ValueError) as error:
        raise InputError(
            f"{folder} has no recorded answers: {type(error).__name__}: {error}",
            "Name a folder with solutions.json, testcases.json and answers_*.json",
        ) from error


def _json(path: Path) -> Any:  # noqa: ANN401 - whatever JSON holds
    return json.loads(path.read_text(encoding="utf-8"))


def _recorded(
    model: str, prompt: str, truth: str, answer: str, tests: Sequence[Mapping[str, Any]]
) -> Recorded:
    named = _TASK.search(prompt)
    task = named[1] if named else ENTRY
    code, name = answered(answer, task)
    return Recorded(
        model,
        task,
        module_of(truth, ENTRY),
        module_of(code, name) if name else "",
        name if name != task else "",
        tuple((tuple(each["input"]), each["output"][0]) for each in tests),
    )


def answered(markdown: str, task: str) -> tuple[str, str]:
    """The code of an answer, and the name of its function; empty: there is none.

    It is the first block that defines the function asked for; else the first that defines any,
    and there the last one that no other calls.
    """
    blocks = []
    for text in _FENCE.findall(markdown):
        names = _functions(text)
        if task in names:
            return text, task
        if names:
            blocks.append((text, names))
    for text, names in blocks:
        tree = ast.parse(text)
        called = {
            node.id
            for function in tree.body
            if isinstance(function, ast.FunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and node.id != function.name
        }
        free = [name for name in names if name not in called]
        if free:
            return text, free[-1]
    return "", ""


def _functions(text: str) -> list[str]:
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return []
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def module_of(text: str, name: str) -> str:
    """The definitions of a text without what only shows their use; ``name`` is renamed."""
    tree = ast.parse(text)
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    own = [each for each in tree.body if isinstance(each, definitions)]
    names = {each.name for each in own}
    used = set[str]().union(*(_read(each) - _locals(each) for each in own))
    kept: list[ast.stmt] = [
        statement
        for statement in tree.body
        if isinstance(statement, (*definitions, ast.Import, ast.ImportFrom))
        or (
            isinstance(statement, (ast.Assign, ast.AnnAssign))
            and _bound(statement) & used
            and not _read(statement) & names  # that is a use of it
        )
    ]
    tree = _Renamed(name).visit(ast.Module(kept, []))
    return ast.unparse(ast.fix_missing_locations(tree)) + "\n"


def _bound(statement: ast.AST) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _read(statement: ast.AST) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


class _Renamed(ast.NodeTransformer):
    """Renames a function and what calls it, but not a local name that is the same."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.local = False
        self.depth = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Renames it; within it the name may be another's."""
        if node.name == self.name and not self.depth:
            node.name = ENTRY
        before, self.local = self.local, self.local or self.name in _locals(node)
        self.depth += 1
        self.generic_visit(node)
        self.depth -= 1
        self.local = before
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Renames a use of it."""
        if node.id == self.name and not self.local:
            node.id = ENTRY
        return node


def _locals(node: ast.AST) -> set[str]:
    given = {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)}
    within = {
        each.name
        for each in ast.walk(node)
        if isinstance(each, ast.FunctionDef) and each is not node
    }
    return given | within | _bound(node)


def judged(answer: Recorded, place: Place, options: Options) -> dict[str, Any]:
    """All verdicts on one answer, as a row: the tests', the proof's, and that of their inputs."""
    row: dict[str, Any] = {
        "name": answer.name,
        "group": answer.model,
        "renamed": answer.renamed,
        "seconds": 0.0,
    }
    if not answer.answer:
        return row | {"verdict": "no code", "reason": "the answer defines no function"}
    passes = passed(answer.answer, answer, place)
    row |= {"truth_passes": passed(answer.truth, answer, place), "passes": passes}
    try:
        seen = tuple(input_of_values(given, {}).to_json() for given, _ in answer.tests)
    except Unmade as error:
        return row | {"verdict": "not_tried", "reason": str(error)}
    subject = Subject(ENTRY, answer.truth, answer.answer, seen=seen)
    row |= tried(Attempt(answer.name, answer.model, subject), place, options)
    row["on_tests"] = _on_known(subject, place)
    if "counterexample" in row:
        row["class"] = class_of(row["counterexample"], answer.tests)
    return row


def passed(source: str, answer: Recorded, place: Place) -> bool | None:
    """Whether code gives the tests' outputs; None: it can't be told."""
    text = source + _JUDGE.format(entry=ENTRY)
    calls = [
        input_of_values((list(given), expected), {}).to_json() for given, expected in answer.tests
    ]
    subject = Subject("passes", text, text, seen=tuple(calls))
    with place.started() as channel:
        try:
            trials = _loaded(channel, subject)
            found = trials.run("old", calls, _EACH)
        except ProofUntried:
            return False  # it can't even be loaded
    right = describe(True)
    return all(each.get("aspects", {}).get("value") == right for each in found)


def _on_known(subject: Subject, place: Place) -> dict[str, Any]:
    """The first of the known calls on which the versions differ; nothing: there is none."""
    known = list(subject.seen)
    with place.started() as channel:
        try:
            trials = _loaded(channel, subject)
            old, new = (trials.run(side, known, _EACH) for side in ("old", "new"))
        except ProofUntried as error:
            return {"aspects": ["loading"], "old": {}, "new": {"raised": error.message}}
    for one, other in zip(old, new, strict=True):
        aspects = aspects_of(one, other)
        if aspects:
            shown = {"aspects": list(aspects), "line": one.get("line", "")[:300]}
            return shown | {"old": told(one, aspects), "new": told(other, aspects)}
    return {}


def _loaded(channel: Channel, subject: Subject) -> Trials:
    trials = Trials(lambda: channel)
    trials.load(subject)
    return trials


def explained(row: Mapping[str, Any], read: Mapping[str, Any]) -> str:
    """What a person said of a disagreement; empty: nothing yet.

    Args:
        row: The answer.
        read: ``case``, by name, and ``class``: each a ``difference`` and ``because``.
    """
    if row["name"] in read.get("case", {}):
        return str(read["case"][row["name"]])
    classes = read.get("class", ())
    return next(
        (str(each["because"]) for each in classes if row["class"].startswith(each["difference"])),
        "",
    )


def figures_of(
    rows: Sequence[dict[str, Any]], read: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """How often the verdicts agree, and what they disagree about.

    Args:
        rows: Of all answers.
        read: What a person said of disagreements, as for :func:`explained`.
    """
    judged = [row for row in rows if row.get("truth_passes")]
    tried_ones = [row for row in judged if row["verdict"] not in ("not_tried", "fault")]
    missed = [row["name"] for row in tried_ones if not row["passes"] and not _refuted(row)]
    beyond = [row for row in tried_ones if row["passes"] and _refuted(row)]
    same_inputs = [row for row in tried_ones if bool(row["on_tests"]) != row["passes"]]
    by_type = [
        row for row in tried_ones if row["passes"] and row["on_tests"] and row not in same_inputs
    ]
    classes = Counter(row["class"] for row in beyond)
    alike = [row["name"] for row in beyond if row["class"].endswith(LIKE)]
    return {
        "answers": len(rows),
        "no_code": sum(row["verdict"] == "no code" for row in rows),
        "truth_fails_its_tests": [row["name"] for row in rows if row.get("truth_passes") is False],
        "not_tried": [row["name"] for row in judged if row not in tried_ones],
        "judged": len(tried_ones),
        "pass_the_tests": sum(row["passes"] for row in tried_ones),
        "agree": share(len(tried_ones) - len(missed) - len(beyond), len(tried_ones)),
        "agree_on_the_tests_inputs": share(len(same_inputs), len(tried_ones)),
        "fail_and_not_refuted": missed,
        "pass_and_refuted": len(beyond),
        "pass_and_differ_on_a_test": [row["name"] for row in by_type],
        "pass_and_refuted_by_inputs_like_the_tests": alike,
        "agree_on_inputs_like_the_tests": share(
            len(tried_ones) - len(missed) - len(alike), len(tried_ones)
        ),
        "unexplained": [row["name"] for row in beyond if not explained(row, read or {})],
        "classes": dict(classes.most_common()),
        "by_model": {
            model: [
                sum(row["passes"] == (not _refuted(row)) for row in of),
                len(of),
            ]
            for model in sorted({row["group"] for row in tried_ones})
            for of in [[row for row in tried_ones if row["group"] == model]]
        },
    }


def _refuted(row: Mapping[str, Any]) -> bool:
    return bool(row["verdict"] == "refuted")
