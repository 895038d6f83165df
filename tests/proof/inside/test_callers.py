"""Calls that a package's other code makes, and versions with a package of their own."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guyline.proof.inside.around import _ACTIVE, _WHOLE, Around
from guyline.proof.inside.callers import calls_by_others, with_calls
from guyline.proof.inside.caught import Caught, caught, code_of
from guyline.proof.inside.signature import signature_of
from guyline.proof.inside.subject import Subject
from guyline.proof.inside.target import Version, find, load, plain_function
from guyline.proof.inside.trial import Terms, Trial
from guyline.proof.inside.written import input_of_json
from guyline.proof.pytest_case import _CAUGHT

PACKAGE = "guyline_sample_trees"
TREE = '''"""Nodes that only a parser makes."""

class Node:
    def __init__(self, parent, text):
        self.parent, self.text, self.children = parent, text, []
        parent.children.append(self) if parent is not None else None

    def depth(self):
        return 0 if self.parent is None else 1 + self.parent.depth()

    def __secret(self):
        return len(self.text)


def is_deep(node):
    return isinstance(node, Node) and node.depth() > 1
'''
READER = '''"""Reads texts.

>>> read("a b")
"""
from .tree import Node, is_deep

def read(text):
    root = Node(None, text)
    for word in text.split():
        root = Node(root, word)
    return is_deep(root), root
'''


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of a module of a package."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").write_text("from .reader import read\n", "utf-8")
    (folder / "tree.py").write_text(TREE, "utf-8")
    (folder / "reader.py").write_text(READER, "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder / "tree.py"
    for name in [each for each in sys.modules if each.partition(".")[0] == PACKAGE]:
        del sys.modules[name]
    _WHOLE.pop(PACKAGE, None)
    _ACTIVE.clear()


def _loaded(path: Path, function: str, source: str = TREE) -> Version:
    return load(source, f"{PACKAGE}.tree", str(path), function)


def test_each_version_has_a_package_of_its_own(tree: Path) -> None:
    old = _loaded(tree, "is_deep")
    new = _loaded(tree, "is_deep", TREE.replace("> 1", "> 0"))
    told = []
    for version in (old, new, old):
        version.activate()
        read = sys.modules[PACKAGE].read
        told.append(read("a"))
        assert sys.modules[f"{PACKAGE}.tree"] is version.module
        assert type(told[-1][1]) is version.module.Node
    assert [each[0] for each in told] == [False, True, False]


def test_what_is_imported_while_one_runs_is_its_own(tree: Path) -> None:
    (tree.parent / "later.py").write_text("from .tree import Node\n", "utf-8")
    old, new = _loaded(tree, "is_deep"), _loaded(tree, "is_deep")
    for version in (old, new, old):
        version.activate()
        later = __import__(f"{PACKAGE}.later", fromlist=["Node"])
        assert later.Node is version.module.Node


def test_a_module_alone_shares_what_is_around() -> None:
    version = load("def f(): return 1\n", "guyline_sample_alone", "alone.py", "f")
    assert version.around is None
    del sys.modules["guyline_sample_alone"]


def test_a_package_that_can_not_be_imported_twice_is_shared(tree: Path) -> None:
    once = (
        "import builtins\nassert not hasattr(builtins, 'guyline_once')\nbuiltins.guyline_once = 1\n"
    )
    (tree.parent / "reader.py").write_text(once + READER, "utf-8")
    try:
        version = _loaded(tree, "is_deep")
    finally:
        import builtins

        vars(builtins).pop("guyline_once", None)
    assert version.around is None
    assert _WHOLE[PACKAGE] is False


def test_a_version_is_active_where_another_of_the_package_was() -> None:
    name = "guyline_sample_none"
    one, other = (Around(name, {name: types.ModuleType(name)}) for _ in range(2))
    for each in (one, other, one):
        each.activate()
        assert sys.modules[name] is each.modules[name]
    del sys.modules[name]
    _ACTIVE.clear()


def _inner(first: object, *rest: object, word: str = "", **more: object) -> object:
    return first, rest, word, more


def _outer(count: int) -> None:
    for number in range(count):
        _inner(number, "a", word="b", other=[number])
    raise ValueError


def test_caught() -> None:
    assert caught(_inner, 1, _outer, 3) == (1, "a", "b", [1])


def test_not_caught() -> None:
    with pytest.raises(Caught):
        caught(_inner, 3, _outer, 3)
    assert sys.getprofile() is None


def _items() -> Iterator[int]:
    yield _inner(1) is None
    yield 2


def test_caught_in_an_iterator() -> None:
    assert caught(_inner, 0, _items) == (1, "")


class _Held:
    @property
    def read(self) -> int:
        return 1

    @classmethod
    def made(cls) -> int:
        return 2


@pytest.mark.parametrize("name", ["read", "made"])
def test_code_of(name: str) -> None:
    code = code_of(vars(_Held)[name])
    assert code is not None
    assert code.co_name == name


def test_calls_by_others(tree: Path) -> None:
    version = _loaded(tree, "is_deep")
    target = find(version, "is_deep")
    found: list[list[dict[str, object]]] = []
    calls_by_others(version, target, TREE, lambda told: found.append(list(told)))
    inputs = [input_of_json(each) for each in found[-1]]
    trial = Trial(version, target, Terms())
    seen = {trial.run(each, 1.0).aspects["value"] for each in inputs}  # type: ignore[union-attr]
    assert seen == {"True", "False"}
    function, _ = plain_function(version, target)
    domain = with_calls(signature_of(function, version.world.names, None, (), 0), inputs, version)
    assert "caught(is_deep" in domain.parameters[0].shape.told()


def test_a_domain_with_what_others_call_it_with(tree: Path) -> None:
    request = {
        "name": f"{PACKAGE}.tree",
        "path": str(tree),
        "old": TREE,
        "new": TREE,
        "function": "is_deep",
    }
    subject = Subject.load(request)
    assert subject.recorded == 0
    assert any(each.shared for each in subject.seen)
    assert subject.told()["seen"] == []
    assert not subject.strict


def test_a_private_method(tree: Path) -> None:
    version = _loaded(tree, "Node.__secret")
    target = find(version, "Node.__secret")
    assert target.kind == "method"
    assert target.qualname == "Node._Node__secret"
    assert target.written == "Node.__secret"


def test_a_test_has_the_same_by_its_own_text() -> None:
    names: dict[str, Any] = {"sys": sys}
    exec(_CAUGHT, names)  # noqa: S102 - a text of this project
    for place in (0, 2):
        assert tuple(names["caught"](_inner, place, _outer, 3)) == caught(_inner, place, _outer, 3)
    assert tuple(names["caught"](_inner, 0, _items)) == caught(_inner, 0, _items)
