"""Runs of ``guyline check``: what is kept between them, baselines, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guyline.cli import main

SLOW = "def flatten(lists: list[list[int]]) -> list[int]:\n    return sum(lists, [])\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GUYLINE_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text(SLOW)
    (folder / "b.py").write_text("x = 1\n")
    return folder


def looked(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """How many files were looked at in a run."""
    from guyline.hints import check_code

    count = 0

    def look(code: object, rules: object) -> object:
        nonlocal count
        count += 1
        return check_code(code, rules)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("guyline.cli.checking.check_code", look)
        main(["check", *arguments])
    return count


def test_what_has_not_changed_is_not_looked_at_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(project)
    assert looked(monkeypatch, "--json", place) == 2
    first = capsys.readouterr().out
    assert looked(monkeypatch, "--json", place) == 0
    assert capsys.readouterr().out == first
    (project / "c.py").write_text(SLOW)
    assert looked(monkeypatch, place) == 0, "the same bytes elsewhere are the same file"
    (project / "b.py").write_text("x = 2\n")
    assert looked(monkeypatch, place) == 1
    assert looked(monkeypatch, "--ignore", "GL3", place) == 2
    assert looked(monkeypatch, "--python-version", "3.12", place) == 2
    (project / "b.py").rename(project / "b.ipynb")
    assert looked(monkeypatch, place) == 0, "a notebook that is none has no code"


def test_another_program_keeps_other_results(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert looked(monkeypatch, str(project)) == 2
    monkeypatch.setattr("guyline.hints.kept.program", lambda: b"another")
    assert looked(monkeypatch, str(project)) == 2


def test_nothing_is_kept_where_nothing_is_wanted(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        assert looked(monkeypatch, "--no-cache", str(project)) == 2
    assert not (project.parent / "cache").exists()


def test_no_rule_is_imported_for_what_is_kept(project: Path) -> None:
    code = (
        "import sys\n"
        "from guyline.cli import main\n"
        "status = main(['check', '--json', '--ignore', 'GL3', sys.argv[1]])\n"
        "rules = [name for name in sys.modules if name.startswith('guyline.hints.rules.')]\n"
        "print(status, len(rules), file=sys.stderr)\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code, str(project)], capture_output=True, text=True, check=True
        )
        for _ in range(2)
    ]
    assert said[0].stdout == said[1].stdout
    assert said[0].stderr.startswith("1 ")
    assert said[0].stderr != "1 0\n"
    assert said[1].stderr == "1 0\n"


def test_a_baseline_is_written_and_used(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / "baseline.json"
    assert main(["check", "--write-baseline", str(file), str(project)]) == 0
    assert capsys.readouterr().err == f"1 hint written to {file}.\n"
    assert main(["check", "--baseline", str(file), str(project)]) == 0
    assert main(["check", str(project)]) == 1
    (project / "pyproject.toml").write_text('[tool.guyline.hints]\nbaseline = "baseline.json"\n')
    assert main(["check", str(project)]) == 0
    (project / "a.py").write_text(f"# moved\n\n\n{SLOW}")
    assert main(["check", str(project)]) == 0
    (project / "a.py").write_text(SLOW.replace("lists", "rows"))
    assert main(["check", str(project)]) == 1
    assert main(["check", "--write-baseline", str(file), str(project)]) == 0
    assert main(["check", str(project)]) == 0
    assert json.loads(file.read_text())["hints"].keys() == {"a.py"}


def test_a_baseline_that_is_none_is_told_of(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--baseline", str(project / "none.json"), str(project)]) == 2
    (project / "pyproject.toml").write_text('[tool.guyline.hints]\nbaseline = "none.json"\n')
    capsys.readouterr()
    assert main(["check", str(project)]) == 1
    assert capsys.readouterr().err.count("none.json") == 1
    assert main(["check", "--write-baseline", str(project / "x" / "y.json"), str(project)]) == 2


def test_statuses(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(project / "b.py")]) == 0
    assert main(["check", str(project)]) == 1
    assert main(["check", "--exit-zero", str(project)]) == 0
    assert main(["check", str(project / "none.py")]) == 2
    assert main(["check", "--jobs", "-1", str(project)]) == 2
    for both in (["--fix", "--diff"], ["--json", "--sarif"], ["--fix", "--write-baseline", "x"]):
        with pytest.raises(SystemExit) as ended:
            main(["check", *both])
        assert ended.value.code == 2
    assert "not allowed with" in capsys.readouterr().err


def test_a_rule_that_fails_is_told_and_kept_with_the_rest(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from guyline.hints import Report

    monkeypatch.setattr(
        "guyline.cli.checking.check_code", lambda *_: Report((), 0, (("GL1", "KeyError"),))
    )
    for _ in range(2):
        assert main(["check", str(project / "b.py")]) == 0
        assert "GL1 failed (KeyError) and was left out." in capsys.readouterr().err


def test_a_file_that_no_rule_takes_is_told_and_the_others_go_on(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from guyline.hints.code import Code

    def deep(text: str, version: tuple[int, int]) -> Code:
        if "x = 1" in text:
            raise RecursionError
        return Code(text, version)

    monkeypatch.setattr("guyline.cli.checking.Code", deep)
    assert main(["check", str(project)]) == 1
    said = capsys.readouterr()
    assert "b.py: It could not be checked (RecursionError)." in said.err
    assert "GL107" in said.out


@pytest.mark.parametrize("how", [[], ["-u"]], ids=["buffered", "unbuffered"])
def test_a_reader_that_goes_away_is_no_trouble(project: Path, how: list[str]) -> None:
    (project / "many.py").write_text(SLOW * 1000)
    command = [sys.executable, *how, "-m", "guyline", "check", str(project)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0
    assert said == b""


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_an_interrupted_run_ends_quietly(project: Path) -> None:
    pipe = project / "pipe.py"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "guyline", "check", str(pipe)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell may ignore it
    )
    with pipe.open("wb") as writer:  # opens once the other side reads, and so is under way
        process.send_signal(signal.SIGINT)
        writer.flush()
        out, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, said) == (b"", b"")
