"""A list is sorted by a function that compares two items.

What: ``cmp_to_key`` of a function that takes the difference of one key of both, or tells
which of the two is less: ``lambda a, b: a.size - b.size``.

Why: the function is called for each comparison, n·log n times. A key is computed once for
each item, and keys are compared in C.

Example::

    from functools import cmp_to_key

    def by_size(files):
        return sorted(files, key=cmp_to_key(lambda a, b: a.size - b.size))

Use instead::

    def by_size(files):
        return sorted(files, key=lambda a: a.size)

When it is safe: the key is a number, never NaN, and the same each time it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import is_exact, is_pure
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_SIGNS = (
    "($p > $q) - ($p < $q)",
    "-1 if $p < $q else 1 if $p > $q else 0",
    "-1 if $p < $q else (1 if $p > $q else 0)",
    "-1 if $p < $q else 0 if $p == $q else 1",
    "0 if $p == $q else -1 if $p < $q else 1",
    "-1 if $p < $q else 1",
    "-1 if $p < $q else int($p > $q)",
    "1 if $p > $q else -1 if $p < $q else 0",
    "1 if $q < $p else -1 if $p < $q else 0",
    "1 if $p > $q else 0 if $p == $q else -1",
)
"""What is -1 where p is less than q, and 1 where it is more."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    given = arguments(node)
    if len(given) != 1 or not code.calls(node, "functools.cmp_to_key"):
        return
    function = _function(code, given[0])
    if function is None:
        return
    names = [n.text for n in function["parameters"].children if n.kind == "identifier"]
    if len(names) != 2 or len(function["parameters"].children) != 2:
        return
    found = _key(function, *names)
    if found is None:
        return
    key, falls, subtracts = found
    yield Found(
        node,
        "a function is called for each comparison of the sort, n·log n times; a key is made once "
        "for each item",
        _fix(code, node, function, names[0], key, falls) if subtracts else None,
    )


def _function(code: Code, given: Node) -> Node | None:
    """The lambda or the function that is handed over."""
    given = code.value_of(given)
    if given.kind == "lambda" and given.field("parameters") is not None:
        return given
    binding = code.only_binding(given) if given.kind == "identifier" else None
    if binding is None or binding.how is not How.DEFINITION or binding.value is None:
        return None
    return binding.value if binding.value.kind == "function_definition" else None


def _key(function: Node, a: str, b: str) -> tuple[Node, bool, bool] | None:
    """The first item's key, whether it falls, and whether keys are subtracted."""
    body = function["body"]
    if function.kind == "lambda":
        return _of_value(plain(body), a, b)
    rest = [s for s in body.children if plain(s).kind != "string"]
    last = plain(rest[-1]) if rest else None
    if last is None or last.kind != "return_statement" or not last.children:
        return _of_steps(rest, a, b)
    if len(rest) == 1:
        return _of_value(plain(last.children[0]), a, b)
    return _of_steps(rest, a, b)


def _of_value(value: Node, a: str, b: str) -> tuple[Node, bool, bool] | None:
    difference = matches("$p - $q", value)
    if difference is not None:
        found = _pair(difference["p"], difference["q"], a, b)
        if found is not None:
            return *found, True
    for form in _SIGNS:
        holes = matches(form, value)
        found = _pair(holes["p"], holes["q"], a, b) if holes is not None else None
        if found is not None:
            return *found, False
    return None


def _of_steps(steps: list[Node], a: str, b: str) -> tuple[Node, bool, bool] | None:
    """The key of ``if p < q: return -1``, ``if p > q: return 1``, ``return 0``."""
    told: list[tuple[Node, bool]] = []
    tests = list(_tests(steps))
    for condition, answer in tests:
        if condition is None or condition.kind != "comparison_operator":
            if condition is None and answer in ("0", "1", "-1"):
                continue
            return None
        if len(condition.children) != 2:
            return None
        left, right = condition.children
        pair = _pair(left, right, a, b)
        operator = condition.operators[0]
        if pair is None or (operator == "==") != (answer == "0"):
            return None
        if operator in ("<", ">"):
            rises = (operator == "<") == (answer == "-1")
            told.append((pair[0], pair[1] is rises))
        elif operator != "==":
            return None
    if "-1" not in (answer for _, answer in tests):
        return None  # a sort that is never told "less" sorts nothing
    if not told or len({(key.text, falls) for key, falls in told}) != 1:
        return None
    return *told[0], False


def _tests(steps: list[Node]) -> Iterator[tuple[Node | None, str]]:
    """Each condition with what is returned where it holds; None: otherwise."""
    for each in map(plain, steps):
        if each.kind == "if_statement":
            yield plain(each["condition"]), _answer(each["consequence"])
            for more in each.fields("alternative"):
                if more.kind == "elif_clause":
                    yield plain(more["condition"]), _answer(more["consequence"])
                else:
                    yield None, _answer(more["body"])
        else:
            yield None, _returned(each)


def _answer(block: Node) -> str:
    return _returned(plain(block.children[0])) if len(block.children) == 1 else ""


def _returned(statement: Node) -> str:
    returns = statement.kind == "return_statement" and len(statement.children) == 1
    return "".join(statement.children[0].text.split()).lstrip("+") if returns else ""


def _pair(p: object, q: object, a: str, b: str) -> tuple[Node, bool] | None:
    """The key of the first item, and whether the order falls: the second's stands first."""
    if not isinstance(p, Node) or not isinstance(q, Node):
        return None
    p, q = plain(p), plain(q)
    for one, other, falls in ((p, q, False), (q, p, True)):
        words, others = _words(one), _words(other)
        if a in words and b not in words and [b if w == a else w for w in words] == others:
            return one, falls
    return None


def _words(node: Node) -> list[str]:
    """The leaves of an expression, but an attribute's name can't be mistaken for a name."""
    found = []
    for each in node.walk():
        if each.children:
            found.append(each.kind + "".join(each.operators))
            continue
        around = each.parent
        is_attribute = around is not None and around.field("attribute") is each
        found.append(f".{each.text}" if is_attribute else each.text)
    return found


def _fix(code: Code, call: Node, function: Node, name: str, key: Node, falls: bool) -> Fix | None:
    """Hand over the key of one item."""
    around = call.parent
    if function.kind != "lambda" or around is None or around.kind != "keyword_argument":
        return None
    sure = is_exact(code, key) and is_pure(code, key)
    negative = f"-{key.text}" if key.kind in _CLOSE else f"-({key.text})"
    return Fix(
        "Sort by a key",
        (Edit(call.start, call.end, f"lambda {name}: {negative if falls else key.text}"),),
        safety=Safety.PROVED if sure else Safety.OPEN,
        unproved=() if sure else (f"that {key.text} is a number and never NaN",),
    )


_CLOSE = frozenset({"identifier", "attribute", "call", "subscript"})


RULE = Rule(
    "GL334",
    "compare-function",
    ("call",),
    _check,
    Example(
        slow=(
            "from functools import cmp_to_key\n"
            "def f(rows):\n"
            "    return sorted(rows, key=cmp_to_key(lambda a, b: a[1] - b[1]))\n"
        ),
        fast="def f(rows):\n    return sorted(rows, key=lambda a: a[1])\n",
        call="([(n, n * 7919 % 10007) for n in range(10000)],)",
        size="10,000 rows",
    ),
    called=frozenset({"cmp_to_key"}),
)
