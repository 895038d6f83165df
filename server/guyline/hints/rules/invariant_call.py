"""The same is computed again each time round a loop.

What: ``sum``, ``min``, ``max``, ``sorted``, ``list``, ``tuple``, ``set`` or ``frozenset`` of a
container that the loop does not change, called in the loop.

Why: each call goes over the whole container and gives what it gave before.

Example::

    def shares(prices):
        prices = list(prices)
        return [price / sum(prices) for price in prices]

Use instead::

    def shares(prices):
        prices = list(prices)
        whole = sum(prices)
        return [price / whole for price in prices]

When it is safe: the call can't fail, or the loop runs at least once, and nobody changes what
it gives. An empty container has no ``min``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments, region_of, statement_of
from guyline.hints.kinds import type_of
from guyline.hints.pattern import matches, plain, with_brackets
from guyline.hints.predicates import is_mutated, is_same_each_time
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rounds import is_last_time, is_short
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_NUMBERS = frozenset({"sum", "min", "max"})
_COPIES = frozenset({"sorted", "list", "tuple", "set", "frozenset"})
_FIXED = frozenset({"tuple", "frozenset"})
_CONTAINERS = frozenset(
    {"list", "tuple", "dict", "set", "frozenset", "collections.deque", "collections.Counter"}
)
_VIEWS = ("$table.values()", "$table.keys()", "$table.items()")
_SHORT = 8
_FUNCTIONS = frozenset({"function_definition", "lambda"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "identifier" or function.text not in _NUMBERS | _COPIES:
        return
    given = arguments(node)
    if len(given) != 1 or named_arguments(node):
        return
    over = _container(plain(given[0]))
    if over.kind != "identifier" or code.qualified(function) != f"builtins.{function.text}":
        return
    loop = _outermost(code, node, over)
    if loop is None or not _is_large(code, over, function.text):
        return
    if function.text in _COPIES - _FIXED and not _is_looked_at(code, node):
        return
    if is_mutated(code, over, region_of(loop)) or _is_captured(code, over):
        return
    yield Found(
        node,
        f"{node.text} gives the same each time round the loop: O(n·m); "
        "computed once before the loop it is O(n+m)",
        _fix(code, node, over, loop),
        ((loop, "the loop"),),
    )


def _outermost(code: Code, node: Node, over: Node) -> Node | None:
    """The outermost loop that the call could stand before."""
    found = None
    for loop in code.loops(node):
        if not is_same_each_time(code, over, loop) or is_last_time(node, loop):
            break
        if loop.kind == "for_in_clause" and _binds(region_of(loop), over.text):
            break
        found = found if is_short(code, loop) else loop
    return found


def _binds(comprehension: Node, name: str) -> bool:
    clauses = [c for c in comprehension.children if c.kind == "for_in_clause"]
    return any(n.text == name for c in clauses for n in c["left"].walk())


def _container(over: Node) -> Node:
    """What a view of a dict's values, keys or items is of; else what is given."""
    for form in _VIEWS:
        holes = matches(form, over)
        if holes is not None and isinstance(holes["table"], Node):
            return holes["table"]
    return over


def _is_large(code: Code, over: Node, function: str) -> bool:
    """Whether it is a container, and not a short one that is written out.

    What is not known can be no iterator: the second call would find nothing left. A copy of it
    may be made for other reasons, though.
    """
    found = type_of(code, over)
    if found is None and function not in _NUMBERS | {"sorted"}:
        return False
    if found is not None and found.name not in _CONTAINERS:
        return False
    value = code.value_of(over)
    written = value.kind in ("list", "tuple", "set", "dictionary") and value.children
    return not written or len(value.children) > _SHORT


def _is_looked_at(code: Code, node: Node) -> bool:
    """Whether a copy is only searched or measured, and not changed or kept."""
    around = with_brackets(node).parent
    if around is None:
        return False
    if around.kind == "comparison_operator":
        return around.operators[0] not in ("in", "not in") or around.children[0] is node
    if around.kind == "subscript":
        return around["value"] is node
    call = around.parent
    name = code.qualified(call["function"]) if call is not None and call.kind == "call" else ""
    return around.kind == "argument_list" and name in ("builtins.len", "builtins.sum")


def _is_captured(code: Code, over: Node) -> bool:
    """Whether a function within may change it, called by whoever has it."""
    owner = code.owner(over)
    if owner is None or owner is not code.function_of(over):
        return True
    return any(
        any(
            above.kind in _FUNCTIONS and owner.node.holds(above) and above is not owner.node
            for above in read.above()
        )
        for read in owner.reads_of(over.text)
    )


def _fix(code: Code, node: Node, over: Node, loop: Node) -> Fix | None:
    """Compute it before the loop."""
    scope = code.function_of(node)
    statement = statement_of(loop)
    if not scope.is_function or statement.kind not in (
        "for_statement",
        "expression_statement",
        "return_statement",
    ):
        return None
    name = free_name(code, scope, f"{plain(node['function']).text}_of_{over.text}")
    before = insert_before(code, statement, f"{name} = {node.text}\n")
    if before is None or code.reaching(over) == []:
        return None
    return Fix(
        "Compute it before the loop",
        (before, Edit(node.start, node.end, name)),
        safety=Safety.OPEN,
        unproved=(f"that {node.text} does not fail where the loop would not come to it",),
    )


RULE = Rule(
    "GL301",
    "invariant-call",
    ("call",),
    _check,
    Example(
        slow="def f(prices):\n    return [price / sum(prices) for price in prices]\n",
        fast=(
            "def f(prices):\n"
            "    whole = sum(prices)\n"
            "    return [price / whole for price in prices]\n"
        ),
        call="(list(range(1, 1000)),)",
        size="1,000 times 1,000",
    ),
    growth=("O(n·m)", "O(n+m)"),
    called=_NUMBERS | _COPIES,
)
