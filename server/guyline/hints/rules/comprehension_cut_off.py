"""A whole list is computed, and only its first items are kept.

What: ``[f(x) for x in xs if ...][:3]``, and ``list(map(...))[:n]``.

Why: all items are computed, and most of them thrown away. ``islice`` stops once it has enough;
where there is no condition, the items can be cut off before.

Example::

    def names(users):
        return [user.name.title() for user in users][:10]

Use instead::

    from itertools import islice

    def names(users):
        return list(islice((user.name.title() for user in users), 10))

When it is safe: computing the others is not wanted for what it does, and can't fail.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments
from guyline.hints.evaluation import acts, binds_or_waits
from guyline.hints.pattern import plain
from guyline.hints.predicates import means_builtin
from guyline.hints.rounds import has_few, is_stored
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_LAZY = frozenset({"builtins.map", "builtins.filter"})
_COUNTS = frozenset({"integer", "identifier", "attribute"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    index = node.fields("subscript")
    if len(index) != 1 or index[0].kind != "slice" or is_stored(node) or is_test(code):
        return
    cut = index[0]
    if len(cut.children) != 1 or cut.text.replace(" ", "") != f":{cut.children[0].text}":
        return
    if cut.children[0].kind not in _COUNTS or (lazy := _lazy(code, plain(node["value"]))) is None:
        return
    yield Found(
        node,
        f"all items are computed, and all but the first {cut.children[0].text} thrown away; "
        "itertools.islice stops there",
        _fix(code, node, lazy, cut.children[0].text),
    )


def _lazy(code: Code, made: Node) -> str | None:
    """The same as what makes a list, without making it; None: it is something else."""
    if made.kind == "list_comprehension":
        clause = next((each for each in made.children if each.kind == "for_in_clause"), None)
        over = clause.field("right") if clause is not None else None
        if over is None or has_few(code, over) or binds_or_waits(made) or acts(code, made):
            return None
        return f"({made.text[1:-1].strip()})"
    given = arguments(made) if made.kind == "call" else []
    if len(given) != 1 or code.qualified(made["function"]) != "builtins.list":
        return None
    inner = plain(given[0])
    if inner.kind == "generator_expression":
        return None if acts(code, inner) or binds_or_waits(inner) else inner.text
    if inner.kind != "call" or code.qualified(inner["function"]) not in _LAZY:
        return None
    return None if acts(code, inner) else inner.text


def _fix(code: Code, node: Node, lazy: str, count: str) -> Fix | None:
    if not means_builtin(code, node, "list") or code.scope_of(node).owner("islice") not in (
        None,
        code.module,
    ):
        return None
    unproved = ["that computing the others is not wanted, and does not fail"]
    if not count.isdigit():
        unproved.append(f"that {count} is not negative")
    return Fix(
        "Stop when there are enough",
        (Edit(node.start, node.end, f"list(islice({lazy}, {count}))"),),
        (("itertools", "islice"),),
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL155",
    "comprehension-cut-off",
    ("subscript",),
    _check,
    Example(
        slow="def f(words):\n    return [word.title() for word in words][:10]\n",
        fast=(
            "from itertools import islice\n"
            "def f(words):\n"
            "    return list(islice((word.title() for word in words), 10))\n"
        ),
        call="([str(i) for i in range(10000)],)",
        size="10 of 10,000 words",
    ),
    growth=("O(n)", "O(1)"),
)
