"""The keys of a mapping are taken out of it only to look for one.

What: ``key in table.keys()``, and ``key in list(table.keys())`` or ``list(table)`` of a dict;
``set``, ``tuple`` and ``sorted`` likewise.

Why: ``keys()`` makes a view for each test. ``list`` copies all keys and then looks at them one
by one, where the dict finds the key at once.

Example::

    def known(table, words):
        return [word for word in words if word in list(table.keys())]

Use instead::

    def known(table, words):
        return [word for word in words if word in table]

When it is safe: it is a dict. Other classes with ``keys`` may mean something else by ``in``,
as the rows of sqlite3 do. What can't be hashed is not in a list of keys, and an error in a
dict.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, name_of_call, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.mappings import DICTS, is_of_library
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import is_hashable
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_COPIES = frozenset(f"builtins.{name}" for name in ("list", "set", "frozenset", "tuple", "sorted"))
_SELVES = frozenset({"self", "cls", "super()"})
_OTHER = ("row", "record", "columns", "frame")
"""In names of what is seldom a mapping: rows and tables of databases."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    if len(node.children) != 2 or node.operators[0] not in ("in", "not in"):
        return
    keys = plain(node.children[1])
    if keys.kind != "call" or _is_asserted(node):
        return
    copied = code.qualified(keys["function"]) in _COPIES
    given = arguments(keys)
    inner = plain(given[0]) if copied and len(given) == 1 and not named_arguments(keys) else keys
    if copied and inner is keys:
        return
    held = matches("$table.keys()", inner)
    table = held["table"] if held is not None else inner
    assert isinstance(table, Node)  # noqa: S101 - a hole for one expression
    kind = kind_of(code, table)
    if kind not in DICTS and (held is None or kind or not _may_be_dict(code, table)):
        return
    if kind not in DICTS and _may_be_none(code, node.children[0]):
        return  # a mapping of its own may have no answer to that
    yield Found(
        node,
        "all keys are copied and searched one by one: O(n); the dict itself finds one in O(1)"
        if copied
        else "keys() makes a view for this test alone; the dict itself says what is in it",
        _fix(code, node, keys, table),
    )


def _is_asserted(node: Node) -> bool:
    """Whether it is what a test is about: ``assert``, or a function that is called like it."""
    return any(
        each.kind == "assert_statement"
        or (each.kind == "call" and name_of_call(each).lower().startswith("assert"))
        for each in node.above()
    )


def _may_be_dict(code: Code, table: Node) -> bool:
    """Whether something with ``keys`` is likely to be a mapping like any other."""
    if table.text in _SELVES or table.kind == "await" or is_of_library(code, table):
        return False
    if "__contains__" in _functions_around(code, table):
        return False
    last = table.text.rpartition(".")[2].lower()
    return not any(word in last for word in _OTHER)


def _may_be_none(code: Code, key: Node) -> bool:
    """Whether what is looked for is None on one of two ways, as it is written."""
    value = code.value_of(key)
    return value.kind == "conditional_expression" and any(
        plain(each).kind == "none" for each in value.children
    )


def _functions_around(code: Code, node: Node) -> set[str]:
    held = [n for n in node.above() if n.kind == "function_definition"]
    return {n["name"].text for n in held}


def _fix(code: Code, node: Node, keys: Node, table: Node) -> Fix:
    """Ask the dict itself."""
    unproved = []
    if kind_of(code, table) not in DICTS:
        unproved.append(f"that {table.text} is a dict")
    if code.qualified(keys["function"]) in _COPIES and not is_hashable(code, node.children[0]):
        unproved.append(f"that {node.children[0].text} can be hashed")
    return Fix(
        f"Look into {table.text} itself",
        (Edit(node.children[1].start, node.children[1].end, table.text),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL315",
    "membership-in-keys",
    ("comparison_operator",),
    _check,
    Example(
        slow="def f(table, words):\n    return [word in table.keys() for word in words]\n",
        fast="def f(table, words):\n    return [word in table for word in words]\n",
        call="(dict.fromkeys(range(5000)), list(range(5000)))",
        size="5,000 tests",
    ),
)
