"""A CSV reader is made for each line.

What: ``next(csv.reader([line]))``, ``for row in csv.reader([line])`` or the like, in a loop.

Why: a reader takes any iterable of lines. Making one reads its options again, and takes longer
than to read the line.

Example::

    import csv

    def rows_of(lines):
        for line in lines:
            yield next(csv.reader([line]))

Use instead::

    import csv

    def rows_of(lines):
        yield from csv.reader(lines)

When it is safe: no field has a line break in it, or the lines are of one file, so that it may.
Empty lines give an empty row instead of ending the loop. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.loops import depends_on
from guyline.hints.repeats import repeating
from guyline.hints.resources import is_test
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_ONE = frozenset({"io.StringIO"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.called(node) not in ("csv.reader", "csv.DictReader"):
        return
    given = arguments(node)
    line = _only_line(code, given[0]) if given else None
    if line is None or is_test(code.function_of(node)):
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None or loop.kind == "while_statement" or not depends_on(code, line, loop):
        return
    yield Found(
        node,
        "a reader is made for each line, which takes longer than to read it; "
        "one csv.reader goes over all the lines",
        None,
        ((loop, "the loop"),),
    )


def _only_line(code: Code, lines: Node) -> Node | None:
    """The one line that a reader is given: in a list, or as a file in memory."""
    lines = code.value_of(lines)
    if lines.kind in ("list", "tuple") and len(lines.children) == 1:
        line = lines.children[0]
        return line if line.kind not in ("list_splat", "string") else None
    if lines.kind == "call" and code.called(lines) in _ONE:
        line = next(iter(arguments(lines)), lines)
        return line if line.kind == "identifier" and "line" in line.text.lower() else None
    if lines.kind == "call" and _is_split(lines) and lines["function"]["object"].text == "line":
        return lines["function"]["object"]
    return None


def _is_split(call: Node) -> bool:
    function = call["function"]
    return function.kind == "attribute" and function["attribute"].text == "splitlines"


RULE = Rule(
    "GL513",
    "csv-reader-per-line",
    ("call",),
    _check,
    Example(
        slow="import csv\ndef f(lines):\n    return [next(csv.reader([line])) for line in lines]\n",
        fast="import csv\ndef f(lines):\n    return list(csv.reader(lines))\n",
        call="([f'{n},some words,{n / 7}' for n in range(2000)],)",
        size="2,000 lines",
    ),
    called=frozenset({"reader", "DictReader"}),
)
