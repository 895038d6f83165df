"""Whatever a text is, looking for hints ends, fails nowhere and stays within the text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.hints import Found, Rule, Safety, all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check, check_code
from guyline.hints.code import Code
from guyline.hints.rule import Example
from guyline.syntax import DEEP, DEEPEST, Node
from tests.hints.suite import cases

FOUND = "def f(xs):\n    for x in xs:\n        s = sum(xs, [])\n"
DEEP_CODE = {
    "brackets": "({})",
    "lists": "[{}]",
    "sums": "a + {}",
    "sums from the left": "{} + a",
    "texts": "'a' % {}",
    "calls": "f({})",
    "methods": "{}.join(a)",
    "attributes": "{}.a",
    "items": "{}[0]",
    "nots": "not {}",
    "minus": "-{}",
    "lambdas": "lambda x: {}",
    "conditions": "a if b else {}",
    "comprehensions": "[x for x in {}]",
    "comprehensions within": "[{} for x in y]",
    "conjunctions": "{} and a",
    "comparisons": "({}) in a",
    "dicts": "{{a: {}}}",
    "generators": "any({} for x in y)",
    "walruses": "(a := {})",
    "await": "await {}",
    "f-strings": "f'{{{}}}'",
}
DEEP_BLOCKS = {
    "ifs": "if a:",
    "fors": "for x in xs:",
    "whiles": "while a.pop(0) in b:",
    "functions": "def f(xs):",
    "classes": "class A:",
    "tries": "with a as b:",
}


def checked(text: str) -> int:
    """How many hints there are; none of them stands outside the text, and no rule fails."""
    code = Code(text)
    report = check_code(code)
    assert report.failed == ()
    for hint in report.hints:
        assert 0 <= hint.start < hint.end <= len(text)
        assert all(0 <= start <= end <= len(text) for start, end, _ in hint.related)
        if hint.fix is not None:
            assert all(0 <= e.start <= e.end <= len(text) for e in hint.fix.edits)
            apply(text, edits_of(code, hint.fix))
    return len(report.hints)


@pytest.mark.parametrize("depth", [90, DEEPEST, 3000])
@pytest.mark.parametrize("form", DEEP_CODE)
def test_deep_expressions(form: str, depth: int) -> None:
    before, _, after = DEEP_CODE[form].partition("{}")
    if "{{" in DEEP_CODE[form]:
        before, after = before.replace("{{", "{"), after.replace("}}", "}")
    deep = before * depth + "x" + after * depth
    text = f"def g(x, a, xs):\n    for a in xs:\n        x = {deep}\n    return {deep}\n"
    found = checked(text + FOUND)
    # tree-sitter itself reads no string that stands that deep in others, nor what follows it
    assert found >= (form != "f-strings")


@pytest.mark.parametrize("depth", [60, 400])
@pytest.mark.parametrize("form", DEEP_BLOCKS)
def test_deep_blocks(form: str, depth: int) -> None:
    lines = [" " * level + DEEP_BLOCKS[form] for level in range(depth)]
    assert checked(FOUND + "\n".join(lines) + "\n" + " " * depth + "xs = xs + [1]\n") >= 1


def test_no_tree_is_deeper_than_said_and_names_in_what_is_deeper_are_kept() -> None:
    code = Code(f"x = {'f(' * 500}(lambda inner: (y := z)){')' * 500}\nw = 1\n")
    assert max(sum(1 for _ in node.above()) for node in code.root.walk()) == DEEPEST + 1
    [deep] = (node for node in code.root.walk() if node.kind == DEEP)
    assert {"f", "inner", "y", "z"} == {each.text for each in deep.children}
    assert {"y", "z", "inner"} <= set(code.module.bindings)
    assert deep.broken
    assert code.root.broken
    assert not code.root.children[1].broken


STRANGE = {
    "a byte order mark": "\ufeff" + FOUND,
    "line ends of Windows": FOUND.replace("\n", "\r\n"),
    "line ends of old": FOUND.replace("\n", "\r"),
    "tabs": FOUND.replace("    ", "\t"),
    "a form feed": "\f\n" + FOUND.replace("def", "\f\ndef"),
    "a null": FOUND + "x = '\0'\n\0\n" + FOUND,
    "no line end": FOUND.rstrip(),
    "cells": f"# %%\n{FOUND}\n# %% [markdown]\n# text\n# %%\n%timeit f([[1]])\n!ls\n{FOUND}",
    "Python 2": f"print 'a'\nexec 'b'\ntry:\n    x = 0777L\nexcept E, e:\n    print `e`\n{FOUND}",
    "a surrogate": f"x = '\ud800'\n{FOUND}",
    "wide text": f"x = 'ä\u4e2d\U0001f600'\n{FOUND}",
    "what does not parse": f"def (:\n    ]\n{FOUND}class\n",
    "a name like none": f"\u212a = 1\n{FOUND}",
    "a merge": f"<<<<<<< a\nx = 1\n=======\nx = 2\n>>>>>>> b\n{FOUND}",
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_around_it_hides_nothing(name: str) -> None:
    if name != "line ends of old":
        assert checked(STRANGE[name]) >= 1
    else:
        checked(STRANGE[name])


def test_a_line_of_a_megabyte_and_a_file_of_sixty_thousand_lines() -> None:
    data = ", ".join(f"0x{number:x}" for number in range(110_000))
    assert len(data) > 1_000_000 / 1.2
    assert checked(f"DATA = [{data}]\nTEXT = '{'a' * 1_000_000}'\n{FOUND}") == 1
    lines = [f"NAMES[{number}] = 'a name of it', {number}" for number in range(60_000)]
    assert checked("NAMES = {}\n" + "\n".join(lines) + f"\n{FOUND}") == 1


def _fails(code: Code, node: Node) -> Iterator[Found]:
    if node.text == "second":
        raise ValueError("a fault of the rule")
    yield Found(node, "found")


def test_a_rule_that_fails_is_switched_off_for_the_file_and_told_once() -> None:
    rule = Rule("GL000", "fails", ("identifier",), _fails, Example("", "", "()", ""))
    report = check(f"first\nsecond\nsecond\n{FOUND}", [rule, *all_rules()])
    assert report.failed == (("GL000", "ValueError"),)
    assert report.hints
    assert "GL000" not in {hint.rule.code for hint in report.hints}


PROVED = """def f(names):
    queue = list(names)
    while queue:
        print(queue.pop(0))
"""


@pytest.mark.parametrize(
    ("text", "proved"),
    [
        (PROVED, True),
        (f"def g():\n    x = = 1\n\n\n{PROVED}", True),
        (f"{PROVED}    x = = 1\n", False),
        (f"{PROVED}print 'done'\n", False),
    ],
)
def test_nothing_is_proved_beside_what_nobody_can_read(text: str, proved: bool) -> None:
    fixes = [h.fix for h in check(text).hints if h.fix is not None]
    assert fixes
    assert all((fix.safety is Safety.PROVED) is proved for fix in fixes)
    assert all(bool(fix.unproved) is not proved for fix in fixes)


PIECES = st.sampled_from(
    [line for case in cases()[::7] for line in case.code.splitlines(keepends=True)]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_lines_of_code(text: str) -> None:
    checked(text)


@given(st.sampled_from([case.code for case in cases()]), st.data())
def test_any_code_with_something_cut_out_or_put_in(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(at, min(len(text), at + 40)))
    put = data.draw(st.text("()[]{}:=,.'\"\\\n\t #\0\ud800äfor ", max_size=4))
    checked(text[:at] + put + text[end:])


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    checked(text)
