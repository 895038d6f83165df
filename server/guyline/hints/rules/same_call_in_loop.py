"""A function of the file works out the same again each time round a loop.

What: a call in a loop of a function that loops itself, does nothing but work out a result, and
is given what stays the same: in the inner loop of two also what only the outer one changes.

Why: each call takes as long as the first, for the same result. Called before the loop, or kept
by ``functools.cache``, it is worked out once.

Example::

    def norm(values):
        return sum(value * value for value in values)

    def scaled(values: list[float]):
        return [value / norm(values) for value in values]

Use instead::

    def norm(values):
        return sum(value * value for value in values)

    def scaled(values: list[float]):
        whole = norm(values)
        return [value / whole for value in values]

When it is safe: the function reads nothing that changes meanwhile, and nobody changes what it
gives.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments, region_of
from guyline.hints.evaluation import looks
from guyline.hints.loops import is_constant_in
from guyline.hints.pattern import plain, with_brackets
from guyline.hints.predicates import is_mutated, own_nodes
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_LOOPS = frozenset(
    {"for_statement", "while_statement", "list_comprehension", "generator_expression"}
    | {"set_comprehension", "dictionary_comprehension"}
)
_LOOKS = frozenset(
    {"binary_operator", "comparison_operator", "unary_operator", "not_operator", "subscript"}
)
_ODD = frozenset({"try_statement", "with_statement", "global_statement", "raise_statement"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "identifier" or code.qualified(function):
        return
    given = [*arguments(node), *named_arguments(node).values()]
    loops = repeating(code, node)
    if not loops or not given or is_test(code):
        return
    made = _made(code, function)
    if (
        made is None
        or made.holds(node)
        or not _is_looked_at(code, node)
        or _is_conditional(node, loops[0])
    ):
        return
    loop = loops[0]
    if any(each.kind.endswith("_splat") or not _stays(code, each, loop, node) for each in given):
        return
    yield Found(
        node,
        f"{function.text} works out the same again each time round the loop; called before it, "
        "once",
        None,
        ((made["name"], "what it does"), (loop, "the loop")),
    )


def _is_looked_at(code: Code, call: Node) -> bool:
    """Whether a result is used at once: who keeps it may want one of its own each time."""
    around = with_brackets(call).parent
    if around is None:
        return False
    if around.kind == "argument_list" and around.parent is not None:
        return code.qualified(around.parent["function"]).startswith("builtins.")
    return around.kind in _LOOKS and around.field("subscript") is not call


def _stays(code: Code, given: Node, loop: Node, call: Node) -> bool:
    """Whether an argument of a call that changes nothing is the same in each round."""
    if not is_constant_in(code, given, loop):
        return False
    names = [n for n in given.walk() if n.kind == "identifier" and code.owner(n) is not None]
    return not any(is_mutated(code, each, region_of(loop), call) for each in names)


def _made(code: Code, function: Node) -> Node | None:
    """A function of the file that loops, and only works out a result; None: it is another."""
    found = code.only_binding(function)
    if found is None or found.how is not How.DEFINITION or found.value is None:
        return None
    made = found.value
    if made.kind != "function_definition" or made.text.startswith("async"):
        return None
    around = made.parent
    if around is not None and around.kind == "decorated_definition":
        return None
    nodes = list(own_nodes(made["body"]))
    if not any(each.kind in _LOOPS for each in nodes) or any(each.kind in _ODD for each in nodes):
        return None
    if not any(each.kind == "return_statement" and each.children for each in nodes):
        return None
    return made if looks(code, function) else None


def _is_conditional(node: Node, loop: Node) -> bool:
    """Whether a call is made in some rounds only."""
    return any(
        each.kind in ("if_statement", "conditional_expression", "except_clause")
        for each in node.above()
        if region_of(loop).holds(each) and each is not loop
    )


RULE = Rule(
    "GL403",
    "same-call-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def norm(values):\n"
            "    return sum(value * value for value in values)\n"
            "def f(values: list):\n"
            "    return [value / norm(values) for value in values]\n"
        ),
        fast=(
            "def norm(values):\n"
            "    return sum(value * value for value in values)\n"
            "def f(values: list):\n"
            "    whole = norm(values)\n"
            "    return [value / whole for value in values]\n"
        ),
        call="(list(range(1, 300)),)",
        size="300 numbers",
    ),
    growth=("O(n²)", "O(n)"),
)
