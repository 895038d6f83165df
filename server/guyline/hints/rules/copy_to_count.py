r"""Something is copied only to count it.

What: ``len(list(items))``, ``len(sorted(table))``, ``len(tuple(table.keys()))`` where ``items``
knows its own size, and ``len(text.split("\n"))``.

Why: the copy goes over all items and keeps them, for a number that is known already. Pieces of
a text are made one by one, where ``count`` looks for what stands between them.

Example::

    def size(table: dict[str, int]):
        return len(list(table.keys()))

Use instead::

    def size(table: dict[str, int]):
        return len(table)

When it is safe: always, where what is copied is a list, a dict, a set or a text.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import HASHED, SEQUENCES, kind_of
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_COPIES = frozenset(f"builtins.{name}" for name in ("list", "tuple", "sorted", "reversed"))
_SELVES = frozenset({"self", "cls", "super()"})
"""Their size may be what is being defined."""

_VIEWS = frozenset({"keys", "values", "items"})
_SIZED = SEQUENCES | HASHED | {"collections.OrderedDict", "collections.deque"}
_LINES = frozenset({'"\\n"', "'\\n'"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    given = arguments(node)
    if function.text != "len" or len(given) != 1 or not is_builtin(code, function, "len"):
        return
    copy = plain(given[0])
    if copy.kind != "call" or is_test(code):
        return
    if (pieces := matches("$text.split($sep)", copy)) is not None:
        yield from _lines(code, node, node_in(pieces, "text"), node_in(pieces, "sep"))
        return
    inner = arguments(copy)
    if len(inner) != 1 or code.qualified(copy["function"]) not in _COPIES:
        return
    held, view = _held(code, plain(inner[0]))
    if held.text in _SELVES or has_few(code, held) or inner[0].kind == "list_splat":
        return
    known = kind_of(code, held) in _SIZED
    if (not known and not view) or set(named_arguments(copy)) - {"key", "reverse"}:
        return
    yield Found(
        node,
        "all items are copied to count them: O(n); their number is known already",
        Fix(
            f"Ask {held.text} itself",
            (Edit(given[0].start, given[0].end, held.text),),
            safety=Safety.PROVED if known else Safety.OPEN,
            unproved=() if known else (f"that {held.text} is a dict",),
        ),
    )


def _held(code: Code, items: Node) -> tuple[Node, bool]:
    """What holds the items, and whether they are seen by a view of it."""
    if items.kind == "call" and not arguments(items):
        function = plain(items["function"])
        if function.kind == "attribute" and function["attribute"].text in _VIEWS:
            held = plain(function["object"])
            return (held, True) if held.kind in ("identifier", "attribute") else (items, False)
    return items, False


def _lines(code: Code, node: Node, text: Node, separator: Node) -> Iterator[Found]:
    """Lines that are made to be counted."""
    if separator.text not in _LINES:
        return
    known = kind_of(code, text) == "str"
    yield Found(
        node,
        "all lines are made to count them; count looks for the line ends alone",
        Fix(
            "Count the line ends",
            (Edit(node.start, node.end, f"({text.text}.count({separator.text}) + 1)"),),
            safety=Safety.PROVED if known else Safety.OPEN,
            unproved=() if known else (f"that {text.text} is a text",),
        ),
    )


RULE = Rule(
    "GL142",
    "copy-to-count",
    ("call",),
    _check,
    Example(
        slow="def f(table):\n    return len(list(table.keys()))\n",
        fast="def f(table):\n    return len(table)\n",
        call="(dict.fromkeys(range(10000)),)",
        size="10,000 keys",
    ),
    growth=("O(n)", "O(1)"),
    called=frozenset({"len"}),
)
