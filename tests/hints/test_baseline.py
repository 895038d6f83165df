"""Hints that were there before are not told; those that are new, or changed, are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.errors import InputError
from guyline.hints import Hint
from guyline.hints.baseline import Baseline, lines_of
from guyline.hints.check import check
from guyline.text import LineIndex

SLOW = "def flatten(lists: list[list[int]]) -> list[int]:\n    return sum(lists, [])\n"
OTHER = SLOW.replace("flatten", "merged").replace("lists", "rows")
LOOP = """def drain(tasks):
    queue = list(tasks)
    while queue:
        queue.pop(
            0
        )()
"""


def hints(text: str) -> tuple[Hint, ...]:
    return check(text).hints


def baseline(folder: Path, **files: str) -> Baseline:
    """Written to a file and read again."""
    found = [
        (folder / f"{name}.py", (h.rule.code, lines_of(LineIndex(text), text, h.start, h.end)))
        for name, text in files.items()
        for h in hints(text)
    ]
    Baseline.of(folder, found).write(folder / "baseline.json")
    return Baseline.read(folder / "baseline.json")


@pytest.mark.parametrize("old", [SLOW, LOOP, SLOW + OTHER + LOOP])
def test_what_was_there_before_is_not_told_wherever_it_has_moved(tmp_path: Path, old: str) -> None:
    before, path = baseline(tmp_path, a=old), tmp_path / "a.py"
    assert hints(old)
    for text in (old, f"x = 1\n\n\n{old}", "".join(f"    {line}\n" for line in old.split("\n"))):
        moved = text if not text.startswith("    ") else f"class A:\n{text}"
        assert hints(moved)
        assert before.new_of(path, hints(moved), moved) == ()


@pytest.mark.parametrize("changed", [OTHER, SLOW.replace("[])", "[] )")])
def test_what_is_new_or_changed_is_told(tmp_path: Path, changed: str) -> None:
    before, path = baseline(tmp_path, a=SLOW), tmp_path / "a.py"
    text = SLOW + changed
    (new,) = before.new_of(path, hints(text), text)
    assert new == hints(text)[1]


def test_one_more_of_the_same_is_told_and_other_files_and_rules_are(tmp_path: Path) -> None:
    before, text = baseline(tmp_path, a=SLOW), SLOW + SLOW
    assert len(before.new_of(tmp_path / "a.py", hints(text), text)) == 1
    assert len(before.new_of(tmp_path / "b.py", hints(SLOW), SLOW)) == 1
    line = lines_of(LineIndex(SLOW), SLOW, hints(SLOW)[0].start, hints(SLOW)[0].end)
    other = Baseline.of(tmp_path, [(tmp_path / "a.py", ("GL999", line))])
    assert len(other.new_of(tmp_path / "a.py", hints(SLOW), SLOW)) == 1


def test_a_line_within_that_changed_makes_a_hint_new(tmp_path: Path) -> None:
    before, path = baseline(tmp_path, a=LOOP), tmp_path / "a.py"
    changed = LOOP.replace("            0\n", "            0,\n")
    assert lines_of(LineIndex(changed), changed, 0, len(changed)) != lines_of(
        LineIndex(LOOP), LOOP, 0, len(LOOP)
    )
    (hint,) = hints(LOOP)
    moved = LOOP.replace("            0\n", "              0  \n")
    assert before.new_of(path, hints(moved), moved) == ()
    assert hint.rule.code == "GL105"


def test_the_same_hints_give_the_same_bytes(tmp_path: Path) -> None:
    baseline(tmp_path, b=SLOW, a=OTHER)
    first = (tmp_path / "baseline.json").read_bytes()
    baseline(tmp_path, a=OTHER, b=SLOW)
    assert (tmp_path / "baseline.json").read_bytes() == first
    assert b'"a.py"' in first
    assert b"return sum(rows, [])" in first


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"format": 2, "hints": {"a.py": [{}]}}', '{"format": 1, "hints": []}',
     '{"format": 1, "hints": {"a.py": [{"code": "GL1"}]}}', "[" * 100_000],
)  # fmt: skip
def test_what_is_no_baseline_is_said(tmp_path: Path, content: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content)
    with pytest.raises(InputError, match="is no baseline"):
        Baseline.read(path)


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=8), st.data())
def test_a_baseline_hides_as_many_as_it_knows(before: list[str], data: st.DataObject) -> None:
    now = data.draw(st.permutations([*before, "b", "d"]))
    path, folder = Path("x.py"), Path()
    known = Baseline.of(folder, [(path, ("GL1", line)) for line in before])
    new = known.new_by(path, now, lambda line: ("GL1", line))
    assert sorted(new) == ["b", "d"]
    assert known.new_by(path, before, lambda line: ("GL1", line)) == ()
