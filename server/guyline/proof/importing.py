"""Whether a project's tests find its modules, as pytest is set up, and what helps if not."""

from __future__ import annotations

import configparser
import os
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from guyline.analysis.environment import BadEnvironment
from guyline.analysis.interpreter import read_interpreter
from guyline.proof.trials import Subject

_FILES = (("pytest.ini", "pytest"), (".pytest.ini", "pytest"), ("tox.ini", "pytest"))


def lines_before(
    subject: Subject, project: Path, test: Path, interpreter: Path | None = None
) -> list[str]:
    """The lines that a test needs before it imports the module; most often none.

    Args:
        subject: What is tested; the first of its paths is where its imports begin.
        project: The project's folder.
        test: The test's file, below it.
        interpreter: The interpreter that will run it.
    """
    if not subject.paths:
        return []
    root = Path(subject.paths[0])
    if _is_found(root, project, test, interpreter, subject.module):
        return []
    steps = os.path.relpath(root, test.parent).replace(os.sep, "/")
    up = 0
    parts = steps.split("/")
    while parts and parts[0] == "..":
        up += 1
        parts.pop(0)
    told = f"Path(__file__).resolve().parents[{up}]"
    told += "".join(f" / {part!r}" for part in parts if part != ".")
    return [f"sys.path.insert(0, str({told}))"]


def _is_found(root: Path, project: Path, test: Path, interpreter: Path | None, module: str) -> bool:
    told = list(_options(project))
    for option in told:
        given = option.get("pythonpath", "")
        paths = given.split() if isinstance(given, str) else list(given)
        if any((project / str(each)).resolve() == root.resolve() for each in paths):
            return True
    if not any("importlib" in str(option.get("addopts", "")) for option in told):
        if root in test.parents and (root / "conftest.py").is_file():
            return not (root / "__init__.py").is_file()
        if (test.parent / "__init__.py").is_file() and test.parent.parent == root:
            return True
    if interpreter is None:
        return False
    with suppress(BadEnvironment):
        sites = read_interpreter(interpreter, project).sites
        top = module.partition(".")[0]
        known = {Path(each).resolve() for each in sites.path}
        return root.resolve() in known or top in sites.mapped
    return False


def _options(project: Path) -> Iterator[dict[str, Any]]:
    """The options of pytest, wherever they are written."""
    with suppress(OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        tool = tomllib.loads((project / "pyproject.toml").read_text("utf-8")).get("tool", {})
        options = tool.get("pytest", {})
        yield options.get("ini_options", options)
    for name, section in (*_FILES, ("setup.cfg", "tool:pytest")):
        read = configparser.ConfigParser(interpolation=None)
        with suppress(OSError, configparser.Error, UnicodeDecodeError):
            if (project / name).is_file() and read.read(project / name, "utf-8"):
                yield dict(read[section]) if section in read else {}
