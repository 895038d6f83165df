"""A list of numbers is made an array, only to be reduced to one.

What: ``np.max([a, b])``, ``np.sum([...])``, ``np.mean(xs)`` and ``np.prod`` in a loop, of a list
whose items are Python's own numbers.

Why: each number is taken out of its object and put into an array, which is thrown away: more work
than the reduction. ``sum``, ``max`` and ``min`` take the list as it is.

Example::

    import numpy as np

    def longest(rows):
        return [np.max([len(word) for word in row]) for row in rows]

Use instead::

    def longest(rows):
        return [max([len(word) for word in row]) for row in rows]

When it is safe: the result need not be numpy's own number; of no items ``np.sum`` gives ``0.0``,
and ``np.mean`` NaN. NaN is found wherever it stands by numpy only.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.loops import depends_on
from guyline.hints.pattern import called, plain
from guyline.hints.predicates import means_builtin
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.vectors import holds_numbers
from guyline.syntax import Node

_REDUCTIONS = {
    "numpy.max": "max",
    "numpy.min": "min",
    "numpy.amax": "max",
    "numpy.amin": "min",
    "numpy.sum": "sum",
    "numpy.prod": "math.prod",
    "numpy.mean": "statistics.fmean, or sum by len",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    name, given = code.qualified(node["function"]), arguments(node)
    if name not in _REDUCTIONS or len(given) != 1 or named_arguments(node):
        return
    if not holds_numbers(code, given[0]) or is_test(code):
        return
    loops = repeating(code, node)
    if not any(depends_on(code, node, loop) for loop in loops):
        return
    helps = _REDUCTIONS[name]
    yield Found(
        node,
        f"{node['function'].text} makes an array of a list of numbers, only to reduce it; "
        f"{helps} takes the list as it is",
        _fix(code, node, given[0], helps),
        ((loops[0], "the loop"),),
    )


def _fix(code: Code, node: Node, items: Node, name: str) -> Fix | None:
    """Call the builtin."""
    if name not in ("max", "min", "sum") or not means_builtin(code, node, name):
        return None
    items = plain(items)
    function = node["function"]
    return Fix(
        f"Call {name}",
        (Edit(function.start, function.end, name),),
        unproved=(f"that {items.text} holds no NaN, and a plain number will do",),
    )


RULE = Rule(
    "GL615",
    "numpy-reduces-a-list",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(rows):\n    return [int(np.max([len(word) for word in row])) for row in rows]\n"
        ),
        fast="def f(rows):\n    return [max([len(word) for word in row]) for row in rows]\n",
        call="([['a' * (i % 7), 'bb', 'c'] for i in range(2000)],)",
        size="2,000 lists of 3",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=called(*_REDUCTIONS),
)
