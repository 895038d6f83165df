"""Where an attribute is watched, and what makes a word a definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.monitors import AttributeMonitor, Settled
from tests.decoding.toy import ToyOracle

MONITOR = AttributeMonitor(ToyOracle(frozenset()))


def sites(text: str, start: int = 0) -> list[int]:
    found = []
    while site := MONITOR.find(text, start):
        found.append(site.start)
        start = site.start + 1
    return found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a.b", 1),
        ("a.b.c(d).e[0].f", 4),
        ("'x'.join(y)", 1),
        ("a\n    .b", 1),
        ("x.", 1),
        ("1.5 + 2.", 0),
        ("a1.b", 1),
        ("x[...]", 0),
        ("import a.b.c", 0),
        ("from a.b import c", 0),
        ("from . import c", 0),
        ("a. b", 1),
    ],
)
def test_which_dots_are_watched(text: str, count: int) -> None:
    assert len(sites(text)) == count


@given(st.text(alphabet="ab1. \n()'", max_size=30), st.integers(0, 30))
def test_finding_in_two_steps_is_finding_at_once(text: str, cut: int) -> None:
    cut = min(cut, len(text))
    assert sites(text[:cut]) + sites(text, cut + 1) == sites(text)


@pytest.mark.parametrize(
    ("marked", "settled"),
    [
        ("self.$0new = 1", Settled.DEFINITION),
        ("self.$0new: int", Settled.DEFINITION),
        ("self.$0new: int = 1", Settled.DEFINITION),
        ("self.$0a, self.b = 1, 2", Settled.DEFINITION),
        ("(self.a, self.$0b) = 1, 2", Settled.DEFINITION),
        ("for self.$0item in x:", Settled.DEFINITION),
        ("with open(p) as self.$0file:", Settled.DEFINITION),
        ("x = self.$0y = 0", Settled.DEFINITION),
        ("self.$0new += 1", Settled.USE),
        ("self.$0new == 1", Settled.USE),
        ("self.$0new()", Settled.USE),
        ("if self.$0new: pass", Settled.USE),
        ("print(self.$0a, end='')", Settled.USE),
        ("return self.$0a, self.b", Settled.USE),
        ("f'{self.$0a=}'", Settled.USE),
        ("x = {\n    Key.$0a: 1", Settled.USE),
        ("for x in self.$0items:", Settled.USE),
        ("del self.$0x\n", Settled.USE),
        ("self.$0new", Settled.WAIT),
        ("self.$0new =", Settled.WAIT),
        ("self.$0a, self.b", Settled.WAIT),
    ],
)
def test_definition_or_use(marked: str, settled: Settled) -> None:
    text, start = marked.replace("$0", ""), marked.index("$0")
    assert MONITOR.settle(text, start, complete=False) is settled
    if settled is Settled.WAIT:
        assert MONITOR.settle(text, start, complete=True) is not Settled.WAIT
