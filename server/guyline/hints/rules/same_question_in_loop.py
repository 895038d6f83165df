"""A loop asks the database the same in each round.

What: a question to a Django model in a loop, none of which depends on the loop:
``Line.objects.get(name="Ring")``, ``Stop.objects.filter(open=True).count()``, or an inner loop over
``Stop.objects.filter(open=True)``.

Why: a queryset that is made anew asks anew. Asked once before the loop, the answer is there for
all rounds. What is measured is SQLite within the process; over a network each question also waits
for its answer.

Example::

    from app.models import Line

    def rows(names):
        for name in names:
            yield name, Line.objects.get(name="Ring")

Use instead::

    from app.models import Line

    def rows(names):
        ring = Line.objects.get(name="Ring")
        for name in names:
            yield name, ring

When it is safe: the loop changes nothing that the answer tells of, and none of the rounds changes
the object that it gets. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import BUILTINS, Code, arguments, named_arguments
from guyline.hints.example_bases import DJANGO
from guyline.hints.loops import is_constant_in, is_on_error
from guyline.hints.models import is_model
from guyline.hints.pattern import plain
from guyline.hints.querysets import LAZY, is_in_test, is_manager
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.sql import is_guarded
from guyline.syntax import Node

_ENDS = frozenset({"count", "exists", "first", "get", "last"})
_HARMLESS = """
    add append count debug decode encode endswith error exists extend filter first format get info
    insert items join keys last lower print replace setdefault split startswith strip update upper
    values warning write
"""
_NO_WRITES = frozenset(_HARMLESS.split()) | LAZY
_WRITES = frozenset({"update", "add"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    if function.kind != "attribute":
        return
    if function["attribute"].text not in _ENDS and not _is_gone_over(node):
        return
    if is_in_test(code, node):
        return
    calls, manager = _chain(node)
    if not is_manager(code, manager) or not is_model(code, manager["object"]):
        return
    names = {each["function"]["attribute"].text for each in calls}
    loops = [each for each in repeating(code, node) if each.kind != "while_statement"]
    if not loops or not names <= LAZY | _ENDS or is_guarded(node, loops[0]):
        return
    loop = loops[0]
    if is_on_error(node, loop) or not all(_is_same(code, each, loop) for each in calls):
        return
    if not _writes_nothing(code, loop):
        return
    yield Found(
        node,
        "the database is asked the same in each round of the loop; asked once before it, the "
        "answer is there for all",
        None,
        ((loop, "the loop"),),
    )


def _is_gone_over(node: Node) -> bool:
    """Whether a loop goes over it right where it is made."""
    around = node.parent
    loops = around is not None and around.kind in ("for_statement", "for_in_clause")
    return loops and around is not None and around.field("right") is node


def _chain(node: Node) -> tuple[list[Node], Node]:
    """The calls of a chain, from the last to the first, and what the first is called of."""
    calls = []
    while node.kind == "call" and node["function"].kind == "attribute":
        calls.append(node)
        node = plain(node["function"]["object"])
    return calls, node


def _is_same(code: Code, call: Node, loop: Node) -> bool:
    """Whether a call is given the same each time: texts, numbers, and names that stay."""
    given = [*arguments(call), *named_arguments(call).values()]
    if "?" in call["arguments"].text or any(each.kind.endswith("_splat") for each in given):
        return False
    return all(is_constant_in(code, each, loop) for each in given)


def _writes_nothing(code: Code, loop: Node) -> bool:
    """Whether nothing that a loop calls can change the database, as far as names tell."""
    body = loop.field("body") or loop.parent
    for each in body.walk() if body is not None else ():
        if each.kind != "call":
            continue
        function = plain(each["function"])
        name = function.field("attribute")
        if function.kind == "identifier":
            if function.text not in BUILTINS or code.owner(function) is not None:
                return False
        elif name is None or name.text not in _NO_WRITES or _asks_to_write(code, function):
            return False
    return True


def _asks_to_write(code: Code, function: Node) -> bool:
    """Whether a method with a harmless name is that of a manager, and writes."""
    _, root = _chain(plain(function["object"]))
    return function["attribute"].text in _WRITES and root.kind != "identifier"


RULE = Rule(
    "GL834",
    "same-question-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(names):\n"
            '    return [(name, Line.objects.get(name="line 7").pk) for name in names]\n'
        ),
        fast=(
            "def f(names):\n"
            '    line = Line.objects.get(name="line 7").pk\n'
            "    return [(name, line) for name in names]\n"
        ),
        call="([str(i) for i in range(100)],)",
        size="100 rounds in memory",
        setup=DJANGO,
        needs=("django",),
    ),
    growth=("O(n) questions", "one question"),
    called=LAZY | _ENDS,
)
