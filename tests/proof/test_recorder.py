"""Recorded calls, by the host's side and a process of its own: small projects are run."""

from __future__ import annotations

import ast
import sys
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from guyline.errors import GuylineError
from guyline.proof.inside.marks import LEFT, SEEN, functions, marked
from guyline.proof.inside.recipe import World
from guyline.proof.recorder import Order, Progress, Recorded, Runner, Target, record
from tests.proof.unconfined import Unconfined


def run(
    folder: Path,
    files: Mapping[str, str],
    names: list[str],
    *argv: str,
    runner: Runner = Runner.SCRIPT,
    seconds: float = 60,
    most: int = 200,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Recorded:
    """Writes a project, runs it, and gives the calls of functions of mod.py."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    scratch = folder.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    targets = tuple(Target(name, folder / "mod.py") for name in names)
    order = Order(runner, argv, folder, targets, (), most, str(scratch))
    start: Callable[[], Unconfined] = lambda: Unconfined("recording")  # noqa: E731 - typed
    return record(start, order, seconds=seconds, progress=progress, stop=stop)


def lines(recorded: Recorded, name: str) -> list[str]:
    return [each.line(name) for each in recorded.calls[name]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "project"
    path.mkdir()
    return path


CASES: dict[str, tuple[str, str, list[str] | str]] = {
    "plain": ("def f(a, b=2): pass", "f(1); f(1, 3); f(b=4, a=1)", ["f(1)", "f(1, 3)", "f(1, 4)"]),
    "the same twice": ("def f(a): pass", "f([1]); f([1])", ["f([1])"]),
    "equal, not the same": ("def f(a): pass", "f(1); f(True); f(1.0)", "f(1) f(True) f(1.0)"),
    "starred": (
        "def f(a, *b, c, **d): pass",
        "f(1, 2, 3, c=4, e=5)",
        ["f(1, 2, 3, c=4, e=5)"],
    ),
    "by position only": ("def f(a, /, b): pass", "f(1, b=2)", ["f(1, 2)"]),
    "changes its argument": ("def f(a): a.append(a[0]); a.sort()", "f([3, 1])", ["f([3, 1])"]),
    "rebinds its argument": ("def f(a):\n    a = 1\n    return a", "f('x')", ["f('x')"]),
    "an argument in a closure": ("def f(a):\n    return lambda: a", "f(1)", ["f(1)"]),
    "with a docstring": ("def f(a):\n    'doc'\n    return a", "f(1)", ["f(1)"]),
    "a sentinel as default": ("NO = object()\ndef f(a, b=NO): pass", "f(1)", ["f(1)"]),
    "one list twice": (
        "def f(a, b): pass",
        "x = [1]; f(x, x); f([1], [1])",
        ["shared_1 = [1]; f(shared_1, shared_1)", "f([1], [1])"],
    ),
    "generator": ("def f(n):\n    yield n", "list(f(2))", ["f(2)"]),
    "async": ("async def f(n): pass", "import asyncio; asyncio.run(f(2))", ["f(2)"]),
    "async generator": (
        "async def f(n):\n    yield n",
        "import asyncio\nasync def g():\n    async for _ in f(2): pass\nasyncio.run(g())",
        ["f(2)"],
    ),
    "recursion": ("def f(n): return n and f(n - 1)", "f(3); f(5)", "f(3) f(5)"),
    "cached": (
        "from functools import lru_cache\n@lru_cache\ndef f(n): pass",
        "f(1); f(1); f(2)",
        "f(1) f(2)",
    ),
    "wrapped": (
        """
        import functools
        def deco(g):
            @functools.wraps(g)
            def inner(*args, **kwargs):
                return g(*args, **kwargs)
            return inner
        @deco
        @deco
        def f(a, b=1, **c): pass
        """,
        "f(1, b=3, z=4)",
        ["f(1, 3, z=4)"],
    ),
    "wrapped without wraps": (
        "def deco(g):\n    return lambda *a: g(*a)\n@deco\ndef f(a): pass",
        "f(1)",
        ["f(1)"],
    ),
    "a context manager": (
        "from contextlib import contextmanager\n@contextmanager\ndef f(a):\n    yield",
        "with f(1): pass",
        ["f(1)"],
    ),
    "an object of a plain class": (
        "class P:\n    def __init__(self, x): self.x = x\ndef f(p): p.x = 0",
        "f(mod.P(3))",
        ["f(remade(P, {'x': 3}))"],
    ),
    "a dataclass": (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\ndef f(p): pass",
        "f(mod.P(3))",
        ["f(P(x=3))"],
    ),
    "an array": (
        "def f(a): a[0] = 9",
        "import numpy; f(numpy.array([1.5, 2]))",
        ["f(numpy.array([1.5, 2.0], dtype='float64'))"],
    ),
    "a class of another module": (
        "def f(a): pass",
        "import other; f(other.Thing)",
        ["f(__import__('other', fromlist=['']).Thing)"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_calls_of_a_function(folder: Path, name: str) -> None:
    module, calls, expected = CASES[name]
    files = {
        "mod.py": module,
        "other.py": "class Thing: pass",
        "script.py": f"import mod\nfrom mod import f\n{calls}",
    }
    recorded = run(folder, files, ["f"], "script.py")
    assert recorded.problem == ""
    assert recorded.exit_status == 0
    wanted = expected if isinstance(expected, list) else expected.split()
    assert lines(recorded, "f") == wanted
    assert recorded.counts["f"].reasons == {}


METHODS = """
from functools import cached_property
class Base:
    def __init__(self, n):
        self.n = n
    def add(self, k):
        self.n += k
        return self
    @classmethod
    def made(cls, n):
        return cls(n)
    @staticmethod
    def plain(a):
        return a
    @property
    def double(self):
        return self.n * 2
    @double.setter
    def double(self, value):
        self.n = value
    @cached_property
    def once(self):
        return self.n
    def __private(self, a):
        return a
    def call(self):
        return self.__private(1)
    class Inner:
        def deep(self): pass
class Sub(Base):
    def add(self, k):
        return super().add(k + 1)
"""

METHOD_CASES: dict[str, tuple[str, str, list[str] | str]] = {
    "state when called": (
        "Base.add",
        "mod.Base(1).add(2).add(3)",
        ["remade(Base, {'n': 1}).add(2)", "remade(Base, {'n': 3}).add(3)"],
    ),
    "overridden": ("Base.add", "mod.Sub(1).add(2)", ["Base.add(remade(Sub, {'n': 1}), 3)"]),
    "constructor": ("Base.__init__", "mod.Base(1)", ["remade(Base, {}).__init__(1)"]),
    "constructor inherited": ("Base.__init__", "mod.Sub(1)", ["remade(Sub, {}).__init__(1)"]),
    "class method": ("Base.made", "mod.Base.made(1)", ["Base.made(1)"]),
    "class method of a subclass": ("Base.made", "mod.Sub.made(1)", ["Sub.made(1)"]),
    "static method": ("Base.plain", "mod.Base(1).plain(2)", ["Base.plain(2)"]),
    "property": ("Base.double", "mod.Base(1).double", ["remade(Base, {'n': 1}).double()"]),
    "cached property": ("Base.once", "mod.Base(1).once", ["remade(Base, {'n': 1}).once()"]),
    "private": ("Base.__private", "mod.Base(1).call()", ["remade(Base, {'n': 1}).__private(1)"]),
    "nested class": ("Base.Inner.deep", "mod.Base.Inner().deep()", "remade(Base.Inner,"),
    "object of another module's class": (
        "Base.add",
        "class Mine(mod.Base): pass\nMine(1).add(2)",
        ["Base.add(remade(__import__('__main__', fromlist=['']).Mine, {'n': 1}), 2)"],
    ),
}


@pytest.mark.parametrize("name", METHOD_CASES)
def test_calls_of_a_method(folder: Path, name: str) -> None:
    method, calls, expected = METHOD_CASES[name]
    files = {"mod.py": METHODS, "script.py": f"import mod\n{calls}"}
    recorded = run(folder, files, [method], "script.py")
    found = lines(recorded, method)
    if isinstance(expected, list):
        assert found == expected
    else:
        assert [each.startswith(expected) for each in found] == [True]
    assert recorded.counts[method].reasons == {}


SKIPPED = {
    "a file": ("def f(a): pass", "f(open(__file__))", "can't be kept"),
    "too large": ("def f(a): pass", "f(list(range(500_000)))", "too large"),
    "a hostile class": (
        "def f(a): pass",
        "class H:\n    a = 1\n    def __reduce__(self): raise OSError\nh = H()\nh.a = 2\nf(h)",
        "can't be kept",
    ),
    "a decorator that adds": (
        """
        import functools
        def deco(g):
            @functools.wraps(g)
            def inner(*args): return g(object(), *args)
            return inner
        @deco
        def f(a, b): pass
        """,
        "f(1)",
        "changes its arguments",
    ),
    "a decorator's object": (
        """
        class Deco:
            def __init__(self, g): self.__wrapped__ = g
            def __call__(self, *a): return self.__wrapped__(*a)
        @Deco
        def f(a): pass
        """,
        "f(1)",
        "an object of a class",
    ),
    "the name is something else": (
        "def f(a): pass\ng, f = f, None",
        "mod.g(1)",
        "stands for something else",
    ),
    "the name is gone": ("def f(a): pass\ng = f\ndel f", "mod.g(1)", "nothing is there"),
}


@pytest.mark.parametrize("name", SKIPPED)
def test_calls_that_are_not_kept(folder: Path, name: str) -> None:
    module, calls, reason = SKIPPED[name]
    files = {"mod.py": module, "script.py": f"import mod\nf = getattr(mod, 'f', None)\n{calls}"}
    recorded = run(folder, files, ["f"], "script.py")
    assert recorded.exit_status == 0, recorded.problem
    assert lines(recorded, "f") == []
    assert [reason in each for each in recorded.counts["f"].reasons] == [True]
    assert recorded.counts["f"].calls == 1


def test_nested_functions_are_counted_and_not_kept(folder: Path) -> None:
    files = {"mod.py": "def f():\n    def g(a): pass\n    g(1)", "script.py": "import mod; mod.f()"}
    recorded = run(folder, files, ["f.<locals>.g"], "script.py")
    assert recorded.counts["f.<locals>.g"].reasons == {"it is defined within another function": 1}


def test_the_setter_of_a_property_is_not_kept(folder: Path) -> None:
    files = {"mod.py": METHODS, "script.py": "import mod; mod.Base(1).double = 3"}
    recorded = run(folder, files, ["Base.double"], "script.py")
    assert recorded.counts["Base.double"].reasons == {"a property that is set or deleted": 1}


def test_threads(folder: Path) -> None:
    script = """
    import mod, threading
    threads = [threading.Thread(target=mod.f, args=(n,)) for n in range(20)]
    for each in threads: each.start()
    for each in threads: each.join()
    """
    recorded = run(folder, {"mod.py": "def f(a): pass", "script.py": script}, ["f"], "script.py")
    assert sorted(lines(recorded, "f")) == sorted(f"f({n})" for n in range(20))


def test_the_odd_one_among_thousands_is_kept(folder: Path) -> None:
    script = """
    from mod import f
    for n in range(2_000):
        f([n % 97 + 200])
        if n == 1_500: f(None)
    """
    files = {"mod.py": "def f(a): pass", "script.py": script}
    recorded = run(folder, files, ["f"], "script.py", most=20)
    assert "f(None)" in lines(recorded, "f")
    assert len(lines(recorded, "f")) == 20
    assert recorded.counts["f"].calls == 2_001


def test_many_calls_are_counted_and_few_looked_at(folder: Path) -> None:
    script = "from mod import f\nfor n in range(200_000): f(n)"
    files = {"mod.py": "def f(a): pass", "script.py": script}
    recorded = run(folder, files, ["f"], "script.py")
    counts = recorded.counts["f"]
    assert counts.calls == 200_000
    assert counts.looked < 40_000
    assert len(recorded.calls["f"]) <= 200


def test_functions_of_the_script_itself(folder: Path) -> None:
    text = """
    class P:
        def __init__(self): self.x = 1
    def f(p): pass
    f(P())
    """
    for runner, argv in ((Runner.SCRIPT, "mod.py"), (Runner.MODULE, "mod")):
        recorded = run(folder, {"mod.py": text}, ["f"], argv, runner=runner)
        assert lines(recorded, "f") == ["f(remade(P, {'x': 1}))"]


def test_what_is_kept_can_be_built(folder: Path) -> None:
    files = {"mod.py": METHODS, "script.py": "import mod; mod.Base(1).add(2)"}
    recorded = run(folder, files, ["Base.add"], "script.py")
    names: dict[str, object] = {}
    exec(METHODS, names)  # noqa: S102 - the module above
    receiver, arguments, _ = recorded.calls["Base.add"][0].build(World(names))
    assert (vars(receiver), arguments) == ({"n": 1}, (2,))


TESTED = {
    "mod.py": "def f(a):\n    a.append(0)\n    return sum(a)",
    "test_mod.py": """
    import pytest
    from mod import f
    @pytest.mark.parametrize("n", range(3))
    def test_right(n): assert f([n]) == n
    def test_wrong(): assert f([7]) == 8
    def helper(a): return a
    def test_own(): helper(3)
    """,
}


def test_classes_of_tests_come_with_the_calls(folder: Path) -> None:
    files = {
        "mod.py": "def f(a): return a.told()",
        "test_mod.py": """
            from mod import f
            class Outer:
                def told(self): return 1
            def test_f():
                class Inner(Outer):
                    def told(self): return 1 + super().told()
                f(Outer()), f(Inner())
        """,
    }
    recorded = run(folder, files, ["f"], runner=Runner.PYTEST)
    made = [each.build(World({}))[1][0] for each in recorded.calls["f"]]
    assert [each.told() for each in made] == [1, 2]
    assert "test_mod" not in sys.modules


def test_pytest_with_a_failing_test(folder: Path) -> None:
    told: list[Progress] = []
    recorded = run(folder, TESTED, ["f"], "test_mod.py", runner=Runner.PYTEST, progress=told.append)
    assert lines(recorded, "f") == ["f([0])", "f([1])", "f([2])", "f([7])"]
    assert recorded.exit_status == 1
    assert recorded.outcomes == {"passed": 4, "failed": 1}
    assert "test_wrong" in recorded.problem
    assert told[-1].of == 5
    kept = {"mod.py", "test_mod.py"}
    assert {each.name for each in folder.iterdir()} == kept  # nothing is left in the project


@pytest.mark.parametrize(
    "options",
    [
        'addopts = "-n 2 --lf --strict-config"',
        'addopts = "-p no:cacheprovider --strict-config"',
        'addopts = "-p no:cacheprovider"\nfilterwarnings = ["error::pytest.PytestConfigWarning"]',
    ],
)
def test_pytest_whose_configuration_asks_for_more(folder: Path, options: str) -> None:
    files = {**TESTED, "pyproject.toml": f"[tool.pytest.ini_options]\n{options}\n"}
    recorded = run(folder, files, ["f"], "test_mod.py", runner=Runner.PYTEST)
    assert len(recorded.calls["f"]) == 4, recorded.problem
    assert "cache_dir" not in recorded.problem


def test_files_that_speak_of_a_function_come_first(folder: Path) -> None:
    files = {
        "mod.py": "def f(a): return a",
        "test_a.py": "import mod\ndef test_a(): vars(mod)[chr(102)](1)",
        "test_b.py": "import mod\ndef test_b(): mod.f(2)",
    }
    recorded = run(folder, files, ["f"], runner=Runner.PYTEST)
    assert lines(recorded, "f") == ["f(2)", "f(1)"], recorded.problem


def test_pytest_that_takes_no_such_arguments(folder: Path) -> None:
    recorded = run(folder, TESTED, ["f"], "--no-such-option", runner=Runner.PYTEST)
    assert recorded.exit_status == 4
    assert "does not take its arguments" in recorded.problem


def test_functions_in_test_files(folder: Path) -> None:
    files = {"mod.py": "", "test_it.py": "def f(a): assert a\ndef test_it(): f(1)"}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    order = Order(Runner.PYTEST, ("test_it.py",), folder, (Target("f", folder / "test_it.py"),))
    recorded = record(lambda: Unconfined("recording"), order)
    assert lines(recorded, "f") == ["f(1)"], recorded.problem


def test_pytest_with_a_broken_file(folder: Path) -> None:
    files = {**TESTED, "test_broken.py": "import nothing_by_this_name"}
    recorded = run(folder, files, ["f"], runner=Runner.PYTEST)
    assert recorded.exit_status == 2
    assert "nothing_by_this_name" in recorded.problem


def test_unittest(folder: Path) -> None:
    test = """
    import unittest
    from mod import f
    class Tests(unittest.TestCase):
        def test_it(self): self.assertEqual(f([1]), 1)
    """
    files = {**TESTED, "test_unit.py": test}
    recorded = run(folder, files, ["f"], "unittest", "test_unit", runner=Runner.MODULE)
    assert lines(recorded, "f") == ["f([1])"]
    assert recorded.exit_status == 0


ENDS = {
    "exits": ("import sys; sys.exit(3)", 3, ""),
    "exits with a word": ("raise SystemExit('no')", 1, ""),
    "raises": ("1 / 0", 1, "ZeroDivisionError"),
    "is interrupted": ("raise KeyboardInterrupt", 1, "KeyboardInterrupt"),
    "dies": ("import os; os._exit(4)", None, "exit status 4"),
    "prints megabytes": ("print('x' * 5_000_000)", 0, ""),
    "forks": ("import os\nif os.fork() == 0:\n    f(2); os._exit(0)\nos.wait()", 0, ""),
    "replaces what the recorder needs": (
        "import os, json, time; os.write = json.dumps = time.monotonic = None; f(2)",
        0,
        "",
    ),
    "closes all it can": ("import os; os.closerange(3, 1 << 20)", None, "exit status"),
}


@pytest.mark.parametrize("name", ENDS)
def test_how_a_script_ends(folder: Path, name: str) -> None:
    code, status, problem = ENDS[name]
    files = {"mod.py": "def f(a): pass", "script.py": f"from mod import f\nf(1)\n{code}"}
    recorded = run(folder, files, ["f"], "script.py")
    assert lines(recorded, "f")[0] == "f(1)"
    assert recorded.exit_status == status
    assert problem in recorded.problem
    assert (problem == "") == (recorded.problem == "")


def test_a_run_that_hangs_is_ended_and_its_calls_are_kept(folder: Path) -> None:
    hanging = "from mod import f\ndef test_hang():\n    f(1)\n    while True: pass"
    files = {"mod.py": "def f(a): pass", "test_it.py": hanging}
    told: list[Progress] = []
    recorded = run(
        folder, files, ["f"], "test_it.py", runner=Runner.PYTEST, seconds=4, progress=told.append
    )
    assert recorded.stopped.startswith("stopped after 4 s")
    assert recorded.exit_status is None
    assert lines(recorded, "f") == ["f(1)"]


def test_a_run_is_stopped_on_request(folder: Path) -> None:
    files = {"mod.py": "def f(a): pass", "script.py": "while True: pass"}
    asked = iter([False, True])
    recorded = run(folder, files, ["f"], "script.py", stop=lambda: next(asked))
    assert recorded.stopped == "stopped by request"


def test_an_installed_package(folder: Path) -> None:
    script = "from flask.helpers import _split_blueprint_path\n_split_blueprint_path('a.b')"
    (folder / "script.py").write_text(script, encoding="utf-8")
    import flask.helpers

    target = Target("_split_blueprint_path", Path(flask.helpers.__file__))
    order = Order(Runner.SCRIPT, ("script.py",), folder, (target,))
    recorded = record(lambda: Unconfined("recording"), order)
    assert lines(recorded, target.qualname) == ["_split_blueprint_path('a.b')"]


def test_a_module_that_is_loaded_already(folder: Path) -> None:
    import json.encoder

    script = "import json.encoder; json.encoder.py_encode_basestring('a')"
    (folder / "script.py").write_text(script, encoding="utf-8")
    target = Target("py_encode_basestring", Path(json.encoder.__file__))
    order = Order(Runner.SCRIPT, ("script.py",), folder, (target,))
    recorded = record(lambda: Unconfined("recording"), order)
    assert lines(recorded, target.qualname) == ["py_encode_basestring('a')"]


def test_a_function_that_is_not_there(folder: Path) -> None:
    recorded = run(folder, {"mod.py": "", "script.py": "import mod"}, ["f"], "script.py")
    assert not recorded.counts["f"].is_found
    assert recorded.calls == {"f": ()}


class Scripted:
    """A channel whose messages are written down."""

    def __init__(self, *messages: dict[str, object]) -> None:
        self.messages = list(messages)

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def send(self, message: Mapping[str, object]) -> None:
        pass

    def receive(self, seconds: float | None) -> dict[str, object]:
        if not self.messages:
            raise EOFError("no more")
        return self.messages.pop(0)

    def kill(self) -> None:
        pass


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"kind": "call"},
        {"kind": "call", "function": "g", "slot": 0, "arguments": []},
        {"kind": "call", "function": "f", "slot": -1, "arguments": []},
        {"kind": "call", "function": "f", "slot": 10**9, "arguments": []},
        {"kind": "call", "function": "f", "slot": 0, "arguments": ["1 +"]},
        {"kind": "call", "function": "f", "slot": 0, "arguments": 3},
        {"kind": "call", "function": "f", "slot": 0, "keywords": 3},
        {"kind": "counts", "function": "f", "calls": "many", "reasons": []},
        {"kind": "progress", "calls": "x"},
        {"kind": "end", "exit": None},
    ],
    ids=str,
)
def test_messages_that_are_not_in_order(message: dict[str, object], tmp_path: Path) -> None:
    order = Order(Runner.PYTEST, (), tmp_path, (Target("f", tmp_path / "mod.py"),))
    recorded = record(lambda: Scripted(message), order)
    assert recorded.calls == {"f": ()}
    assert "no more" in recorded.problem


def test_an_order_that_names_nothing(tmp_path: Path) -> None:
    order = Order(Runner.PYTEST, (), tmp_path, ())
    with pytest.raises(GuylineError, match="Name each function once"):
        record(Scripted, order)
    order = Order(Runner.SCRIPT, (), tmp_path, (Target("f", tmp_path / "mod.py"),))
    with pytest.raises(GuylineError, match="Name a script or a module"):
        record(Scripted, order)


LINES = {
    "a branch": "if a == {}:\n        return 1\n    return a",
    "behind a branch": "if a != {}:\n        return 1\n    return a",
    "another branch": "if a != {}: pass\n    else:\n        return 1",
    "a loop": "for _ in [a] * (a == {}):\n        return 1",
    "an error's way": "try:\n        1 / (a - {})\n    except ZeroDivisionError:\n        return 1",
    "a function within": "def g():\n        return 1\n    return g() if a == {} else 0",
    "a case": "match a:\n        case {}:\n            return 1",
}


@pytest.mark.parametrize("name", LINES)
def test_a_call_that_runs_a_line_of_its_own_is_kept(folder: Path, name: str) -> None:
    """One of two thousand calls that look alike, after which come many more."""
    body = LINES[name].replace("{}", "1_700")
    script = (
        "from mod import f\nfor n in range(1_024, 2_048): f(n)\nfor n in range(1_024, 2_048): f(n)"
    )
    files = {"mod.py": f"def f(a):\n    'doc'\n    {body}\n", "script.py": script}
    recorded = run(folder, files, ["f"], "script.py", most=8)
    assert "f(1700)" in lines(recorded, "f")
    assert len(lines(recorded, "f")) == 8


def test_what_is_marked_does_the_same() -> None:
    source = Path(textwrap.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source)
    for place, (function, _) in enumerate(functions(tree)):
        marked(function, place)
    names: dict[str, Any] = {SEEN: lambda place: None, LEFT: set(), "__name__": "marked"}
    exec(compile(tree, "marked", "exec"), names)  # noqa: S102 - the library's
    assert names["wrap"].__doc__ == textwrap.wrap.__doc__
    for width in (3, 20, 70):
        assert names["wrap"](source, width) == textwrap.wrap(source, width)


def test_a_call_that_is_long_is_packed(folder: Path) -> None:
    script = "from mod import f\nf([n % 7 for n in range(19_000)])"
    recorded = run(folder, {"mod.py": "def f(a): pass", "script.py": script}, ["f"], "script.py")
    (given,) = recorded.calls["f"]
    assert len(given.line("f")) < 10_000
    assert given.build(World({}))[1] == ([n % 7 for n in range(19_000)],)
