"""Which strings the literal monitor watches, and when one is the whole value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.models import ScriptedModel, steps
from guyline.monitors import LiteralMonitor, Settled
from tests.decoding.toy import ToyOracle, run

MONITOR = LiteralMonitor(ToyOracle(frozenset()))
USE, OTHER, WAIT = Settled.USE, Settled.OTHER, Settled.WAIT


def sites(text: str, start: int = 0) -> list[int]:
    found = []
    while site := MONITOR.find(text, start):
        found.append(site.start)
        start = site.start + 1
    return found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('f("a", b="c")', ["a", "c"]),
        ("f('a',\n  'b')", ["a", "b"]),
        ('x = "a"', ["a"]),
        ('x: T = "a"', ["a"]),
        ('def f(x="a"): ...', ["a"]),
        ('return "a"', ["a"]),
        ('return "a" if b else "c"', ["a", "c"]),
        ('x == "a" or y != "b"', ["a", "b"]),
        ('case "a" | "b":', ["a", "b"]),
        ('d["a"]["b"]', ["a", "b"]),
        ('{"a": "b"}', ["a", "b"]),
        ('f("it\'s", "b")', ["it's", "b"]),
        ('f("", "b")', ["", "b"]),
        ('x + "a"', []),
        ('x < "a" >= "b"', []),
        ('"a" "b"', []),
        ('f(b"a", f"b", r"c", u"d")', []),
        ("f(f\"{d['a']}\")", []),
        ('# f("a")', []),
        ('"""\n, "a"\n"""', []),
        ("def f():\n    'a'", []),
    ],
)
def test_which_strings_are_watched(text: str, found: list[str]) -> None:
    assert [text[at : text.index(text[at - 1], at)] for at in sites(text)] == found


@given(st.text(alphabet="ab(=, \n\"'#f[]\\", max_size=30), st.integers(0, 30))
def test_finding_in_two_steps_is_finding_at_once(text: str, cut: int) -> None:
    cut = min(cut, len(text))
    assert sites(text[:cut]) + sites(text, cut + 1) == sites(text)


@pytest.mark.parametrize(
    ("marked", "settled"),
    [
        ('f("$0a")', USE),
        ('f("$0a", b)', USE),
        ('f("$0a"\n)', USE),
        ('f("$0a"  # why\n)', USE),
        ('d["$0a"].b', USE),
        ('d["$0a"] + 1', USE),
        ('x = "$0a"\n', USE),
        ('x = "$0a";', USE),
        ('x = "$0a" if b else c', USE),
        ('return a if b == "$0a" else c', USE),
        ('if x == "$0a" and y:', USE),
        ('case "$0a":', USE),
        ('case "$0a" | "b":', USE),
        ('{"$0a": 1}', USE),
        ('x == "$0a"\n+ y', USE),
        ('f("$0a" + b)', OTHER),
        ('f("$0a" % b)', OTHER),
        ('f("$0a".upper())', OTHER),
        ('f("$0a"[0])', OTHER),
        ('f("$0a" "b")', OTHER),
        ('f("$0a"\n  "b")', OTHER),
        ('f("$0a"  # why\n  "b")', OTHER),
        ('x = "$0a" \\\n  "b"', OTHER),
        ('f("$0a" == b)', OTHER),
        ('f("$0a" in b)', OTHER),
        ('f("$0a" is b)', OTHER),
        ('f("$0""', OTHER),
        ('f("$0a"', WAIT),
        ('f("$0a"\n', WAIT),
        ('f("$0a" i', WAIT),
        ('x = "$0a"', WAIT),
    ],
)
def test_whole_or_part(marked: str, settled: Settled) -> None:
    text, start = marked.replace("$0", ""), marked.index("$0")
    assert MONITOR.settle(text, start, complete=False) is settled
    assert MONITOR.settle(text, start, complete=True) is not WAIT


@given(st.text(alphabet="ab(=, \n\"'#f[]\\i", max_size=30), st.integers(1, 30))
def test_any_text_is_settled(text: str, start: int) -> None:
    text = '"' + text
    start = min(start, len(text))
    assert MONITOR.settle(text, start, complete=True) is not WAIT


async def test_a_wrong_string_is_written_again() -> None:
    model = ScriptedModel(steps(["open(p, "], ['"'], ["read", "rt", "r"], ['")'], ["\n"]))
    outcome = await run(model, frozenset({"r", "rb", "w"}), "", watch=LiteralMonitor)
    assert outcome.text == 'open(p, "r")\n'
    assert [decision.proposed for decision in outcome.trace] == ["read", "r"]


async def test_a_string_that_is_part_of_a_value_is_left_alone() -> None:
    model = ScriptedModel(steps(['open(p, "re"'], [' + "ad"'], [")\n"]))
    outcome = await run(model, frozenset({"r", "rb", "w"}), "", watch=LiteralMonitor)
    assert outcome.text == 'open(p, "re" + "ad")\n'
    assert model.requests[1:] == []
