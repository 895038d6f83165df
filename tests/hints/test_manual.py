"""The manual pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guyline.hints import Rule, all_rules
from guyline.hints.manual import page_file, page_of


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_page_says_what_there_is_to_know(rule: Rule) -> None:
    page = page_of(rule)
    assert page.startswith(f"# {rule.code} {rule.name}\n\n")
    prose = re.sub(r"```python\n.*?\n```", "", page, flags=re.DOTALL)
    assert page.count("```python\n") == 2
    assert re.findall(r"^\*\*([^*]+):\*\*", page, re.MULTILINE) == [
        "What",
        "Why",
        "Example",
        "Use instead",
        "When it is safe",
    ]
    assert "::" not in re.sub(r"`[^`]*`", "", prose)
    assert "``" not in prose


def test_a_page_is_written_once_and_again_when_it_changes(tmp_path: Path) -> None:
    rule = all_rules()[0]
    path = page_file(rule, tmp_path)
    assert path is not None
    assert path.read_text(encoding="utf-8") == page_of(rule)
    before = path.stat().st_mtime_ns
    assert page_file(rule, tmp_path) == path
    assert path.stat().st_mtime_ns == before
    path.write_text("old", encoding="utf-8")
    assert page_file(rule, tmp_path) == path
    assert path.read_text(encoding="utf-8") == page_of(rule)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_folder_that_takes_nothing_gives_no_page(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert page_file(all_rules()[0], tmp_path / "file" / "manual") is None
