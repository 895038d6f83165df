"""A comprehension copies items one by one.

What: ``[x for x in xs]``, ``{x for x in xs}``, ``{k: v for k, v in table.items()}``, which
leave each item as it is.

Why: each item costs a round of the comprehension. ``list``, ``set`` and ``dict`` copy in C.

Example::

    def snapshot(table):
        return {key: value for key, value in table.items()}

Use instead::

    def snapshot(table):
        return dict(table.items())

When it is safe: always, where the names are those of the builtins.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import SELVES, Code
from guyline.hints.comprehensions import Single, single
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, node_in
from guyline.hints.predicates import is_done_often, means_builtin
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_MADE = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "dictionary_comprehension": "dict",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    made = single(node)
    if made is None or made.tests or has_few(code, made.over):
        return
    if (
        made.over.text in SELVES  # list asks for their size, which may be what is being defined
        or not _is_same(made)
        or is_test(code)
        or not is_done_often(code, node, made.over)
    ):
        return
    name = _MADE[node.kind]
    text = _given(code, made, name)
    if text is None:
        return
    yield Found(
        node,
        f"items are copied one by one in Python; {name}(...) copies them in C",
        Fix(
            f"Copy with {name}",
            (Edit(node.start, node.end, f"{name}({text})"),),
            safety=Safety.PROVED,
        )
        if means_builtin(code, node, name)
        else None,
    )


def _is_same(made: Single) -> bool:
    """Whether what is computed for an item is the item."""
    if made.body.kind != "pair":
        return made.target.kind == "identifier" and alike(made.body, made.target)
    names = made.target.children if made.target.kind in ("pattern_list", "tuple_pattern") else []
    if [each.kind for each in names] != ["identifier", "identifier"]:
        return False
    return [each.text for each in names] == [made.body["key"].text, made.body["value"].text]


def _given(code: Code, made: Single, name: str) -> str | None:
    """The argument of what copies; None: pairs of something else, of which it would gain little."""
    if name != "dict":
        return made.over.text
    held = matches("$table.items()", made.over)
    if held is not None:
        known = kind_of(code, node_in(held, "table")) == "dict"
        return node_in(held, "table").text if known else made.over.text
    return None


RULE = Rule(
    "GL156",
    "copy-by-comprehension",
    ("list_comprehension", "set_comprehension", "dictionary_comprehension"),
    _check,
    Example(
        slow="def f(xs):\n    return [x for x in xs]\n",
        fast="def f(xs):\n    return list(xs)\n",
        call="(list(range(10000)),)",
        size="10,000 items",
    ),
)
