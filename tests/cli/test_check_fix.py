"""What ``guyline check --fix`` writes, and what it never does."""

from __future__ import annotations

import io
import json
import os
import stat
from pathlib import Path

import pytest

from guyline.cli import main
from guyline.cli.check_fix import replace_file
from guyline.errors import InputError

SLOW = "def flatten(lists: list[list[int]]) -> list[int]:\n    return sum(lists, [])\n"
FAST = (
    "from itertools import chain\n\n\ndef flatten(lists: list[list[int]]) -> list[int]:\n"
    "    return list(chain.from_iterable(lists))\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "slow.py"
    path.write_bytes(SLOW.encode())
    return path


def test_proved_fixes_are_written(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.chmod(0o640)
    assert main(["check", "--fix", str(path)]) == 0
    assert path.read_text() == FAST
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert capsys.readouterr().err == "1 fix made in 1 file.\n0 hints in 1 file.\n"
    assert main(["check", "--fix", str(path)]) == 0
    assert [each.name for each in path.parent.iterdir()] == ["slow.py"]


@pytest.mark.parametrize(
    ("before", "codec", "newline"),
    [(b"\xef\xbb\xbf", "utf-8", "\n"), (b"", "utf-8", "\r\n"),
     (b"# coding: latin-1\n# \xe4\n", "latin-1", "\n")],
)  # fmt: skip
def test_marks_codecs_and_line_ends_stay(
    path: Path, before: bytes, codec: str, newline: str
) -> None:
    path.write_bytes(before + SLOW.replace("\n", newline).encode(codec))
    assert main(["check", "--fix", str(path)]) == 0
    written = path.read_bytes()
    assert written.startswith(before)
    text = written.removeprefix(before).decode(codec)
    assert text.lstrip() == FAST.replace("\n", newline)


def test_what_the_codec_does_not_know_is_not_written(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guyline.hints.fixing import Fixed, fixed

    def odd(*given: object) -> Fixed:
        done = fixed(*given)  # type: ignore[arg-type]
        return Fixed(f"{done.text}# \u20ac", ("GL101",), done.code, done.report)

    monkeypatch.setattr("guyline.cli.check_fix.fixed", odd)
    before = b"# coding: latin-1\n" + SLOW.encode()
    path.write_bytes(before)
    assert main(["check", "--fix", str(path)]) == 1
    assert path.read_bytes() == before


def test_a_diff_is_shown_and_nothing_written(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--diff", str(path)]) == 1
    said = capsys.readouterr()
    assert said.out.startswith(f"--- {path}\n+++ {path}\n@@ ")
    assert "-    return sum(lists, [])\n+    return list(chain.from_iterable(lists))\n" in said.out
    assert said.err.startswith("1 fix could be made in 1 file.\n")
    assert path.read_text() == SLOW
    path.write_bytes(SLOW.rstrip().encode())
    assert main(["check", "--diff", str(path)]) == 1
    assert "\\ No newline at end of file\n" in capsys.readouterr().out


def test_what_is_left_is_told(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text(SLOW + "# guyline: ignore\n" + SLOW.replace("[])", "[])  # guyline: ignore"))
    assert main(["check", "--fix", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out) == {"hints": [], "files": 1}
    assert path.read_text().count("sum(lists, [])") == 1


def test_hints_of_a_baseline_are_not_fixed(path: Path) -> None:
    baseline = str(path.parent / "old.json")
    assert main(["check", "--write-baseline", baseline, str(path)]) == 0
    path.write_text(SLOW + SLOW.replace("lists", "rows"))
    assert main(["check", "--baseline", baseline, "--fix", str(path)]) == 0
    assert "sum(lists, [])" in path.read_text()
    assert "sum(rows, [])" not in path.read_text()


def test_many_files_are_fixed_side_by_side(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number}.py").write_text(SLOW)
    assert main(["check", "--fix", "--jobs", "2", str(tmp_path)]) == 0
    assert {each.read_text() for each in tmp_path.iterdir()} == {FAST}


def test_a_link_stays_one(path: Path) -> None:
    link = path.parent / "link.py"
    link.symlink_to(path)
    assert main(["check", "--fix", str(link)]) == 0
    assert link.is_symlink()
    assert path.read_text() == FAST


def test_a_file_that_changed_meanwhile_or_is_read_only_is_left(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(InputError, match="has changed meanwhile"):
        replace_file(path, b"x = 1\n", b"x = 2\n")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert main(["check", "--fix", str(path)]) == 1
    assert "may not be written" in capsys.readouterr().err
    assert path.read_text() == SLOW


def test_a_write_that_fails_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        replace_file(path, SLOW.encode(), b"x")
    assert [each.name for each in path.parent.iterdir()] == ["slow.py"]


def test_stdin_is_printed_with_its_fixes(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    def check(data: bytes, *more: str) -> bytes:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        main(["check", "-", "--fix", *more])
        return capsysbinary.readouterr().out

    assert check(SLOW.encode()) == FAST.encode()
    crlf = b"\xef\xbb\xbf" + SLOW.replace("\n", "\r\n").encode()
    assert check(crlf) == b"\xef\xbb\xbf" + FAST.replace("\n", "\r\n").encode()
    assert check(b"# coding: latin-1\n# \xe4\nx = 1\n") == b"# coding: latin-1\n# \xe4\nx = 1\n"
    assert check(b"\xff") == b"\xff"
