"""`sum` over lists copies the result once for each of them.

What: ``sum(lists, [])`` or ``sum(tuples, ())``.

Why: each ``+`` makes a new list of all that came before. With n lists of k items that is
n²·k/2 items copied.

Example::

    def flatten(lists):
        return sum(lists, [])

Use instead::

    from itertools import chain

    def flatten(lists):
        return list(chain.from_iterable(lists))

When it is safe: the parts are lists (tuples), and not of a class with an ``__add__`` of its
own. ``chain`` would take parts of any other kind that ``+`` refuses.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import item_of
from guyline.hints.pattern import called, matches
from guyline.hints.predicates import is_builtin
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_FORMS = {
    "sum($parts, [])": "list",
    "sum($parts, start=[])": "list",
    "sum($parts, list())": "list",
    "sum($parts, start=list())": "list",
    "sum($parts, ())": "tuple",
    "sum($parts, start=())": "tuple",
    "sum($parts, tuple())": "tuple",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    for form, made in _FORMS.items():
        holes = matches(form, node)
        if holes is None or not is_builtin(code, node["function"], "sum"):
            continue
        parts = holes["parts"]
        assert isinstance(parts, Node)  # noqa: S101 - a hole for one expression
        items = item_of(code, parts)
        known = items is not None and items.name == made
        fix = Fix(
            f"Join the {made}s with itertools.chain",
            (Edit(node.start, node.end, f"{made}(chain.from_iterable({parts.text}))"),),
            (("itertools", "chain"),),
            Safety.PROVED if known else Safety.OPEN,
            () if known else (f"that all parts are {made}s",),
        )
        yield Found(
            node,
            f"sum copies all that came before for each {made}: O(n²); "
            f"{made}(chain.from_iterable(...)) is O(n)",
            fix,
            sizes=(parts,),
        )
        return


RULE = Rule(
    "GL107",
    "sum-of-lists",
    ("call",),
    _check,
    Example(
        slow="def f(parts):\n    return sum(parts, [])\n",
        fast=(
            "from itertools import chain\n"
            "def f(parts):\n    return list(chain.from_iterable(parts))\n"
        ),
        call="([[i] * 5 for i in range(3000)],)",
        size="3,000 lists of 5",
    ),
    growth=("O(n²)", "O(n)"),
    called=called(*_FORMS),
)
