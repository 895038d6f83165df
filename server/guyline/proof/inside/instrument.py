"""Probes in a copy of the code: which branches an input takes, and what was compared.

An input that goes where none has gone is kept and changed further (coverage-guided fuzzing, as in
AFL). What the two sides of a comparison were is kept too: an input in which one of them is put in
place of the other may pass it (input-to-state correspondence: Aschermann et al., REDQUEEN,
NDSS 2019, in its simplest form).

The copy is only used to look for inputs. What is found is run again with the code as it stands.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

_HIT, _ASKED, _COMPARED = "_guyline_hit", "_guyline_asked", "_guyline_compared"
_HELD, _LAST, _METHOD = "_guyline_held", "_guyline_last", "_guyline_method"
_METHODS = frozenset(
    {
        "startswith",
        "endswith",
        "find",
        "rfind",
        "index",
        "count",
        "split",
        "rsplit",
        "partition",
        "rpartition",
        "replace",
        "strip",
        "lstrip",
        "rstrip",
        "removeprefix",
        "removesuffix",
        "get",
        "pop",
    }
)
"""Methods that look for what they are given in what they are of."""
_COMPARISONS: dict[type[ast.cmpop], tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Eq: ("==", operator.eq),
    ast.NotEq: ("!=", operator.ne),
    ast.Lt: ("<", operator.lt),
    ast.LtE: ("<=", operator.le),
    ast.Gt: (">", operator.gt),
    ast.GtE: (">=", operator.ge),
    ast.In: ("in", lambda one, other: one in other),
    ast.NotIn: ("not in", lambda one, other: one not in other),
}
_BY_TEXT = dict(_COMPARISONS.values())
_SIMPLE = (int, str, float, bytes)
_MOST_COMPARED = 64
_LONGEST = 64
_BUCKETS = (0, 1, 2, 3, 4, 4, 4, 4, 5)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Probes:
    """What the probes of one copy saw in one run.

    Attributes:
        compared: Pairs of simple values that were compared and were not the same.
    """

    def __init__(self) -> None:
        self.count = 0
        self.value: Any = None
        self.hits: dict[int, int] = {}
        self.compared: dict[tuple[object, object], None] = {}

    def begin(self) -> None:
        """A run begins."""
        self.hits.clear()
        self.compared.clear()

    def features(self) -> set[int]:
        """What this run did: each probe with how often, roughly."""
        return {
            probe * 8 + (_BUCKETS[count] if count < 9 else 6 if count < 33 else 7)
            for probe, count in self.hits.items()
        }

    def hit(self, probe: int) -> None:
        """A branch was taken."""
        self.hits[probe] = self.hits.get(probe, 0) + 1

    def asked(self, probe: int, value: Any) -> bool:
        """A condition is asked, once: its answer is a branch."""
        answer = bool(value)
        self.hit(probe + answer)
        return answer

    def held(self, probe: int, value: Any) -> bool:
        """As :meth:`asked`, of a value that is wanted next (:meth:`last`)."""
        answer = self.asked(probe, value)  # which may run code with probes of its own
        self.value = value
        return answer

    def last(self) -> Any:
        """The value that was asked just before."""
        value, self.value = self.value, None
        return value

    def compare(self, probe: int, sign: str, one: Any, other: Any) -> Any:
        """Two values are compared."""
        found = _BY_TEXT[sign](one, other)
        kind = type(one)
        if kind in _SIMPLE and type(other) is kind:
            if one != other:
                self._keep(one, other)
            if kind is int or kind is float:
                self.hit(probe + _distance(one, other))
                return found
        elif kind in _SIMPLE and sign in ("in", "not in"):
            self._keep_all(one, other)
        self.hit(probe + (found is True))
        return found

    def method(self, name: str, held: Any, sought: Any, *others: Any) -> Any:
        """Something is looked for in a text or a dict."""
        kind = type(held)
        if kind in (str, bytes):
            if type(sought) is kind:
                self._keep(held, sought)
        elif type(sought) in _SIMPLE:
            self._keep_all(sought, held)
        return getattr(held, name)(sought, *others)

    def _keep_all(self, one: Any, held: Any) -> None:
        if type(held) in (tuple, list, set, frozenset, dict):
            for each in islice(held, 8):
                if type(each) is type(one):
                    self._keep(one, each)

    def _keep(self, one: Any, other: Any) -> None:
        if len(self.compared) >= _MOST_COMPARED:
            return
        if isinstance(one, (str, bytes)) and (len(one) > _LONGEST or len(other) > _LONGEST):
            return
        self.compared[one, other] = None

    def place(self, width: int) -> int:
        """The number of a new probe, which needs so many."""
        self.count += width
        return self.count - width


def _distance(one: Any, other: Any) -> int:
    apart = one - other
    if apart == 0:
        return 2
    if apart == 1 or apart == -1:
        return 3 if apart == 1 else 4
    return 0 if apart < 0 else 1


def instrumented(source: str, path: str, qualname: str, probes: Probes) -> Any:
    """The code of a module, with probes in a function and in what it may call there.

    Returns:
        A code object; :func:`names` has to be in the module's names before it runs.
    """
    tree = ast.parse(source)
    return probed(tree, reachable(tree, qualname), path, probes)


def probed(tree: ast.Module, functions: Iterable[Function], path: str, probes: Probes) -> Any:
    """The code of a module that is parsed, with probes in some of its functions."""
    for function in functions:
        _Probing(probes).within(function)
    return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)


def names(probes: Probes) -> dict[str, object]:
    """The names that probes call."""
    return {
        _HIT: probes.hit,
        _ASKED: probes.asked,
        _HELD: probes.held,
        _LAST: probes.last,
        _COMPARED: probes.compare,
        _METHOD: probes.method,
    }


def reachable(tree: ast.Module, qualname: str) -> list[Function]:
    """A function and those of the module whose names it mentions, and so on."""
    functions: dict[str, list[Function]] = {}
    found: list[Function] = []
    for path, defined in definitions(tree):
        functions.setdefault(defined.name, []).append(defined)
        if path.rpartition(".")[0] and defined.name == "__init__":
            functions.setdefault(path.split(".")[-2], []).append(defined)
        if path == qualname:
            found.append(defined)  # overloads, a getter and its setter: all of them
    for function in found:  # it grows
        for node in ast.walk(function):
            name = getattr(node, "id", None) or getattr(node, "attr", None)
            for other in functions.get(name, ()) if name else ():
                if other not in found and len(found) < 60:
                    found.append(other)
    return found


def definitions(
    tree: ast.Module,
) -> Iterator[tuple[str, Function]]:
    """The functions of a module and of its classes, by qualified name; none within functions."""
    stack: list[tuple[str, ast.AST]] = [("", each) for each in tree.body]
    while stack:
        outer, node = stack.pop()
        if isinstance(node, _FUNCTIONS):
            yield outer + node.name, node
        elif isinstance(node, ast.ClassDef):
            stack += [(f"{outer}{node.name}.", each) for each in node.body]
        elif isinstance(node, (ast.If, ast.Try, ast.With)):
            stack += [(outer, each) for each in ast.iter_child_nodes(node)]


class _Probing(ast.NodeTransformer):
    """Puts probes into the body of a function."""

    def __init__(self, probes: Probes) -> None:
        self.probes = probes

    def within(self, function: Function) -> None:
        """Into this one, its decorators and defaults aside."""
        function.body = self._block(function.body, docstring=True)

    def _block(self, body: list[ast.stmt], *, docstring: bool = False) -> list[ast.stmt]:
        kept = [self.visit(each) for each in body]
        place = 0
        while docstring and place < len(kept) and _is_declaration(kept[place]):
            place += 1
        kept.insert(place, self._hit())
        return kept

    def _hit(self) -> ast.stmt:
        return ast.Expr(_call(_HIT, ast.Constant(self.probes.place(1))))

    def _asked(self, test: ast.expr) -> ast.expr:
        """A condition of which only the truth counts, asked as often as Python asks it."""
        match test:
            case ast.BoolOp():
                test.values = [self._asked(each) for each in test.values]
                return test
            case ast.UnaryOp(op=ast.Not()):
                test.operand = self._asked(test.operand)
                return test
        return _call(_ASKED, ast.Constant(self.probes.place(2)), self.visit(test))

    def _deciding(self, value: ast.expr) -> ast.expr:
        """The truth of a value; the value itself is the one that was asked last."""
        if isinstance(value, ast.BoolOp):
            value.values = [self._deciding(each) for each in value.values]
            return value
        return _call(_HELD, ast.Constant(self.probes.place(2)), self.visit(value))

    def visit_Assert(self, node: ast.Assert) -> ast.AST:
        node.test = self._asked(node.test)
        node.msg = self.visit(node.msg) if node.msg is not None else None
        return node

    def visit_If(self, node: ast.If) -> ast.AST:
        node.test = self._asked(node.test)
        node.body = [self.visit(each) for each in node.body]
        node.orelse = [self.visit(each) for each in node.orelse]
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        node.test = self._asked(node.test)
        node.body = [self.visit(each) for each in node.body]
        node.orelse = [self.visit(each) for each in node.orelse]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        node.test = self._asked(node.test)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._loop(node)

    def visit_AsyncFor(self, node: ast.AsyncFor) -> ast.AST:
        return self._loop(node)

    def _loop(self, node: ast.For | ast.AsyncFor) -> ast.AST:
        node.iter = self.visit(node.iter)
        node.body = self._block(node.body)
        node.orelse = self._block(node.orelse) if node.orelse else []
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.body = self._block(node.body)
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        if node.guard is not None:
            node.guard = self._asked(node.guard)
        node.body = self._block(node.body)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """``a and b`` is ``b if held(a) else last()``: the truth of each is asked once."""
        *values, final = node.values
        tests = [self._deciding(each) for each in values]
        made: ast.expr = self.visit(final)
        for test in reversed(tests):
            both = (made, _call(_LAST)) if isinstance(node.op, ast.And) else (_call(_LAST), made)
            made = ast.IfExp(test, *both)
        return made

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        node.iter = self.visit(node.iter)
        node.ifs = [self._asked(each) for each in node.ifs]
        return node

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        if len(node.ops) != 1 or type(node.ops[0]) not in _COMPARISONS:
            return node
        place, sign = self.probes.place(5), _COMPARISONS[type(node.ops[0])][0]
        told = (ast.Constant(place), ast.Constant(sign))
        return _call(_COMPARED, *told, node.left, node.comparators[0])

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        called = node.func
        if not isinstance(called, ast.Attribute) or called.attr not in _METHODS:
            return node
        if (
            not node.args
            or node.keywords
            or any(isinstance(each, ast.Starred) for each in node.args)
        ):
            return node
        return _call(_METHOD, ast.Constant(called.attr), called.value, *node.args)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.within(node)
        return node

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        self.within(node)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return node


def _is_declaration(node: ast.stmt) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, (ast.Global, ast.Nonlocal))


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])
