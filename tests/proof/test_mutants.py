"""Mutants: what each operator gives, and what holds of all."""

from __future__ import annotations

import ast
import importlib
import warnings
from pathlib import Path
from random import Random

import pytest

from guyline.errors import InputError
from guyline.proof.mutants import Mutant, mutants, sample

# A body of a function, an operator, and what stands after each of its changes.
CASES: list[tuple[str, str, set[str]]] = [
    ("return a < b", "comparison", {"a <= b", "a != b"}),
    ("return a <= b", "comparison", {"a < b", "a == b"}),
    ("return a > b", "comparison", {"a >= b", "a != b"}),
    ("return a >= b", "comparison", {"a > b", "a == b"}),
    ("return a == b", "comparison", {"a != b"}),
    ("return a == 1", "comparison", {"a != 1", "a <= 1", "a >= 1"}),
    ("return len(a) != b", "comparison", {"len(a) == b", "len(a) < b", "len(a) > b"}),
    ("return a is b", "comparison", {"a is not b"}),
    ("return a is not b", "comparison", {"a is b"}),
    ("return a in b", "comparison", {"a not in b"}),
    ("return a not  in b", "comparison", {"a in b"}),
    ("return 'é' < a < b", "comparison", {
        "'é' <= a < b", "'é' != a < b", "'é' < a <= b", "'é' < a != b"}),
    ("return (a) < (b)", "comparison", {"(a) <= (b)", "(a) != (b)"}),
    ("return (a  # a < b\n        < b)", "comparison", {
        "a  # a < b\n            <= b", "a  # a < b\n            != b"}),
    ("return a + b", "arithmetic", {"a - b", "a * b"}),
    ("return a - b", "arithmetic", {"a + b"}),
    ("return a * b", "arithmetic", {"a / b", "a + b"}),
    ("return a / b", "arithmetic", {"a * b", "a // b"}),
    ("return a // b", "arithmetic", {"a / b", "a * b"}),
    ("return a % b", "arithmetic", {"a // b", "a * b"}),
    ("return a ** b", "arithmetic", {"a * b"}),
    ("return (a + b) * c", "arithmetic", {
        "((a + b)) / c", "((a + b)) + c", "(a - b)", "(a * b)"}),
    ("return a + 'x'", "arithmetic", {"a", "'x'"}),
    ("return '%s' % a", "arithmetic", {"a", "'%s'"}),
    ("return a & b", "bitwise", {"a | b", "a ^ b"}),
    ("return a << b", "bitwise", {"a >> b"}),
    ("a += b\nreturn a", "arithmetic", {"a -= b", "a *= b"}),
    ("a += [b]\nreturn a", "arithmetic", set()),
    ("return a and b", "boolean", {"(a or b)", "a", "b"}),
    ("return a or b or c", "boolean", {
        "(a and b and c)", "(a or b)", "(a or c)", "(b or c)"}),
    ("return not a", "negation", {"a"}),
    ("if a: b()", "negation", {"not a"}),
    ("if a: b()", "condition", {"True", "False"}),
    ("while a: b()", "loop", {"False", "b(); break"}),
    ("while True: b()", "loop", {"b(); break"}),
    ("for a in b:\n    c()", "loop", {"()", "c()\n        break"}),
    ("for a in b:\n    if a:\n        c()", "loop", {
        "()", "if a:\n            c()\n        break"}),
    ("return 7", "constant", {"8", "6", "0"}),
    ("return 0", "constant", {"1", "-1"}),
    ("return 1.5", "constant", {"2.5", "0.0"}),
    ("return True", "constant", {"False"}),
    ("return 'ab'", "constant", {"''", "'ab_'"}),
    ("return ''", "constant", {"'_'"}),
    ("return b'a'", "constant", {"b''", "b'a_'"}),
    ("return f(None)", "constant", {"0"}),
    ("return [a]", "constant", {"[]"}),
    ("return {a: b}", "constant", {"{}"}),
    ("a.b = c", "statement", {"pass"}),
    ("a = f(b)\nreturn a", "assignment", {"None"}),
    ("d = b\nreturn d", "statement", set()),
    ("d = b\nd = c\nreturn d", "statement", {"pass"}),
    ("f(a)", "statement", {"pass"}),
    ("del a[0]", "statement", {"pass"}),
    ("return a", "return", {"None"}),
    ("if a: return\nreturn b", "return", {"pass", "None"}),
    ("return None", "return", set()),
    ("for d in a:\n    break\n    f()", "jump", {"continue", "pass"}),
    ("for d in a:\n    if d: continue\n    f()", "jump", {"break", "pass"}),
    ("return a[b:c]", "slice", {"a[:c]", "a[b + 1:c]", "a[b:]", "a[b:c - 1]"}),
    ("return a[::2]", "slice", {"a[:]"}),
    ("return a[:]", "copy", {"a"}),
    ("return a[i]", "index", {"i + 1", "i - 1"}),
    ("return a[0]", "index", {"1", "-1"}),
    ("return a['k']", "index", {"''", "'k_'"}),
    ("return min(a)", "call", {"max(a)"}),
    ("return any(x for x in a)", "call", {"all(x for x in a)"}),
    ("return sorted(a)", "call", {"list(a)", "sorted(a, reverse=True)"}),
    ("return sorted(a, key=b)", "call", {"sorted(a, key=b, reverse=True)"}),
    ("return sorted(a, key=b)", "argument", {"sorted(a)"}),
    ("return a.startswith(b)", "call", {"a.endswith(b)"}),
    ("return a.strip()", "call", {"a.lstrip()", "a.rstrip()"}),
    ("return a.find(b)", "call", {"a.rfind(b)"}),
    ("a.append(b)", "call", {"a.insert(0, b)"}),
    ("a.add(b)", "call", {"a.discard(b)"}),
    ("a.update(b)", "statement", {"pass"}),
    ("return a.pop()", "call", {"a.pop(0)"}),
    ("return list(a)", "copy", {"a"}),
    ("return a.copy()", "copy", {"a"}),
    ("return a.get(b, c)", "argument", {"a.get(b)", "a.get(c, b)"}),
    ("return f(a, b)", "argument", {"f(b, a)"}),
    ("return f(a, a)", "argument", set()),
    ("return min(a, b)", "argument", set()),
    ("return f(*a, b)", "argument", set()),
    ("return enumerate(a)", "argument", {"enumerate(a, 1)"}),
    ("return range(a)", "argument", {"a + 1", "a - 1"}),
    ("return a if b else c", "ternary", {"c if b else a"}),
    ("return a if b else c", "condition", {"True", "False"}),
    ("return [x for x in a if x]", "comprehension", {"True", "False"}),
    ("return -a", "sign", {"a"}),
    ("return ~a", "sign", {"a"}),
    ("yield a", "yield", {"None"}),
    ("yield from a", "yield", {"()"}),
    ("raise ValueError('no')", "exception", {"TypeError"}),
    ("raise ValueError('no')", "constant", set()),
    ("try: a()\nexcept KeyError: b()", "exception", {"raise", "Exception"}),
    ("try: a()\nexcept (KeyError, OSError): raise", "exception", {
        "Exception", "(KeyError,)", "(OSError,)"}),
    ("return f'a{b}c'", "format", {"f'{b}c'", "f'ac'", "f'a{b}'"}),
    ("'a docstring'\nreturn a", "constant", set()),
    ("d: 'int' = a\nreturn d", "constant", set()),
    ("logger.info('text %s', a)", "statement", set()),
    ("logging.getLogger('x').debug('y')", "constant", set()),
    ("warnings.warn('text', stacklevel=2)", "constant", {"0", "1", "3"}),
    ("warnings.warn('text')", "statement", {"pass"}),
    ("assert a, 'text'", "constant", set()),
    ("assert a, 'text'", "statement", {"pass"}),
    ("if TYPE_CHECKING: a = 1", "constant", set()),
    ("return cast('int', a)", "constant", set()),
    ("def g(y): return y + 1\nreturn g", "constant", {"0", "2"}),
    ("return lambda y: y + 1", "constant", {"0", "2"}),
    ("match a:\n    case 1 if b: c()", "arithmetic", set()),
]  # fmt: skip


def defined(body: str) -> str:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    return f"def f(a, b, c):\n{lines}\n"


@pytest.mark.parametrize(("body", "operator", "expected"), CASES)
def test_operator(body: str, operator: str, expected: set[str]) -> None:
    found = [each for each in mutants(defined(body), "f") if each.operator == operator]
    assert {each.after for each in found} == expected


@pytest.mark.parametrize("body", sorted({body for body, _, _ in CASES}))
def test_what_holds_of_all(body: str) -> None:
    check(defined(body), "f")


def check(source: str, qualname: str) -> list[Mutant]:
    """Each compiles, is another than the rest, and differs in its place only."""
    found = mutants(source, qualname)
    sources = {each.source for each in found}
    assert len(sources) == len(found)
    assert source not in sources
    for each in found:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(each.source, "<mutant>", "exec")
        start, behind = each.start, each.start + len(each.before)
        assert each.source[:start] == source[:start]
        assert each.source[start : start + len(each.after)] == each.after
        assert each.source[start + len(each.after) :] == source[behind:]
        lines = source[:start].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert (each.line, each.column) == (len(lines), len(lines[-1]))
    return found


DEFAULTS = "def f(a, b=1, *, c='x', d=[]):\n    return a\n"


def test_defaults_of_the_signature() -> None:
    found = [each for each in mutants(DEFAULTS, "f") if each.operator == "default"]
    assert {each.after for each in found} == {"0", "2", "''", "'x_'", "None"}


def test_the_rest_of_the_file_is_kept() -> None:
    source = "# é\r\nx = 1 # é\r\ndef f(é):\r\n    return é + 1 # ü\r\nclass é: pass\r\n"
    found = check(source, "f")
    assert {"é - 1", "é * 1", "0", "2", "None"} == {each.after for each in found}
    assert {each.line for each in found} == {4}


QUALIFIED = """
class A:
    class B:
        def f(self): return 1
    def f(self):
        n = 0
        def g():
            nonlocal n
            n += 2
            return self.__n
        return g
    @property
    def p(self): return 3
    @p.setter
    def p(self, value): self.x = 4
    async def h(self):
        await self.f()
        async for x in self: yield 5
if True:
    def late(): return 6
else:
    def late(): return 7
"""


@pytest.mark.parametrize(
    ("qualname", "befores"),
    [
        ("A.B.f", {"1"}),
        ("A.p", {"3"}),
        ("A.f.<locals>.g", {"2", "n += 2", "self.__n"}),
        ("A.h", {"5", "await self.f()", "yield 5"}),
        ("late", {"7"}),
    ],
)
def test_functions_by_qualified_names(qualname: str, befores: set[str]) -> None:
    assert {each.before for each in check(QUALIFIED, qualname)} == befores


def test_known_equals_are_left_out() -> None:
    found = mutants("def f(a):\n    if not a:\n        return 1\n    return 2\n", "f")
    turned = [each for each in found if each.after in ("a", "not not a", "not (not a)")]
    assert len(turned) == 1


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("def f(:", "does not parse"),
        ("x = 1", "defines no function f"),
        ("class f: pass", "defines no function f"),
        ("def f():\n    return '\ud800'", "does not parse"),
    ],
    ids=["broken", "none", "a class", "a surrogate"],
)
def test_what_has_no_mutants(source: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        mutants(source, "f")


def test_a_sample_is_spread_over_operators_and_lines() -> None:
    found = mutants(QUALIFIED + defined("a = 1 + 2\nb = 3 * a\nreturn a < b or c[a:b]"), "f")
    some = sample(found, 9, Random(1))  # noqa: S311 - which are looked at
    assert len(some) == 9
    assert len({each.operator for each in some}) == len({each.operator for each in found})
    assert some == sorted(some, key=lambda each: found.index(each))
    assert some == sample(found, 9, Random(1))  # noqa: S311 - which are looked at
    assert sample(found, 1_000, Random(1)) == found  # noqa: S311 - which are looked at


MODULES = [
    "argparse", "ast", "base64", "bisect", "calendar", "codeop", "collections", "colorsys",
    "configparser", "contextlib", "copy", "csv", "dataclasses", "datetime", "difflib", "dis",
    "email.header", "enum", "fractions", "functools", "glob", "heapq", "html.parser", "inspect",
    "ipaddress", "json.decoder", "linecache", "locale", "logging", "mimetypes", "numbers",
    "operator", "pathlib", "pprint", "queue", "random", "reprlib", "shlex", "shutil", "statistics",
    "string", "tarfile", "textwrap", "threading", "timeit", "tokenize", "traceback", "types",
    "typing", "urllib.parse", "uuid", "weakref", "zipfile",
]  # fmt: skip


def functions(most: int) -> list[tuple[str, str]]:
    """Functions of the standard library, some of them by chance, the same each time."""
    found = []
    for name in MODULES:
        path = Path(str(importlib.import_module(name).__file__))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                found.append((name, node.name))
            elif isinstance(node, ast.ClassDef):
                methods = (each for each in node.body if isinstance(each, ast.FunctionDef))
                found += [(name, f"{node.name}.{each.name}") for each in methods]
    return Random(0).sample(sorted(set(found)), most)  # noqa: S311 - which are looked at


def test_functions_of_the_standard_library() -> None:
    made = 0
    for number, (name, qualname) in enumerate(functions(80)):
        path = Path(str(importlib.import_module(name).__file__))
        source = path.read_text(encoding="utf-8")
        found = mutants(source, qualname)
        made += len(found)
        for each in sample(found, 2 if number % 10 == 0 else 0, Random(number)):  # noqa: S311 - which are looked at
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(each.source, "<mutant>", "exec")
    assert made > 800
