"""What a sandbox shows: real folders once, and the links that lead to them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from guyline.proof.inside import filters, landlock, syscalls
from guyline.proof.sandbox import SandboxRefused, readable_for
from guyline.proof.sandbox.layout import Layout, around, is_wide, lay_out
from guyline.proof.sandbox.scratch import remove, size


def test_folders_are_shown_once(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "ab").mkdir()
    paths = [tmp_path / "a" / "b", tmp_path / "a", tmp_path / "ab", tmp_path / "none"]
    assert lay_out(map(str, paths)) == Layout((str(tmp_path / "a"), str(tmp_path / "ab")), ())


def test_links_are_followed_and_shown(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "again").symlink_to(tmp_path / "link")
    found = lay_out([str(tmp_path / "again")])
    assert found.folders == (str(tmp_path / "real"),)
    links = ((str(tmp_path / "again"), str(tmp_path / "link")), (str(tmp_path / "link"), "real"))
    assert found.links == links


def test_links_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert lay_out([str(tmp_path / "a")]).folders == ()


def test_home_is_never_shown() -> None:
    assert is_wide(Path.home())
    assert is_wide(Path("/"))
    assert not is_wide(Path.home() / "project")
    assert not any(map(is_wide, around(Path(sys.executable))))
    with pytest.raises(SandboxRefused):
        readable_for(Path(sys.executable), Path.home())


def test_what_an_environment_names_is_readable(tmp_path: Path) -> None:
    project, elsewhere, venv = (tmp_path / each for each in ("project", "elsewhere", "venv"))
    packages = venv / "lib" / f"python3.{sys.version_info[1]}" / "site-packages"
    for each in (project, elsewhere, packages, venv / "bin"):
        each.mkdir(parents=True)
    real = Path(sys.executable).resolve()
    version = ".".join(map(str, sys.version_info[:3]))
    (venv / "pyvenv.cfg").write_text(f"home = {real.parent}\nversion = {version}\n", "utf-8")
    (venv / "bin" / "python").symlink_to(real)
    (packages / "editable.pth").write_text(f"{elsewhere}\n", "utf-8")
    found = readable_for(venv / "bin" / "python", project)
    assert {project, venv, elsewhere} <= set(found)


def test_a_scratch_folder_of_any_shape_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "scratch"
    for each in ("a/b/c", "a/d", "e"):
        (folder / each).mkdir(parents=True)
        (folder / each / "file").write_bytes(bytes(1 << 20))
    (folder / "out").symlink_to(tmp_path)
    assert size(str(folder)) >= 2
    (folder / "a" / "b").chmod(0)
    remove(str(folder))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("machine", list(syscalls.ARCHITECTURES))
def test_numbers_are_told_apart(machine: str) -> None:
    place = syscalls.ARCHITECTURES[machine][0]
    groups = [
        value
        for key, value in vars(syscalls).items()
        if key.isupper() and isinstance(value, dict) and key != "ARCHITECTURES" and key != "_ALL"
    ]
    numbers = [
        each[place] for group in groups for each in group.values() if each[place] is not None
    ]
    assert len(numbers) == len(set(numbers))


def test_a_filter_of_a_child_names_its_process() -> None:
    one, other = filters.processes(1000), filters.processes(1001)
    assert len(one) == len(other)
    assert one != other
    assert len(one) % 8 == 0


def test_later_rights_are_asked_for_only_where_they_are_known() -> None:
    assert landlock.handled(1) == 0x1FFF
    assert landlock.handled(3) == 0x7FFF
    assert landlock.handled(7) == 0xFFFF
