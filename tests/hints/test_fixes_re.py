"""Slow code and what a proved fix makes of it do the same, whatever they are given."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.hints import Safety, all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check
from guyline.hints.code import Code

RULES = {rule.name: rule for rule in all_rules()}
NUMBERS = st.lists(st.integers(-3, 3), max_size=12)
WORDS = st.lists(st.sampled_from(["a", "b", "ab", ""]), max_size=12)
TABLES = st.dictionaries(st.integers(0, 4), st.integers(), max_size=4)
DATES = st.dates().map(str)

CASES = [
    ("append-loop", "out = [0]\nfor x in xs:\n    out.append(x)\nreturn out", NUMBERS),
    ("append-loop", "out = []\nfor x in 1, *xs: out += [x]\nreturn out", WORDS),
    (
        "append-loop",
        "out = []\nfor i, x in enumerate(xs):\n    out.append((i, x))\nreturn out",
        WORDS,
    ),
    (
        "append-loop",
        "xs = tuple(xs)\nout = []\nfor i in range(len(xs)):\n    out.append(xs[i])\nreturn out",
        NUMBERS,
    ),
    ("append-loop", "out = []\nfor k in xs:\n    out.append(k)\nreturn out", TABLES),
    (
        "dict-update-loop",
        "xs = dict(xs)\nall = {1: 2, 9: 9}\nfor k, v in xs.items():\n    all[k] = v\nreturn all",
        TABLES,
    ),
    (
        "count-loop",
        "n = {}\nfor x in xs:\n    n[x] = n.get(x, 0) + 1\nreturn n, list(n), type(n)",
        WORDS,
    ),
    ("count-loop", "n = {}\nfor x in xs:\n    n[x] = n.get(x, 0) + 1\nreturn n", TABLES),
    (
        "count-loop",
        "n = {}\nfor x in xs:\n    if x in n:\n        n[x] += 1\n"
        "    else:\n        n[x] = 1\nreturn n",
        NUMBERS,
    ),
    (
        "count-loop",
        "from collections import Counter\nn = Counter('ab')\nfor x in xs:\n    n[x] += 1\nreturn n",
        TABLES,
    ),
    (
        "count-loop",
        "from collections import Counter\nn = Counter()\nfor x in xs:\n"
        "    n[len(x)] += 1\nreturn n",
        WORDS,
    ),
    (
        "group-loop",
        "groups = {}\nfor x in xs:\n    key = len(x)\n    if key not in groups:\n"
        "        groups[key] = []\n    groups[key].append(x)\nreturn groups, list(groups)",
        WORDS,
    ),
    (
        "group-loop",
        "groups = {}\nfor x in xs:\n    if x in groups:\n        groups[x].add(x)\n"
        "    else:\n        groups[x] = {x}\nreturn groups",
        NUMBERS,
    ),
    (
        "while-counter",
        "xs = tuple(xs)\ni = 0\ntotal = 0\nwhile i < len(xs):\n    total += xs[i]\n"
        "    i += 1\nreturn total",
        NUMBERS,
    ),
    (
        "while-counter",
        "xs = tuple(xs)\ni = 2\nfound = []\nwhile len(xs) > i:\n    if xs[i] == 1:\n"
        "        break\n    found.append(i); i = i + 1\nreturn found",
        NUMBERS,
    ),
    (
        "format-in-loop",
        "return ['{{{}}}: {}'.format(x, len(xs)) for x in xs]",
        WORDS,
    ),
    (
        "format-in-loop",
        "out = []\nfor i, x in enumerate(xs):\n"
        "    out.append('{0}\\t{n}'.format(i, n=x))\nreturn out",
        WORDS,
    ),
    (
        "compare-function",
        "from functools import cmp_to_key\nxs.sort(key=cmp_to_key(lambda a, b: len(b) - len(a)))"
        "\nreturn xs",
        WORDS,
    ),
]
"""A rule, the body of ``f(xs)``, and what ``xs`` may be."""

OPEN = [
    ("add-loop", "known = set()\nfor x in xs: known |= {x}\nreturn known", st.text()),
    ("add-loop", "known = {1}\nfor x in xs:\n    known.add(x)\nreturn known", NUMBERS),
    (
        "strptime-iso",
        "from datetime import datetime\n"
        "return [datetime.strptime(x, '%Y-%m-%d') for x in [str(xs)] * 40]",
        DATES.map(lambda day: day.zfill(10)),
    ),
    (
        "compare-function",
        "from functools import cmp_to_key\nreturn sorted(xs, key=cmp_to_key(lambda a, b: a - b))",
        NUMBERS,
    ),
]
"""The same, where what is not proved holds for what is given."""


def _function(text: str) -> Callable[[Any], object]:
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 - the test's own
    made: Callable[[Any], object] = space["f"]
    return made


def _fixed(name: str, text: str, safety: Safety) -> str:
    code = Code(text)
    [hint] = check(text, [RULES[name]]).hints
    assert hint.fix is not None
    assert hint.fix.safety is safety, hint.fix.unproved
    made = apply(text, edits_of(code, hint.fix))
    assert made != text
    return made


def _same(name: str, body: str, inputs: st.SearchStrategy[Any], safety: Safety) -> None:
    slow = "def f(xs):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    one, other = _function(slow), _function(_fixed(name, slow, safety))

    @settings(max_examples=40, deadline=None, database=None)
    @given(inputs)
    def holds(xs: object) -> None:
        before, after = one(deepcopy(xs)), other(deepcopy(xs))
        assert before == after
        assert isinstance(after, set) or repr(before) == repr(after)

    holds()


@pytest.mark.parametrize(("name", "body", "inputs"), CASES)
def test_a_proved_fix_changes_nothing(name: str, body: str, inputs: st.SearchStrategy[Any]) -> None:
    _same(name, body, inputs, Safety.PROVED)


@pytest.mark.parametrize(("name", "body", "inputs"), OPEN)
def test_an_open_fix_changes_nothing_where_what_it_says_holds(
    name: str, body: str, inputs: st.SearchStrategy[Any]
) -> None:
    _same(name, body, inputs, Safety.OPEN)
