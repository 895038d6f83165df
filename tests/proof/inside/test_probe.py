"""Which shapes a function takes: they are tried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from guyline.proof.inside.forked import in_a_child
from guyline.proof.inside.probe import with_use
from guyline.proof.inside.shapes import Anything
from guyline.proof.inside.signature import Signature, signature_of
from guyline.proof.inside.target import Target, load


def signature(source: str, name: str = "f") -> Signature:
    """The domain of a function, with what its use tells."""
    version = load(source, "m_under_test", "m_under_test.py", name, probed=True)
    function: Any = vars(version.module)[name]
    known = signature_of(function, version.world.names, None, (), 0)
    return with_use(known, source, version, Target(name, "function"), function)


CASES: list[tuple[str, list[tuple[str, str, str]]]] = [
    # Several shapes are left by use; all that work are kept.
    ("def f(xs):\n    return [x for x in xs]", [("xs", "list[int] | list[str]", "use")]),
    # One is left: the other is tried and fails.
    (
        "def f(xs, n):\n    return [-x for x in xs][:n]",
        [("xs", "list[int]", "use"), ("n", "int", "use")],
    ),
    # Nothing tells but running it: a universe is tried.
    ("def f(a):\n    return getattr(a, 'a' + 'ppend')(1)", [("a", "list[int]", "use")]),
    (
        "def f(a):\n    if type(a).__name__ != 'bytes':\n        raise TypeError\n    return a",
        [("a", "bytes", "use")],
    ),
    # Nothing that works: nothing is said.
    ("def f(a):\n    raise TypeError", [("a", "anything", "nothing")]),
    # What is known stays.
    ("def f(a: int, b):\n    return a + b", [("a", "int", "annotation"), ("b", "int", "use")]),
    ("def f(a, b=2):\n    return a.upper() * b", [("a", "str", "use"), ("b", "int", "default")]),
    # What an annotation leaves open is filled.
    ("def f(a: list):\n    return [x.upper() for x in a]", [("a", "list[str]", "use")]),
    # What need not be given.
    (
        "def f(a, b=None):\n    return a[:b] if b is not None else a.strip()",
        [("a", "str", "use"), ("b", "int | None", "use")],
    ),
    ("def f(*parts):\n    return '/'.join(parts)", [("parts", "tuple[str, ...]", "use")]),
    (
        "def f(a, **more):\n    return a + more.pop('n', 1)",
        [("a", "int", "use"), ("more", "{'n': int}", "use")],
    ),
    # A decorator that takes whatever is given.
    (
        "def d(g):\n    def inner(*given, **named):\n        return g(*given, **named)\n"
        "    return inner\n@d\ndef f(s):\n    return s.upper()",
        [("s", "str", "use")],
    ),
    # An exception that is behaviour: the shape is kept.
    ("def f(s):\n    raise ValueError(s.upper())", [("s", "str", "use")]),
]


@pytest.mark.parametrize(("source", "wanted"), CASES, ids=[source for source, _ in CASES])
def test_shapes_that_work_are_kept(source: str, wanted: list[tuple[str, str, str]]) -> None:
    found = signature(source).parameters
    assert [(each.name, each.shape.told(), each.known) for each in found] == wanted


@pytest.mark.parametrize(
    "body",
    [
        "while True:\n        pass",
        "import os\n    os._exit(3)",
        "import os\n    os.kill(os.getpid(), 9)",
    ],
)
def test_what_ends_or_never_ends(body: str) -> None:
    """The child is ended, or ends; nothing is said, and the process goes on."""
    (found,) = signature(f"def f(a):\n    {body}").parameters
    assert isinstance(found.shape, Anything)


def test_what_it_changes_is_gone() -> None:
    source = "seen = []\ndef f(a):\n    seen.append(a)\n    return a + 1"
    version = load(source, "m_under_test", "m_under_test.py", "f", probed=True)
    names = version.world.names
    known = signature_of(names["f"], names, None, (), 0)
    assert with_use(known, source, version, Target("f", "function"), names["f"]) != known
    assert names["seen"] == []


def test_the_last_that_was_told_counts() -> None:
    """A child that is ended has told what it knew."""

    def work(tell: Callable[[Signature], None]) -> None:
        tell(Signature(()))
        while True:
            pass

    assert in_a_child(work, 0.2) == Signature(())
    assert in_a_child(lambda tell: None, 5) is None
