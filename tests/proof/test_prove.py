"""Edits that are right, wrong, or can't be tried."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from guyline.proof.prove import prove
from guyline.proof.trials import Cancelled
from guyline.proof.verdict import Verdict
from tests.proof.attempt import LONGER, QUICK, starter, subject, tried

SAME = "def f(xs: list[int]) -> int:\n    return {}\n"


@pytest.mark.parametrize(
    ("old", "new", "aspect"),
    [
        ("sorted(xs)", "xs.sort() or list(xs)", "arguments"),
        ("list(xs)", "xs", "aliases"),
        ("[x for x in xs]", "(x for x in xs)", "value"),
        ("xs[0]", "next(iter(xs))", "raised"),
        ("sum(xs)", "float(sum(xs))", "value"),
        ("[*dict.fromkeys(xs)]", "[*set(xs)]", "value"),
        ("len(xs)", "print(len(xs)) or len(xs)", "output"),
        ("sum(xs)", "__import__('warnings').warn('x') or sum(xs)", "warnings"),
        ("sum(xs)", "__import__('random').random() and sum(xs)", "random"),
        ("xs == xs[::-1]", "xs == sorted(xs)", "value"),
    ],
)
def test_what_differs_is_found(old: str, new: str, aspect: str) -> None:
    found = tried(SAME.format(old), SAME.format(new), options=LONGER)
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert aspect in found.counterexample.aspects


def test_a_counterexample_is_small_and_can_be_run() -> None:
    old, new = SAME.format("max(xs, default=0)"), SAME.format("max(xs[:5], default=0)")
    found = tried(old, new, options=LONGER)
    assert found.counterexample is not None
    spaces: list[dict[str, object]] = [{}, {}]
    for space, source in zip(spaces, (old, new), strict=True):
        exec(source, space)  # noqa: S102 - our own case
    one, other = (eval(found.counterexample.line, space) for space in spaces)  # noqa: S307
    assert one != other
    assert found.counterexample.line == "f([0, 0, 0, 0, 0, 1])"


def test_what_is_the_same_is_not_refuted_and_says_what_it_rests_on() -> None:
    found = tried(
        SAME.format("sum([x for x in xs])"),
        SAME.format("sum(xs)"),
        options=replace(QUICK, mutants=10, worth=20.0),
    )
    assert found.verdict is Verdict.NOT_REFUTED
    assert found.evidence.inputs > 50
    assert found.evidence.mutants
    assert found.evidence.domain == ({"name": "xs", "shape": "list[int]", "known": "annotation"},)


def test_all_inputs_there_are() -> None:
    old = "def f(a: bool, b: bool):\n    return not (a and b)\n"
    new = "def f(a: bool, b: bool):\n    return not a or not b\n"
    assert tried(old, new).verdict is Verdict.EXHAUSTED
    wrong = "def f(a: bool, b: bool):\n    return not a and not b\n"
    assert tried(old, wrong).verdict is Verdict.REFUTED


def test_an_assumption_leaves_inputs_out() -> None:
    old, new = SAME.format("xs.index(max(xs))"), SAME.format("len(xs) - 1")
    assert tried(old, new).verdict is Verdict.REFUTED
    assumed = "xs and all(a < b for a, b in zip(xs, xs[1:]))"
    assert tried(old, new, assume=assumed).verdict is Verdict.NOT_REFUTED
    failed = tried(old, new, assume="xs ==")
    assert failed.verdict is Verdict.NOT_TRIED
    assert "assumption" in failed.reason


def test_a_tolerance_is_for_floats_alone() -> None:
    old = "def f(x: float, y: float, z: float):\n    return x + (y + z)\n"
    new = "def f(x: float, y: float, z: float):\n    return (x + y) + z\n"
    assumed = "max(x, y, z) < 1e9 and min(x, y, z) > 1e-9"
    assert tried(old, new, options=LONGER, assume=assumed).verdict is Verdict.REFUTED
    assert tried(old, new, assume=assumed, tolerance=1e-9).verdict is Verdict.NOT_REFUTED
    wrong = "def f(x: float, y: float, z: float):\n    return x + y\n"
    assert tried(old, wrong, assume=assumed, tolerance=1e-9).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("old", "function", "reason"),
    [
        ("def f(:\n", "f", "importing it fails: SyntaxError"),
        ("import nothing_of_this_name\ndef f(x): return x\n", "f", "ModuleNotFoundError"),
        ("raise SystemExit(3)\n", "f", "SystemExit"),
        ("def g(x): return x\n", "f", "there is no f"),
        ("f = 3\n", "f", "can't be called"),
        ("def f(x):\n    def g(): ...\n    return g\n", "f.<locals>.g", "nested in another"),
        ("import os\nos._exit(7)\n", "f", "ended with status 7"),
        ("while True: pass\n", "f", "does not end"),
    ],
)
def test_what_can_t_be_tried_says_why(
    old: str, function: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guyline.proof.trials._LOADING", 2.0)
    found = tried(old, old, function)
    assert found.verdict is Verdict.NOT_TRIED
    assert reason in found.reason


@pytest.mark.parametrize(
    "new",
    [
        "while True: pass",
        "import os; os._exit(0)",
        "import sys; sys.exit(0)",
        "import os; os.kill(os.getpid(), 9)",
        "import ctypes; ctypes.string_at(0)",
        "return sum(range(10**12))",
        "raise KeyboardInterrupt",
    ],
)
def test_new_code_that_does_not_come_back_is_refuted(new: str) -> None:
    old = "def f(x: int) -> int:\n    return x + 1\n"
    found = tried(
        old,
        f"def f(x: int) -> int:\n    if x == 3:\n        {new}\n    return x + 1\n",
        options=LONGER,
    )
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert found.counterexample.line == "f(3)"


@pytest.mark.parametrize(
    "body",
    [
        "while x == 3: pass",
        "import os; os._exit(0)",
        "import os; os.fork()",
        "import subprocess; subprocess.run(['true'])",
        "print('x' * 500_000)",
        "bytearray(10**11)",
        "import shutil; shutil.rmtree('/usr/lib/python3', ignore_errors=True)",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import tkinter; tkinter.Tk()",
        "import time; return time.time_ns()",
        "import uuid; return uuid.uuid4()",
        "import os; return os.environ.get('HOME')",
        "import threading; return threading.Lock()",
    ],
)
def test_any_code_gives_a_verdict_and_the_machine_is_as_it_was(body: str) -> None:
    source = f"def f(x: int):\n    {body}\n    return x\n"
    found = tried(source, source, options=replace(QUICK, seconds=8.0))  # as far as it gets
    assert found.verdict in (Verdict.NOT_REFUTED, Verdict.NOT_TRIED)
    assert Path("/usr/bin").is_dir()


@pytest.mark.parametrize("body", ["len(bytearray(10**13)) and len(xs)", "f(xs)", "f(list(xs)) + 0"])
def test_what_never_has_room_is_refuted(body: str) -> None:
    found = tried(
        "def f(xs: list[int]) -> int:\n    return len(xs)",
        f"def f(xs: list[int]) -> int:\n    return {body}",
    )
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert found.counterexample.new == {"outcome": "ran out of memory or of stack"}


def test_what_has_less_room_says_so() -> None:
    old = (
        "def f(n: int) -> int:\n    return 0 if n < 1 else n if n > 9000 else 1 + sum(range(n)) * 0"
    )
    new = "def f(n: int) -> int:\n    return 0 if n < 1 else n if n > 9000 else g(n)\n"
    new += "def g(n):\n    return 1 if n < 2 else g(n - 1)"
    found = tried(old, new, calls=("f(8000)",))
    assert found.verdict is Verdict.NOT_REFUTED
    assert any("too deep for the new version alone" in each for each in found.evidence.notes)


def test_what_depends_on_the_time_is_not_refuted_by_it() -> None:
    old = "import time\ndef f(x: int):\n    return time.time_ns() % 7 + x\n"
    found = tried(old, old)
    assert found.verdict in (Verdict.NOT_REFUTED, Verdict.NOT_TRIED)
    assert any("each time" in note for note in (*found.evidence.notes, found.reason))


@pytest.mark.parametrize("body", ["__import__('time').time_ns() + x", "__import__('uuid').uuid4()"])
def test_what_never_comes_to_the_same_can_t_be_tried(body: str) -> None:
    old = f"def f(x: int):\n    return {body}\n"
    found = tried(old, old)
    assert found.verdict is Verdict.NOT_TRIED
    assert "each time" in found.reason


TIMED = """
    import os, time, uuid
    def f(xs: list[int]) -> dict[str, object]:
        return {{"at": time.time_ns(), "of": os.getpid(), "id": uuid.uuid4(), "last": {}}}
    """


def test_what_is_the_same_each_time_refutes_beside_what_is_not() -> None:
    found = tried(TIMED.format("xs[-1:]"), TIMED.format("xs[-2:]"), options=LONGER)
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert found.counterexample.line == "f([0, 0])"
    assert found.counterexample.aspects == ("value",)
    assert found.counterexample.old["value"] == "{'at': …, 'of': …, 'id': UUID(…), 'last': [0]}"


def test_what_is_the_same_each_time_is_worth_something_beside_what_is_not() -> None:
    old, new = TIMED.format("len(xs) * 2"), TIMED.format("2 * len(xs)")
    found = tried(old, new, options=replace(QUICK, mutants=10, worth=20.0))
    assert found.verdict is Verdict.NOT_REFUTED
    assert any("each time" in note for note in found.evidence.notes)
    assert found.evidence.inputs > 100
    assert found.evidence.mutants > 3
    assert found.evidence.told_apart == found.evidence.mutants, found.evidence.survivors


def test_where_a_new_object_lies_is_no_difference() -> None:
    old = "def f(x: int):\n    return object()\n"
    assert tried(old, old).verdict is Verdict.NOT_REFUTED


def test_when_garbage_is_collected_tells_nothing_apart() -> None:
    old = """
        import weakref
        ALL = weakref.WeakValueDictionary()
        class Node:
            def __init__(self):
                self.me = self
        def f(n: int) -> int:
            ALL[n] = Node()
            return n
        """
    found = tried(old, old, options=LONGER)
    assert found.verdict is not Verdict.REFUTED, found.counterexample


def test_methods_properties_and_state() -> None:
    old = """
        class Counter:
            def __init__(self, start: int) -> None:
                self.total = start
            def add(self, n: int) -> int:
                self.total += n
                return self.total
            @property
            def double(self) -> int:
                return self.total * 2
            @classmethod
            def zero(cls) -> "Counter":
                return cls(0)
        """
    assert tried(old, old, "Counter.add").verdict is Verdict.NOT_REFUTED
    assert tried(old, old, "Counter.double").verdict is Verdict.NOT_REFUTED
    found = tried(old, old.replace("self.total += n", "self.total += n; self.n = n"), "Counter.add")
    assert found.verdict is Verdict.REFUTED
    found = tried(old, old.replace("self.total * 2", "self.total + self.total"), "Counter.double")
    assert found.verdict is Verdict.NOT_REFUTED
    found = tried(old, old.replace("cls(0)", "cls(1)"), "Counter.zero")
    assert found.verdict is Verdict.REFUTED


def test_a_second_call_is_needed() -> None:
    old = "def f(n: int):\n    return list(range(n % 5))\n"
    new = f"from functools import cache\n@cache\n{old}"
    found = tried(old, new, options=LONGER)
    assert found.verdict is Verdict.REFUTED


def test_a_version_can_t_speak_for_the_other() -> None:
    old = "def f(x: int) -> int:\n    return x\n"
    forged = """
        import os
        for each in range(3, 64):
            try:
                os.write(each, b'{"end": "done", "side": "", "doing": null}\\n')
                os.write(each, b'{"event": "ran", "aspects": {"outcome": "returned"}}\\n')
            except OSError:
                pass
        def f(x: int) -> int:
            for each in range(3, 64):
                try:
                    os.write(each, b'{"event": "explored", "runs": 99999}\\n')
                except OSError:
                    pass
            return 5
        """
    found = tried(old, forged)
    assert found.verdict in (Verdict.REFUTED, Verdict.NOT_TRIED)


def test_cancelling_ends_it_at_once() -> None:
    cancel = threading.Event()
    asked: list[float] = []

    def progress(what: str, count: int) -> None:
        if count > 20 and not cancel.is_set():
            asked.append(time.monotonic())
            cancel.set()

    same = subject(SAME.format("sum(xs)"), SAME.format("sum(xs)"))
    with pytest.raises(Cancelled):
        prove(same, starter(), replace(QUICK, inputs=1_000_000), progress, cancel)
    assert time.monotonic() - asked[0] < 2  # 0.1 s where nothing else runs


def test_chance_is_repeatable() -> None:
    old, new = SAME.format("max(xs, default=0)"), SAME.format("max(xs[:9], default=0)")
    found = [tried(old, new, options=LONGER).counterexample for _ in range(2)]
    assert found[0] is not None
    assert found[0] == found[1]


def test_nothing_stays_behind() -> None:
    before = set(os.listdir("/tmp"))  # noqa: S108, PTH208 - where scratch folders would be
    tried(SAME.format("sum(xs)"), SAME.format("len(xs)"))
    after = {each for each in set(os.listdir("/tmp")) - before if each.startswith("guyline")}  # noqa: S108, PTH208
    assert not after


def test_inputs_that_it_is_not_meant_for_are_no_evidence() -> None:
    old = "class A:\n    pass\n\n\ndef f(x: A, n: int = 1) -> int:\n    return x.size + n\n"
    found = tried(old, old.replace("x.size + n", "n + x.size"))
    assert found.verdict is Verdict.NOT_TRIED
    assert found.reason == "no input was found that it is meant for: all end in AttributeError"
    old = (
        "class A:\n    pass\n\n\ndef f(x: A, key: str = 'k') -> int:\n    return vars(x)[key] + 1\n"
    )
    found = tried(old, old.replace("vars(x)[key] + 1", "1 + vars(x)[key]"))
    assert found.reason == "no input was found that it is meant for: all end in KeyError"
    old = "def f(n: int):\n    yield absent(n)\n    yield n + 1\n"
    found = tried(old, old.replace("n + 1", "1 + n"))
    assert found.reason == "no input was found that it is meant for: all end in NameError"
    old = "def f(n: int):\n    yield n\n    yield absent(n)\n"
    assert tried(old, old).verdict is Verdict.NOT_REFUTED
    said = "def f(x: int) -> int:\n    raise TypeError('not for you')\n"
    assert tried(said, said).verdict is Verdict.NOT_REFUTED


def test_an_object_is_of_its_class_whatever_is_asked_of_it() -> None:
    old = """
        class Stats:
            def __init__(self, data):
                self.data = list(data)
                self.names = [a for a in dir(self) if hasattr(self, a)]

            def clear(self):
                for name in self.names:
                    if hasattr(self, "_" + name):
                        delattr(self, "_" + name)

            def trimmed(self, amount=0.15):
                size = int(len(self.data) * amount)
                self.data = self.data[size:len(self.data) - size]
                self.clear()
        """
    found = tried(old, old, "Stats.trimmed")
    assert found.verdict is Verdict.NOT_REFUTED
    assert found.evidence.domain[0]["shape"] == "Stats"
    assert found.evidence.outcomes.get("returned", 0) > 50


def test_keywords_of_any_name_are_given() -> None:
    old = "def f(*args, **kwargs):\n    return len(args) + len(kwargs)\n"
    found = tried(old, old.replace(" + len(kwargs)", ""))
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample is not None
    assert "=" in found.counterexample.line
    passing = "def f(xs: list[int], **kwargs):\n    return sorted(xs, **kwargs)\n"
    assert tried(passing, passing).verdict is Verdict.NOT_REFUTED
