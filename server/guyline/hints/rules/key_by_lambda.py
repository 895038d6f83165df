"""`min` or `max` calls a lambda for each item, which only takes a part of it.

What: ``max(pairs, key=lambda pair: pair[1])``, ``min(files, key=lambda file: file.size)``,
``max(table, key=lambda key: table[key])``, ``key=lambda word: len(word)``.

Why: the call of a Python function costs more than the comparison. ``itemgetter``,
``attrgetter``, ``table.get`` and ``len`` are called without one. (Sorting compares so much
more often that it hardly matters there.)

Example::

    def largest(pairs):
        return max(pairs, key=lambda pair: pair[1])

Use instead::

    from operator import itemgetter

    def largest(pairs):
        return max(pairs, key=itemgetter(1))

When it is safe: always; for ``table.get``, where ``table`` is a dict.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_done_often
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_CONSTANTS = frozenset({"integer", "string"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function, given = plain(node["function"]), arguments(node)
    if function.text not in ("min", "max") or len(given) != 1:
        return
    key = named_arguments(node).get("key")
    if key is None or (key := plain(key)).kind != "lambda":
        return
    if not code.qualified(function).startswith("builtins.") or is_test(code):
        return
    if has_few(code, given[0]) or not is_done_often(code, node, given[0]):
        return
    fix = _fix(code, key, given[0])
    if fix is None:
        return
    yield Found(
        key,
        f"{function.text} calls a lambda for each item; {fix.edits[0].text} is called in C",
        fix,
    )


def _fix(code: Code, key: Node, items: Node) -> Fix | None:
    """What does the same as the lambda, in C; None: nothing does."""
    parameters = key.field("parameters")
    if parameters is None or [each.kind for each in parameters.children] != ["identifier"]:
        return None
    name, body = parameters.children[0].text, plain(key["body"])

    def made(text: str, *imports: tuple[str, str], unproved: str = "") -> Fix:
        return Fix(
            f"Use {text}",
            (Edit(key.start, key.end, text),),
            imports,
            Safety.OPEN if unproved else Safety.PROVED,
            (unproved,) if unproved else (),
        )

    match body.kind:
        case "subscript":
            of, index = plain(body["value"]), body.fields("subscript")
            if len(index) != 1:
                return None
            if of.text == name and index[0].kind in _CONSTANTS:
                return made(f"itemgetter({index[0].text})", ("operator", "itemgetter"))
            if index[0].text == name and of.kind == "identifier" and of.text == items.text:
                known = kind_of(code, of) == "dict"
                return made(f"{of.text}.get", unproved="" if known else f"that {of.text} is a dict")
        case "attribute" if body["object"].text == name:
            return made(f'attrgetter("{body["attribute"].text}")', ("operator", "attrgetter"))
        case "call":
            called = plain(body["function"])
            inner = arguments(body)
            plainly = len(inner) == 1 and inner[0].text == name and not named_arguments(body)
            if plainly and code.qualified(called).startswith("builtins."):
                return made(called.text)
    return None


RULE = Rule(
    "GL154",
    "key-by-lambda",
    ("call",),
    _check,
    Example(
        slow="def f(pairs):\n    return max(pairs, key=lambda pair: pair[1])\n",
        fast=(
            "from operator import itemgetter\n"
            "def f(pairs):\n"
            "    return max(pairs, key=itemgetter(1))\n"
        ),
        call="([(i, i * 7919 % 10007) for i in range(10000)],)",
        size="10,000 pairs",
    ),
    called=frozenset({"min", "max"}),
)
