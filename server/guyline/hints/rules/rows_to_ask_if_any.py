"""All rows are read to know whether there is one.

What: ``if Stop.objects.filter(...):`` where nobody uses the rows of the Django queryset; also
``not``, ``bool(...)``, ``len(...) > 0``, and the same of a name that is bound to one.

Why: the truth of a queryset reads every column of every row, and makes an object of each.
``exists()`` asks for one row, and none of its columns. What is measured is SQLite within the
process; over a network all the rows are sent as well.

Example::

    from app.models import Stop

    def is_used(line):
        if Stop.objects.filter(line=line):
            return True
        return False

Use instead::

    from app.models import Stop

    def is_used(line):
        if Stop.objects.filter(line=line).exists():
            return True
        return False

When it is safe: the rows are not needed as well; where they are, asking for their truth reads
them once for both.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.asking import asked_whether_any
from guyline.hints.code import Code, arguments
from guyline.hints.example_bases import DJANGO
from guyline.hints.models import is_model
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_condition
from guyline.hints.querysets import LAZY, QuerySet, is_in_test, is_taken_by_none_else, queryset_of
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_ASKS = frozenset({"len", "bool"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "identifier" and not (is_condition(node) and _may_be_rows(code, node)):
        return
    found = _asked(code, node)
    if found is None:
        return
    whole, inner, wanted = found
    rows = queryset_of(code, inner)
    if rows is None or not rows.is_fresh or rows.names & {"select_for_update", "raw"}:
        return
    if is_in_test(code, node) or not is_taken_by_none_else(code, inner, _asks_only):
        return
    yield Found(
        whole,
        "all rows are read to know whether there is one; exists() asks for one",
        _fix(code, whole, inner, wanted, rows),
    )


def _may_be_rows(code: Code, name: Node) -> bool:
    """Whether what binds a name may be a queryset: a call, in the same function."""
    owner = code.owner(name)
    found = owner.bindings[name.text] if owner is not None and owner.is_function else []
    return bool(found) and all(each.how is How.ASSIGNMENT for each in found)


def _asked(code: Code, node: Node) -> tuple[Node, Node, bool] | None:
    """What is asked, the rows, and whether some are wanted."""
    if node.kind == "call" and len(given := arguments(node)) == 1:
        inner = plain(given[0])
        if code.calls(node, "builtins.len"):
            told = asked_whether_any(node)
            return (told[0], inner, told[1]) if told is not None else None
        if code.calls(node, "builtins.bool"):
            return node, inner, True
    return (node, node, True) if is_condition(node) else None


def _asks_only(read: Node) -> bool:
    """Whether another read of the name asks for no rows either."""
    if is_condition(read):
        return True
    call = read.parent.parent if read.parent is not None else None
    return call is not None and call.kind == "call" and call["function"].text in _ASKS


def _fix(code: Code, whole: Node, inner: Node, wanted: bool, rows: QuerySet) -> Fix | None:
    if inner.kind not in ("call", "identifier") or not rows.known:
        return None
    asked = f"{inner.text}.exists()"
    around = whole.parent
    inside = around is not None and around.kind in ("comparison_operator", "unary_operator")
    text = asked if wanted else f"(not {asked})" if inside else f"not {asked}"
    sure = rows.of_model and is_model(code, rows.manager["object"])
    return Fix(
        "Ask whether there is one",
        (Edit(whole.start, whole.end, text),),
        safety=Safety.PROVED if sure else Safety.OPEN,
        unproved=() if sure else (f"that {rows.manager.text} is a manager of Django",),
    )


RULE = Rule(
    "GL824",
    "rows-to-ask-if-any",
    ("call", "identifier"),
    _check,
    Example(
        slow=(
            "def f(place):\n"
            "    if Stop.objects.filter(place__lt=place):\n"
            "        return True\n"
            "    return False\n"
        ),
        fast=(
            "def f(place):\n"
            "    if Stop.objects.filter(place__lt=place).exists():\n"
            "        return True\n"
            "    return False\n"
        ),
        call="(500,)",
        size="500 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    called=LAZY | {"len", "bool"},
)
