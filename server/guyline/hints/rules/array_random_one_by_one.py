"""Random numbers are drawn one by one.

What: ``[np.random.rand() for _ in range(n)]``, ``np.array([rng.normal(a, b) for _ in range(n)])``
and their like, and ``np.random.choice(items)`` in a loop, with the same items each time.

Why: each call of numpy looks at its arguments, and makes an array of what it is given: ``choice``
copies a whole list for one item of it. With ``size`` all are drawn in one loop in C; one by one,
the module ``random`` is faster.

Example::

    import numpy as np

    def noise(n):
        return np.array([np.random.normal(0, 2) for _ in range(n)])

Use instead::

    import numpy as np

    def noise(n):
        return np.random.normal(0, 2, size=n)

When it is safe: the same numbers come only where each takes one draw; a test that was written for
the numbers of one seed may have to be written anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.loops import names_in
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_same_each_time
from guyline.hints.repeats import repeating
from guyline.hints.rounds import is_short
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_DRAWS = {
    **dict.fromkeys(("random", "random_sample", "rand", "randn", "standard_normal"), 0),
    **dict.fromkeys(("normal", "uniform", "gamma", "beta", "lognormal"), 2),
    **dict.fromkeys(("randint", "integers"), 2),
    **dict.fromkeys(("exponential", "poisson"), 1),
}
"""How many arguments each takes before ``size``, at most."""

_GENERATORS = frozenset({"numpy.random.default_rng", "numpy.random.RandomState"})
_COMPREHENSIONS = frozenset({"list_comprehension", "generator_expression"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    name = _drawn(code, node)
    if not name:
        return
    if name == "choice":
        yield from _chosen(code, node)
        return
    made = node.parent
    if made is None or made.kind not in _COMPREHENSIONS or len(made.children) != 2:
        return
    clause = made.children[1]
    holes = matches("range($count)", clause["right"])
    count = holes["count"] if holes is not None else None
    left = clause["left"]
    if not isinstance(count, Node) or left.text in names_in(node) or is_short(code, clause):
        return
    if any(not _is_same(each) for each in _parts(node)) or is_test(code):
        return
    yield Found(
        node,
        f"{node['function'].text} is called for each number; size={count.text} draws all of them "
        "in one loop in C",
        _fix(code, node, made, count),
    )


def _drawn(code: Code, call: Node) -> str:
    """The name of the draw of one number that a call is; empty: it is none."""
    function = plain(call["function"])
    if function.kind != "attribute":
        return ""
    name = function["attribute"].text
    if name not in _DRAWS and name != "choice":
        return ""
    module = code.qualified(function["object"])
    if module != "numpy.random" and not _is_generator(code, function["object"]):
        return ""
    given, named = arguments(call), named_arguments(call)
    if any(each.kind in ("list_splat", "dictionary_splat") for each in given) or "size" in named:
        return ""
    most = 1 if name == "choice" else _DRAWS[name]
    return name if len(given) <= most and not (most == 0 and named) else ""


def _is_generator(code: Code, node: Node) -> bool:
    """Whether a name is bound to one of numpy's generators."""
    made = code.value_of(node)
    return (
        code.imports("numpy")
        and made.kind == "call"
        and code.qualified(made["function"]) in _GENERATORS
    )


def _parts(call: Node) -> list[Node]:
    return [*arguments(call), *named_arguments(call).values()]


def _is_same(part: Node) -> bool:
    """Whether an argument is a number that is written out, or a name for one."""
    return not any(each.kind in ("call", "yield", "await") for each in part.walk())


def _chosen(code: Code, node: Node) -> Iterator[Found]:
    """One item of the same list, each time round a loop."""
    given = arguments(node)
    items = plain(given[0]) if given else None
    if items is None or items.kind not in ("identifier", "attribute"):
        return
    owner = code.owner(items) if items.kind == "identifier" else None
    if kind_of(code, items) not in ("list", "tuple", "range") or owner is code.module:
        return
    loops = [
        loop
        for loop in repeating(code, node)
        if is_same_each_time(code, items, loop) and not _grows(items, loop)
    ]
    if not loops or _is_written_out(code, items) or is_test(code):
        return
    yield Found(
        node,
        "choice makes an array of the whole list for one item of it, each time round the loop: "
        "O(n·m); with size all are drawn at once, and random.choice makes none",
        None,
        ((loops[0], "the loop"),),
    )


def _grows(items: Node, loop: Node) -> bool:
    """Whether a method that a loop calls of a list may change it."""
    return any(
        each.kind == "call"
        and each["function"].kind == "attribute"
        and alike(each["function"]["object"], items)
        for each in loop.walk()
    )


def _is_written_out(code: Code, items: Node) -> bool:
    made = code.value_of(items)
    return made.kind in ("list", "tuple") and len(made.children) <= 16


def _fix(code: Code, node: Node, made: Node, count: Node) -> Fix | None:
    """Draw all at once, where an array of them is made."""
    held = made.parent
    call = held.parent if held is not None and held.kind == "argument_list" else None
    if call is None or call.kind != "call" or named_arguments(call) or len(arguments(call)) != 1:
        return None
    if code.qualified(call["function"]) not in ("numpy.array", "numpy.asarray"):
        return None
    name = plain(node["function"])["attribute"].text
    size = count.text if name in ("rand", "randn") else f"size={count.text}"
    inner = ", ".join(each.text for each in node["arguments"].children)
    text = f"{node['function'].text}({inner}{', ' if inner else ''}{size})"
    return Fix(
        "Draw all at once",
        (Edit(call.start, call.end, text),),
        unproved=("that other numbers of the same kind will do",),
    )


RULE = Rule(
    "GL619",
    "array-random-one-by-one",
    ("call",),
    _check,
    Example(
        slow="def f(n):\n    return np.array([np.random.normal(0, 2) for _ in range(n)]).shape\n",
        fast="def f(n):\n    return np.random.normal(0, 2, size=n).shape\n",
        call="(5000,)",
        size="5,000 numbers",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    called=frozenset({*_DRAWS, "choice"}),
)
