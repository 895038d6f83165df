"""A recursion that works out the same again and again.

What: a function that calls itself twice for one result, with arguments that are a step smaller:
``f(n - 1) + f(n - 2)``, ``max(f(i + 1, room), f(i + 1, room - size[i]))``.

Why: both calls come to the same smaller ones. Their number grows exponentially, while there
are few different ones. A cache works out each once.

Example::

    def ways(steps):
        if steps < 2:
            return 1
        return ways(steps - 1) + ways(steps - 2)

Use instead::

    from functools import cache

    @cache
    def ways(steps):
        if steps < 2:
            return 1
        return ways(steps - 1) + ways(steps - 2)

When it is safe: the function gives the same for the same arguments and does nothing else, the
arguments can be hashed, nobody changes what it gave, and there is memory for all results.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes
from guyline.hints.rewrite import insert_before
from guyline.hints.rule import Example, Fix, Found, Rule
from guyline.syntax import Node

_DOES = frozenset(
    {"yield", "await", "global_statement", "nonlocal_statement", "delete_statement", "lambda"}
)
_JOINS = frozenset({"binary_operator", "argument_list", "boolean_operator"})
_PARTS = frozenset({"identifier", "integer", "binary_operator", "unary_operator"})
_STEPS = frozenset({"+", "-"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    name, body = node["name"].text, node["body"]
    if node.parent is not None and node.parent.kind == "decorated_definition":
        return
    if body.text.count(f"{name}(") < 2:
        return
    own = list(own_nodes(body))
    names = list(code.scope_made_by(node).bindings)
    calls = [each for each in own if each.kind == "call" and _is_self(each, name, names)]
    if len(calls) < 2 or _keeps_or_does(own, names):
        return
    stepping = [call for call in calls if _steps(call, names)]
    pair = next(
        ((a, b) for a in stepping for b in stepping if a.start < b.start and _meet(a, b)), None
    )
    if pair is None:
        return
    yield Found(
        node["name"],
        "the same results are worked out again and again: exponential; "
        "with functools.cache each once",
        _fix(code, node, name),
        tuple((call, "a call of itself") for call in pair),
    )


def _is_self(call: Node, name: str, names: list[str]) -> bool:
    """Whether a call is of the function itself: by its name, or as a method of ``self``."""
    function = plain(call["function"])
    if function.kind == "attribute":
        first = names[0] if names else ""
        return function["attribute"].text == name and function["object"].text == first == "self"
    return function.kind == "identifier" and function.text == name and name not in names


def _keeps_or_does(nodes: list[Node], names: list[str]) -> bool:
    """Whether a function has a memory of its own, or does more than to give a result."""
    for node in nodes:
        if node.kind in _DOES:
            return True
        if node.kind == "expression_statement" and node.children[0].kind == "call":
            return True
        if node.kind in ("assignment", "augmented_assignment"):
            left = node.field("left")
            if left is not None and left.kind in ("subscript", "attribute"):
                return True
        if node.kind == "comparison_operator" and {"in", "not in"} & set(node.operators):
            return True
        if node.kind == "try_statement":
            return True
        if node.kind == "call" and node["function"].text.endswith((".get", ".setdefault")):
            return True
    return False


def _steps(call: Node, names: list[str]) -> bool:
    """Whether the arguments are simple, and one of them is a step from a parameter."""
    given = call["arguments"]
    if given.kind != "argument_list" or not given.children:
        return False
    stepped = False
    for argument in given.children:
        value = plain(argument)
        if value.kind == "subscript":
            if not _is_rest(value, names):
                return False
            stepped = True
        elif any(part.kind not in _PARTS for part in value.walk() if part is not value):
            return _is_step_of_item(value, names) and stepped
        elif value.kind == "binary_operator":
            left, right = plain(value["left"]), plain(value["right"])
            if left.text in names and value.operators[0] in _STEPS and right.kind == "integer":
                stepped = True
        elif value.kind not in _PARTS:
            return False
    return stepped


def _is_step_of_item(value: Node, names: list[str]) -> bool:
    """``room - size[i]``: a parameter less something of a list."""
    if value.kind != "binary_operator" or plain(value["left"]).text not in names:
        return False
    return plain(value["right"]).kind == "subscript" and value.operators[0] in _STEPS


def _is_rest(value: Node, names: list[str]) -> bool:
    """Whether it is a sequence but for its first or last item: ``word[1:]``."""
    index = value.fields("subscript")
    told = index[0].text.replace(" ", "") if len(index) == 1 else ""
    return told in ("1:", ":-1") and plain(value["value"]).text in names


def _meet(one: Node, other: Node) -> bool:
    """Whether two calls are made for one result: joined by an operator, or as arguments."""
    around = next(above for above in other.above() if above.holds(one))
    if around.kind not in _JOINS:
        return False
    statement = statement_of(one)
    between = (above for above in other.above() if around.holds(above))
    return statement.holds(other) and not any(a.kind == "conditional_expression" for a in between)


def _fix(code: Code, node: Node, name: str) -> Fix | None:
    around = node.parent.parent if node.parent is not None else None
    if around is not None and around.kind == "class_definition":
        return None  # a cache on a method keeps all objects
    before = insert_before(code, node, "@cache\n")
    if before is None or code.scope_of(node).owner("cache") not in (None, code.module):
        return None
    return Fix(
        "Keep its results with functools.cache",
        (before,),
        (("functools", "cache"),),
        unproved=(
            f"that {name} gives the same for the same arguments, which can be hashed",
            "that nobody changes what it gives",
        ),
    )


RULE = Rule(
    "GL121",
    "recursion-without-cache",
    ("function_definition",),
    _check,
    Example(
        slow=(
            "def f(size):\n"
            "    def ways(n):\n"
            "        return 1 if n < 2 else ways(n - 1) + ways(n - 2)\n"
            "    return ways(size)\n"
        ),
        fast=(
            "from functools import cache\n"
            "def f(size):\n"
            "    @cache\n"
            "    def ways(n):\n"
            "        return 1 if n < 2 else ways(n - 1) + ways(n - 2)\n"
            "    return ways(size)\n"
        ),
        call="(20,)",
        size="the 20th of a sequence",
    ),
    growth=("O(2ⁿ)", "O(n)"),
)
