"""What an assistant says, and what of it is code."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from guyline.models.wire.chatter import Chatter, code_in

CASES: dict[str, tuple[str, str, str]] = {
    # what it is called: the line up to the place, the answer, the code in it
    "code": ("x = ", "tent.height", "tent.height"),
    "several lines": ("def f():", "\n    return 1\n\n", "\n    return 1\n\n"),
    "a fence": ("x = ", "```python\ntent.height\n```", "tent.height"),
    "a fence without a language": ("x = ", "```\ntent.height\n```\n", "tent.height"),
    "tildes": ("x = ", "~~~py\ntent.height\n~~~", "tent.height"),
    "a fence that is left open": ("x = ", "```python\ntent.height\n", "tent.height\n"),
    "what follows a fence": ("x = ", "```python\na\n```\nThis returns `a`.", "a"),
    "indentation in a fence": ("def f():", "```python\n    return 1\n```", "    return 1"),
    "an introduction": ("x = ", "Here is the code:\n```python\na\n```", "a"),
    "several introductions": ("x = ", "Sure!\n\nHere's the rest:\n\n```\na\n```", "a"),
    "an introduction without a fence": ("x = ", "Here is the completion:\n\na + 1", "a + 1"),
    "an introduction alone": ("x = ", "Here is the code:", ""),
    "thoughts": ("x = ", "<think>\nIs it a?\n</think>\n\na + 1", "a + 1"),
    "thoughts without an end": ("x = ", "<think>\nIs it a?", ""),
    "a fence that only ends": ("x = ", "a + 1\n```", "a + 1"),
    "backquotes": ("x = ", "`a + 1`", "a + 1"),
    "backquotes and more": ("x = ", "`a + 1` is it.", "a + 1"),
    "the line again": ("    x = tent.", "    x = tent.height", "height"),
    "the line again, without its indentation": ("    x = tent.", "x = tent.height\n", "height\n"),
    "the line again, in a fence": ("    x = ", "```python\n    x = a\n```", "a"),
    "the receiver again": ("    x = tent.", "tent.height", "height"),
    "the end of the receiver is another": ("    x = tent.", "ent.height", "ent.height"),
    "the blank again": ("x = ", " a", "a"),
    "the line again, in part": ("return tent.", "return", "return"),
    "a bracket is not said again": ("(", "(a)", "(a)"),
    "one letter is not said again": ("x", "xyz", "xyz"),
    "a name that looks like an introduction": ("", "okay_then = 1\n", "okay_then = 1\n"),
    "a word that looks like an introduction": ("x = ", "here", "here"),
    "a comparison": ("x = a ", "< 3", "< 3"),
    "a long line": ("", "this is " + "x" * 300 + ".\nb", "this is " + "x" * 300 + ".\nb"),
    "nothing": ("x = ", "", ""),
    "blanks": ("x = ", "  ", " "),
    "backquotes in the middle": ("x = ", "a = '`' + b", "a = '`' + b"),
}


def check_answer(line: str, parts: list[str], code: str) -> None:
    """An answer that comes in parts holds this code, and nothing is taken back."""
    chatter = Chatter(line)
    found = "".join(chatter.feed(part) for part in parts)
    assert code.startswith(found)
    assert found + chatter.feed("", complete=True) == code


@pytest.mark.parametrize(("line", "answer", "code"), CASES.values(), ids=CASES.keys())
def test_code_is_found(line: str, answer: str, code: str) -> None:
    check_answer(line, [answer], code)
    check_answer(line, list(answer), code)


@pytest.mark.parametrize("name", ["a fence", "what follows a fence", "backquotes and more"])
def test_the_end_of_a_fence_is_the_end(name: str) -> None:
    line, answer, _ = CASES[name]
    chatter = Chatter(line)
    chatter.feed(answer)
    assert chatter.ended


def test_what_is_surely_code_is_not_held_back() -> None:
    assert Chatter("x = ").feed("tent.hei") == "tent.hei"
    assert Chatter("x = ").feed("tent.height\n") == "tent.height"


PIECES = ["`", "``", "```", "~~~", "python", "\n", " ", "    ", "a", "tent.", "x = ", "x", "="]
PIECES += ["Here is", "here", "Sure", "!", ":", ".", "<think>", "</think>", "<", "ok", "\n\n"]
ANSWERS = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
LINES = st.sampled_from(["", "    ", "x = ", "    x = tent.", "x", "(", "return x", "\t"])


@given(LINES, st.lists(ANSWERS, max_size=5))
@example("x = ", ["\n``", "`\na"])
@example("", ["this is " + "x" * 300 + ".", "y"])
def test_the_split_does_not_matter(line: str, parts: list[str]) -> None:
    check_answer(line, parts, code_in("".join(parts), line, complete=True)[0])
