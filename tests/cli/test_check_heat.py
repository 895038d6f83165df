"""``guyline check`` with a profile."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from guyline.cli import main
from guyline.profiling.document import digest, write

PROFILES = Path(__file__).parent.parent / "hints" / "profiles"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copy(PROFILES / "sample.py", tmp_path)
    os.utime(tmp_path / "sample.py", (1e9, 1e9))
    return tmp_path


def hints(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[dict[str, Any]]:
    assert main(["check", "--json", *map(str, arguments)]) == 1
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["hints"]
    return found


def record(project: Path, *functions: tuple[str, int, float]) -> None:
    rows = [[name, line, seconds, seconds, 1] for name, line, seconds in functions]
    write(project, {"total": 10.0, "tests": 5, "functions": {"sample.py": rows}})


def test_without_a_profile_all_are_informations(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = hints(capsys, project)
    assert [(each["line"], each["level"], each["seconds"]) for each in found] == [
        (14, "information", None),
        (19, "information", None),
        (23, "information", None),
    ]
    assert not any("took" in each["message"] for each in found)


def test_a_recorded_run_is_found_and_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(project, ("Queue.drain", 10, 0.3449), ("flatten", 18, 0.002))
    drain, flatten, never = hints(capsys, project)
    assert drain["message"].endswith("; its function took about 340 ms of your last test run")
    assert (drain["level"], drain["seconds"]) == ("warning", 0.3449)
    assert flatten["message"].endswith("; its function took about 2 ms of your last test run")
    assert (flatten["level"], flatten["seconds"]) == ("hint", 0.002)
    assert never["message"].endswith("; its function was not seen in your last test run")
    assert (never["level"], never["seconds"]) == ("hint", 0.0)


def test_ranked_what_matters_most_comes_first(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(project, ("Queue.drain", 10, 0.001), ("flatten", 18, 2.0))
    ranked = hints(capsys, "--rank", project / "sample.py")
    assert [each["line"] for each in ranked] == [19, 14, 23]
    assert [each["line"] for each in hints(capsys, project)] == [14, 19, 23]
    assert main(["check", "--rank", str(project)]) == 1
    first, *_ = capsys.readouterr().out.splitlines()
    assert ":19:12: GL107 " in first
    assert first.endswith("about 2 s of your last test run")


def test_a_profile_of_another_kind_goes_before(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(project, ("flatten", 18, 2.0))
    profile = PROFILES / "line_profiler.lprof"
    drain, *_ = hints(capsys, "--profile", profile, project)
    assert drain["message"].endswith("; about 5.2 s of line_profiler.lprof")
    assert drain["level"] == "warning"


def test_a_changed_file_is_told_of_by_its_functions(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(project, ("Queue.drain", 10, 0.5), ("flatten", 18, 0.002))
    source = project / "sample.py"
    before = digest(source)
    source.write_text("# new\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    assert digest(source) != before
    drain, flatten, never = hints(capsys, project)
    assert (drain["level"], flatten["level"]) == ("warning", "hint")
    assert (never["level"], never["seconds"]) == ("information", None)


def test_a_broken_profile_stops_only_who_asked_for_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record(project)
    broken = project / ".guyline" / "profile.json"
    broken.write_text("{")
    assert main(["check", str(project)]) == 1
    assert "profile.json is no profile that can be read" in capsys.readouterr().err
    assert main(["check", "--profile", str(broken), str(project)]) == 2
    assert main(["check", "--profile", str(project / "none"), str(project)]) == 2


def test_stdin_has_no_profile(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record(project, ("flatten", 18, 2.0))
    with (project / "sample.py").open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        monkeypatch.chdir(project)
        assert {each["seconds"] for each in hints(capsys, "-")} == {None}
