"""Which hints there is reason to show, and what compilers take for something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.hints.check import check
from guyline.hints.code import Code
from guyline.hints.scale import Size, size_of

SEARCH = (
    "def f({parameters}):\n    known = list(known)\n    return [x for x in {over} if x in known]\n"
)

LIKELY = {
    "a parameter that says nothing": ("xs, known", "xs"),
    "a parameter that is called many things": ("users, known", "users"),
    "a parameter that is said to be a list": ("batch: list[int], known", "batch"),
    "data by their name": ("self, known", "self.rows"),
    "a range up to a number": ("n, known", "range(n)"),
    "a large range": ("known", "range(1000)"),
    "the lines of a file": ("path, known", "open(path)"),
    "lines": ("text, known", "text.splitlines()"),
    "the keys of a parameter": ("orders, known", "orders.keys()"),
    "what a long loop fills": ("n, known", "[i for i in range(n)]"),
}
UNLIKELY = {
    "what says nothing": ("self, known", "self.connection"),
    "what is called a few": ("self, known", "self.options"),
    "a parameter that is called a few": ("params, known", "params"),
    "what is written out in calls": ("known, *xs", "xs"),
    "one thing": ("message, known", "message"),
    "a short range": ("known", "range(3)"),
    "keyword arguments": ("known, **given", "given"),
    "what an unknown function gives": ("known", "connect()"),
}


@pytest.mark.parametrize(("parameters", "over"), LIKELY.values(), ids=LIKELY)
def test_a_search_among_many_is_likely_to_matter(parameters: str, over: str) -> None:
    (hint,) = check(SEARCH.format(parameters=parameters, over=over)).hints
    assert hint.rule.code == "GL101"
    assert hint.likely


@pytest.mark.parametrize(("parameters", "over"), UNLIKELY.values(), ids=UNLIKELY)
def test_a_search_that_nothing_says_is_long_is_not(parameters: str, over: str) -> None:
    hints = check(SEARCH.format(parameters=parameters, over=over)).hints
    assert not any(hint.likely for hint in hints)


def test_both_have_to_be_long() -> None:
    code = "def f(rows, node):\n    parents = list(node.parents)\n"
    code += "    return [{} in {} for x in rows]\n"
    assert [h.likely for h in check(code.format("x", "parents")).hints] == [False]
    other = code.replace("parents", "visited").format("x", "visited")
    assert [h.likely for h in check(other).hints] == [True]


def test_a_text_for_people_is_short() -> None:
    code = (
        "class A:\n    def {}(self):\n        t = ''\n        for row in self.rows:\n"
        "            t += str(row)\n        return t\n"
    )
    assert [h.likely for h in check(code.format("__repr__")).hints] == [False]
    assert [h.likely for h in check(code.format("report")).hints] == [True]


def test_what_costs_the_same_at_any_size_is_always_shown() -> None:
    code = (
        "def f(message):\n    found = {}\n    for part in message.walk():\n"
        "        found.update({part: 1})\n    return found\n"
    )
    assert [(h.rule.growth, h.likely) for h in check(code).hints] == [(None, True)]
    few = code.replace("message.walk()", "message.headers")
    assert [(h.rule.growth, h.likely) for h in check(few).hints] == [(None, False)]


COMPILED = [
    "import numba\n@numba.njit\n",
    "from numba import njit\n@njit(parallel=True)\n",
    "import cython\n",
]


@pytest.mark.parametrize("head", COMPILED)
def test_compiled_code_gets_no_hints(head: str) -> None:
    code = SEARCH.format(parameters="xs, known", over="xs")
    assert check(code).hints
    assert not check(head + code).hints
    assert check("import functools\n@functools.cache\n" + code).hints


@pytest.mark.parametrize(
    "body",
    [
        'raise KeyError(", ".join("{}!".format(x) for x in rows))',
        'if not rows:\n        raise KeyError("; ".join(["{}!".format(x) for x in rows]))',
        'if rows:\n        y = ["{}!".format(x) for x in rows]\n        raise KeyError(y)',
        'for x in NAMES_OF_ALL_KINDS:\n        rows.add("{}!".format(x))',
        'while rows.pop():\n        rows.add("{}!".format(rows))\n        time.sleep(1)',
    ],
)
def test_what_is_raised_waits_or_goes_over_constants_is_not_worth_it(body: str) -> None:
    hints = check(f"import time\ndef f(rows):\n    {body}\n").hints
    assert [hint.likely for hint in hints] == [False]


@pytest.mark.parametrize(
    "body",
    [
        'for x in rows:\n        rows.add("{}!".format(x))\n    raise KeyError(rows)',
        'if rows:\n        for x in rows:\n            rows.add("{}!".format(x))\n'
        "            if x:\n                break\n        raise KeyError",
        'for x in rows:\n        a("{}".format(x))\n        if x:\n            time.sleep(1)',
    ],
)
def test_what_may_be_left_before_is_not_for_the_error_alone(body: str) -> None:
    hints = check(f"import time\ndef f(rows):\n    {body}\n").hints
    assert [hint.likely for hint in hints] == [True]


def test_lists_that_are_written_out_and_added_are_short() -> None:
    code = "FIRST = [1, 2]\nALL = FIRST + [3]\n" + SEARCH.format(parameters="rows", over="rows")
    code = code.replace("known = list(known)", "known = ALL")
    assert not any(hint.likely for hint in check(code).hints)


NAMES = st.sampled_from(["a", "b", "c"])
WORDS = st.recursive(
    st.sampled_from(["a", "b", "c", "x.rows", "ask()", "[]", "range(3)", "range(a)", "self"]),
    lambda inner: st.one_of(
        inner.map("list({})".format),
        inner.map("[x for x in {}]".format),
        st.tuples(inner, inner).map("{0[0]} + {0[1]}".format),
    ),
    max_leaves=4,
)
STATEMENTS = st.one_of(
    st.tuples(NAMES, WORDS).map("{0[0]} = {0[1]}".format),
    st.tuples(NAMES, WORDS, NAMES).map("for x in {0[1]}:\n        {0[0]}.append({0[2]})".format),
    st.tuples(NAMES, NAMES).map("while {0[0]}:\n        {0[1]}.append({0[0]}.pop())".format),
)


@given(st.lists(STATEMENTS, max_size=6), WORDS)
def test_any_expression_has_a_size(statements: list[str], asked: str) -> None:
    """Names are bound to each other in circles, and lists fill each other."""
    body = "".join(f"    {each}\n" for each in [*statements, f"mark({asked})"])
    code = Code(f"def f(self, a):\n{body}")
    (call,) = (each for each in code.by_kind["call"] if each["function"].text == "mark")
    assert size_of(code, call["arguments"].children[0]) in Size
