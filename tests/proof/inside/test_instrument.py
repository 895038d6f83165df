"""Probes: the copy does what the code does, and tells branches apart."""

from __future__ import annotations

import ast
import contextlib
import doctest
import inspect
import io
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guyline.proof.inside.describe import describe
from guyline.proof.inside.draw import Draw
from guyline.proof.inside.instrument import Probes, definitions, instrumented, names, probed
from guyline.proof.inside.pools import Pools
from guyline.proof.inside.recipe import Unmade, World
from guyline.proof.inside.signature import signature_of

from .recipes import chance

DOCUMENTED = [
    *("collections", "difflib", "fractions", "heapq", "statistics", "enum", "http.cookies"),
    *("decimal", "json", "json.encoder", "_pydecimal", "ipaddress", "textwrap"),
]
CALLED = [
    *("textwrap", "statistics", "heapq", "bisect", "fractions", "posixpath", "ntpath", "fnmatch"),
    *("shlex", "colorsys", "calendar", "base64", "quopri", "html", "opcode", "stat", "stringprep"),
    *("email.quoprimime", "email.base64mime", "urllib.parse", "json.encoder", "operator"),
    *("encodings.punycode", "genericpath", "dateutil.easter", "idna.core", "markupsafe._native"),
]
_UNSAFE = {"main", "test", "guess", "locale", "cleanup", "usage", "init", "setlocale", "exists"}


def copy_of(source: str, name: str, path: str = "copy.py") -> types.ModuleType:
    """A module with probes in all of its functions."""
    probes, made = Probes(), types.ModuleType(name)
    made.__package__ = name if path.endswith("__init__.py") else name.rpartition(".")[0]
    tree = ast.parse(source)
    code = probed(tree, [each for _, each in definitions(tree)], path, probes)
    vars(made).update(names(probes), probes=probes)
    before = sys.modules.get(name)
    sys.modules[name] = made
    try:
        exec(code, vars(made))  # noqa: S102
    finally:
        sys.modules.pop(name)
        if before is not None:
            sys.modules[name] = before
    return made


def both(name: str) -> tuple[types.ModuleType, types.ModuleType]:
    """A module of the library loaded from its text, as it stands and with probes."""
    module = pytest.importorskip(name)
    if not str(module.__file__).endswith(".py"):
        pytest.skip("written in C here")
    source = Path(str(module.__file__)).read_text(encoding="utf-8")
    return module, copy_of(source, name, str(module.__file__))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", DOCUMENTED)
def test_examples_of_the_library_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which of them fail, and some do, does not change."""
    found = []
    for module in both(name):
        failures = {}
        monkeypatch.setitem(sys.modules, name, module)
        runner = doctest.DocTestRunner(verbose=False)
        with contextlib.redirect_stdout(io.StringIO()):
            for each in doctest.DocTestFinder(exclude_empty=True).find(module, name):
                failures[each.name] = runner.run(each, clear_globs=False)
        found.append(failures)
    assert found[0] == found[1]
    assert any(each.attempted for each in found[0].values())


def outcome(function: Callable[..., Any], arguments: Any, keywords: Any) -> str:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            found = function(*arguments, **keywords)
            if inspect.isgenerator(found):
                found = [each for each, _ in zip(found, range(50), strict=False)]
    except Exception as error:  # noqa: BLE001 - whatever it is, it has to be the same
        return f"{type(error).__name__}: {error}"
    return f"{describe(found)}, {describe((arguments, keywords))}"


def functions_of(module: types.ModuleType) -> dict[str, Callable[..., Any]]:
    return {
        name: each
        for name, each in vars(module).items()
        if inspect.isfunction(each)
        and each.__module__ == module.__name__
        and name.strip("_") not in _UNSAFE
        and not inspect.iscoroutinefunction(each)
    }


def differing(name: str, times: int) -> list[str]:
    """Calls of a module's functions that the copy answers otherwise."""
    plain, copy = both(name)
    found, others = [], functions_of(copy)
    for function, called in functions_of(plain).items():
        signature = signature_of(called, vars(plain), None, (), 0)
        draw = Draw(chance(1), Pools())
        for _ in range(times):
            given = signature.fresh(draw)
            told = []
            for each, module in ((called, plain), (others.get(function), copy)):
                if each is None:
                    break
                try:
                    _, arguments, keywords = given.build(World(vars(module)))
                except Unmade:
                    break
                told.append(outcome(each, arguments, keywords))
            if len(told) == 2 and told[0] != told[1]:
                found.append(f"{given.line(function)}: {told[0]} != {told[1]}")
    return found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "name", ["textwrap", "fnmatch", "posixpath", "shlex", "colorsys", "bisect"]
)
def test_calls_of_the_library_give_the_same(name: str) -> None:
    assert differing(name, 8) == []


FORMS = {
    "if": """
def f(x):
 if x > 2: return 'a'
 elif x: return 'b'
 else: return 'c'
""",
    "while": """
def f(x):
 while x > 0:
  x -= 2
  if x == 4: break
 else: return 'whole'
 return x
""",
    "for": """
def f(x):
 for i in range(x):
  if i == 3: break
 else: return 'whole'
 return i
""",
    "nested": """
def f(x):
 def g(y):
  nonlocal x
  x += y
  return x
 return g(1), g(2), x
""",
    "global": """
n = 0
def f(x):
 global n
 n += x
 return n
""",
    "generator": """
def g(x):
 for i in range(x):
  got = yield i
  if got == 1: return 5
def f(x):
 return list(g(x))
""",
    "yield from": """
def g(x):
 r = yield from range(x)
 return r or 7
def f(x):
 def h():
  y = yield from g(x)
  yield y
 return list(h())
""",
    "async": """
import asyncio
async def g(x): return x > 1 and x
async def a(x):
 async def it():
  for i in range(x): yield i
 return [i async for i in it() if i < 3 or i == 4], await g(x) or 'no'
def f(x):
 return asyncio.run(a(x))
""",
    "match": """
def f(x):
 match (x, 1):
  case (0, _): return 'no'
  case (n, m) if n > 2 and m: return n
  case _: return 'other'
""",
    "walrus": """
def f(x):
 if (y := x * 2) > 3 and (z := y): return z
 return [w for v in range(x) if (w := v)]
""",
    "try": """
def f(x):
 try:
  return 6 // x
 except ZeroDivisionError as e:
  return str(e)
 else:
  return 1
 finally:
  if x == 2: return 'last'
""",
    "groups": """
def f(x):
 try:
  if x: raise ExceptionGroup('g', [ValueError(x)])
 except* ValueError as e:
  x = len(e.exceptions)
 return x
""",
    "with": """
import contextlib
def f(x):
 with contextlib.suppress(ZeroDivisionError):
  return 6 // x
 return 'no'
""",
    "decorated": """
import functools
@functools.lru_cache
def f(x):
 '''Doc.'''
 return x in (1, 2), f.__doc__
""",
    "class": """
def f(x):
 class C:
  y = x > 1
  def m(self): return super().__repr__() != '' and self.y
 return C().m()
""",
    "super": """
class A:
 def get(self, k): return k
class B(A):
 def get(self, k): return super().get(k) or 'b'
def f(x):
 return B().get(x)
""",
    "values": """
def f(x):
 return (x and 'a' and []), (x or 0 or None), (not x), (x > 1 or x), [] and x
""",
    "deep": """
def f(x):
 return ((x or 3) and (x == 1 or not (x and x < 3))), (1 if x and not x > 2 else 2)
""",
    "chains": """
def f(x):
 return 0 < x < 3, 0 < x == 1, x is not None, x in [1] in [[1]]
""",
    "comprehension": """
def f(x):
 return [i for i in range(9) if i > x if i % 2 or not i], {i for i in 'ab' if x}
""",
    "methods": """
def f(x):
 return 'a,b'.split(','), {1: 2}.get(x, 'no'), 'abc'.find('c', x), [1, 2].count(x)
""",
    "missing": """
def f(x):
 return x.split(',')
""",
    "lambda": """
def f(x):
 g = lambda y=x: y == 1 or y and 'b'
 return g(), g(0)
""",
    "f-string": """
def f(x):
 return f'{x!r:>{x if x > 3 else 9}} {x == 1}'
""",
    "assert": """
def f(x):
 assert x != 1 and x < 5, 'no'
 return x
""",
    "del": """
def f(x):
 d = {1: 2}
 if x in d: del d[x]
 return d
""",
    "starred": """
def f(x):
 return max(*[x, 2], key=lambda v: v if v < 3 else -v), 'a b'.split(*[' '])
""",
    "annotated": """
from __future__ import annotations
def f(x: int) -> Nowhere:
 y: Nope = x == 1
 return y
""",
    "mangled": """
class C:
 def __p(self, x): return x == 1 or x
 def m(self, x): return self.__p(x)
def f(x):
 return C().m(x)
""",
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_the_language(form: str) -> None:
    plain = types.ModuleType("plain")
    exec(compile(FORMS[form], "copy.py", "exec", dont_inherit=True), vars(plain))  # noqa: S102
    copy = copy_of(FORMS[form], "copied")
    for value in range(7):
        assert outcome(copy.f, (value,), {}) == outcome(plain.f, (value,), {}), value
    assert copy.probes.features()


TELLING = [
    ("if x > 5: return 1\n return 2", 1, 9),
    ("return 1 if x > 5 else 2", 1, 9),
    ("return x > 5 and x", 1, 9),
    ("return x == 1 or x", 1, 9),
    ("return not (x and x > 5)", 1, 9),
    ("return [y for y in range(3) if y > x]", 1, 9),
    ("for y in range(x): pass", 0, 1),
    ("for y in range(x): pass", 1, 9),
    ("while x: x -= 1", 0, 5),
    ("try: return 1 // x\n except ZeroDivisionError: return 0", 0, 1),
    ("match x:\n  case 1: return 1\n  case _: return 2", 1, 2),
    ("return x < 3 < 9, x in (1, 2)", 1, 7),
    ("return x <= 5", 4, 5),
    ("def g():\n  if x: return 1\n return g()", 0, 1),
    ("return other(x)", 1, 9),
]


@pytest.mark.parametrize(("body", "one", "other"), TELLING)
def test_features_differ_where_branches_do(body: str, one: int, other: int) -> None:
    probes = Probes()
    source = f"def other(x):\n return x > 5\ndef f(x):\n {body}\n"
    held: dict[str, Any] = names(probes)
    exec(instrumented(source, "copy.py", "f", probes), held)  # noqa: S102
    found = []
    for value in (one, other, one):
        probes.begin()
        held["f"](value)
        found.append(probes.features())
    assert found[0] == found[2]
    assert found[0] != found[1]


COUNTED = """
calls = []
class V:
    def __init__(self, name, truth=True): self.name, self.truth = name, truth
    def _note(self, what, other=None):
        calls.append((what, self.name, getattr(other, "name", other)))
        return self.truth
    def __bool__(self): return self._note("bool")
    def __eq__(self, other): return self._note("eq", other)
    def __lt__(self, other): return self._note("lt", other)
    def __contains__(self, other): return self._note("contains", other)
    def __hash__(self): return 1
    def __iter__(self): calls.append("iter"); return iter([1])
    def __getattr__(self, name):
        calls.append(name)
        if name.startswith("__"): raise AttributeError(name)
        return lambda *given: given
def f(a, b, c):
    {}
"""
BODIES = [
    "return a == b, a != b, a < b, a > b, b in a, b not in a",
    "return (a and b), (a or b), (a and b or c), (a or b and c), not a, not (a and b)",
    "if a: return 1",
    "if a and b: return 1",
    "if not a or b and not c: return 1",
    "return 1 if a and b else 2",
    "return [x for x in range(2) if a if b or c]",
    "while a and b: break",
    "assert (a and b) or True",
    "return a.get(b), a.count(b, c), a.find('x')",
    "return a < b < c",
    "return (a == b) and (b == c)",
    "return (a and b) if c else (a or b)",
    "match 1:\n        case 1 if a and not b: return 1",
    "return bool(a and b), [a or b][0]",
]


@pytest.mark.parametrize("body", BODIES)
def test_what_is_compared_is_asked_as_often_as_before(body: str) -> None:
    """Comparisons, the truth of conditions and attributes, in the same order."""
    plain = types.ModuleType("plain")
    source = COUNTED.replace("{}", body)
    exec(source, vars(plain))  # noqa: S102
    copy = copy_of(source, "copied")
    for truths in range(8):
        told = []
        for module in (plain, copy):
            module.calls.clear()
            values = [module.V(name, bool(truths >> place & 1)) for place, name in enumerate("abc")]
            module.f(*values)
            told.append(list(module.calls))
        assert told[1] == told[0]


def test_what_was_compared() -> None:
    probes = Probes()
    held: dict[str, Any] = names(probes)
    source = "def f(x, y):\n return x == 7, 'key' in y, x.startswith('a')\n"
    exec(instrumented(source, "copy.py", "f", probes), held)  # noqa: S102
    held["f"]("bc", {"other": 1})
    assert list(probes.compared) == [("key", "other"), ("bc", "a")]
    probes.begin()
    assert not probes.compared
    assert not probes.features()


def test_all_definitions_of_a_name_have_probes() -> None:
    """An overload is no use, nor is a getter without its setter."""
    source = (
        "from typing import overload\n@overload\ndef f(x: int) -> int: ...\n@overload\n"
        "def f(x: str) -> str: ...\ndef f(x):\n if x: return 1\n return g(x)\n"
        "def g(x):\n return x\ndef h(x):\n return x\n"
    )
    probes = Probes()
    held: dict[str, Any] = names(probes)
    exec(instrumented(source, "copy.py", "f", probes), held)  # noqa: S102
    found = []
    for function, value in ((held["f"], 0), (held["f"], 1), (held["h"], 1)):
        probes.begin()
        function(value)
        found.append(len(probes.features()))
    assert found[0] > found[1] > 0
    assert found[2] == 0


def test_definitions() -> None:
    source = (
        "def a(): pass\nclass B:\n def c(self):\n  def inner(): pass\n"
        " class D:\n  async def e(self): pass\n"
        "if a:\n def g(): pass\nelse:\n def g(): pass\ntry:\n def h(): pass\nexcept E: pass\n"
    )
    found = sorted(path for path, _ in definitions(ast.parse(source)))
    assert found == ["B.D.e", "B.c", "a", "g", "g", "h"]
