"""Names that are imported for annotations alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guyline.proof.inside.annotated import shapes_of_signature
from guyline.proof.inside.deferred import deferred
from guyline.proof.inside.target import load

PACKAGE = "guyline_sample_late"
SOURCE = """from __future__ import annotations
import typing as t
if t.TYPE_CHECKING:
    import collections.abc as cabc
    import nowhere.at_all as gone
    from .kinds import Kind as K
    from nowhere import Other

def f(kind: K, other: Other, items: cabc.Sequence[int], which: type[K]) -> None: ...
"""


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """The names of a module that imports for its annotations."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").write_text("", "utf-8")
    (folder / "kinds.py").write_text("class Kind:\n    def __init__(self, n: int): ...\n", "utf-8")
    (folder / "late.py").write_text(SOURCE, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield load(SOURCE, f"{PACKAGE}.late", str(folder / "late.py"), "f").world.names
    for name in [each for each in sys.modules if each.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def test_the_names(names: dict[str, object]) -> None:
    late = deferred(names)
    assert late["K"].__name__ == "Kind"
    assert "Other" not in late
    assert "gone" not in late
    assert "f" not in late


def test_shapes(names: dict[str, object]) -> None:
    shapes = shapes_of_signature(names["f"], names)  # type: ignore[arg-type]
    told = {name: shape.told() for name, shape in shapes.items()}
    kind = f"__import__('{PACKAGE}.kinds', fromlist=['']).Kind"
    assert told == {"kind": kind, "other": "anything", "items": "list[int]", "which": kind}
