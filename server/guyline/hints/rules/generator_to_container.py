"""A generator, or a list, is made to build a list, a set or a dict of it.

What: ``list(f(x) for x in xs)``, ``set(f(x) for x in xs)``, ``dict((k, v) for ...)``,
``dict([(k, v) for ...])``.

Why: for each item the generator is resumed and left again, and a dict unpacks a tuple. A
comprehension puts the items in itself.

Example::

    def lengths(words):
        return dict((word, len(word)) for word in words)

Use instead::

    def lengths(words):
        return {word: len(word) for word in words}

When it is safe: always, where the names are those of the builtins.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.evaluation import binds_or_waits
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_builtin, is_done_often
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_BRACKETS = {"list": ("[", "]"), "set": ("{", "}"), "dict": ("{", "}")}


def _check(code: Code, node: Node) -> Iterator[Found]:
    function, given = plain(node["function"]), arguments(node)
    if function.text not in _BRACKETS or len(given) != 1 or named_arguments(node):
        return
    made, name = plain(given[0]), function.text
    takes = ("generator_expression", "list_comprehension")[: 2 if name == "dict" else 1]
    if made.kind not in takes or not is_builtin(code, function, name) or is_test(code):
        return
    clause = next((each for each in made.children if each.kind == "for_in_clause"), None)
    over = clause.field("right") if clause is not None else None
    if over is None or has_few(code, over) or not is_done_often(code, node, over):
        return
    body = plain(made["body"])
    if binds_or_waits(made) or (name == "dict" and not _is_pair(body)):
        return
    what = "generator" if made.kind == "generator_expression" else "list"
    yield Found(
        node,
        f"a {what} is made and gone over to build the {name}; a comprehension builds it at once",
        _fix(code, node, made, name),
    )


def _is_pair(body: Node) -> bool:
    parts = body.children if body.kind in ("tuple", "list") else []
    return len(parts) == 2 and all(not each.kind.endswith("_splat") for each in parts)


def _fix(code: Code, node: Node, made: Node, name: str) -> Fix:
    """The comprehension in place of the call."""
    begin, end = _BRACKETS[name]
    body = made["body"]
    text = body.text
    if name == "dict":
        key, value = plain(body).children
        text = f"{key.text}: {value.text}"
    last = made.children[-1].end
    rest = code.text[body.end : last]
    return Fix(
        f"Make it a {name} comprehension",
        (Edit(node.start, node.end, f"{begin}{text}{rest}{end}"),),
        safety=Safety.PROVED,
    )


RULE = Rule(
    "GL150",
    "generator-to-container",
    ("call",),
    _check,
    Example(
        slow="def f(xs):\n    return dict((x, x + 1) for x in xs)\n",
        fast="def f(xs):\n    return {x: x + 1 for x in xs}\n",
        call="(list(range(10000)),)",
        size="10,000 items",
    ),
    called=frozenset(_BRACKETS),
)
