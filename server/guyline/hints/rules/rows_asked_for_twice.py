"""The database is asked whether there are rows, and then for the rows.

What: ``if stops.exists():`` or ``if stops.count() > 0:`` before a loop over the same queryset, or
before ``stops.update(...)`` and ``stops.delete()``, which do nothing where there are none.

Why: the first question is answered by the second. A queryset keeps the rows that its truth has
read: ``if stops:`` and the loop ask once. What is measured is SQLite within the process; over a
network each question also waits for its answer.

Example::

    from app.models import Stop

    def show(line):
        stops = Stop.objects.filter(line=line)
        if stops.exists():
            for stop in stops:
                print(stop.name)

Use instead::

    from app.models import Stop

    def show(line):
        stops = Stop.objects.filter(line=line)
        if stops:
            for stop in stops:
                print(stop.name)

When it is safe: all of the rows are gone over.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.asking import asked_whether_any
from guyline.hints.code import Code, arguments
from guyline.hints.example_bases import DJANGO
from guyline.hints.pattern import called, matches, node_in, plain
from guyline.hints.querysets import is_in_test, queryset_of
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_FORMS = ("$rows.exists()", "$rows.count()")
_CHANGES = frozenset({"update", "delete"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = next((h for form in _FORMS if (h := matches(form, node)) is not None), None)
    if holes is None:
        return
    name, asked = plain(node_in(holes, "rows")), asked_whether_any(node)
    if name.kind != "identifier" or asked is None or not asked[1]:
        return
    whole, around = asked[0], asked[0].parent
    if around is None or around.kind != "if_statement" or is_in_test(code, node):
        return
    if plain(around["condition"]) is not whole or (rows := queryset_of(code, name)) is None:
        return
    body = around["consequence"].children
    if (loop := _gone_over(body, name.text)) is not None:
        yield Found(
            whole,
            "the database is asked whether there are rows, and then for the rows; "
            f"`if {name.text}` reads them once for both",
            Fix(
                "Ask for the rows only",
                (Edit(whole.start, whole.end, name.text),),
                safety=Safety.PROVED if rows.known and rows.of_model else Safety.OPEN,
                unproved=()
                if rows.known and rows.of_model
                else (f"that {name.text} is a queryset of Django",),
            ),
            ((loop, "the rows"),),
        )
    elif len(body) == 1 and around.field("alternative") is None and _changes(body[0], name.text):
        yield Found(
            whole,
            "the database is asked whether there are rows before they are changed, which does "
            "nothing where there are none",
            None,
            ((body[0], "what does nothing to none"),),
        )


def _gone_over(body: list[Node], name: str) -> Node | None:
    """The loop over all rows that a block runs for certain; None: none, or others come before."""
    for statement in body:
        if statement.kind == "for_statement":
            over = plain(statement["right"])
            if over.kind == "identifier" and over.text == name:
                return statement
        if any(each.kind == "identifier" and each.text == name for each in statement.walk()):
            return None
        if statement.kind in ("return_statement", "raise_statement", "break_statement"):
            return None
    return None


def _changes(statement: Node, name: str) -> bool:
    call = plain(statement)
    function = call.field("function") if call.kind == "call" else None
    if function is None or function.kind != "attribute" or arguments(call):
        return False
    return function["attribute"].text in _CHANGES and plain(function["object"]).text == name


RULE = Rule(
    "GL829",
    "rows-asked-for-twice",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(place):\n"
            "    found, stops = [], Stop.objects.filter(place__lt=place)\n"
            "    if stops.exists():\n"
            "        for stop in stops:\n"
            "            found.append(stop.name)\n"
            "    return found\n"
        ),
        fast=(
            "def f(place):\n"
            "    found, stops = [], Stop.objects.filter(place__lt=place)\n"
            "    if stops:\n"
            "        for stop in stops:\n"
            "            found.append(stop.name)\n"
            "    return found\n"
        ),
        call="(5,)",
        size="5 rows in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    called=called(*_FORMS),
)
