"""A function for arrays is called with one number, again and again.

What: ``np.sqrt(x)``, ``np.exp``, ``np.floor``, ``np.clip(x, 0, 1)``, ``np.maximum(x, 0)`` and their
like in a loop, where ``x`` is one of Python's own numbers.

Why: numpy makes an array of the number, looks for the loop that fits, and makes an object of the
result. ``math`` and the builtins take the number as it is.

Example::

    import numpy as np

    def norms(n):
        return [1 / np.sqrt(i + 1) for i in range(n)]

Use instead::

    import math

    def norms(n):
        return [1 / math.sqrt(i + 1) for i in range(n)]

When it is safe: the number is in the function's range: ``math.sqrt(-1)`` and ``math.exp(1000)``
raise, where numpy warns and goes on. The result is a float, no ``np.float64``. With an array of
all the numbers, no loop is needed at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.loops import depends_on
from guyline.hints.pattern import called
from guyline.hints.predicates import means_builtin
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.vectors import is_number
from guyline.syntax import Node

_SAME = "sqrt exp log log2 log10 log1p expm1 sin cos tan sinh cosh tanh floor ceil isnan isinf"
_MATH = {
    **{f"numpy.{name}": f"math.{name}" for name in (*_SAME.split(), "hypot", "isfinite")},
    "numpy.arctan2": "math.atan2",
    "numpy.arctan": "math.atan",
    "numpy.arcsin": "math.asin",
    "numpy.arccos": "math.acos",
    "numpy.deg2rad": "math.radians",
    "numpy.rad2deg": "math.degrees",
    "numpy.radians": "math.radians",
    "numpy.degrees": "math.degrees",
    "numpy.maximum": "max",
    "numpy.minimum": "min",
    "numpy.abs": "abs",
    "numpy.absolute": "abs",
    "numpy.fabs": "math.fabs",
    "numpy.clip": "",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    name = code.qualified(node["function"])
    if name not in _MATH:
        return
    given = arguments(node)
    if not given or named_arguments(node) or not all(is_number(code, each) for each in given):
        return
    loops = repeating(code, node)
    if not any(depends_on(code, node, loop) for loop in loops) or is_test(code):
        return
    helps = _MATH[name] or "min and max"
    yield Found(
        node,
        f"{node['function'].text} makes an array of one number each time round the loop; "
        f"{helps} takes the number as it is",
        _fix(code, node, given, _MATH[name]),
        ((loops[0], "the loop"),),
    )


def _fix(code: Code, node: Node, given: list[Node], name: str) -> Fix | None:
    """Call the function of one number."""
    function = node["function"]
    builtin = "." not in name
    if not name or (builtin and not means_builtin(code, node, name)):
        return None
    if name in ("max", "min") and len(given) != 2:
        return None
    numbers = " and ".join(each.text for each in given)
    return Fix(
        f"Call {name}",
        (Edit(function.start, function.end, name),),
        (("math", ""),) if name.startswith("math.") else (),
        unproved=(f"that {numbers} is where {name} does not raise, and a plain number will do",),
    )


RULE = Rule(
    "GL614",
    "numpy-of-a-number",
    ("call",),
    _check,
    Example(
        slow="def f(n):\n    return sum([np.sqrt(i) for i in range(n)]) // 1\n",
        fast=(
            "import math\n"
            "def f(n):\n    return np.float64(sum([math.sqrt(i) for i in range(n)]) // 1)\n"
        ),
        call="(10000,)",
        size="10,000 numbers",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=called(*_MATH),
)
