"""All rows are read for the first of them.

What: ``list(Stop.objects.filter(...))[0]`` of a Django queryset, ``[:10]`` of such a list,
``next(iter(...))``, and a loop over one that is left in its first round.

Why: a list, and a loop as well, read every row. A queryset that is cut, or ``first()``, has the
database stop. What is measured is SQLite within the process; over a network all rows are sent.

Example::

    from app.models import Stop

    def newest(line):
        return list(Stop.objects.filter(line=line).order_by("-made"))[0]

Use instead::

    from app.models import Stop

    def newest(line):
        return Stop.objects.filter(line=line).order_by("-made")[0]

When it is safe: the other rows are not needed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.example_bases import DJANGO
from guyline.hints.pattern import matches, node_in, plain
from guyline.hints.predicates import own_nodes
from guyline.hints.querysets import is_in_test, is_taken_by_none_else, queryset_of
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.shapes import is_plain_for
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    inner = _left_at_once(node) if node.kind == "for_statement" else _taken_first(code, node)
    if inner is None or is_in_test(code, node):
        return
    rows = queryset_of(code, inner)
    if rows is None or not rows.is_fresh or "[]" in rows.names:
        return
    if rows.names & {"select_for_update", "raw"} or not is_taken_by_none_else(code, inner):
        return
    cut = node.kind == "subscript" and rows.known and inner.kind in ("call", "identifier")
    of = node["value"] if cut else node
    yield Found(
        inner if node.kind == "for_statement" else node,
        "all rows are read for the first; [:1] or first() has the database stop there",
        Fix(
            "Have the database stop",
            (Edit(of.start, of.end, inner.text),),
            unproved=("that nobody tells a list from a queryset",),
        )
        if cut
        else None,
    )


def _taken_first(code: Code, node: Node) -> Node | None:
    """The queryset that a list is made of for its first items."""
    if node.kind == "call":
        holes = matches("next(iter($rows))", node) or matches("next(iter($rows), $_)", node)
        return node_in(holes, "rows") if holes is not None else None
    made, index = plain(node["value"]), node.fields("subscript")
    if len(index) != 1 or not code.calls(made, "builtins.list") or len(arguments(made)) != 1:
        return None
    if index[0].kind == "slice":
        parts = index[0].text.split(":")
        few = len(parts) == 2 and parts[0].strip() in ("", "0") and parts[1].strip().isdigit()
        return plain(arguments(made)[0]) if few else None
    return plain(arguments(made)[0]) if index[0].text == "0" else None


def _left_at_once(loop: Node) -> Node | None:
    """What a loop goes over that is left whatever its first round finds."""
    if not is_plain_for(loop):
        return None
    last = loop["body"].children[-1]
    if last.kind not in ("return_statement", "break_statement"):
        return None
    goes_on = any(each.kind == "continue_statement" for each in own_nodes(loop["body"]))
    return None if goes_on else plain(loop["right"])


RULE = Rule(
    "GL835",
    "rows-for-the-first",
    ("subscript", "call", "for_statement"),
    _check,
    Example(
        slow=(
            "def f(place):\n"
            '    return list(Stop.objects.filter(place__lt=place).order_by("-place"))[0].name\n'
        ),
        fast=(
            "def f(place):\n"
            '    return Stop.objects.filter(place__lt=place).order_by("-place")[0].name\n'
        ),
        call="(500,)",
        size="500 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n)", "O(1)"),
    called=frozenset({"next"}),
)
