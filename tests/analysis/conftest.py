from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from guyline.analysis.analysis import Analysis


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="session")
def analysis(workspace: Path) -> Analysis:
    sys.setrecursionlimit(3000)
    return Analysis.of(str(workspace), sys.executable)


@pytest.fixture
def folder(workspace: Path) -> Path:
    """A folder of the workspace for one test's files."""
    return Path(tempfile.mkdtemp(dir=workspace))
