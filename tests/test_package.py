"""The wheel holds what the package needs, grammars included."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_wheel_is_whole(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path)]
    subprocess.run([*command, str(ROOT)], check=True)
    wheel = next(tmp_path.glob("guyline-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    sources = (ROOT / "server" / "guyline").rglob("*.py")
    assert {f"guyline/{p.relative_to(ROOT / 'server' / 'guyline')}" for p in sources} <= names
    assert "guyline/py.typed" in names
    assert "guyline/_grammars/python/wrong.scm" in names
    assert not any(name.startswith("tests/") for name in names)
