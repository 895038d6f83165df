"""Every rule by its suite, and by its own manual page."""

from __future__ import annotations

import importlib
import re
import textwrap
from collections import Counter

import pytest

from guyline.hints import Rule, Safety, all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check
from guyline.hints.code import Code
from tests.hints.suite import Case, cases

CASES = cases()
RULES = {rule.name.replace("-", "_"): rule for rule in all_rules()}
PARTS = ("What:", "Why:", "Example::", "Use instead::", "When it is safe:")


def page_of(rule: Rule) -> str:
    """The rule's manual page."""
    return importlib.import_module(rule.check.__module__).__doc__ or ""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_fires_where_it_should_and_nowhere_else(case: Case) -> None:
    rule = RULES[case.rule]
    report = check(case.code, [rule])
    assert not report.failed
    assert tuple((hint.start, hint.end) for hint in report.hints) == case.spans
    if not case.fixed:
        return
    code, edits = Code(case.code), []
    for hint in report.hints:
        assert hint.fix is not None
        edits += [each for each in edits_of(code, hint.fix) if each not in edits]
        assert "; ".join(hint.fix.unproved) == case.unproved
        assert (hint.fix.safety is Safety.OPEN) == bool(case.unproved)
    assert apply(case.code, edits) == case.fixed


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_enough_cases(name: str) -> None:
    of = Counter(bool(case.spans) for case in CASES if case.rule == name)
    assert of[True] >= 3, "phrasings that fire"
    assert of[False] >= 5, "look-alikes that do not"


@pytest.mark.parametrize("name", RULES)
def test_a_rule_s_page_is_whole_and_true(name: str) -> None:
    rule, page = RULES[name], page_of(RULES[name])
    at = [page.find(f"\n{part}") for part in PARTS]
    assert -1 not in at
    assert at == sorted(at)
    slow, fast = (
        textwrap.dedent(re.split(r"\n(?=\S)", page[page.index(part) + len(part) :])[0])
        for part in ("Example::", "Use instead::")
    )
    assert [hint.rule for hint in check(slow).hints if hint.rule is rule]
    assert not check(fast, [rule]).hints
    compile(slow, name, "exec")
    compile(fast, name, "exec")


def test_numbers_and_names_are_each_rule_s_own() -> None:
    rules = all_rules()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)
    for name, rule in RULES.items():
        assert rule.check.__module__.endswith(f".{name}")
        assert re.fullmatch(r"GL\d{3}", rule.code)


@pytest.mark.parametrize("name", RULES)
def test_an_example_s_two_forms_say_the_same(name: str) -> None:
    example = RULES[name].example
    for needed in example.needs:
        pytest.importorskip(needed)
    results = []
    for source in (example.slow, example.fast):
        space: dict[str, object] = {}
        exec(example.setup + "\n" + source, space)  # noqa: S102 - the rule's own
        results.append(repr(eval(f"f(*{example.call})", space)))  # noqa: S307 - the same
    assert results[0] == results[1]
