"""A counterexample as a test: it passes with the old version, and fails with the new one.

What is asserted is chosen by trying: each form that the difference may be written in is run in
the sandbox with both versions, and the first that tells them apart is taken.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from guyline.errors import InputError
from guyline.proof.functions import parse
from guyline.proof.importing import lines_before
from guyline.proof.inside.instrument import definitions
from guyline.proof.inside.recipe import SET, Input
from guyline.proof.inside.written import input_of_json
from guyline.proof.pytest_forms import Case, bodies
from guyline.proof.trials import Channel, Subject, Trials
from guyline.proof.verdict import Counterexample

_SPELLING = 10.0
_EXAMINING = 12.0
_AGAIN = 3
"""Runs of a test that all pass with the old version, or it may hold by the time or by chance."""

_REMADE = '''
def remade(made_of, attributes):
    """An object as it was, without its constructor."""
    found = object.__new__(made_of)
    for name, value in attributes.items():
        object.__setattr__(found, name, value)
    return found
'''
_CAUGHT = '''
def caught(function, place, action, *given, **named):
    """What a function is called with by an action, the first time (0) or a later one."""
    for name in ("__func__", "fget", "func", "__wrapped__"):
        function = getattr(function, name, function)
    code, frames, found = function.__code__, [], []

    def see(frame, event, _):
        if event == "call" and frame.f_code is code and frame not in frames:
            frames.append(frame)
            if len(frames) > place:
                names, held, count = code.co_varnames, frame.f_locals, code.co_argcount
                after = count + code.co_kwonlyargcount
                rest = held[names[after]] if code.co_flags & 4 else ()
                more = held[names[after + (code.co_flags & 4) // 4]] if code.co_flags & 8 else {}
                found.append([*(held[each] for each in names[:count]), *rest])
                found[0] += [*(held[each] for each in names[count:after]), *more.values()]
                raise SystemExit

    sys.setprofile(see)
    try:
        result = action(*given, **named)
        for _ in result if hasattr(result, "__next__") else ():
            pass
    except (Exception, SystemExit):
        pass
    finally:
        sys.setprofile(None)
    return found[0]
'''
_COLLECTED = '''
async def collected(items):
    """All that an asynchronous iterator gives."""
    return [each async for each in items]
'''


def case_of(
    subject: Subject,
    found: Counterexample,
    project: Path,
    start: Callable[[], Channel],
    interpreter: Path | None = None,
) -> tuple[Path, str]:
    """A file that is not there yet, and its text: a test of what the old version does.

    Args:
        subject: The function in both versions.
        found: The input on which they differ.
        project: The project's folder.
        start: Starts a sandbox.
        interpreter: The interpreter that will run the test.

    Raises:
        InputError: The difference can't be written as a test.
        ProofUntried: The versions can't be loaded any more.
    """
    path = _new_path(project, subject.qualname)
    before = lines_before(subject, project, path, interpreter)
    test = _test_name(subject.qualname)
    trials = Trials(start)
    try:
        trials.load(subject)
        case = _spelled(trials, subject, found)
        for body in bodies(case, found.aspects, subject.module):
            text = _file(subject, case, test, body, before)
            if _passes(trials, "new", text, test):
                continue
            if all(_passes(trials, "old", text, test) for _ in range(_AGAIN)):
                return path, text
    finally:
        trials.close()
    aspects = ", ".join(found.aspects)
    raise InputError(
        f"What differs ({aspects}) can't be written as a test", "Write it by hand, with this input"
    )


def _new_path(project: Path, qualname: str) -> Path:
    folder = "test" if (project / "test").is_dir() and not (project / "tests").is_dir() else "tests"
    stem = _test_name(qualname)
    path = project / folder / f"{stem}.py"
    number = 2
    while path.exists():
        path = path.with_name(f"{stem}_{number}.py")
        number += 1
    return path


def _test_name(qualname: str) -> str:
    slug = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", qualname)).strip("_")
    return f"test_{slug.lower()}_as_before"


def _spelled(trials: Trials, subject: Subject, found: Counterexample) -> Case:
    given = input_of_json(found.given)
    named = bool({"arguments", "aliases"} & set(found.aspects))
    lines, call, watched = _program(subject, given, found.before, named=named)
    asked = list(
        trials.ask("spell", _SPELLING, side="old", lines=lines, call=call, watched=watched)
    )
    told = next((each for each in asked if each.get("event") == "spelled"), None)
    if told is None or trials.ended.how != "done":
        raise InputError(
            "What the old version does can't be written down", "Write the test by hand"
        )
    failing = set(told["failing"])
    kept = [
        f"with contextlib.suppress(Exception):\n    {line}" if number in failing else line
        for number, line in enumerate(lines)
    ]
    return Case(tuple(kept), call, tuple(watched), told)


def _program(
    subject: Subject, given: Input, before: Sequence[str], *, named: bool
) -> tuple[list[str], str, list[str]]:
    """The lines before the call, the call, and the names of what it is given."""
    lines = [*before, *(f"{name} = {recipe.text}" for name, recipe in given.shared)]
    watched: list[str] = []
    owner = ""
    if given.receiver is not None:
        lines.append(f"it = {given.receiver.text}")
        watched.append("it")
        owner = "it."
    for name, each in given.prior:
        if name.startswith(SET):
            lines.append(f"{owner}{name.removeprefix(SET)} = {each.arguments[0].text}")
        else:
            lines.append(f"{owner}{name}{each.bracket}")
    call = replace(given, spoiled=False).bracket
    if named:
        names = _parameters(subject, given)
        lines += [
            f"{name} = {each.text}" for name, each in zip(names, given.arguments, strict=True)
        ]
        lines += [f"{name} = {each.text}" for name, each in given.keywords]
        watched += [*names, *(name for name, _ in given.keywords)]
        shown = [*names, *(f"{name}={name}" for name, _ in given.keywords)]
        call = f"({', '.join(shown)})"
    called = f"it.{subject.qualname.rpartition('.')[2]}" if owner else subject.qualname
    if owner and _is_property(subject):
        call = ""
    return lines, f"{called}{call}", watched


def _definition(subject: Subject) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    known = dict(definitions(parse(subject.old)))
    return known.get(subject.qualname)


def _is_property(subject: Subject) -> bool:
    node = _definition(subject)
    marks = [ast.unparse(each) for each in node.decorator_list] if node is not None else []
    return any(each.rpartition(".")[2] in ("property", "cached_property") for each in marks)


def _parameters(subject: Subject, given: Input) -> list[str]:
    """Names for the arguments by position: those of the parameters, where they are free."""
    node = _definition(subject)
    names: list[str] = []
    if node is not None:
        names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
        marks = {ast.unparse(each) for each in node.decorator_list}
        if "." in subject.qualname and "staticmethod" not in marks:
            names = names[1:]
    taken = {subject.qualname.partition(".")[0], "it", *(name for name, _ in given.keywords)}
    taken |= {name for name, _ in given.shared}
    texts = " ".join(each.text for each in (*given.arguments, *(v for _, v in given.keywords)))
    taken |= set(re.findall(r"\w+", texts))
    wanted = [*names, *("argument" for _ in given.arguments)][: len(given.arguments)]
    return [
        name if name not in taken and name != "argument" else f"argument_{number}"
        for number, name in enumerate(wanted, 1)
    ]


_LIBRARY = (
    "asyncio",
    "contextlib",
    "io",
    "random",
    "sys",
    "threading",
    "warnings",
)


def _file(
    subject: Subject, case: Case, test: str, body: Sequence[str], before: Sequence[str]
) -> str:
    """The whole file."""
    code = [line for each in (*case.lines, *body) for line in each.split("\n")]
    read = _read_names("\n".join(code))
    root = subject.qualname.partition(".")[0]
    wanted = {*case.told["names"], *_made_here(case, subject.module)} & read
    names = sorted({root, *wanted} if root in read else wanted)
    modules = {*_LIBRARY, *case.told["modules"], *_foreign(case, subject.module)} & read
    if not all(each.isidentifier() for each in subject.module.split(".")):
        modules.add("importlib")
    if before or "caught" in read:
        modules.add("sys")
    third = sorted({"numpy", "pandas"} & modules) + (["pytest"] if "pytest" in read else [])
    parts = [f'"""What {subject.qualname} did before it was changed."""', ""]
    parts += [f"import {each}" for each in sorted(modules - set(third))]
    parts += ["from pathlib import Path"] if before else []
    parts += ["", *(f"import {each}" for each in sorted(third))] if third else []
    parts += ["", *before] if before else []
    parts += ["", *_imported(subject.module, names)]
    text = "\n".join(parts).rstrip("\n") + "\n"
    for name, source in (("remade", _REMADE), ("caught", _CAUGHT), ("collected", _COLLECTED)):
        if name in read:
            text += f"\n{source}"
    return text + f"\n\ndef {test}():\n" + "".join(f"    {line}\n" for line in code)


def _read_names(code: str) -> set[str]:
    return {each.id for each in ast.walk(ast.parse(code)) if isinstance(each, ast.Name)}


def _made_here(case: Case, module: str) -> list[str]:
    raised = case.told["raised"]
    return [raised[1].partition(".")[0]] if raised and raised[0] == module else []


def _foreign(case: Case, module: str) -> list[str]:
    raised = case.told["raised"]
    known = raised is None or raised[0] in ("builtins", module)
    return [] if known else [raised[0].partition(".")[0], raised[0]]


def _imported(module: str, names: Sequence[str]) -> list[str]:
    if not names:
        return [f"import {module}"]
    if all(each.isidentifier() for each in module.split(".")):
        return [f"from {module} import {', '.join(names)}"]
    return [
        f"module = importlib.import_module({module!r})",
        *(f"{name} = module.{name}" for name in names),
    ]


def _passes(trials: Trials, side: str, source: str, test: str) -> bool:
    asked = trials.ask("examine", _EXAMINING, side=side, source=source, test=test)
    told = [each for each in asked if each.get("event") == "examined"]
    return trials.ended.how == "done" and bool(told) and bool(told[0]["passed"])
