from __future__ import annotations

import gc
import os
import random
import re
import sys
import time
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guyline.proof.inside.effects import Tap
from guyline.proof.inside.observe import Limits, Observation, Watch, difference

from .described import Loose, Point

CASES = Path(__file__).parent / "cases" / "observed.md"
CASE = re.compile(
    r"## (?P<title>.+)\n`(?P<call>.+)` -> (?P<aspects>.+)\n"
    r"```python\n(?P<old>[\s\S]+?)```\n```python\n(?P<new>[\s\S]+?)```\n"
)


def cases() -> Iterator[Loose]:
    for found in CASE.finditer(CASES.read_text(encoding="utf-8")):
        yield pytest.param(*found.group("call", "aspects", "old", "new"), id=found["title"])


def module_of(source: str) -> types.ModuleType:
    module = types.ModuleType("pkg.mod")
    exec(source, vars(module))  # noqa: S102 - our own cases
    return module


def runs(source: str, calls: str, limits: Limits | None = None) -> Observation:
    """What the last of some calls shows."""
    module = module_of(source)
    watch = Watch(module, limits=limits or Limits())
    for call in calls.split("; "):
        name, _, rest = call.partition("(")
        arguments = eval(f"({rest[:-1]}{',' if rest != ')' else ''})", vars(module))  # noqa: S307 - the same
        found = watch.run(getattr(module, name), arguments, {})
    return found


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("call", "aspects", "old", "new"), [*cases()])
def test_what_differs(call: str, aspects: str, old: str, new: str, folder: Path) -> None:
    limits = Limits(folder=str(folder))
    one, other = runs(old, call, limits), runs(new, call, limits)
    expected = set() if aspects == "-" else set(aspects.split(", "))
    assert set(difference(one, other)) == expected
    assert set(difference(other, one)) == expected
    for path in folder.iterdir():
        path.rmdir() if path.is_dir() else path.unlink()
    assert difference(one, runs(old, call, limits)) == ()


def test_all_cases_are_read() -> None:
    assert len([*cases()]) == CASES.read_text(encoding="utf-8").count("\n## ") >= 49


def test_nothing_is_told_of_a_plain_call() -> None:
    assert runs("def f(n): return n + 1", "f(1)").aspects == {"outcome": "returned", "value": "2"}


def test_what_is_put_back() -> None:
    source = (
        "import decimal, gc, os, random, sys, warnings\n"
        "def f():\n"
        "    os.environ['GUYLINE_TEST'] = '1'; os.environ.pop('HOME', None); os.chdir('..')\n"
        "    sys.path.append('x'); sys.setrecursionlimit(5000); gc.disable(); random.seed(5)\n"
        "    decimal.getcontext().prec = 3; warnings.simplefilter('error')\n"
        "    sys.stdout = None\n"
        "    raise SystemExit\n"
    )

    def now() -> list[Loose]:
        return [
            dict(os.environ),
            Path.cwd(),
            sys.path.copy(),
            sys.getrecursionlimit(),
            gc.isenabled(),
            sys.stdout,
            sys.stderr,
            warnings.filters.copy(),  # type: ignore[attr-defined]
        ]

    before = now()
    found = runs(source, "f()")
    assert now() == before
    told = found.aspects["environment"]
    for name in ("GUYLINE_TEST", "HOME", "sys.path", "recursion", "collection", "decimal", "dire"):
        assert name in told


def test_a_seed_gives_the_same_numbers() -> None:
    module = module_of("import random\ndef f(): return random.random()")
    watch = Watch(module, limits=Limits())
    values = [watch.run(module.f, (), {}, seed=seed).aspects["value"] for seed in (1, 2, 1)]
    assert values[0] == values[2] != values[1]
    random.seed()


@pytest.mark.parametrize(
    "source",
    ["def f(n): return f(n + 1)", "def f(n): raise MemoryError", "def f(n): raise RecursionError"],
)
def test_what_depends_on_limits_is_unfit(source: str) -> None:
    assert runs(source, "f(1)").aspects == {"outcome": "unfit"}


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "GeneratorExit", "StopIteration"])
def test_any_exception_is_an_outcome(error: str) -> None:
    assert runs(f"def f(): raise {error}", "f()").aspects["raised"] == error


class Ended(BaseException):
    pass


def test_what_ends_a_run_passes_and_leaves_nothing() -> None:
    def call() -> None:
        print("a")  # noqa: T201 - it is caught
        raise Ended

    module = module_of("def f(): print('b')")
    watch = Watch(module, limits=Limits(passed=(Ended,)))
    before = sys.stdout
    with pytest.raises(Ended):
        watch.run(call, (), {})
    assert sys.stdout is before
    assert watch.run(module.f, (), {}).aspects["output"] == "b\n"


def test_the_receiver_is_told() -> None:
    module = module_of("class A:\n    def f(self):\n        self.n = 1\n        return self\n")
    receiver = module.A()
    found = Watch(module).run(receiver.f, (), {}, receiver=receiver)
    assert found.aspects["receiver"] == "<pkg.mod.A n=1>"
    assert found.aspects["aliases"] == "result is receiver"


def test_names_that_do_not_count() -> None:
    old = "class A: pass\ndef f(a): return 1\n"
    new = "_seen = {}\nclass A: pass\ndef f(a):\n    _seen[1] = 1; a._kept = 2\n    return 1\n"
    limits = Limits(ignored=frozenset({"_seen", "_kept"}))
    assert difference(runs(old, "f(A())"), runs(new, "f(A())")) == ("arguments", "state")
    assert difference(runs(old, "f(A())", limits), runs(new, "f(A())", limits)) == ()


def test_a_tolerance() -> None:
    old, new = "def f(): return [0.3, 1]", "def f(): return [0.1 + 0.2, 1]"
    assert difference(runs(old, "f()"), runs(new, "f()")) == ("value",)
    limits = Limits(tolerant=True)
    one, other = runs(old, "f()", limits), runs(new, "f()", limits)
    assert difference(one, other, 1e-9) == ()
    assert difference(one, other, 1e-18) == ("value",)
    assert difference(one, runs("def f(): return [0.3, 2]", "f()", limits), 1e-9) == ("value",)


def test_names_that_are_bound_to_stdout_early_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Tap(1000))
    monkeypatch.setattr(sys, "stderr", Tap(1000))
    found = runs("from sys import stdout\ndef f(): stdout.write('a')", "f()")
    assert found.aspects["output"] == "a"


def test_large_output_is_bounded_and_still_tells() -> None:
    texts = [
        runs(f"def f():\n    for i in range(50_000): print(i)\n    print({n})", "f()")
        for n in (1, 2)
    ]
    assert len(texts[0].aspects["output"]) < 100_100
    assert difference(texts[0], texts[1]) == ("output",)


def test_addresses_are_no_output() -> None:
    source = "class A: pass\ndef f(): print(A())"
    assert difference(runs(source, "f()"), runs(source, "f()")) == ()


def test_a_large_state_that_stays_costs_little() -> None:
    source = "T = {str(i): i for i in range(20_000)}\ndef f(n): return n\n"
    module = module_of(source)
    watch = Watch(module, limits=Limits())
    begun = time.process_time()
    for _ in range(50):
        found = watch.run(module.f, (1,), {})
    assert "state" not in found.aspects
    assert time.process_time() - begun < 10
    module.T["5"] = 6
    assert "'5': 6" in watch.run(module.f, (1,), {}).aspects["state"]


def test_what_can_not_be_watched_is_said() -> None:
    found = runs("import threading\nL = threading.Lock()\ndef f(): return 1", "f()")
    assert found.notes == ("of L: opaque: _thread.lock",)
    assert not found.complete


def test_an_object_of_bad_manners() -> None:
    found = runs(
        "from tests.proof.inside.described import Liar\ndef f(x): return [x]", "f(Liar(1))"
    )
    assert found.aspects["value"] == "[<tests.proof.inside.described.Liar x=1>]"
    assert found.aspects["aliases"] == "result[0] is 0"


def test_a_module_that_holds_an_object_of_bad_manners() -> None:
    source = (
        "from tests.proof.inside.described import Liar\n"
        "PROXY = Liar(1)\nclass A:\n    held = PROXY\n"
        "def f():\n    object.__setattr__(PROXY, 'x', 2)\n    return A()"
    )
    assert "PROXY = " in runs(source, "f()").aspects["state"]


def test_an_observation_can_be_told_by_its_aspects_alone() -> None:
    one = Observation(aspects={"outcome": "returned", "value": "1"})
    other = Observation(aspects={"outcome": "raised", "raised": "KeyError", "message": "x"})
    assert difference(one, other) == ("outcome",)
    assert difference(one, one) == ()


def test_watching_costs_little() -> None:
    module = module_of("def f(a): return a")
    watch = Watch(module)
    point: Any = Point(1, 2)
    begun = time.process_time()
    for _ in range(500):
        watch.run(module.f, (1,), {})
        watch.run(module.f, (point,), {})
    assert time.process_time() - begun < 5
