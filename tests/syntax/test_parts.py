"""A text that changes has the nodes that it would have if it were read anew."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.syntax import Node, Parts, Source

LINES = [
    "import re",
    "x = [1]  # why",
    "# ä comment, 😀",
    "",
    "def f(a, *, b=2):",
    "class C(Base):",
    "@decorated",
    "    def g(self): return 'ä'",
    "    y: int = x < 1 <= 2 not in z",
    "    class D: pass",
    "    @property",
    "    # within",
    "        return a if b else \\",
    "            c",
    "    pass; z = 3",
    '    """A text',
    'of lines"""',
    "if x: y = 1",
    "else: y = 2",
    "with a as b: del b",
    "call(",
    ")",
]


def told(node: Node) -> tuple[object, ...]:
    around = node.parent
    return (
        node.kind,
        (node.start, node.end),
        node.role,
        node.operators,
        node.broken,
        node.text,
        (around.kind, around.start, around.end) if around is not None else None,
    )


def nodes(source: Source) -> list[tuple[object, ...]]:
    return [told(node) for node in source.root.walk()]


def is_as_read_anew(parts: Parts, text: str) -> bool:
    anew = Source(text)
    assert nodes(parts) == nodes(anew)
    assert [told(c)[:2] for c in parts.comments] == [told(c)[:2] for c in anew.comments]
    assert {k: [told(n) for n in v] for k, v in parts.by_kind.items()} == {
        k: [told(n) for n in v] for k, v in anew.by_kind.items()
    }
    within = [node for part in parts.parts for node in part.nodes]
    assert len(within) + len(parts.frames) == len(nodes(anew))
    return True


texts = st.lists(st.sampled_from(LINES), max_size=12).map("\n".join)


@settings(max_examples=100, deadline=None)
@given(texts, st.lists(texts, max_size=4), st.booleans())
def test_any_text_becomes_any_other(first: str, others: list[str], ended: bool) -> None:
    end = "\n" if ended else ""
    if Source(first + end).root.broken:
        return
    parts = Parts(first + end)
    assert is_as_read_anew(parts, first + end)
    for text in others:
        if parts.change(text + end):
            assert is_as_read_anew(parts, text + end)
        else:
            assert Source(text + end).root.broken


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**9))
def test_lines_come_and_go(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's own chance
    made = [
        line
        for number in range(chance.randrange(1, 8))
        for line in (
            [f"def f{number}(a):", "    for x in a:", f"        a[{number}] = 'ä'", ""]
            if number % 2
            else [f"class C{number}:", "    x = 1", "", "    def g(self):", "        return x", ""]
        )
    ]
    parts = Parts("\n".join(made))
    for _ in range(6):
        at = chance.randrange(len(made) + 1)
        if chance.random() < 0.5:
            made[at:at] = [chance.choice([*LINES, *made])]
        else:
            del made[at : at + chance.randrange(3)]
        text = "\n".join(made)
        if parts.change(text):
            assert is_as_read_anew(parts, text)


def test_what_is_not_touched_stays_the_same_nodes() -> None:
    text = (
        "def f():\n    a\n\nclass C:\n    def g(self):\n        b\n\n    def h(self):\n        c\n"
    )
    parts = Parts(text)
    before = {part.root.text: part for part in parts.parts}
    assert parts.change(text.replace("b", "bb\n        b"))
    after = {part.root.text: part for part in parts.parts}
    same = [each for each in after if after[each] is before.get(each)]
    assert same == ["def f():\n    a", "C", "def h(self):\n        c"]


def test_a_text_that_does_not_parse_is_no_start_and_no_change() -> None:
    with pytest.raises(ValueError, match="parse"):
        Parts("def f(:\n")
    parts = Parts("x = 1\n")
    assert not parts.change("x = (1\n")
    assert parts.text == "x = 1\n"
    assert is_as_read_anew(parts, "x = 1\n")


def test_who_looks_at_what_is_in_a_frame_is_told_of() -> None:
    parts = Parts("class C:\n    x = 1\n\ny = 2\n")
    seen: list[str] = []
    parts.looked = lambda frame: seen.append(frame.kind)
    name = parts.by_kind["identifier"][-1]
    seen.clear()
    module = next(each for each in name.above() if each.parent is None)
    assert module.holds(name)
    assert not seen
    assert len(module.children) == 2
    assert module.end == 26
    assert seen == ["module", "module"]
