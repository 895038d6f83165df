"""All proved fixes of a file together."""

from __future__ import annotations

from guyline.hints.code import Code
from guyline.hints.fixing import fix_all
from tests.hints.suite import cases

DRAIN = """def {name}(tasks):
    queue = list(tasks)
    while queue:
        queue.pop(0)()
"""


def test_fixes_of_several_functions_share_their_import() -> None:
    text = DRAIN.format(name="one") + "\n\n" + DRAIN.format(name="two")
    fixed = fix_all(text, None, (3, 10))
    assert fixed.counts == {"GL105": 2}
    assert fixed.text.count("from collections import deque\n") == 1
    assert fixed.text.count("queue.popleft()()") == 2
    assert fix_all(fixed.text, None, (3, 10)).counts == {}


def test_only_what_is_wanted_is_fixed() -> None:
    text = DRAIN.format(name="one") + "\n\n" + DRAIN.format(name="two")
    first = fix_all(text, None, (3, 10), lambda code, hint: "two" not in code.text[: hint.start])
    assert first.counts == {"GL105": 1}
    assert "two(tasks):\n    queue = list(tasks)\n" in first.text


def test_an_ignored_hint_is_not_fixed() -> None:
    text = DRAIN.format(name="one").rstrip("\n") + "  # guyline: ignore[GL105]\n"
    assert fix_all(text, None, (3, 10)).counts == {}


def test_every_suite_can_be_fixed_at_once() -> None:
    for case in cases():
        before = Code(case.code)
        fixed = fix_all(case.code, None, (3, 12))
        after = Code(fixed.text)
        assert before.root.broken or not after.root.broken, case
        assert fix_all(fixed.text, None, (3, 12)).text == fixed.text, case
