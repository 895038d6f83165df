"""Modules that register what they define, and refuse to do it twice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guyline.proof.inside import around
from guyline.proof.inside.registered import set_free
from guyline.proof.inside.target import Untried, find, load

BOARD = """
import functools

names = {}
order = []
kinds = set()
plain = {"a": 1, "b": len}


class Named:
    held = {}

    def __init__(self, function):
        functools.update_wrapper(self, function)
        if function.__name__ in names:
            raise KeyError("the name is taken")
        names[function.__name__] = self

    def __call__(self, *given):
        return self.__wrapped__(*given)


def listed(kind):
    if kind.__name__ in Named.held:
        raise ValueError("the kind is known")
    Named.held[kind.__name__] = kind
    order.append(kind)
    kinds.add(kind)
    return kind
"""
OTHER = "from .board import Named\n@Named\ndef other(): return 0\n"
SOURCE = """
from .board import Named, listed

@Named
def f(a): return a + {more}

@listed
class Leaf: pass
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package whose versions share all of its modules but one."""
    folder = tmp_path / "wood"
    folder.mkdir()
    (folder / "__init__.py").write_text("from . import other, leaf\n")
    (folder / "board.py").write_text(BOARD)
    (folder / "other.py").write_text(OTHER)
    (folder / "leaf.py").write_text(SOURCE.format(more=0))
    monkeypatch.setattr(around, "_LONGEST", -1.0)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield folder
    for name in sys.modules.keys() - before:
        del sys.modules[name]
    around._WHOLE.pop("wood", None)


def test_each_version_takes_the_names_of_the_one_before(package: Path) -> None:
    path = str(package / "leaf.py")
    versions = [load(SOURCE.format(more=n), "wood.leaf", path, "f") for n in (1, 2, 3)]
    given = [find(each, "f").call(each)(10) for each in versions]
    assert given == [11, 12, 13]
    board = sys.modules["wood.board"]
    assert set(board.names) == {"f", "other"}
    assert board.names["f"] is versions[-1].module.f
    assert [board.order, list(board.kinds)] == [[versions[-1].module.Leaf]] * 2
    assert board.plain == {"a": 1, "b": len}


def test_what_fails_otherwise_fails_as_it_did(package: Path) -> None:
    path = str(package / "leaf.py")
    with pytest.raises(Untried, match="ZeroDivisionError"):
        load(SOURCE.format(more=1) + "1 / 0\n", "wood.leaf", path, "f")


def test_nothing_is_taken_of_a_module_that_registers_nothing(package: Path) -> None:
    load(SOURCE.format(more=1), "wood.leaf", str(package / "leaf.py"), "f")
    assert set_free("wood.nothing") == 0
    assert set_free("elsewhere.module") == 0
    assert set_free("wood.leaf") == 4
