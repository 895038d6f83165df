"""The largest or smallest is found by a call for each item.

What: a loop that does nothing but ``best = max(best, f(item))`` or ``min``.

Why: ``max`` of two costs a call, and looks through its two arguments, each time round. Called
once with all of them it compares in C.

Example::

    def widest(rows):
        width = 0
        for row in rows:
            width = max(width, len(row))
        return width

Use instead::

    def widest(rows):
        width = max([0, *(len(row) for row in rows)])
        return width

When it is safe: nobody reads the loop's name after it, and what is computed does not look at
the best so far.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.evaluation import acts, binds_or_waits
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_builtin
from guyline.hints.rewrite import replace
from guyline.hints.rounds import is_short
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.hints.shapes import is_gone_after, is_plain_for, mentions, names_of, only_statement
from guyline.syntax import Node

_FORMS = tuple(
    f"{name}({inner})" for name in ("max", "min") for inner in ("$best, $item", "$item, $best")
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not is_plain_for(node) or is_short(code, node):
        return
    statement = only_statement(node["body"])
    if statement is None or statement.kind != "assignment" or statement.field("right") is None:
        return
    best, value = statement["left"], plain(statement["right"])
    found = next((i for f in _FORMS if (i := _item(f, value, best)) is not None), None)
    if found is None or best.kind not in ("identifier", "attribute"):
        return
    name = value["function"].text
    if not is_builtin(code, value["function"], name) or binds_or_waits(found):
        return
    if mentions(best, {name.text for name in names_of(node["left"])}):
        return  # another one each time round
    if mentions(found, {best.text}) or best.text in found.text or acts(code, found):
        return
    yield Found(
        node,
        f"{name} is called with two values for each item; called once with all of them it is "
        "one loop in C",
        _fix(code, node, statement, found, name),
    )


def _item(form: str, value: Node, best: Node) -> Node | None:
    holes = matches(form, value)
    if holes is None or not alike(node_in(holes, "best"), best):
        return None
    return node_in(holes, "item")


def _fix(code: Code, loop: Node, statement: Node, item: Node, name: str) -> Fix | None:
    """Give all of them to one call, the best so far first."""
    best, over, target = statement["left"], loop["right"], loop["left"]
    held = f"({over.text})" if over.kind == "expression_list" else over.text
    rest = held if alike(item, target) else f"({item.text} for {target.text} in {held})"
    first = alike(plain(statement["right"])["arguments"].children[0], best)
    edit = replace(code, loop, loop, f"{best.text} = {name}([{best.text}, *{rest}])")
    if edit is None:
        return None
    unproved = []
    if not is_gone_after(code, loop):
        unproved.append(f"that {target.text} is not read after the loop")
    if not first:
        unproved.append("that of equal values any will do")
    if best.kind != "identifier":
        unproved.append(f"that nothing looks at {best.text} meanwhile")
    return Fix(
        f"Call {name} once",
        (edit,),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL151",
    "max-in-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(words):\n"
            "    width = 0\n"
            "    for word in words:\n"
            "        width = max(width, len(word))\n"
            "    return width\n"
        ),
        fast="def f(words):\n    return max([0, *(len(word) for word in words)])\n",
        call="([str(i) for i in range(10000)],)",
        size="10,000 words",
    ),
)
