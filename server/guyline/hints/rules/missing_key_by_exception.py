"""Keys that are missing raise an exception each, in a loop, only to take something else.

What: ``try: x = table[key]`` and ``except KeyError: x = 0`` in a loop: the same statement
twice, once with what stands for the missing.

Why: raising and catching costs as much as seven to nine lookups. ``table.get(key, 0)`` costs
the same whether the key is there or not; where one in ten is missing, it is the faster one.

Example::

    def points(table, names):
        found = []
        for name in names:
            try:
                found.append(table[name])
            except KeyError:
                found.append(0)
        return found

Use instead::

    def points(table, names):
        found = []
        for name in names:
            found.append(table.get(name, 0))
        return found

When it is safe: it is a dict without ``__missing__`` (``defaultdict`` has one), and nothing
else in the statement raises KeyError.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.hints.shapes import only_statement
from guyline.syntax import Node

_DEFAULTS = frozenset(
    {"integer", "float", "string", "true", "false", "none"} | {"identifier", "attribute"}
)
_STATEMENTS = frozenset({"assignment", "call"})
_NOT = frozenset({"list", "tuple", "str", "bytes", "collections.defaultdict", "range"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    clauses = node.children[1:]
    if len(clauses) != 1 or clauses[0].kind != "except_clause" or len(clauses[0].children) != 2:
        return
    caught, handled = clauses[0].children
    if caught.text != "KeyError":
        return
    tried, instead = only_statement(node["body"]), only_statement(handled)
    if tried is None or instead is None or tried.kind not in _STATEMENTS:
        return
    pair = _differing(tried, instead)
    if pair is None:
        return
    looked, default = pair
    if looked.kind != "subscript" or len(looked.fields("subscript")) != 1:
        return
    empty = default.kind in ("list", "dictionary", "tuple") and not default.children
    if default.kind not in _DEFAULTS and not empty:
        return
    table, key = plain(looked["value"]), looked.fields("subscript")[0]
    if kind_of(code, table) in _NOT or not repeating(code, node) or key.kind == "slice":
        return
    if any(each.kind in ("call", "subscript", "await") for each in (*table.walk(), *key.walk())):
        return
    yield Found(
        tried,
        "each key that is missing raises an exception, which costs as much as seven lookups; "
        f"{table.text}.get({key.text}, {default.text}) costs the same either way",
        _fix(code, node, tried, looked, f"{table.text}.get({key.text}, {default.text})"),
    )


def _differing(one: Node, other: Node) -> tuple[Node, Node] | None:
    """The one place where two statements differ; None: there are more."""
    one, other = plain(one), plain(other)
    if one.text == other.text:
        return None
    same = one.kind == other.kind and len(one.children) == len(other.children)
    if one.kind == "subscript" or not same or not one.children:
        return one, other
    pairs = [(a, b) for a, b in zip(one.children, other.children, strict=True) if a.text != b.text]
    return _differing(*pairs[0]) if len(pairs) == 1 and one.operators == other.operators else None


def _fix(code: Code, node: Node, tried: Node, looked: Node, text: str) -> Fix | None:
    """Ask ``get``."""
    line = code.text[tried.start : looked.start] + text + code.text[looked.end : tried.end]
    edit = replace(code, node, node, line)
    if edit is None:
        return None
    unproved = []
    if kind_of(code, looked["value"]) != "dict":
        unproved.append(f"that {looked['value'].text} is a dict")
    if any(each.kind == "call" for each in tried.walk()):
        unproved.append("that nothing else raises KeyError")
    return Fix(
        "Ask get",
        (edit,),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL311",
    "missing-key-by-exception",
    ("try_statement",),
    _check,
    Example(
        slow=(
            "def f(table, keys):\n"
            "    total = 0\n"
            "    for key in keys:\n"
            "        try:\n"
            "            x = table[key]\n"
            "        except KeyError:\n"
            "            x = 0\n"
            "        total += x\n"
            "    return total\n"
        ),
        fast=(
            "def f(table, keys):\n"
            "    total = 0\n"
            "    for key in keys:\n"
            "        x = table.get(key, 0)\n"
            "        total += x\n"
            "    return total\n"
        ),
        call="({i: i for i in range(5000)}, list(range(10000)))",
        size="10,000 keys, half of them missing",
    ),
)
