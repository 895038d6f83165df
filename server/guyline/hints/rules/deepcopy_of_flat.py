"""`deepcopy` walks over a container that holds nothing to copy.

What: ``copy.deepcopy`` of a list, dict or set whose items are text, numbers or truth values.

Why: each item is looked up in a table of what was copied already, to be given back as it is.
The container's own ``copy`` gives the same.

Example::

    import copy

    def snapshot(names: list[str]):
        return copy.deepcopy(names)

Use instead::

    def snapshot(names: list[str]):
        return names.copy()

When it is safe: the container is of the builtin type itself, and its items can't change.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import type_of
from guyline.hints.known import Type
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_FIXED = frozenset({"str", "bytes", "int", "float", "bool"})
_CONTAINERS = frozenset({"list", "dict", "set"})
_FEW = 4
"""Items that are written out, which take no time to copy."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    given = arguments(node)
    if len(given) != 1 or named_arguments(node):
        return
    if code.qualified(node["function"]) != "copy.deepcopy":
        return
    copied = plain(given[0])
    found = type_of(code, copied)
    if found is None or not _is_flat(found) or _is_small(code, copied):
        return
    yield Found(
        node,
        f"deepcopy looks at each item of a {found.name} that holds nothing to copy; "
        f"its own copy() gives the same",
        _fix(node, copied),
    )


def _is_flat(found: Type) -> bool:
    items = [found.item, found.value] if found.name == "dict" else [found.item]
    return found.name in _CONTAINERS and all(
        each is not None and each.name in _FIXED for each in items
    )


def _is_small(code: Code, copied: Node) -> bool:
    made = code.value_of(copied)
    written = made.kind in ("list", "set", "dictionary")
    return written and 0 < len(made.children) <= _FEW


def _fix(node: Node, copied: Node) -> Fix:
    """Its own copy."""
    chain = copied.kind in ("identifier", "attribute", "subscript", "call")
    text = copied.text if chain else f"({copied.text})"
    return Fix(
        "Copy it by its own copy()",
        (Edit(node.start, node.end, f"{text}.copy()"),),
        safety=Safety.PROVED,
    )


RULE = Rule(
    "GL323",
    "deepcopy-of-flat",
    ("call",),
    _check,
    Example(
        slow="import copy\ndef f(names):\n    return copy.deepcopy(names)\n",
        fast="def f(names):\n    return names.copy()\n",
        call="([f'name {i}' for i in range(5000)],)",
        size="5,000 names",
    ),
    called=frozenset({"deepcopy"}),
)
