"""A counterexample as a test: it passes with the old version, and fails with the new one.

What is asserted is chosen by trying: each form that the difference may be written in is run in
the sandbox with both versions, and the first that tells them apart is taken.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from guyline.errors import InputError
from guyline.proof.functions import parse
from guyline.proof.importing import lines_before
from guyline.proof.inside.instrument import definitions
from guyline.proof.inside.recipe import SET, Input
from guyline.proof.inside.written import input_of_json
from guyline.proof.trials import Channel, Subject, Trials
from guyline.proof.verdict import Counterexample

_SPELLING = 10.0
_EXAMINING = 12.0
_PATIENCE = 5
"""Seconds after which a call counts as one that does not end."""

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
_READ = {
    "": "{}",
    "__next__": "list({})",
    "__await__": "asyncio.run({})",
    "__anext__": "asyncio.run(collected({}))",
}
_COLLECTED = '''
async def collected(items):
    """All that an asynchronous iterator gives."""
    return [each async for each in items]
'''


@dataclass(frozen=True, slots=True)
class Case:
    """What a test is made of.

    Attributes:
        lines: What comes before the call.
        call: The call.
        watched: The names of values that it may change.
        told: What the old version does (:func:`.inside.spelled.spell`).
    """

    lines: tuple[str, ...]
    call: str
    watched: tuple[str, ...]
    told: dict[str, Any]

    @property
    def result(self) -> str:
        """The call, with all that it gives read."""
        return _READ[self.told["lazy"]].format(self.call)


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
        for body in _bodies(case, found.aspects, subject.module):
            text = _file(subject, case, test, body, before)
            if _passes(trials, "old", text, test) and not _passes(trials, "new", text, test):
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


def _bodies(case: Case, aspects: Sequence[str], module: str) -> Iterator[list[str]]:
    """What may follow the lines, likeliest first."""
    forms: dict[str, Callable[[], Iterator[list[str]]]] = {
        "time": lambda: _ends(case),
        "outcome": lambda: _of_outcome(case, module),
        "raised": lambda: _of_outcome(case, module),
        "value": lambda: _of_value(case),
        "arguments": lambda: _of_values(case),
        "receiver": lambda: _of_values(case),
        "aliases": lambda: _of_identity(case),
        "output": lambda: _of_stream(case, "stdout", case.told["output"]),
        "errors": lambda: _of_stream(case, "stderr", case.told["errors"]),
        "warnings": lambda: _of_warnings(case),
        "state": lambda: _of_state(case, module),
        "random": lambda: _of_random(case),
    }
    for aspect in aspects:
        if aspect in forms:
            yield from forms[aspect]()


def _of_outcome(case: Case, module: str) -> Iterator[list[str]]:
    if case.told["raised"] is None:
        yield from _of_value(case)
        yield [case.result]
        return
    home, name = case.told["raised"]
    kind = name if home in ("builtins", module) else f"{home}.{name}"
    if "<" in name:
        kind = "Exception"
    yield [f"with pytest.raises({kind}):", f"    {case.result}"]
    yield [
        f"with pytest.raises({kind}) as caught:",
        f"    {case.result}",
        f"assert caught.type is {kind}",
    ]


def _of_value(case: Case) -> Iterator[list[str]]:
    value, shown = case.told["value"], case.told["repr"]
    if value in ("None", "True", "False"):
        yield [f"assert {case.result} is {value}"]
    if value is not None:
        if "numpy." in value and not value.startswith(("pandas.", "[", "(", "{")):
            yield [f"numpy.testing.assert_array_equal({case.result}, {value}, strict=True)"]
        for kind in ("frame", "series"):
            if value.startswith(f"pandas.{'DataFrame' if kind == 'frame' else 'Series'}"):
                yield [f"pandas.testing.assert_{kind}_equal({case.result}, {value})"]
        yield [f"assert {case.result} == {value}"]
    if shown is not None:
        yield [f"assert repr({case.result}) == {shown!r}"]
    if value is not None:
        yield [f"result = {case.result}", f"assert type(result) is type({value})"]
        yield [f"result = {case.result}", f"assert vars(result) == vars({value})"]
    if case.told["lazy"] in ("", "__next__"):
        yield [f"assert type({case.call}).__name__ == {case.told['kind']!r}"]


def _of_values(case: Case) -> Iterator[list[str]]:
    """What became of what the call was given."""
    called = _quietly(case)
    for name in reversed(case.watched):
        after = case.told["after"].get(name)
        if after is None:
            continue
        if name == "it":
            yield [*called, f"assert vars(it) == {after}"]
            yield [*called, f"assert repr(vars(it)) == repr({after})"]
        elif after.startswith("iter("):
            yield [*called, f"assert list({name}) == list({after})"]
        else:
            yield [*called, f"assert {name} == {after}"]
            yield [*called, f"assert repr({name}) == repr({after})"]


def _quietly(case: Case) -> list[str]:
    """The call, where what it gives does not matter."""
    if case.told["raised"] is None:
        return [case.result]
    return ["with contextlib.suppress(Exception):", f"    {case.result}"]


def _of_identity(case: Case) -> Iterator[list[str]]:
    parts = [("result", name) for name in case.watched]
    parts += [("result[0]", name) for name in case.watched]
    parts += [("result[0]", f"{name}[0]") for name in case.watched]
    parts += [("result", f"{name}[0]") for name in case.watched]
    for one, other in parts:
        for word in ("is", "is not"):
            yield [f"result = {case.result}", f"assert {one} {word} {other}"]


def _of_stream(case: Case, which: str, text: str) -> Iterator[list[str]]:
    yield [
        "printed = io.StringIO()",
        f"with contextlib.redirect_{which}(printed):",
        *(f"    {line}" for line in _quietly(case)),
        f"assert printed.getvalue() == {text!r}",
    ]


def _of_warnings(case: Case) -> Iterator[list[str]]:
    expected = [tuple(each) for each in case.told["warnings"]]
    yield [
        "with warnings.catch_warnings(record=True) as caught:",
        '    warnings.simplefilter("always")',
        *(f"    {line}" for line in _quietly(case)),
        "told = [(each.category.__name__, str(each.message)) for each in caught]",
        f"assert told == {expected!r}",
    ]


def _of_state(case: Case, module: str) -> Iterator[list[str]]:
    for name, text in case.told["state"].items():
        known = f"sys.modules[{module!r}].{name}"
        yield [*_quietly(case), f"assert {known} == {text}"]
        yield [*_quietly(case), f"assert repr({known}) == repr({text})"]


def _of_random(case: Case) -> Iterator[list[str]]:
    yield ["random.seed(0)", *_quietly(case), f"assert random.random() == {case.told['random']}"]


def _ends(case: Case) -> Iterator[list[str]]:
    yield [
        f"call = threading.Thread(target=lambda: {case.result}, daemon=True)",
        "call.start()",
        f"call.join({_PATIENCE})",
        "assert not call.is_alive()",
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
