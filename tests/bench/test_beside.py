"""Other servers, asked for the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from guyline.analysis import Question
from guyline.bench.beside import SERVERS, complete, installed

TENT = "import os\n\n\nclass Tent:\n    def pitch(self): ...\n\n\nTent()."


@pytest.mark.parametrize("name", SERVERS)
async def test_a_server_lists_members(name: str, tmp_path: Path) -> None:
    assert name in installed()
    path = tmp_path / "tent.py"
    path.write_text(TENT)
    question = Question(TENT, len(TENT), path)
    [listed] = await complete(name, [question], tmp_path, None)
    assert listed.ms > 0
    assert listed.items > 5, "what every object has, and pitch"
