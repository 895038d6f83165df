"""Checking a file as it is edited gives what checking it anew would."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
import textwrap
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import guyline.hints
from guyline.hints import Found, Report, all_rules
from guyline.hints.check import check
from guyline.hints.code import Code
from guyline.hints.incremental import Incremental
from guyline.syntax import Node
from tests.hints.suite import cases

CASES = [case.code for case in cases()]
SNIPPETS = [
    "import re as regex",
    "from re import compile",
    "from os.path import *",
    "items = list(items)",
    "items = set()",
    "sum = max",
    "def len(x): return 1",
    "global items",
    "x = []  # guyline: ignore",
    "self.items = []",
    "import numpy as np",
    "for each in items: result.append(each)",
    "pass",
]


def told(report: Report) -> tuple[object, ...]:
    hints = [
        (h.rule.code, h.start, h.end, h.message, h.depth, h.fix, h.related) for h in report.hints
    ]
    return hints, report.ignored, report.failed


def composed(chance: random.Random) -> list[str]:
    """Cases of the rules one below the other, some within a class."""
    lines: list[str] = []
    for number in range(chance.randrange(2, 7)):
        code = chance.choice(CASES)
        if chance.random() < 0.3:
            code = f"class C{number}:\n" + textwrap.indent(code, "    ")
        lines += [*code.split("\n"), ""]
    return lines


def edit(lines: list[str], chance: random.Random) -> None:
    at = chance.randrange(len(lines))
    before = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    match chance.randrange(5):
        case 0:
            del lines[at : at + chance.randrange(1, 4)]
            lines.append("")
        case 1:
            lines[at:at] = [lines[chance.randrange(len(lines))]]
        case 2:
            old, new = chance.choice([("=", "= "), ("items", "xs"), ("f", "g")])
            lines[at] = lines[at].replace(old, new)
        case _:
            lines[at:at] = [before + chance.choice(SNIPPETS)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9))
def test_any_edits_give_what_a_check_anew_gives(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's own chance
    lines, file = composed(chance), Incremental()
    for _ in range(5):
        text = "\n".join(lines)
        assert told(file.check(text)) == told(check(text))
        edit(lines, chance)


BELOW = """
def below(rows):
    for row in rows:
        if row in known:
            print(row)
"""
CHANGES = {
    "what a name is bound to": ("known = []\n", "known = set()\n"),
    "what a name is bound to, within": ("known = list(range(9))\n", "known = [1, 2]\n"),
    "a binding more": ("known = []\n", "known = []\nknown = {}\n"),
    "global": (
        "known = []\ndef f():\n    print()\n",
        "known = []\ndef f():\n    global known\n    known = {1}\n",
    ),
    "a module's names": ("known = list(x)\n", "from x import *\nknown = list(x)\n"),
    "a builtin hidden": ("known = list(x)\n", "known = list(x)\ndef list(x): return {1}\n"),
    "an import": ("known = deque()\n", "from collections import deque\nknown = deque()\n"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_a_part_rests_on_may_change_elsewhere(what: str) -> None:
    file, before, after = Incremental(), *(text + BELOW for text in CHANGES[what])
    for text in (before, after, before):
        assert told(file.check(text)) == told(check(text))


def test_an_attribute_s_type_rests_on_the_whole_class() -> None:
    text = (
        "class Pool:\n    def __init__(self):\n        self.free = []\n\n    def run(self):\n"
        "        while self.free:\n            print(self.free.pop(0))\n"
    )
    file = Incremental()
    for each in (text, text.replace("[]", "{}"), text.replace("Pool", "Pool(Base)"), text):
        assert told(file.check(each)) == told(check(each))
    assert [hint.rule.code for hint in file.check(text).hints] == ["GL105"]


def functions(count: int, middle: str = "") -> str:
    body = "    xs = list(given)\n    while xs:\n        print(xs.pop(0))\n"
    made = [f"def f{number}(given):\n{body}" for number in range(count)]
    made[count // 2] += middle
    return "\n\n".join(["import re\n", *made])


def test_only_what_has_changed_is_looked_at() -> None:
    file = Incremental()
    assert len(file.check(functions(40)).hints) == 40
    assert file.looked == 41
    report = file.check(functions(40, "    return 'more'\n"))
    assert told(report) == told(check(functions(40, "    return 'more'\n")))
    assert file.looked == 1


def test_other_rules_or_another_version_start_anew() -> None:
    file, text = Incremental(), functions(3)
    rules = [rule for rule in all_rules() if rule.code == "GL105"]
    assert told(file.check(text)) == told(check(text))
    assert told(file.check(text, rules)) == told(check(text, rules))
    assert told(file.check(text, rules, (3, 12))) == told(check(text, rules, (3, 12)))
    assert told(file.check(text, rules, (3, 9))) == told(check(text, rules, (3, 9)))


def test_what_does_not_parse_is_checked_as_a_whole_and_does_no_harm() -> None:
    file, text = Incremental(), functions(3)
    for each in (text + "def (:\n", text, text + "x = (\n", text.replace("f1", "f9"), ""):
        assert told(file.check(each)) == told(check(each))


def test_a_rule_that_raises_is_left_out() -> None:
    def fails(code: Code, node: Node) -> Iterator[Found]:
        if "f1" in code.function_of(node).node.text:
            raise RuntimeError
        yield Found(node, "called")

    rule = replace(all_rules()[0], kinds=("call",), check=fails, called=frozenset())
    file, text = Incremental(), functions(3)
    for each in (text, text + "\nprint()\n", text.replace("f1", "f9"), text):
        assert told(file.check(each, [rule])) == told(check(each, [rule]))
    assert check(text, [rule]).failed
    assert not check(text.replace("f1", "f9"), [rule]).failed


@pytest.mark.parametrize(
    "ask",
    [
        lambda code, _: len(code.root.children),
        lambda code, _: sorted(code.module.bindings),
        lambda code, _: [len(each) for each in code.module.reads.values()],
        lambda code, _: len(code.module.inner),
        lambda code, _: len(code.by_kind["call"]),
        lambda code, _: code.has(frozenset({"global_statement", "print_statement"})),
        lambda code, _: [each.text for each in code.source.comments],
        lambda code, _: sorted(code.imported),
        lambda code, _: code.imports("os"),
        lambda code, _: code.imports("os.path"),
        lambda code, _: code.of_imports(bool),
        lambda code, _: sorted(code.packages),
        lambda code, node: code.owner(node["function"]) is None,
        lambda code, _: len(code.attributes(code.root, "pop")),
        lambda code, _: len(code.bound_attributes(code.root, "more")),
        lambda code, _: len(list(code.module.reads_of("print"))),
        lambda code, _: code.module.changed_within("xs"),
        lambda code, node: [each.text for each in node.above()][-1],
        lambda code, node: list(node.above())[-1].field("body") is None,
        lambda code, node: len(list(node.above())[-1].text),
        lambda code, node: list(node.above())[-1].end,
    ],
)
def test_all_ways_out_of_a_part_are_watched(ask: object) -> None:
    assert callable(ask)

    def asks(code: Code, node: Node) -> Iterator[Found]:
        yield Found(node, str(ask(code, node)))

    rule = replace(all_rules()[0], kinds=("call",), check=asks, called=frozenset())
    text = functions(4)
    changes = [
        text,
        text + "\nxs = 1\n",
        text + "\nxs.pop\nxs.more = 1\nxs.more\n",
        text + "\nprint = 2\n# more\n",
        text + "\ndef g():\n    global xs\n    xs = print\n",
        "import os\n" + text,
        text.replace("f1", "print"),
    ]
    file = Incremental()
    for each in changes:
        assert told(file.check(each, [rule])) == told(check(each, [rule]))


def methods(count: int, first: str = "list(given)") -> str:
    body = "        while self.items:\n            print(self.items.pop(0), self.wide)\n"
    wide = "    @property\n    def wide(self):\n        return sum(self.items)\n"
    made = [f"    def f{number}(self):\n{body}" for number in range(count)]
    start = f"    def __init__(self, given):\n        self.items = {first}\n"
    return "\n".join(["class Tents:\n" + start, wide, *made])


def test_a_method_rests_on_what_binds_the_attributes_that_it_reads() -> None:
    file, text = Incremental(), methods(20)
    assert len(file.check(text).hints) >= 20
    more = text.replace("f7(self):\n", "f7(self):\n        poles = 3\n")
    assert told(file.check(more)) == told(check(more))
    assert file.looked == 1
    for each in (
        methods(20, "set(given)"),
        text.replace("f7(self):\n", "f7(self):\n        self.items = {}\n"),
        text.replace("f7(self):\n", "f7(self):\n        for self.items in given: pass\n"),
        text.replace("sum(self.items)", "self.items"),
        text.replace("@property", "@other"),
        text,
    ):
        assert told(file.check(each)) == told(check(each))


def test_an_import_is_no_matter_to_what_does_not_ask_for_it() -> None:
    file = Incremental()
    file.check(functions(40))
    text = "import guyline_of_a_tent\n" + functions(40)
    assert told(file.check(text)) == told(check(text))
    assert file.looked <= 3


def test_what_is_kept_of_a_file_is_kept_with_it() -> None:
    names = [each.name for each in pkgutil.walk_packages(guyline.hints.__path__, "guyline.hints.")]
    kept = [
        (name, value)
        for name in names
        for value in vars(importlib.import_module(name)).values()
        if hasattr(value, "cache_info")
    ]
    assert kept
    for name, value in kept:
        assert "code" not in inspect.signature(value).parameters, (name, value)
