"""What CONTRIBUTING.md asks of the code, as tests."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "server" / "guyline").rglob("*.py"))
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "server", "tests"],
        ["ruff", "format", "--check", "server", "tests"],
        ["mypy"],
        ["lint-imports"],
        ["guyline", "bench", "readme", "--check"],
        ["guyline", "bench", "plots", "--check"],
    ],
    ids=lambda command: " ".join(command[:3]),
)
def test_tool(command: list[str]) -> None:
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=names)
def test_file_is_of_a_readable_size(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450


@pytest.mark.parametrize("path", SOURCES, ids=names)
def test_module_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


PACKAGES = [
    "analysis",
    "decoding",
    "features",
    "lsp",
    "models",
    "models.dialects",
    "models.wire",
    "monitors",
    "syntax",
    "text",
]


@pytest.mark.parametrize("package", PACKAGES)
def test_all_is_whole_and_sorted(package: str) -> None:
    module = importlib.import_module(f"guyline.{package}")
    assert list(module.__all__) == sorted(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)


def test_importing_the_command_line_is_quick() -> None:
    """A server is to answer at once; what it needs for more is loaded afterwards."""
    code = (
        "import sys\n"
        "from guyline.cli import _parser\n"
        "import guyline.lsp\n"
        "_parser(['serve']).parse_args(['serve'])\n"
        "heavy = {'openai', 'jedi', 'xllamacpp', 'pygls', 'asyncio', 'guyline.features'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    "path", [*SOURCES, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")], ids=names
)
def test_text_names_no_machine_and_no_registry(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in ("/work/", "/root/", "pypi" + ".org", "npmjs" + ".org", "pythonhosted"):
        assert word not in text


def test_results_name_no_folder_of_a_machine() -> None:
    for path in (ROOT / "docs" / "results").iterdir():
        text = path.read_text(encoding="utf-8")
        assert re.search(r"/(?:home|root|tmp|work)/", text) is None, path
