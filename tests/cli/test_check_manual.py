"""docs/check.md names all that ``guyline check`` takes, and nothing else."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from guyline.cli import check
from guyline.cli.check_files import SUFFIXES
from guyline.cli.formats import FORMATS
from guyline.hints.configuration import configuration_for

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")


def options() -> set[str]:
    parser = argparse.ArgumentParser(add_help=False)
    commands = parser.add_subparsers()
    check.register(commands)
    return set(re.findall(r"--[a-z][a-z-]+", commands.choices["check"].format_help())) - {"--help"}


def test_each_option_has_a_row() -> None:
    rows = set(re.findall(r"^\| `(--[a-z-]+)", PAGE, re.MULTILINE))
    assert rows == options()


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_described(name: str) -> None:
    assert f"- **{name}**: " in PAGE


def test_each_kind_of_file_is_named() -> None:
    assert all(f"`*{suffix}`" in PAGE for suffix in SUFFIXES)


def test_the_settings_of_the_page_are_read_as_they_stand() -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    folder = Path(Path.cwd().anchor) / "project"
    files = {
        folder / "pyproject.toml": text,
        folder.parent / "hints.toml": "[tool.guyline.hints]\n",
    }

    def read(path: Path) -> str | None:
        return files.get(path) or files.get(path.parent.parent.parent / path.name)

    found = configuration_for(folder / "a.py", read)
    assert found.trouble == ()
    assert found.version == (3, 11)
    assert found.choice.select == ("GL1", "GL201")
    assert found.baseline == folder / "hints-baseline.json"
    assert found.excludes(folder / "vendored" / "a.py")
    assert "GL3" in found.choice_for(folder / "tests" / "a.py").ignore


def test_the_hook_is_the_one_of_the_page() -> None:
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (name,) = re.findall(r"^- id: (\S+)$", hooks, re.MULTILINE)
    assert f"- id: {name}\n" in PAGE
    assert "entry: guyline check\n" in hooks
