"""Which test files are run first."""

from __future__ import annotations

from pathlib import Path

import pytest

from guyline.proof.inside.nearest import nearest_first
from guyline.proof.inside.record import Target

FILES = {
    "test_far.py": "x = 1",
    "test_module.py": "import camp.tents",
    "test_class.py": "from camp.tents import Tent",
    "test_name.py": "from camp.tents import Tent\nTent().pitch()",
    "test_tents.py": "",
    "test_helper.py": "from camp.tents import measure",
    "test_special.py": "class Other:\n    def __init__(self): ...",
}


@pytest.mark.parametrize(
    ("targets", "first"),
    [
        (["Tent.pitch"], ["test_name.py", "test_class.py", "test_module.py"]),
        (["measure"], ["test_helper.py"]),
        (["Tent.__init__"], ["test_class.py", "test_name.py", "test_module.py", "test_tents.py"]),
        (["Tent.pitch", "measure"], ["test_name.py", "test_helper.py", "test_module.py"]),
        (["_private"], ["test_module.py", "test_class.py", "test_name.py", "test_tents.py"]),
    ],
)
def test_the_nearest_come_first(tmp_path: Path, targets: list[str], first: list[str]) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = [tmp_path / name for name in FILES]
    wanted = [Target(each, "/camp/tents.py") for each in targets]
    found = [each.name for each in nearest_first(files, wanted)]
    assert found[: len(first)] == first
    assert sorted(found) == sorted(FILES)
    rest = [each for each in found if each in ("test_far.py", "test_special.py")]
    assert rest == ["test_far.py", "test_special.py"]


def test_a_file_that_is_gone_is_no_fault(tmp_path: Path) -> None:
    assert nearest_first([tmp_path / "test_gone.py"], [Target("f", "/mod.py")]) == [
        tmp_path / "test_gone.py"
    ]
