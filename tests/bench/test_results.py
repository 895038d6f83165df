"""Results on disk, and where they can't be written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guyline.bench import results
from guyline.errors import InputError


def test_a_result_names_its_circumstances(tmp_path: Path) -> None:
    path = tmp_path / "new" / "speed.json"
    results.write(path, "guyline bench speed", {"ms": 1}, [{"ms": 1}])
    written = json.loads(path.read_text())
    assert written["command"] == "guyline bench speed"
    assert written["figures"] == {"ms": 1}
    assert {"commit", "date", "machine", "packages"} <= written.keys()


def test_a_folder_is_no_place_for_a_result(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be written"):
        results.write(tmp_path, "guyline bench speed", {}, [])


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/opt/env/lib/python3.11/site-packages/flask/app.py", "flask/app.py"),
        ("/usr/lib/python3/dist-packages/attr/_make.py", "attr/_make.py"),
        ("/opt/python/lib/python3.13/asyncio/tasks.py", "asyncio/tasks.py"),
        ("shop/cart.py", "shop/cart.py"),
    ],
)
def test_a_path_is_told_within_its_library(path: str, shown: str) -> None:
    assert results.within(path) == shown
