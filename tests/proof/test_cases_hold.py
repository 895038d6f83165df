"""The judge's cases themselves: each is what it says it is, whatever a prover makes of it."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from .cases.outcome import data_names, load, outcome
from .cases.reading import Case, read_case, right_cases, wrong_cases

WRONG = wrong_cases()
RIGHT = right_cases()
ALL = [*WRONG, *RIGHT]


def name(case: Case) -> str:
    return f"{case.path}:{case.line}"


def differing(case: Case, lines: tuple[str, ...]) -> list[str]:
    """Lines on which the versions differ, run one after another in one module each."""
    old, new = load(case.old), load(case.new)
    names = data_names(old)
    return [line for line in lines if outcome(line, old, names) != outcome(line, new, names)]


def steps(line: str) -> list[str]:
    """The expressions of a line: a list of them is a session with one object."""
    tree = ast.parse(line, mode="eval").body
    return [ast.unparse(step) for step in tree.elts] if isinstance(tree, ast.List) else [line]


def kinds(source: str) -> set[str]:
    """The types that are spelled in a text: of literals, displays, and names that are called."""
    found: set[str] = set()
    displays = {ast.List: "list", ast.Dict: "dict", ast.Set: "set", ast.Tuple: "tuple"}
    quoted: set[ast.expr] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
            if node.func.id == "float":  # of float("nan") the text is no part
                quoted |= set(node.args)
        if isinstance(node, ast.Constant) and node not in quoted:
            found.add(type(node.value).__name__)
        found |= {kind for display, kind in displays.items() if isinstance(node, display)}
    return found


def annotated(source: str) -> set[str]:
    """The names that the annotations of a module spell."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            text = ast.unparse(node.annotation).strip("'\"")
            for part in ast.walk(ast.parse(text)):
                if isinstance(part, ast.Name):
                    found.add({"Optional": "NoneType"}.get(part.id, part.id))
                elif isinstance(part, ast.Constant):
                    found.add(type(part.value).__name__)
    wide = {"Sequence": "list", "Iterable": "list", "Mapping": "dict", "Collection": "list"}
    return found | {wide[kind] for kind in found & wide.keys()}


def check_shape(case: Case) -> None:
    """Both versions define the function, and the lines call it."""
    for source in (case.old, case.new):
        first, *rest = case.function.split(".")
        value = load(source)[first]
        for part in rest:
            value = getattr(value, part)
        assert callable(value)
    assert case.old != case.new
    assert 1 <= len(case.calls) <= 4
    called = case.function.rpartition(".")[2]
    assert all(called in line for line in case.calls), "a call is of the function"
    assert all(called in line or len(case.witness) > 1 for line in case.witness)


def check_calls(case: Case) -> None:
    """The versions agree on the calls, together and one by one."""
    assert differing(case, case.calls) == []
    for line in case.calls[1:]:
        assert differing(case, (line,)) == []


def check_steady(case: Case) -> None:
    """What differs is the rewrite, not a set's order or the clock."""
    for source in (case.old, case.new):
        one, other = load(source), load(source)
        names = data_names(one)
        for line in case.witness:
            assert outcome(line, one, names) == outcome(line, other, names)


def check_domain(case: Case) -> None:
    """The witness has no types but those of the calls and the annotations."""
    stated = kinds("\n".join(case.calls)) | annotated(case.old)
    used = {kind for line in case.witness for step in steps(line) for kind in kinds(step)}
    assert used - stated - set(load(case.old)) == set()


@pytest.mark.parametrize("case", WRONG, ids=name)
def test_wrong_case_holds(case: Case) -> None:
    check_shape(case)
    check_calls(case)
    assert case.witness
    assert differing(case, case.witness) != []
    check_steady(case)
    check_domain(case)


@pytest.mark.parametrize("case", RIGHT, ids=name)
def test_right_case_holds(case: Case) -> None:
    check_shape(case)
    check_calls(case)
    assert case.witness == ()


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(case.name for case in ALL).items() if count > 1] == []
    sources = Counter(case.old for case in WRONG)
    assert [source for source, count in sources.items() if count > 1] == []


def test_there_are_enough() -> None:
    assert min(Counter(case.cause for case in WRONG).values()) >= 15
    assert len(WRONG) >= 330
    assert len(RIGHT) >= 120
    assert sum(bool(case.hard) for case in WRONG) >= 60
    without = sum(not annotated(case.old) for case in WRONG)
    assert 0.35 <= without / len(WRONG) <= 0.65


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("order\n", "a heading is"),
        ("a: b\nfunction: `f`\n```python old\n1\n```\n", "lacks calls, new"),
        ("a: b\n```python old\n1\n", "is not closed"),
    ],
)
def test_bad_case_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_case(text, "wrong/x.md", 1)
