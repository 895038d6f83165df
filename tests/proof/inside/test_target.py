"""Finding and loading the function under test."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from guyline.proof.inside.examples import examples_in
from guyline.proof.inside.recipe import Input, Plain
from guyline.proof.inside.target import (
    Untried,
    Version,
    check_name,
    find,
    load,
    owner_of,
    plain_function,
)
from guyline.proof.inside.written import input_of_text

MODULE = """
import functools
from functools import cached_property, lru_cache, partial, partialmethod, wraps
from dataclasses import dataclass

def f(a, b=1): return a + b
async def later(a): return a
def nests():
    def inner(): return 1
    return inner
def kept(function):
    @wraps(function)
    def around(*args, **kwargs): return function(*args, **kwargs)
    return around
@kept
def wrapped(a, b): return a - b
@lru_cache
def cached(a): return a
half = partial(f, 5)
number = 5
shorter = lambda a: a

class Base:
    def inherited(self, a): return a
    @staticmethod
    def base_static(a): return a
    @classmethod
    def base_class(cls, a): return cls.__name__, a
    @property
    def base_property(self): return 7

class C(Base):
    size = 3
    def __init__(self, x=2): self.x = x
    def method(self, a): return self.x + a
    @kept
    def wrapped(self, a): return self.x * a
    @staticmethod
    def static(a): return a
    @classmethod
    def of(cls, a): return cls(a).x
    @property
    def double(self): return self.x * 2
    @cached_property
    def triple(self): return self.x * 3
    @lru_cache
    def remembered(self, a): return a
    fixed = partialmethod(method, 4)
    class Inner:
        def deep(self, a): return a
"""


@pytest.fixture(autouse=True)
def no_traces() -> Iterator[None]:
    before, paths = dict(sys.modules), list(sys.path)
    yield
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]
    sys.path[:] = paths


@pytest.fixture
def version() -> Version:
    return load(MODULE, "loaded_here", "/nowhere/loaded_here.py", "f")


FOUND = [
    # qualified name, kind, parameters after those that the call gives, whose objects
    ("f", "function", "ab", None),
    ("later", "function", "a", None),
    ("wrapped", "function", "ab", None),
    ("cached", "function", "a", None),
    ("half", "function", "b", None),
    ("shorter", "function", "a", None),
    ("C", "class", "x", None),
    ("C.method", "method", "a", "C"),
    ("C.wrapped", "method", "a", "C"),
    ("C.remembered", "method", "a", "C"),
    ("C.inherited", "method", "a", "C"),
    ("C.static", "static method", "a", None),
    ("C.base_static", "static method", "a", None),
    ("C.of", "class method", "a", None),
    ("C.base_class", "class method", "a", None),
    ("C.double", "property", "", "C"),
    ("C.base_property", "property", "", "C"),
    ("C.triple", "property", "", "C"),
    ("C.Inner", "class", "", None),
    ("C.Inner.deep", "method", "a", "Inner"),
]


@pytest.mark.parametrize(("qualname", "kind", "parameters", "owner"), FOUND)
def test_what_is_found(
    version: Version, qualname: str, kind: str, parameters: str, owner: str | None
) -> None:
    target = find(version, qualname)
    assert target.kind == kind
    function, given = plain_function(version, target)
    names = list(inspect.signature(function).parameters)[given:]
    assert "".join(names) == parameters
    found = owner_of(version, target)
    assert (found.__name__ if found is not None else None) == owner


@pytest.mark.parametrize(
    ("qualname", "arguments", "found"),
    [
        ("f", (1,), 2),
        ("wrapped", (5, 3), 2),
        ("C.static", (1,), 1),
        ("C.of", (4,), 4),
        ("C.base_class", (4,), ("C", 4)),
    ],
)
def test_what_is_called(
    version: Version, qualname: str, arguments: tuple[int, ...], found: object
) -> None:
    assert find(version, qualname).call(version)(*arguments) == found


def test_methods_are_called_with_their_receiver(version: Version) -> None:
    receiver = version.module.C(5)
    assert find(version, "C.method").call(version)(receiver, 2) == 7
    assert find(version, "C.double").call(version)(receiver) == 10
    assert find(version, "C.triple").call(version)(receiver) == 15
    assert find(version, "C.inherited").call(version)(receiver, 1) == 1


def test_lines(version: Version) -> None:
    receiver = input_of_text("C(1).double()").receiver
    assert find(version, "C.double").line(Input(receiver=receiver)) == "C(1).double"
    assert find(version, "C.method").line(Input((Plain(2),), (), receiver)) == "C(1).method(2)"
    assert find(version, "C.of").line(Input((Plain(2),))) == "C.of(2)"


@pytest.mark.parametrize(
    ("qualname", "reason"),
    [
        ("nests.<locals>.inner", "nested in another function"),
        ("nowhere", "there is no nowhere"),
        ("C.nowhere", "there is no C.nowhere"),
        ("Nowhere.f", "there is no Nowhere.f"),
        ("number", "number can't be called"),
        ("C.size", "C.size can't be called"),
    ],
)
def test_what_cannot_be_tried(version: Version, qualname: str, reason: str) -> None:
    with pytest.raises(Untried, match=reason):
        find(version, qualname)


OTHERS = {
    "another's by its name": "def f(x): return x\nfrom operator import neg as f\n",
    "a class by its name": ("class C:\n    def f(self): return 1\nclass D:\n    f = len\nC = D\n"),
    "written in C": "def f(x): return x\ntry:\n    from math import sqrt as f\nexcept E: pass\n",
    "made again without it": "def f(x): return x\nf = lambda x: x\n",
}
ITSELF = {
    "as it stands": "def f(x): return x\n",
    "in a condition": "if True:\n    def f(x): return x\nelse:\n    from math import sqrt as f\n",
    "wrapped later": "import functools\ndef f(x): return x\nf = functools.lru_cache(f)\n",
    "in a closure": "def deco(g): return lambda x: g(x)\ndef f(x): return x\nf = deco(f)\n",
    "decorated by an object": (
        "class D:\n    def __init__(self, g): pass\n    __call__ = 1\n@D\ndef f(x): pass\n"
    ),
    "not defined here": "from math import sqrt as f\n",
}


@pytest.mark.parametrize("name", OTHERS | ITSELF)
def test_a_name_that_stands_for_another_function(name: str) -> None:
    source = (OTHERS | ITSELF)[name]
    made = load(source, "named_here", "/nowhere/named_here.py", "f")
    target = find(made, "C.f" if "class C" in source else "f")
    if name in OTHERS:
        with pytest.raises(Untried, match="once the module is imported"):
            check_name(made, target, source)
    else:
        check_name(made, target, source)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1 +", "SyntaxError"),
        ("import nowhere_at_all", "ModuleNotFoundError"),
        ("raise SystemExit(3)", "SystemExit"),
        ("1 / 0", "ZeroDivisionError"),
        ("from . import there", "ImportError"),
        ("\0", "null bytes"),
    ],
)
@pytest.mark.parametrize("probed", [False, True])
def test_imports_that_fail(source: str, reason: str, probed: bool) -> None:
    with pytest.raises(Untried, match=reason):
        load(source, "loaded_here", "/nowhere/loaded_here.py", "f", probed)


@pytest.mark.parametrize("probed", [False, True])
@pytest.mark.parametrize(
    ("name", "path", "source"),
    [
        ("trunk.leaf", "trunk/leaf.py", "from . import start\nfrom .other import y\n"),
        ("trunk.twig", "trunk/twig/__init__.py", "from .bud import z\nfrom .. import start\n"),
        ("trunk", "trunk/__init__.py", "from .other import y\nfrom . import other\n"),
    ],
)
def test_packages(tmp_path: Path, name: str, path: str, source: str, probed: bool) -> None:
    (tmp_path / "trunk" / "twig").mkdir(parents=True)
    (tmp_path / "trunk" / "__init__.py").write_text("start = 1\n")
    (tmp_path / "trunk" / "other.py").write_text("y = 2\n")
    (tmp_path / "trunk" / "twig" / "__init__.py").write_text("")
    (tmp_path / "trunk" / "twig" / "bud.py").write_text("z = 3\n")
    sys.path.insert(0, str(tmp_path))
    source += "def f(): return 1\n"
    version = load(source, name, str(tmp_path / path), "f", probed)
    assert version.module.f.__module__ == name
    assert sys.modules[name] is version.module
    assert version.module.f() == 1


def test_the_version_that_imports_find(tmp_path: Path) -> None:
    (tmp_path / "trunk").mkdir()
    (tmp_path / "trunk" / "__init__.py").write_text("")
    sys.path.insert(0, str(tmp_path))
    old, new = (
        load(f"def f(): return {value}", "trunk.leaf", str(tmp_path / "trunk/leaf.py"), "f")
        for value in (1, 2)
    )
    for version, found in ((old, 1), (new, 2), (old, 1)):
        version.activate()
        assert sys.modules["trunk.leaf"].f() == found
        assert sys.modules["trunk"].leaf.f() == found


EXAMPLES = [
    (">>> f(1)", ["f(1)"]),
    (">>> f(1)\n    1\n    >>> f(2)", ["f(1)", "f(2)"]),
    (">>> x = f(1)", ["f(1)"]),
    (">>> print(f('a'))", ["f('a')"]),
    (">>> list(f([1])) == [f(2)]", ["f([1])", "f(2)"]),
    (">>> xs = [1, 2]\n    >>> f(xs)", ["f([1, 2])"]),
    (">>> f(\n    ...     1,\n    ... )", ["f(1)"]),
    (">>> for x in f(3):\n    ...     print(x)", ["f(3)"]),
    (">>> mod.f(1)", ["mod.f(1)"]),
    (">>> b = Basket()\n    >>> b.f(1)", ["Basket().f(1)"]),
    (">>> half(1)", []),
    (">>> f", []),
    (">>> f(1", []),
    ("f(1)", []),
]


@pytest.mark.parametrize(("text", "calls"), EXAMPLES)
def test_examples(text: str, calls: list[str]) -> None:
    for name in ("f", "Basket.f"):
        source = f"def f(x):\n    '''Does it.\n\n    {text}\n    '''\n"
        assert examples_in(source, name) == calls


def test_examples_of_the_module_and_of_code_that_cannot_be_read() -> None:
    assert examples_in("'''\n>>> f(1)\n'''", "f") == ["f(1)"]
    assert examples_in("def (", "f") == []
    assert examples_in("\0", "f") == []
