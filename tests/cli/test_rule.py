"""``guyline rule``."""

from __future__ import annotations

import json

import pytest

from guyline.cli import main
from guyline.hints import all_rules
from guyline.search.templates import all_templates


def test_every_rule_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.code for rule in all_rules()]
    assert all(": " in line for line in lines)


@pytest.mark.parametrize("name", ["GL105", "list-pop-zero", "gl105"])
def test_a_rule_has_a_page(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert main(["rule", name]) == 0
    assert capsys.readouterr().out.startswith("# GL105 list-pop-zero\n")


def test_rules_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "GL1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {each["code"][:3] for each in found} == {"GL1"}
    (one,) = [each for each in found if each["code"] == "GL105"]
    assert one["growth"] == ["O(n²)", "O(n)"]
    assert one["effects"]["3.11"] > 1


def test_an_unknown_rule_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "GL999"]) == 2
    assert "There is no rule GL999" in capsys.readouterr().err


def test_every_template_has_a_line_and_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--templates"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [each.code for each in all_templates()]
    assert main(["rule", "gt101", "counts-by-counter", "--templates"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("# GT101 membership-by-set\n\nA list is searched")
    assert "# GT102 counts-by-counter" in said
    assert main(["rule", "GT101", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert one["assumes"]


def test_an_unknown_template_is_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "GT999"]) == 2
    assert "There is no template GT999" in capsys.readouterr().err
