"""What ``guyline check`` prints, for people and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from guyline.cli import main
from guyline.cli.formats import FORMATS, as_github
from guyline.hints import all_rules
from guyline.hints.apply import apply
from guyline.hints.rule import Edit
from guyline.hints.rules import manual_page, rule_names
from guyline.text import Document

SLOW = "def flatten(lists: list[list[int]]) -> list[int]:\n    return sum(lists, [])\n"

_SCHEMA = Path(__file__).with_name("sarif-2.1.0-rtm.5.json")
SCHEMA = Draft4Validator(json.loads(_SCHEMA.read_text(encoding="utf-8")))

Checked = Callable[..., str]


@pytest.fixture
def checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Checked:
    """Checks a folder from within it, and gives what was printed."""
    monkeypatch.chdir(tmp_path)

    def check(*arguments: str, **files: str) -> str:
        for name, text in files.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
        assert main(["check", *arguments]) == 1
        return capsys.readouterr().out

    return check


def test_json_is_one_document_and_keeps_its_names(checked: Checked) -> None:
    document = json.loads(checked("--json", a=SLOW))
    assert document == json.loads(checked("--format", "json"))
    assert document["files"] == 1
    (hint,) = document["hints"]
    assert set(hint) == {
        *("path", "line", "column", "end_line", "end_column"),
        *("code", "name", "message", "depth", "likely", "level", "seconds", "fix"),
    }
    assert (hint["path"], hint["line"], hint["end_column"]) == ("a.py", 2, 26)


def sarif(text: str) -> dict[str, Any]:
    """The only run of a log, its frame checked: SARIF 2.1.0, sections 3.13 and 3.14."""
    log = json.loads(text)
    SCHEMA.validate(log)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log["runs"]
    assert set(run) <= {"tool", "columnKind", "originalUriBaseIds", "results"}
    assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
    driver = run["tool"]["driver"]
    assert driver["name"] == "guyline"
    assert re.fullmatch(r"\d+\.\d+\.\d+", driver["semanticVersion"])
    for rule in driver["rules"]:
        assert_rule(rule)
    for result in run["results"]:
        assert_result(result, driver["rules"])
    base = run["originalUriBaseIds"]["%SRCROOT%"]["uri"]
    assert base.startswith("file:///")
    assert base.endswith("/")
    held: dict[str, Any] = run
    return held


def assert_rule(rule: dict[str, Any]) -> None:
    """A reportingDescriptor, section 3.49."""
    assert re.fullmatch(r"GL\d{3}", rule["id"])
    for key in ("shortDescription", "fullDescription", "help"):
        assert_message(rule[key])
    assert rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error")
    assert "\n" not in rule["shortDescription"]["text"]


def assert_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    """A result, section 3.27, with all that it holds."""
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in ("none", "note", "warning", "error")
    assert_message(result["message"])
    for location in result["locations"]:
        physical = location["physicalLocation"]
        assert_artifact(physical["artifactLocation"])
        if "region" in physical:
            assert_region(physical["region"])
        else:
            assert all(each["name"] for each in location["logicalLocations"])
    assert result["partialFingerprints"]
    assert all(isinstance(each, str) for each in result["partialFingerprints"].values())
    for fix in result.get("fixes", ()):
        assert_message(fix["description"])
        assert fix["artifactChanges"]
        for change in fix["artifactChanges"]:
            assert_artifact(change["artifactLocation"])
            assert change["replacements"]
            for replacement in change["replacements"]:
                assert_region(replacement["deletedRegion"])
                assert set(replacement["insertedContent"]) == {"text"}


def assert_message(message: dict[str, Any]) -> None:
    assert set(message) == {"text"}
    assert message["text"].strip()


def assert_artifact(artifact: dict[str, Any]) -> None:
    uri = artifact["uri"]
    assert re.fullmatch(r"[A-Za-z0-9._~:/%!$&'()*+,;=@-]+", uri)
    assert artifact.get("uriBaseId") == (None if uri.startswith("file:///") else "%SRCROOT%")


def assert_region(region: dict[str, Any]) -> None:
    start = (region["startLine"], region["startColumn"])
    assert min(*start, region["endLine"], region["endColumn"]) >= 1
    assert start <= (region["endLine"], region["endColumn"])


def test_sarif_has_places_rules_and_levels(checked: Checked) -> None:
    run = sarif(checked("--sarif", a=SLOW, b=f"x = 1\n{SLOW}"))
    first, second = run["results"]
    (rule,) = run["tool"]["driver"]["rules"]
    (ours,) = (each for each in all_rules() if each.code == "GL107")
    assert (rule["id"], rule["name"]) == ("GL107", "SumOfLists")
    assert rule["help"]["text"] == manual_page(ours)
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "a.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 26},
    }
    assert second["partialFingerprints"] == first["partialFingerprints"]


def test_the_fixes_of_sarif_make_the_code_fast(checked: Checked) -> None:
    text = f"name = '😀'\n{SLOW}"
    (result,) = sarif(checked("--sarif", a=text))["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    lines = Document(text).lines

    def edit(replacement: dict[str, Any]) -> Edit:
        region = replacement["deletedRegion"]
        return Edit(
            lines.offset(region["startLine"] - 1, region["startColumn"] - 1),
            lines.offset(region["endLine"] - 1, region["endColumn"] - 1),
            replacement["insertedContent"]["text"],
        )

    made = apply(text, map(edit, change["replacements"]))
    assert "return list(chain.from_iterable(lists))" in made


def test_fingerprints_stay_when_lines_move_and_tell_the_same_line_apart(checked: Checked) -> None:
    def prints(text: str) -> list[str]:
        results = sarif(checked("--sarif", a=text))["results"]
        return [each["partialFingerprints"]["guylineHint/v1"] for each in results]

    once, twice = prints(SLOW), prints(f"x = 1\n\n\n{SLOW}{SLOW}")
    assert len(set(twice)) == 2
    assert twice[0] == once[0]


def test_sarif_takes_odd_names_and_other_folders(checked: Checked, tmp_path: Path) -> None:
    inner = tmp_path / "a b%20"
    inner.mkdir()
    (inner / "ü#?.py").write_text(SLOW)
    outside = tmp_path.parent / f"{tmp_path.name} elsewhere"
    outside.mkdir()
    (outside / "x.py").write_text(SLOW)
    results = sarif(checked("--sarif", ".", str(outside)))["results"]
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results]
    assert unquote(uris[0]) == "a b%20/ü#?.py"
    assert uris[1] == (outside / "x.py").as_uri()


def test_no_hints_are_a_log_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--sarif", str(tmp_path)]) == 0
    assert sarif(capsys.readouterr().out)["results"] == []


def test_notebooks_are_told_by_their_cells(checked: Checked, tmp_path: Path) -> None:
    cells = [{"cell_type": "code", "source": SLOW}]
    (tmp_path / "n.ipynb").write_text(json.dumps({"cells": cells}))
    (result,) = sarif(checked("--sarif"))["results"]
    location = result["locations"][0]
    assert location["logicalLocations"] == [{"name": "cell 1"}]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "n.ipynb"
    assert "fixes" not in result
    said = checked("--format", "github")
    assert said.startswith("::warning file=n.ipynb,title=GL107 sum-of-lists::cell 1, line 2: GL107")


def test_annotations_name_their_lines(checked: Checked, tmp_path: Path) -> None:
    (tmp_path / "b,c:50%.py").write_text(SLOW)
    first, second = checked("--format", "github", a=SLOW).splitlines()
    assert first.startswith(
        "::warning file=a.py,line=2,endLine=2,col=12,endColumn=26,title=GL107 sum-of-lists::GL107 "
    )
    assert second.startswith("::warning file=b%2Cc%3A50%25.py,line=2,")


NASTY = st.text(alphabet="ab%:,\r\n=;é", max_size=12)


@given(NASTY, NASTY)
def test_an_annotation_is_one_line_that_reads_back(path: str, message: str) -> None:
    row = {
        "path": f"x{path}",
        "line": 1,
        "column": 2,
        "end_line": 3,
        "end_column": 4,
        "code": "GL1",
        "name": "n",
        "message": message,
        "depth": 0,
        "lines": "",
    }
    said = as_github.written([row], 1)
    assert said.count("\n") == 1
    assert "\r" not in said
    head, _, told = said.rstrip("\n").removeprefix("::warning ").partition("::")
    properties = dict(each.split("=", 1) for each in head.split(","))
    assert set(properties) == {"file", "line", "endLine", "title"}
    assert unescaped(told) == f"GL1 {message}"
    assert unescaped(properties["file"].replace("%3A", ":").replace("%2C", ",")) == f"x{path}"


def unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


@pytest.mark.parametrize("name", FORMATS)
def test_every_rule_can_be_said_in_every_format(name: str) -> None:
    row = {"path": "a.py", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "depth": 0}
    rows = [
        row | {"code": code, "name": rule, "message": "é\udc80", "lines": "\udc80"}
        for code, rule in rule_names().items()
    ]
    said = FORMATS[name](rows, 1)
    assert all(code in said for code in rule_names())
    assert said.endswith("\n")
    if name == "sarif":
        sarif(said)


@pytest.mark.parametrize(
    ("heat", "level", "command"),
    [("warning", "warning", "warning"), ("information", "note", "warning"),
     ("hint", "note", "notice")],
)  # fmt: skip
def test_levels_are_a_profile_s_or_the_rule_s(heat: str, level: str, command: str) -> None:
    code = next(rule.code for rule in all_rules() if rule.growth is None)
    row = {"path": "a.py", "line": 1, "column": 1, "end_line": 1, "end_column": 2, "depth": 0}
    row |= {"code": code, "name": "n", "message": "m", "lines": "", "level": heat}
    (result,) = sarif(FORMATS["sarif"]([row], 1))["results"]
    assert result["level"] == level
    assert FORMATS["github"]([row], 1).startswith(f"::{command} ")
