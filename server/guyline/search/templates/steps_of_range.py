"""All numbers are gone through and most are left out; a range with steps has only the others.

What: a loop, or a ``for`` of a comprehension, over a ``range`` that begins with a number that is
written out, all of which stands under ``i % 3 == 0``, ``i % 2`` or ``not i % 2``.

Before::

    def every_third(items):
        found = []
        for i in range(len(items)):
            if i % 3 == 1:
                found.append(items[i])
        return found

After::

    def every_third(items):
        found = []
        for i in range(1, len(items), 3):
            found.append(items[i])
        return found

What it takes for granted: nothing but that the loop's number is not changed in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import replace
from guyline.hints.rounds import is_async
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    are_dead,
    count_of,
    fill,
    is_plain_for,
    lines_of,
    one,
    proposal,
    written,
)
from guyline.search.templates.keyed import condition_of
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that the number is not changed in the loop",)
_TWO = {"$i % 2": 1, "$i & 1": 1, "not $i % 2": 0, "$i % 2 != 0": 1, "$i % 2 != 1": 0}


def _make(code: Code, node: Node) -> Iterator[Fix]:
    counted, condition = count_of(code, node), condition_of(node)
    if counted is None or condition is None or is_async(node):
        return
    first = plain(counted.first).text if counted.first is not None else "0"
    found = _step(plain(condition), counted.name.text)
    if found is None or not first.isdecimal():
        return
    step, rest = found
    begin = int(first) + (rest - int(first)) % step
    over = f"range({begin}, {written(counted.stop)}, {step})"
    title = f"Go in steps of {step}"
    if node.kind == "for_in_clause":
        test = condition.parent
        around = test.parent if test is not None else None
        if test is None or around is None:
            return
        before = around.children[around.children.index(test) - 1].end
        edits = [Edit(node["right"].start, node["right"].end, over), Edit(before, test.end, "")]
        yield from proposal(title, edits, assumes=_ASSUMES)
        return
    if not is_plain_for(node) or not are_dead(code, [counted.name], node):
        return
    lines = lines_of(code, node["body"].children[0]["consequence"].children)
    if lines is not None:
        text = f"for {counted.name.text} in {over}:\n"
        text += "".join(f"    {line}\n" if line.strip() else "\n" for line in lines.splitlines())
        yield from proposal(title, (replace(code, node, node, text),), assumes=_ASSUMES)


def _step(condition: Node, i: str) -> tuple[int, int] | None:
    """The step, and what is left when it divides; None: the condition asks for something else."""
    for form, rest in _TWO.items():
        if fill(condition, form.replace("$i", i)) is not None:
            return 2, rest
    holes = fill(condition, f"{i} % $k == $r", f"$r == {i} % $k")
    if holes is not None:
        step, left = one(holes, "k").text, one(holes, "r").text
        if step.isdecimal() and left.isdecimal() and 1 < int(step) > int(left):
            return int(step), int(left)
    holes = fill(condition, f"not {i} % $k")
    if holes is not None and one(holes, "k").text.isdecimal() and int(one(holes, "k").text) > 1:
        return int(one(holes, "k").text), 0
    return None


TEMPLATE = Template("GT130", "steps-of-range", ("for_statement", "for_in_clause"), _make, _ASSUMES)
