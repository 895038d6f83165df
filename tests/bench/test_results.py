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
