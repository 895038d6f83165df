"""Where nothing is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guyline.features.ghost.worth import unworthy
from guyline.settings import CompletionSettings
from guyline.text import Document

CASES = {
    "x = $0\n": "",
    "x = a.$0": "",
    "na$0me = 1\n": "within a word",
    "name$0 = 1\n": "text follows on the line",
    "print($0)\n": "",
    "print($0x)\n": "text follows on the line",
    "d = {$0},\n": "",
    "$0\n": "nothing stands before it",
    "\n\n$0import os\n": "text follows on the line",
    "if x:$0\n": "the line is whole",
    "    else: $0\n": "the line is whole",
    "x:$0\n": "",
    "def f(a:$0): ...\n": "text follows on the line",
    "def f(\n    a:$0\n): ...\n": "",
    "y = {\n    'a':$0\n}\n": "",
    "for x in y:\n    pass$0\n": "the line is whole",
    "x = 1\nwhile x:\n    break $0\n": "the line is whole",
    "passing = 1\npassing$0\n": "",
    "# if this:$0\n": "",
    "x = 'if a:$0'\n": "",
}


@pytest.mark.parametrize(("marked", "why"), CASES.items())
def test_a_place(marked: str, why: str) -> None:
    check_place(marked, why)


def check_place(
    marked: str, why: str, settings: CompletionSettings | None = None, *, asked_for: bool = False
) -> None:
    document = Document(marked.replace("$0", ""))
    found = unworthy(
        document, marked.index("$0"), settings or CompletionSettings(), asked_for=asked_for
    )
    assert found == why


def test_who_asks_gets_an_answer_wherever_there_may_be_one() -> None:
    for marked, why in CASES.items():
        check_place(marked, why if why == "within a word" else "", asked_for=True)


def test_quiet_where_it_is_set() -> None:
    quiet = CompletionSettings(in_comments=False, in_strings=False)
    check_place("# a $0\n", "within a comment", quiet)
    check_place("x = 'a $0'\n", "within a string", quiet)
    check_place("x = $0\n", "", quiet)
    manual = replace(quiet, trigger="manual")
    check_place("x = $0\n", "completions come when asked for", manual)
    check_place("x = $0\n", "", manual, asked_for=True)
