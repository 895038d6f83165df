"""`map` or `filter` calls a lambda for each item.

What: ``map`` or ``filter`` with a lambda, where all of it is used at once: in ``list``, ``set``,
``sum``, ``"".join`` and the like, or gone over by a loop.

Why: each item costs the call of a function. A comprehension runs the same expression without
a call.

Example::

    def doubled(values):
        return list(map(lambda value: value * 2, values))

Use instead::

    def doubled(values):
        return [value * 2 for value in values]

When it is safe: the lambda makes no function or generator that outlives the item, and nothing
in it raises StopIteration, which ``map`` takes for its end.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain, with_brackets
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_BRACKETS = {"builtins.list": ("[", "]"), "builtins.set": ("{", "}")}
_TAKES = frozenset(
    f"builtins.{name}"
    for name in (
        *("list", "set", "frozenset", "tuple", "dict", "sorted", "sum", "min", "max"),
        *("any", "all", "bytes", "bytearray"),
    )
)
_METHODS = frozenset({"join", "extend", "update", "writelines"})
_LATER = frozenset({"lambda", "generator_expression"})
_NEVER = frozenset({"await", "yield", "named_expression"})
_LOOSE = frozenset({"conditional_expression", "lambda", "named_expression"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "identifier" or function.text not in ("map", "filter"):
        return
    given = arguments(node)
    if len(given) < 2 or plain(given[0]).kind != "lambda" or named_arguments(node):
        return
    if not is_builtin(code, function, function.text):
        return
    user = _user(code, node)
    if user is None:
        return
    names = _parameters(plain(given[0]))
    iterables = given[1:]
    if names is None or len(names) != len(iterables):
        return
    if any(n.kind in _NEVER for n in plain(given[0])["body"].walk()):
        return
    if any(each.kind == "list_splat" for each in iterables):
        return
    yield Found(
        node,
        f"{function.text} calls a lambda for each item; a comprehension needs no call",
        _fix(code, node, user, names),
    )


def _user(code: Code, node: Node) -> Node | None:
    """What uses all of it at once: a call or a loop; None: it may be kept."""
    around = with_brackets(node).parent
    if around is None:
        return None
    if around.kind in ("for_statement", "for_in_clause"):
        return around if plain(around["right"]) is node else None
    call = around.parent
    if around.kind != "argument_list" or call is None or plain(around.children[0]) is not node:
        return None
    function = plain(call["function"])
    if code.qualified(function) in _TAKES:
        return call
    known = function.kind == "attribute" and function["attribute"].text in _METHODS
    return call if known and len(around.children) == 1 else None


def _parameters(made: Node) -> list[str] | None:
    """The names of a lambda's parameters; None: they are not that plain."""
    held = made.field("parameters")
    if held is None or any(child.kind != "identifier" for child in held.children):
        return None
    return [child.text for child in held.children]


def _fix(code: Code, node: Node, user: Node, names: list[str]) -> Fix | None:
    """The comprehension in its place."""
    made, *iterables = arguments(node)
    body = plain(made)["body"]
    over = _held(iterables[0]) if len(iterables) == 1 else ""
    if len(iterables) > 1:
        if code.owner(node["function"]) is not None or "zip" in code.module.bindings:
            return None
        over = f"zip({', '.join(each.text for each in iterables)})"
    clause = f"for {', '.join(names)} in {over}"
    if plain(node["function"]).text == "map":
        text = f"{body.text} {clause}"
    else:
        text = f"{names[0]} {clause} if {_held(body)}"
    whole = user.kind == "call" and len(arguments(user)) == 1 and not named_arguments(user)
    brackets = _BRACKETS.get(code.qualified(user["function"])) if whole else None
    where = user if brackets else node
    before, after = brackets or ("(", ")")
    unproved = _unproved(code, body)
    return Fix(
        "Make it a comprehension",
        (Edit(where.start, where.end, before + text + after),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=unproved,
    )


def _held(node: Node) -> str:
    return f"({node.text})" if node.kind in _LOOSE else node.text


def _unproved(code: Code, body: Node) -> tuple[str, ...]:
    found = []
    if any(n.kind in _LATER for n in body.walk()):
        found.append("that what the lambda makes does not outlive the item")
    calls = [code.qualified(n["function"]) for n in body.walk() if n.kind == "call"]
    if any(not c.startswith("builtins.") or c == "builtins.next" for c in calls):
        found.append("that nothing in it raises StopIteration")
    return tuple(found)


RULE = Rule(
    "GL308",
    "map-with-lambda",
    ("call",),
    _check,
    Example(
        slow="def f(values):\n    return list(map(lambda value: value * 2, values))\n",
        fast="def f(values):\n    return [value * 2 for value in values]\n",
        call="(list(range(5000)),)",
        size="5,000 items",
    ),
    called=frozenset({"map", "filter"}),
)
