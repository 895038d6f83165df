"""What a rule says it looks at: it would find nothing anywhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guyline.hints import Rule, all_rules, check_code
from guyline.hints.code import Code
from guyline.hints.pattern import called
from tests.hints.suite import cases

TOLD = [rule for rule in all_rules() if rule.called]
EVERYTHING = [replace(rule, called=frozenset()) for rule in TOLD]


def hints(code: Code, rules: list[Rule]) -> list[tuple[object, ...]]:
    report = check_code(code, rules)
    assert not report.failed
    return [(h.rule.code, h.start, h.end, h.message, h.fix, h.related) for h in report.hints]


def test_rules_find_the_same_when_they_are_given_all_calls() -> None:
    found = 0
    for case in cases():
        code = Code(case.code)
        told = hints(code, TOLD)
        assert told == hints(code, EVERYTHING), case
        found += len(told)
    assert found > len(TOLD) * 3
    assert all("call" in rule.kinds for rule in TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "import re\nre.compile(x)\n",
        "from re import compile\ncompile(x)\n",
        "import re as regex\nregex.compile(x)\n",
        "from re import compile as make\nmake(x)\n",
        "def f():\n    from re import compile as make\n    return (make)(x)\n",
        "(re.compile)(x)\n",
    ],
)
def test_a_call_is_found_by_what_it_calls(text: str) -> None:
    code = Code(text)
    found = code.calls_of({"compile"})
    assert found == code.by_kind["call"]
    assert not code.calls_of({"match"})


def test_calls_of_several_names_stand_in_order() -> None:
    code = Code("a()\nb()\na(b(), a())\nx.b()\nc()\n")
    assert code.calls_of({"a", "b"}) == code.by_kind["call"][:-1]


def test_what_patterns_call() -> None:
    assert called("$items.pop(0)", "sum($parts, [])") == {"pop", "sum"}
    with pytest.raises(ValueError, match="Not all"):
        called("$f($x)", "sum($x)")
