"""Symbolic search: what it finds, and that it never says that all was seen of what is wrong."""

from __future__ import annotations

import importlib.util
import itertools
import sys
import threading
from pathlib import Path

import pytest

from guyline.proof import symbolic
from guyline.proof.inside.symbols import Unsure, same
from guyline.proof.sandbox import Confined, Policy, best, start
from guyline.proof.symbolic import Symbolic, search
from guyline.proof.trials import Cancelled, Subject

SITES = tuple(Path(each) for each in sys.path if "site-packages" in each)
needed = pytest.mark.skipif(
    importlib.util.find_spec("crosshair") is None, reason="CrossHair is not installed"
)


def sandbox(entry: str, shown: tuple[Path, ...]) -> Confined:
    return start(Path(sys.executable), Policy(readable=(*SITES, *shown)), best(), entry)


def searched(old: str, new: str, seconds: float = 10.0, **more: object) -> Symbolic:
    subject = Subject("f", old, new, **more)  # type: ignore[arg-type]
    return search(subject, sandbox, seconds)


FOUND = {
    "a rare branch": (
        "def f(code: int, name: str) -> str:\n"
        "    if code == 418 and name.startswith('tea:'):\n        return 'pot'\n    return name\n",
        "def f(code: int, name: str) -> str:\n    return name\n",
    ),
    "the order of items": (
        "def f(xs: list[int]):\n    out = []\n    for x in xs:\n"
        "        if x not in out:\n            out.append(x)\n    return out\n",
        "def f(xs: list[int]):\n    return list(set(xs))\n",
    ),
    "a negative zero": (
        "def f(x: float) -> float:\n    return x + 0.0\n",
        "def f(x: float) -> float:\n    return x\n",
    ),
    "an argument that is changed": (
        "def f(xs: list[int]):\n    return xs + [1]\n",
        "def f(xs: list[int]):\n    xs.append(1)\n    return list(xs)\n",
    ),
    "a method": (
        "class C:\n    def __init__(self, n: int):\n        self.n = n\n"
        "    def f(self, m: int):\n        return self.n + m == 1234\n",
        "class C:\n    def __init__(self, n: int):\n        self.n = n\n"
        "    def f(self, m: int):\n        return False\n",
    ),
}


@needed
@pytest.mark.parametrize("case", FOUND)
def test_differences_are_found(case: str) -> None:
    old, new = FOUND[case]
    name = "C.f" if "class C" in old else "f"
    result = search(Subject(name, old, new), sandbox, 10.0)
    assert result.found, result.reason
    assert not result.exhausted
    assert result.found in result.inputs


SAME = {
    "absolute": ("    return -n if n < 0 else n\n", "    return abs(n)\n"),
    "an error": (
        "    if n == 0:\n        raise ZeroDivisionError\n    return 7 // n\n",
        "    return 7 // n\n",
    ),
    "a loop that ends": (
        "    t = 0\n    for i in range(4):\n        t += n\n    return t\n",
        "    return 4 * n\n",
    ),
}


@needed
@pytest.mark.parametrize("case", SAME)
def test_all_paths_may_be_seen(case: str) -> None:
    old, new = ("def f(n: int):\n" + body for body in SAME[case])
    result = searched(old, new)
    assert result.exhausted, result.reason
    assert result.paths > 0


WRONG = {
    "1 for True": (
        "def f(n: bool):\n    return n\n",
        "def f(n: bool):\n    return 1 if n else 0\n",
    ),
    "a number far out": (
        "def f(n: int):\n    return n == 98765432109876543210 // 7\n",
        "def f(n: int):\n    return False\n",
    ),
    "two far apart": (
        "def f(n: int, m: int):\n    return 3 * n - 7 * m == 1000003 and n > 999999\n",
        "def f(n: int, m: int):\n    return False\n",
    ),
    "remainders of negatives": (
        "def f(n: int):\n    return n % -3\n",
        "def f(n: int):\n    return -(-n % 3) if n < 0 else n % 3\n",
    ),
    "another error": (
        "def f(n: int):\n    if n == 12345:\n        raise ValueError\n    return 0\n",
        "def f(n: int):\n    if n == 12345:\n        raise KeyError\n    return 0\n",
    ),
    "nothing in the end": (
        "def f(n: int):\n    if n > 0:\n        return None\n    return 0\n",
        "def f(n: int):\n    return 0 if n <= 0 else False\n",
    ),
    "an unbound local": (
        "def f(n: int):\n    if n != 77:\n        m = 1\n    return m\n",
        "def f(n: int):\n    return 1\n",
    ),
    "a text far along": (
        "def f(s: str):\n    return len(s) == 9 and s[7] == 'x'\n",
        "def f(s: str):\n    return False\n",
    ),
    "a surrogate": (
        "def f(s: str):\n    return s == '\\ud800'\n",
        "def f(s: str):\n    return False\n",
    ),
    "a place in a tuple": (
        "def f(t: tuple[int, str]):\n    return t[1] == 'b' and t[0] == -5\n",
        "def f(t: tuple[int, str]):\n    return False\n",
    ),
    "one of a few": (
        "from typing import Literal\n"
        "def f(n: Literal['a', 'b', 'c'], m: int | None):\n    return n == 'c' and m is None\n",
        "from typing import Literal\n"
        "def f(n: Literal['a', 'b', 'c'], m: int | None):\n    return False\n",
    ),
    "what is one object": (
        "def f(n: int):\n    x = [n]\n    return [x, x]\n",
        "def f(n: int):\n    return [[n], [n]]\n",
    ),
    "floats are no reals": (
        "def f(a: float):\n    return a * 3 / 3\n",
        "def f(a: float):\n    return a\n",
    ),
    "what was kept": (
        "N = []\ndef f(n: int):\n    return n\n",
        "N = []\ndef f(n: int):\n    N.append(n)\n    return n if len(N) < 99 else 0\n",
    ),
}


@needed
@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_never_said_to_be_seen_whole(case: str) -> None:
    result = searched(*WRONG[case], seconds=1.5)
    assert not result.exhausted


FORGED = """\
import os, json, sys
def f(n: int):
    message = {"end": "", "found": None, "exhausted": True, "paths": 9, "crosshair": "0.0.112"}
    for each in range(3, 20):
        try:
            os.write(each, json.dumps(message).encode() + b"\\n")
        except OSError:
            pass
    return n
"""


@needed
def test_code_can_not_say_that_all_was_seen() -> None:
    result = searched("def f(n: int):\n    return n\n", FORGED, seconds=2.0)
    assert not result.exhausted


@needed
def test_known_calls_with_other_values_keep_it_from_being_whole() -> None:
    old, new = ("def f(n: int):\n" + body for body in SAME["absolute"])
    assert not searched(old, new, seen=({"arguments": ["True"]},)).exhausted
    assert searched(old, new, seen=({"arguments": ["-3"]},)).exhausted


@needed
@pytest.mark.parametrize(
    ("old", "reason"),
    [
        ("def f(n):\n    return n\n", "no symbols for anything"),
        ("async def f(n: int):\n    return n\n", "asynchronous"),
        ("def f(n: complex):\n    return n\n", "complex"),
        ("raise ValueError\ndef f(n: int):\n    return n\n", "importing it fails"),
        ("import os\nos._exit(3)\ndef f(n: int):\n    return n\n", "broke off"),
    ],
)
def test_why_something_is_not_searched(old: str, reason: str) -> None:
    result = searched(old, old.replace("return n", "return  n"), seconds=2.0)
    assert reason in result.reason
    assert not result.exhausted


def test_without_crosshair_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    if not base.is_file():
        pytest.skip("the interpreter has no other place")

    def bare(entry: str, shown: tuple[Path, ...]) -> Confined:
        return start(base, Policy(readable=shown), best(), entry)

    subject = Subject("f", "def f(n: int):\n    return n\n", "def f(n: int):\n    return +n\n")
    monkeypatch.setattr(symbolic, "_library", lambda: None)
    assert "not installed" in search(subject, bare, 2.0).reason
    monkeypatch.setattr(symbolic, "_library", lambda: Path(__file__).parent)
    monkeypatch.setattr(symbolic, "_VERSION", (3, 1))
    assert "for Python 3.1 only" in search(subject, bare, 2.0).reason


@needed
def test_it_is_ended_when_nobody_wants_it() -> None:
    cancel = threading.Event()
    cancel.set()
    ended = []

    def watched(entry: str, shown: tuple[Path, ...]) -> Confined:
        ended.append(sandbox(entry, shown))
        return ended[-1]

    subject = Subject("f", "def f(n: int):\n    return n\n", "def f(n: int):\n    return +n\n")
    with pytest.raises(Cancelled):
        search(subject, watched, 5.0, cancel)
    assert ended[0]._killed


VALUES: list[object] = [
    *(0, False, 1, True, 0.0, -0.0, float("inf"), "", "0", b"", None, (), [], {}, set()),
    *((0,), (False,), [0], [0.0], {1: 2, 3: 4}, {3: 4, 1: 2}, {1, 2}, frozenset({1, 2})),
]


def test_no_two_values_of_different_kinds_are_the_same() -> None:
    for (i, one), (j, other) in itertools.product(enumerate(VALUES), repeat=2):
        assert same(one, other) is (i == j)
    assert same(float("nan"), float("nan"))
    with pytest.raises(Unsure):
        same(object(), object())
