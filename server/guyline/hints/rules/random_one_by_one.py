"""Items are drawn at random one by one.

What: ``[random.choice(items) for _ in range(n)]``, ``random.randint(a, b)`` n times, or a loop that
appends one of them each time round.

Why: each call goes through two or three functions in Python, and draws bits until they fit.
``random.choices`` draws n items in one call.

Example::

    import random

    def draw(items, n):
        return [random.choice(items) for _ in range(n)]

Use instead::

    import random

    def draw(items, n):
        return random.choices(items, k=n)

When it is safe: nobody counts on what a seed gives: the same one gives other items.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, last_names, named_arguments, region_of
from guyline.hints.loops import is_constant_in, names_in
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.resources import is_test
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.shapes import only_statement
from guyline.syntax import Node

_DRAWS = frozenset({"random.choice", "random.randint", "random.randrange"})
_HELD = frozenset({"list_comprehension", "generator_expression"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    called = code.called(node)
    if called not in _DRAWS or named_arguments(node) or is_test(code.function_of(node)):
        return
    loop = next(iter(repeating(code, node)), None)
    given = arguments(node)
    if loop is None or not given or not _counts(code, loop):
        return
    if not all(is_constant_in(code, each, loop) for each in given):
        return
    region = region_of(loop)
    if not _is_all(node, loop, region):
        return
    yield Found(
        node,
        f"{called} goes through several Python functions for each item; "
        "random.choices draws all of them in one call",
        _fix(node, loop, region, given),
        ((loop, "the loop"),),
    )


def _counts(code: Code, loop: Node) -> bool:
    """Whether a loop goes round a number of times, and does not say which round it is."""
    if loop.kind == "while_statement" or not code.calls(loop["right"], "builtins.range"):
        return False
    return len(arguments(plain(loop["right"]))) == 1


def _is_all(node: Node, loop: Node, region: Node) -> bool:
    """Whether a draw is all that a round does: an element, or what is appended."""
    if loop.kind == "for_in_clause":
        clauses = [each for each in region.children if each.kind.endswith("_clause")]
        return region.kind in _HELD and plain(region["body"]) is node and len(clauses) == 1
    only = only_statement(loop.field("body"))
    if only is None or names_in(loop["left"]) & names_in(only):
        return False
    if only.kind == "augmented_assignment":
        return plain(only["right"]) is node and only.operators == ["+="]
    appends = only.kind == "call" and plain(only["function"]).kind == "attribute"
    return (
        appends
        and plain(only["function"])["attribute"].text == "append"
        and arguments(only) == [node]
    )


def _fix(node: Node, loop: Node, region: Node, given: list[Node]) -> Fix | None:
    """Draw all with choices in place of a comprehension."""
    function = plain(node["function"])
    if loop.kind != "for_in_clause" or function.kind != "attribute":
        return None
    if region.kind == "generator_expression" and not _is_joined(region):
        return None
    among, count = _among(node, given), arguments(plain(loop["right"]))[0]
    if among is None:
        return None
    text = f"{function['object'].text}.choices({among}, k={count.text})"
    bare = region.parent is not None and region.parent.kind == "call"
    return Fix(
        "Draw all with random.choices",
        (Edit(region.start, region.end, f"({text})" if bare else text),),
        unproved=("that nobody counts on what a seed gives",),
    )


def _is_joined(region: Node) -> bool:
    call = region.parent
    function = call.field("function") if call is not None and call.kind == "call" else None
    return function is not None and function.text.endswith(".join")


def _among(node: Node, given: list[Node]) -> str | None:
    """What is drawn from, as source."""
    match node["function"].text.rpartition(".")[2], given:
        case "choice", [items]:
            return items.text
        case "randrange", _ if len(given) <= 3:
            return f"range({', '.join(each.text for each in given)})"
        case "randint", [low, high]:
            last = str(int(high.text) + 1) if high.kind == "integer" else f"{high.text} + 1"
            return f"range({low.text}, {last})"
    return None


RULE = Rule(
    "GL516",
    "random-one-by-one",
    ("call",),
    _check,
    Example(
        slow=(
            "import random\n"
            "def f(items, n):\n"
            "    return len([random.choice(items) for _ in range(n)])\n"
        ),
        fast="import random\ndef f(items, n):\n    return len(random.choices(items, k=n))\n",
        call="(list(range(500)), 5000)",
        size="5,000 of 500",
    ),
    called=last_names(*_DRAWS),
)
