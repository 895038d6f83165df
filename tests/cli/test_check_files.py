"""Which files ``guyline check`` looks at, and what it makes of those that are odd."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from guyline.cli import main
from guyline.cli.check_files import files_in
from guyline.hints.configuration import configuration_for

SLOW = "def flatten(lists: list[list[int]]) -> list[int]:\n    return sum(lists, [])\n"


def found(*paths: Path) -> list[str]:
    return [str(each.path.relative_to(paths[0])) for each in files_in(paths)]


def tree(folder: Path, **contents: str) -> Path:
    """Files by path, ``/`` for two underscores and ``.`` for one."""
    for name, text in contents.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_python_and_notebooks_are_found_folder_by_folder(tmp_path: Path) -> None:
    tree(tmp_path, b_py="", a__c_pyi="", a__b_ipynb="", a__t_txt="", z__a_pyw="")
    assert found(tmp_path) == ["b.py", "a/b.ipynb", "a/c.pyi", "z/a.pyw"]


def test_each_file_is_checked_once(tmp_path: Path) -> None:
    tree(tmp_path, a_py="", b__c_py="")
    assert found(tmp_path, tmp_path / "b", tmp_path / "a.py") == ["a.py", "b/c.py"]


def test_a_folder_without_files_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path)]) == 0
    assert capsys.readouterr().err == "0 hints in 0 files.\n"


def test_ignore_files_are_honoured_in_folders(tmp_path: Path) -> None:
    tree(tmp_path, _gitignore="out/\n*_x.py\n", a_py="", out__a_py="", b__out__a_py="")
    tree(tmp_path, b___gitignore="!keep.py\n/top.py\n", b__top_py="", b__c__top_py="")
    (tmp_path / "a_x.py").write_text("")
    assert found(tmp_path) == ["a.py", "b/c/top.py"]


def test_those_above_count_within_a_repository(tmp_path: Path) -> None:
    tree(tmp_path, _gitignore="gen.py\nout/\n", a__gen_py="", a__b_py="", a__out__c_py="")
    assert found(tmp_path / "a") == ["b.py", "gen.py", "out/c.py"]
    (tmp_path / ".git").mkdir()
    assert found(tmp_path / "a") == ["b.py"]
    assert found(tmp_path / "a" / "out") == ["c.py"], "what is named is checked"


def test_what_is_excluded_is_left_out_even_when_named(tmp_path: Path) -> None:
    tree(tmp_path, pyproject_toml='[tool.guyline.hints]\nexclude = ["gen/", "*.pyi"]\n')
    tree(tmp_path, gen__a_py="", a_pyi="", a_py="", b__gen__c_py="")
    assert found(tmp_path) == ["a.py"]
    assert found(tmp_path, tmp_path / "gen" / "a.py", tmp_path / "a.pyi") == ["a.py"]
    assert list(files_in([tmp_path / "gen" / "a.py"])) == []


def test_others_code_is_left_out_of_folders(tmp_path: Path) -> None:
    tree(tmp_path, a_py="", _venv__b_py="", node__modules__c_py="", env__pyvenv_cfg="")
    tree(tmp_path, env__lib__d_py="", site__a_py="")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "c.py").write_text("")
    assert found(tmp_path) == ["a.py", "node/modules/c.py", "site/a.py"]
    assert found(tmp_path / ".venv") == ["b.py"]


def test_links_that_lead_round_are_no_trouble(tmp_path: Path) -> None:
    tree(tmp_path, a__b_py="")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "a" / "self.py").symlink_to(tmp_path / "a" / "self.py")
    (tmp_path / "a" / "gone.py").symlink_to(tmp_path / "nothing.py")
    (tmp_path / "a" / "linked.py").symlink_to(tmp_path / "a" / "b.py")
    assert found(tmp_path) == ["a/b.py", "a/linked.py"]


def test_a_file_s_settings_are_its_own_project_s(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree(tmp_path, one__a_py=SLOW, two__a_py=SLOW, three__a_py=SLOW)
    tree(tmp_path, two__pyproject_toml='[tool.guyline.hints]\nignore = ["sum-of-lists"]\n')
    tree(tmp_path, three__pyproject_toml='[tool.guyline.hints]\nselect = ["GL8"]\ncolour = 1\n')
    assert main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out.count("GL107") == said.out.count("\n") == 1
    assert str(tmp_path / "one" / "a.py") in said.out
    assert said.err.count("there is no setting colour") == 1
    assert main(["check", "--select", "GL107", str(tmp_path)]) == 1
    assert capsys.readouterr().out.count("\n") == 2


def test_files_in_folders_have_the_settings_that_each_has_alone(tmp_path: Path) -> None:
    ours, theirs = "[tool.guyline.hints]\nexclude = ['x']\n", "[project]\nname = 'a'\n"
    tree(tmp_path, pyproject_toml=ours, a_py="", a__b_py="", a__c__d_py="", e__f__g_py="")
    tree(tmp_path, a__pyproject_toml=theirs, a__c__pyproject_toml=ours.replace("x", "y"))
    tree(tmp_path, e__pyproject_toml=theirs, h__i__j_py="", h___git="", k___git="", k__l_py="")
    everything = list(files_in([tmp_path]))
    assert len(everything) == 6
    for each in everything:
        assert each.configuration == configuration_for(each.path), each.path


def test_rules_are_called_by_their_names(tmp_path: Path) -> None:
    tree(tmp_path, a_py=SLOW)
    assert main(["check", "--select", "sum-of-lists,GL8", str(tmp_path)]) == 1
    assert main(["check", "--ignore", "sum-of-lists", str(tmp_path)]) == 0


@pytest.mark.parametrize("version", ["3", "2.7", "3.9", "x"])
def test_a_version_that_is_none_is_bad_input(tmp_path: Path, version: str) -> None:
    assert main(["check", "--python-version", version, str(tmp_path)]) == 2


def test_the_version_is_that_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    tree(tmp_path, pyproject_toml='[project]\nrequires-python = ">=3.12"\n', a_py="x = 1\n")

    def look(code: object, rules: object) -> object:
        asked.append(code.version)  # type: ignore[attr-defined]
        return check_code(code, rules)  # type: ignore[arg-type]

    from guyline.hints import check_code

    monkeypatch.setattr("guyline.cli.checking.check_code", look)
    main(["check", "--no-cache", str(tmp_path)])
    main(["check", "--no-cache", "--python-version", "3.11", str(tmp_path)])
    assert asked == [(3, 12), (3, 11)]


def test_a_named_file_that_can_t_be_read_is_bad_input_and_one_in_a_folder_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.py"
    bad.write_bytes(b"x = '\xff'\n")
    assert main(["check", str(tmp_path)]) == 0
    assert "can't be decoded" in capsys.readouterr().err
    assert main(["check", str(bad)]) == 2
    assert main(["check", "--exit-zero", str(bad)]) == 2
    bad.write_bytes(b"# coding: nonsense\n")
    assert main(["check", str(bad)]) == 2


def test_other_codecs_are_read_as_their_first_lines_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"# coding: latin-1\nname = 'ä'\n{SLOW}"
    (tmp_path / "a.py").write_bytes(text.encode("latin-1"))
    (tmp_path / "b.py").write_bytes(b"\xef\xbb\xbf" + SLOW.encode())
    assert main(["check", str(tmp_path)]) == 1
    out = capsys.readouterr().out
    assert "a.py:4:12: GL107" in out
    assert "b.py:2:12: GL107" in out


def test_python_2_and_what_is_broken_are_checked_as_far_as_they_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = "print 'x'\ntry:\n    pass\nexcept E, e:\n    raise E, 'x'\nx = 0777\n"
    tree(tmp_path, old_py=f"{old}{SLOW}", deep_py="(" * 5000, nul_py="x = 1\0\n", empty_py="")
    assert main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert f"{tmp_path / 'old.py'}:8:12: GL107" in said.out
    assert "Traceback" not in said.err


def test_hints_in_notebooks_tell_their_cells(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [
        {"cell_type": kind, "source": source}
        for kind, source in (("markdown", "# x"), ("code", "%who"), ("code", f"!ls\n{SLOW}"))
    ]
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": cells}))
    before = path.read_bytes()
    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith(f"{path}:cell 2:3:12: GL107")
    assert main(["check", "--json", "--fix", str(tmp_path)]) == 1
    (hint,) = json.loads(capsys.readouterr().out)["hints"]
    assert (hint["cell"], hint["line"], hint["end_line"]) == (2, 3, 3)
    assert "fix" not in hint
    assert path.read_bytes() == before
    path.write_text("{")
    assert main(["check", str(path)]) == 2
    assert "no notebook" in capsys.readouterr().err


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def give(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    return give


def test_stdin_has_the_settings_of_the_file_it_is_called(
    tmp_path: Path, stdin: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    tree(tmp_path, pyproject_toml='[tool.guyline.hints]\nselect = ["GL8"]\n')
    name = str(tmp_path / "a.py")
    stdin(SLOW.encode())
    assert main(["check", "-", "--stdin-filename", name]) == 0
    stdin(SLOW.encode())
    assert main(["check", "-", "--stdin-filename", name, "--select", "GL107"]) == 1
    assert capsys.readouterr().out.startswith(f"{name}:2:12: GL107")
    stdin(b"\xff")
    assert main(["check", "-"]) == 2
