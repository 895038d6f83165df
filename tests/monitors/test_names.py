"""Where a name is watched, and what makes a word something else than a use."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.monitors import NameMonitor, Settled
from tests.decoding.toy import ToyOracle

MONITOR = NameMonitor(ToyOracle(frozenset()))
USE, DEFINITION, OTHER, WAIT = Settled.USE, Settled.DEFINITION, Settled.OTHER, Settled.WAIT


def sites(text: str, start: int = 0) -> list[int]:
    found = []
    while site := MONITOR.find(text, start):
        found.append(site.start)
        start = site.start + 1
    return found


def words(text: str) -> list[str]:
    return [text[at:].split(" ")[0] for at in sites(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a + b", ["a", "b"]),
        ("a.b . c", ["a.b"]),
        ("x = ...\ny", ["x", "y"]),
        ("1e5 + 0x1f", []),
        ("import a", ["import"]),
        ("from a import b", ["from"]),
        ("# no word\na", ["a"]),
        ("'no word' + a", ["a"]),
        ("'''no\nword''' + a", ["a"]),
        ("'''no\nword", []),
        ("f'no { a }' + b", ["f'no", "a", "b"]),
        ("f'{{no}} { a :d}'", ["f'{{no}}", "a"]),
        ("f'''\nno { a } no'''", ["f'''\nno", "a"]),
        ("größe + é", ["größe", "é"]),
    ],
)
def test_which_words_are_watched(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text(alphabet="ab1. \n()'\"f{}#\\", max_size=30), st.integers(0, 30))
def test_finding_in_two_steps_is_finding_at_once(text: str, cut: int) -> None:
    cut = min(cut, len(text))
    assert sites(text[:cut]) + sites(text, cut) == sites(text)


@pytest.mark.parametrize(
    ("marked", "settled"),
    [
        # Definitions and the names of others.
        ("def $0f(", DEFINITION),
        ("class $0A:", DEFINITION),
        ("async def $0f(", DEFINITION),
        ("def f($0a, b=c):", DEFINITION),
        ("def f(a, $0b=c):", DEFINITION),
        ("def f(a, b=$0c):", USE),
        ("def f(a, b: $0c = d):", USE),
        ("def f(a, b: c = $0d):", USE),
        ("def f(a, *$0b, **c):", DEFINITION),
        ("def f(a, *b, **$0c):", DEFINITION),
        ("def f(a=b *$0c):", USE),
        ("def f(a: X[b, $0c]):", USE),
        ("def f[$0T](a):", DEFINITION),
        ("def f[T: $0B](a):", USE),
        ("def f[T]($0a):", DEFINITION),
        ("class A[T, *$0Ts]:", DEFINITION),
        ("class A($0B, metaclass=C):", USE),
        ("class A(B, $0metaclass=C):", OTHER),
        ("type $0X = int", DEFINITION),
        ("type X[$0T] = int", DEFINITION),
        ("lambda $0a, b=c: a", DEFINITION),
        ("lambda a, $0b=c: a", DEFINITION),
        ("lambda a, b=$0c: a", USE),
        ("lambda a, *, $0b: a", DEFINITION),
        ("lambda a: $0b", USE),
        ("f(lambda a: a, $0b)", USE),
        ("f(lambda *$0a: a)", DEFINITION),
        ("import a as $0b", DEFINITION),
        ("from a import ($0b,\n c)", OTHER),
        ("global $0a", DEFINITION),
        ("nonlocal a, $0b", DEFINITION),
        ("a.$0b", OTHER),
        ("a.\\\n$0b", OTHER),
        ("$0return a", OTHER),
        ("x = $0not a", OTHER),
        ("'a $0b'", OTHER),
        ("# a $0b", OTHER),
        ("f'{a!$0r}'", OTHER),
        ("f'{a:$0d}'", OTHER),
        ("f'{a:{$0b}}'", USE),
        ("f'{$0a=}'", USE),
        ("f'{$0a:d}'", USE),
        ("f'{f(b, $0a=1)}'", OTHER),
        ("f'{f(b, a=$0c)}'", USE),
        # Assignments.
        ("$0a = 1", DEFINITION),
        ("$0a: int", DEFINITION),
        ("a: $0b", USE),
        ("a: $0b = 1", USE),
        ("$0a, b = 1, 2", DEFINITION),
        ("a, $0b = 1, 2", DEFINITION),
        ("a, *$0b = 1, 2", DEFINITION),
        ("(a, [$0b, c]) = 1, 2", DEFINITION),
        ("(a,\n $0b) = 1, 2", DEFINITION),
        ("a = $0b = 1", DEFINITION),
        ("a = b, $0c = 1, 2", DEFINITION),
        ("a = b, $0c\n", USE),
        ("a, $0b\n", USE),
        ("$0a += 1", USE),
        ("$0a == 1", USE),
        ("$0a[0] = 1", USE),
        ("$0a.b = 1", USE),
        ("a[$0b] = 1", USE),
        ("a[b, $0c] = 1", USE),
        ("x = [a, $0b]\n", USE),
        ("f(a, $0b)", USE),
        ("f(a, $0b == 1)", USE),
        ("f(a, $0b=1)", OTHER),
        ("f($0b=1)", OTHER),
        ("f(a, b=$0c)", USE),
        ("return a, $0b\n", USE),
        ("{$0a: 1}", USE),
        ("x = {'a': b, $0c: 1}", USE),
        ("x[$0a:b]", USE),
        ("if a: $0b = 1", DEFINITION),
        ("if a: b = $0c\n", USE),
        ("else: $0b = 1", DEFINITION),
        ("a; $0b = 1", DEFINITION),
        ("if $0a:", USE),
        ("if ($0a := b):", DEFINITION),
        ("if (a := $0b):", USE),
        ("del $0a\n", USE),
        ("@$0a\ndef f(): pass", USE),
        # Targets of clauses.
        ("for $0a in b:", DEFINITION),
        ("for a, ($0b, c) in d:", DEFINITION),
        ("for a in $0b:", USE),
        ("for $0a.b in c:", USE),
        ("for a[$0b] in c:", USE),
        ("async for $0a in b:", DEFINITION),
        ("with a as $0b:", DEFINITION),
        ("with a as (b, $0c):", DEFINITION),
        ("with a as b, $0c as d:", USE),
        ("with (a as b, $0c as d):", USE),
        ("with (a as b, c as $0d):", DEFINITION),
        ("with a as $0b.c:", USE),
        ("except A as $0e:", DEFINITION),
        ("except ($0A, B) as e:", USE),
        ("case $0a:", DEFINITION),
        ("case A(b=$0c):", DEFINITION),
        ("case A($0b=c):", OTHER),
        ("case $0A(b=c):", USE),
        ("case {'a': $0b, **c}:", DEFINITION),
        ("case [a, *$0b] if c:", DEFINITION),
        ("case a if $0b:", USE),
        ("case $0a.b:", USE),
        ("match $0a:", USE),
        # Comprehensions.
        ("[$0a.x for a in b]", DEFINITION),
        ("[(a, $0b) for a, b in c]", DEFINITION),
        ("f($0a for a in b)", DEFINITION),
        ("{$0a: b for a, b in c}", DEFINITION),
        ("{a: $0b for a, b in c}", DEFINITION),
        ("[f($0b) for a in c]", USE),
        ("[f(x, $0b) for b in c]", DEFINITION),
        ("[b for a in c for $0b in a]", DEFINITION),
        ("[$0b for a in c for b in a]", DEFINITION),
        ("[b for a in $0c]", USE),
        ("[b for a in c if $0d]", USE),
        ("[$0a async for a in b]", DEFINITION),
        ("[$0a, 1]", USE),
        ("f($0a)", USE),
        ("f($0a.b)", USE),
        ("x = [\n    $0a.b\n    for a in c\n]", DEFINITION),
        # What follows will tell.
        ("$0a", WAIT),
        ("$0a ", WAIT),
        ("$0a =", WAIT),
        ("$0a:", WAIT),
        ("$0a, b", WAIT),
        ("f($0a", WAIT),
        ("f($0a.b", WAIT),
        ("[$0a.b", WAIT),
        ("[$0a.b for", WAIT),
        ("[$0a.b for c in d", WAIT),
        ("for $0a", WAIT),
        ("case $0a", WAIT),
        ("with a as $0b", WAIT),
        ("type $0a", WAIT),
    ],
)
def test_use_or_definition(marked: str, settled: Settled) -> None:
    text, start = marked.replace("$0", ""), marked.index("$0")
    assert MONITOR.settle(text, start, complete=False) is settled
    for above in (
        "x = {1: (2)}\n",
        'def f():\n    """It\'s."""\n    g(a,\n      b)\n',
        "x = f(1\n",
    ):
        if "\n" not in marked and above[-2] != "1":
            indented = above + "    " + text
            assert MONITOR.settle(indented, start + len(above) + 4, complete=False) is settled
    assert MONITOR.settle(text, start, complete=True) is not WAIT


@given(st.text(alphabet="ab1. \n()[]{}'\"f:=,#\\*", max_size=40), st.integers(0, 40))
def test_any_text_is_settled(text: str, start: int) -> None:
    start = min(start, len(text))
    assert MONITOR.settle(text, start, complete=True) is not WAIT


def test_a_large_file_costs_no_more() -> None:
    function = 'def f(a):\n    """It is."""\n' + "    x = g(a, [1, 2], {'k': a})\n" * 30 + "\n"
    text = function * 1600
    assert text.count("\n") > 50_000
    start = text.rindex("a}")
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        assert MONITOR.settle(text, start, complete=False) is USE
        assert MONITOR.find(text[: start + 1], start) is not None
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.002
