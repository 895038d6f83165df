"""All proved fixes of a text, made round by round."""

from __future__ import annotations

import pytest

from guyline.hints import Edit, Example, Fix, Found, Rule, Safety, all_rules
from guyline.hints.check import check
from guyline.hints.code import Code
from guyline.hints.encoded import decoded
from guyline.hints.fixing import Fixed, fixed
from guyline.syntax import Node
from tests.hints.suite import cases

SLOW = "def f{0}(lists: list[list[int]]) -> list[int]:\n    return sum(lists, [])\n"
TWICE = "def g(a: list[list[int]], b: list[list[int]]):\n    return sum(a, []), sum(b, [])\n"


def fix(text: str) -> Fixed:
    return fixed(text, all_rules(), (3, 10))


def test_all_fixes_are_made_and_an_import_once() -> None:
    done = fix(SLOW.format(1) + SLOW.format(2) + TWICE)
    assert done.count == 4
    assert done.text.count("from itertools import chain\n") == 1
    assert done.text.count("list(chain.from_iterable(") == 4
    assert check(done.text).hints == done.report.hints == ()
    assert done.code.text == done.text


def test_line_ends_stay() -> None:
    done = fix((SLOW.format(1) + SLOW.format(2)).replace("\n", "\r\n"))
    assert done.count == 2
    assert done.text.count("\n") == done.text.count("\r\n")
    assert "from itertools import chain\r\n" in done.text


def test_what_does_not_count_is_left() -> None:
    text = SLOW.format(1) + SLOW.format(2)
    done = fixed(text, all_rules(), (3, 10), lambda hints, _: hints[1:])
    assert done.count == 1
    assert done.text.count("sum(lists, [])") == 1


def test_nothing_to_do_changes_nothing() -> None:
    assert fix("x = 1\n").text == "x = 1\n"
    broken = "def (:\n  x\n"
    assert fix(broken).text == broken


def rule(replacement: str, safety: Safety = Safety.PROVED, wanted: str = "slow") -> Rule:
    """A rule that puts a text in place of each call of ``slow``."""

    def look(_: Code, node: Node):  # type: ignore[no-untyped-def]  # noqa: ANN202
        if node["function"].text == wanted:
            edits = (Edit(node.start, node.end, replacement),)
            yield Found(node, "slow", Fix("Make it fast", edits, (), safety))

    return Rule("GL000", "slow", ("call",), look, Example("", "", "()", ""))


@pytest.mark.parametrize("replacement", ["fast(", "(", "return", "\0"])
def test_a_fix_that_does_not_parse_is_not_made(replacement: str) -> None:
    done = fixed("slow(1)\nslow(2)\n", [rule(replacement)], (3, 10))
    assert (done.text, done.count) == ("slow(1)\nslow(2)\n", 0)


def test_one_that_does_not_parse_keeps_none_from_another() -> None:
    rules = [rule("(", wanted="slow"), rule("fast()", wanted="other")]
    done = fixed("def f(): slow()\ndef g(): other()\ndef h(): slow()\n", rules, (3, 10))
    assert done.text == "def f(): slow()\ndef g(): fast()\ndef h(): slow()\n"
    assert done.count == 1


def test_only_proved_fixes_are_made() -> None:
    assert fixed("slow()\n", [rule("fast()", Safety.OPEN)], (3, 10)).count == 0


def test_fixes_without_end_end() -> None:
    done = fixed("slow()\n", [rule("slow(0)")], (3, 10))
    assert done.count == 10
    assert done.text == "slow(0)\n"


def test_fixes_of_one_function_are_made_one_after_the_other() -> None:
    done = fixed("def f(): slow(slow())\n", [rule("fast()")], (3, 10))
    assert done.text == "def f(): fast()\n"
    assert done.count == 1


@pytest.mark.parametrize(
    "data",
    [
        b"x = 'a'\n",
        b"\xef\xbb\xbfx = 1\r\n",
        "# coding: latin-1\nx = 'ä'\n".encode("latin-1"),
        "#!/bin/python\n# -*- coding: cp1252 -*-\nx = '€'\n".encode("cp1252"),
    ],
)
def test_bytes_are_read_as_python_does_and_written_back(data: bytes) -> None:
    read = decoded(data)
    assert read.encode(read.text) == data
    assert not read.text.startswith("\ufeff")


def test_every_suite_can_be_fixed_as_a_whole() -> None:
    for case in cases():
        done = fixed(case.code, all_rules(), (3, 12))
        assert Code(case.code).root.broken or not Code(done.text).root.broken, case
        assert fixed(done.text, all_rules(), (3, 12)).count == 0, case
