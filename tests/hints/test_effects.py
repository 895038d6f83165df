"""What is said of a rule's effect is so."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from guyline.bench.effects import Effect, measure, time_pair
from guyline.errors import InputError
from guyline.hints import Example, Gain, Rule, all_rules
from guyline.hints.check import check
from guyline.hints.effects import effect_of

SPEED = [rule for rule in all_rules() if rule.gain is Gain.SPEED]
LEAST = 1.15
HERE = Path(sys.executable)


@pytest.mark.parametrize("rule", SPEED, ids=lambda rule: rule.name)
def test_a_rule_about_speed_was_measured(rule: Rule) -> None:
    told = effect_of(rule, (3, 11))
    assert told is not None, "guyline bench hints was not run"
    assert told >= LEAST


@pytest.mark.parametrize("rule", SPEED, ids=lambda rule: rule.name)
def test_a_rule_about_speed_is_faster(rule: Rule) -> None:
    for needed in rule.example.needs:
        pytest.importorskip(needed)
    [found] = measure([rule], [HERE], rounds=3)
    assert isinstance(found, Effect), found
    if found.times < LEAST:  # a busy machine, for all of three short measurements
        [found] = measure([rule], [HERE], rounds=15)
        assert isinstance(found, Effect), found
    assert found.times >= LEAST


def test_a_hint_quotes_the_effect() -> None:
    [hint] = check("def f(parts):\n    return sum(parts, [])\n").hints
    assert hint.message.endswith("x at 3,000 lists of 5")


def test_a_hint_about_memory_quotes_no_time() -> None:
    text = "def f(path):\n    for line in open(path).readlines():\n        print(line)\n"
    [hint] = check(text).hints
    assert effect_of(hint.rule, (3, 11)) is not None
    assert hint.message.endswith("one at a time")


def test_an_example_that_can_t_be_timed_says_why() -> None:
    broken = Example("def f(x):\n    return y\n", "def f(x):\n    return x\n", "(1,)", "1")
    assert time_pair(broken, HERE, 1) == "NameError: name 'y' is not defined"
    other = Example("def f(x):\n    return x\n", "def f(x):\n    return -x\n", "(1,)", "1")
    assert time_pair(other, HERE, 1) == "the two forms do not give the same"
    with pytest.raises(InputError, match="does not run"):
        list(measure(SPEED, [Path("no-python")]))
