"""A function is made anew each time round a loop.

What: ``def`` or ``name = lambda ...`` in a loop, of a function that uses nothing of the loop
and is only called there.

Why: each round makes a function object, which costs more than a short function takes to run.
Defined before the loop it is made once.

Example::

    def squares(values):
        found = []
        for value in values:
            def square(x):
                return x * x
            found.append(square(value))
        return found

Use instead::

    def squares(values):
        found = []
        def square(x):
            return x * x
        for value in values:
            found.append(square(value))
        return found

When it is safe: the function reads no name that the loop binds, has no defaults, and nobody
keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code, region_of
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.scopes import Scope
from guyline.syntax import Node

_LONG = frozenset(
    {"for_statement", "while_statement", "list_comprehension", "generator_expression", "await"}
    | {"set_comprehension", "dictionary_comprehension", "try_statement", "with_statement", "yield"}
)
_MOST = 2
"""Statements of a function that takes no longer than making it."""


_SMALL = 40
"""Nodes of a loop's body, up to which making a function is a good part of it."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    made = node if node.kind == "function_definition" else plain(node["right"])
    name = node.field("name") if made is node else node.field("left")
    if (
        name is None
        or name.kind != "identifier"
        or made.kind not in ("function_definition", "lambda")
    ):
        return
    statement = node if made is node else node.parent
    if statement is None or statement.parent is None or statement.parent.kind != "block":
        return
    loops = [each for each in repeating(code, node) if each.kind in LOOPS]
    if not loops or statement.parent is not loops[0].field("body") or not _is_brief(made):
        return
    if sum(1 for _ in statement.parent.walk()) - sum(1 for _ in made.walk()) > _SMALL:
        return
    loop = loops[0]
    if _captures(code, code.scope_made_by(made), region_of(loop)):
        return
    if not _is_only_called(code, name, loop, made):
        return
    yield Found(
        name,
        f"{name.text} is made anew each time round the loop, though it uses nothing of it; "
        "defined before the loop it is made once",
        None,
        ((loop, "the loop"),),
    )


def _is_brief(made: Node) -> bool:
    """Whether making a function takes about as long as to run it."""
    parameters = made.field("parameters")
    if parameters is not None and any(c.kind != "identifier" for c in parameters.children):
        return False
    body = made["body"]
    statements = body.children if body.kind == "block" else [body]
    return len(statements) <= _MOST and not any(n.kind in _LONG for n in body.walk())


def _captures(code: Code, scope: Scope, region: Node) -> bool:
    """Whether a function reads a name that a region binds, or binds one of another scope."""
    if scope.outer:
        return True
    for name in scope.reads:
        owner = scope.owner(name)
        if owner is None or owner is scope:
            continue
        if any(region.holds(each.node) for each in owner.bindings[name]):
            return True
    return any(_captures(code, inner, region) for inner in scope.inner)


def _is_only_called(code: Code, name: Node, loop: Node, made: Node) -> bool:
    owner = code.scope_of(name)
    if len(owner.bindings.get(name.text, [])) != 1:
        return False
    reads = [each for each in owner.reads_of(name.text) if not made.holds(each)]
    called = [
        each.parent is not None
        and each.parent.kind == "call"
        and each.parent.field("function") is each
        and loop.holds(each)
        for each in reads
    ]
    return bool(called) and all(called)


RULE = Rule(
    "GL319",
    "function-made-in-loop",
    ("function_definition", "assignment"),
    _check,
    Example(
        slow=(
            "def f(xs):\n"
            "    found = []\n"
            "    for x in xs:\n"
            "        def square(y):\n"
            "            return y * y\n"
            "        found.append(square(x))\n"
            "    return found\n"
        ),
        fast=(
            "def f(xs):\n"
            "    found = []\n"
            "    def square(y):\n"
            "        return y * y\n"
            "    for x in xs:\n"
            "        found.append(square(x))\n"
            "    return found\n"
        ),
        call="(list(range(10000)),)",
        size="10,000 rounds",
    ),
)
