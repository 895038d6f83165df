"""A ``while`` loop counts in Python; ``range`` counts in C.

What: ``while i < n:`` that ends with ``i += 1``, and the same with ``<=``, ``>``, ``>=``, ``!=``,
down, in steps, and ``while i < n and ...:``; ``n`` may be any expression that stays the same. (The
plainest of them are for a hint, GL326.)

Before::

    def multiples(n, step):
        found = []
        i = step
        while i <= n:
            found.append(i)
            i += step
        return found

After::

    def multiples(n, step):
        found = []
        for i in range(step, n + 1, step):
            found.append(i)
        return found

Where the counter is read afterwards, it is given the value that it would have; where a ``break``
leaves the loop it has it by itself.

What it takes for granted: that it counts whole numbers, in steps that go towards the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import Code, block_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import is_same_each_time, own_nodes
from guyline.hints.rewrite import insert_after, insert_before, replace
from guyline.hints.rounds import is_stored, reads_all_names
from guyline.hints.rule import Edit, Fix
from guyline.hints.rules.while_counter import RULE
from guyline.search.templates.forms import (
    are_builtins,
    are_dead,
    fill,
    is_name,
    is_own_function,
    is_simple,
    is_steady,
    joined,
    mentions,
    one,
    operand,
    opposite,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that it counts whole numbers, in steps towards the end",)
_UP = ("$i < $n", "$n > $i", "$i <= $n", "$n >= $i")
_DOWN = ("$i > $n", "$n < $i", "$i >= $n", "$n <= $i")
_EITHER = ("$i != $n", "$n != $i")
_LOOPS = frozenset({"for_statement", "while_statement", "list_comprehension", "set_comprehension"})
_CALLS = 4
_TEXTS = frozenset({"str", "float", "list", "tuple", "dict", "set", "bytes"})


@dataclass(frozen=True, slots=True)
class _Count:
    """What a ``while`` counts.

    Attributes:
        counter: The name.
        stop: The first number that is not counted, as text.
        step: What is added each time round, as text; with a minus where it counts down.
        last: The statement that counts.
        test: The comparison.
        rest: What else has to hold to go on.
    """

    counter: Node
    stop: str
    step: str
    last: Node
    test: Node
    rest: tuple[Node, ...]


def _make(code: Code, node: Node) -> Iterator[Fix]:
    count = _count_of(code, node)
    if count is None or not _is_light(node) or any(f.fix for f in RULE.check(code, node)):
        return
    before = _before(node, count.counter)
    noted = before is not None and "#" in code.text[before.end : node.start]
    begin = written(before["right"]) if before is not None and not noted else count.counter.text
    if before is not None and kind_of(code, before["right"]) in _TEXTS:
        return
    if before is not None and mentions(before["right"], [count.counter.text]):
        before, begin = None, count.counter.text
    parts = [begin, count.stop] if begin != "0" or count.step != "1" else [count.stop]
    parts += [count.step] if count.step != "1" else []
    head = f"for {count.counter.text} in range({', '.join(parts)})"
    edits: list[Edit | None] = [Edit(node.start, node["condition"].end, head)]
    edits += _body(code, node, count)
    after = _after(code, node, count, before)
    if after is None:
        return
    if before is not None and not noted:
        edits.append(Edit(before.start, node.start, ""))
    if after:
        edits.append(insert_after(code, node, after))
    yield from proposal("Count with range", edits, assumes=_ASSUMES)


def _count_of(code: Code, loop: Node) -> _Count | None:
    body = loop["body"].children
    condition, *rest = _conjuncts(loop["condition"])
    if loop.field("alternative") is not None or len(body) + len(rest) < 2:
        return None
    stepped = fill(body[-1], "$i += $k", "$i -= $k", "$i = $i + $k", "$i = $k + $i", "$i = $i - $k")
    if stepped is None or not is_name(one(stepped, "i")) or not is_own_function(code, loop):
        return None
    counter, by = one(stepped, "i"), one(stepped, "k")
    down = fill(body[-1], "$i -= $k", "$i = $i - $k") is not None
    forms = (*(_DOWN if down else _UP), *(_EITHER if by.text == "1" else ()))
    holes = fill(condition, *(each.replace("$i", counter.text) for each in forms))
    if holes is None or mentions(one(holes, "n"), [counter.text]):
        return None
    if not is_simple(loop["condition"]):
        return None
    limit = one(holes, "n")
    if not _is_step(code, by, loop) or not _counts(code, counter, limit, body[-1], loop):
        return None
    stop = written(limit)
    if condition.operators[0] in ("<=", ">="):
        stop = _more(limit, -1 if down else 1)
    step = f"-{operand(by)}" if down else written(by)
    return _Count(counter, stop, step, body[-1], condition, tuple(rest))


def _conjuncts(condition: Node) -> list[Node]:
    """The conditions that all have to hold, in order."""
    condition = plain(condition)
    if condition.kind == "boolean_operator" and condition.operators == ["and"]:
        return [*_conjuncts(condition["left"]), *_conjuncts(condition["right"])]
    return [condition]


def _body(code: Code, loop: Node, count: _Count) -> list[Edit | None]:
    """The edits that take the counting out, and leave the loop where the rest does not hold."""
    body, first, last = loop["body"].children, count.rest[:1], count.rest[1:]
    if not first:
        return [_without(code, count.last)]
    test = opposite(first[0])
    if last:
        test = f"not ({' and '.join(joined(each) for each in count.rest)})"
    leaves = f"if {test}:\n    break\n"
    if len(body) == 1:
        return [replace(code, count.last, count.last, leaves)]
    return [insert_before(code, body[0], leaves), _without(code, count.last)]


def _more(limit: Node, by: int) -> str:
    """One more or one less than a limit, as text."""
    if limit.text.isdecimal():
        return str(int(limit.text) + by)
    sums = limit.kind == "binary_operator" and limit.operators[0] in ("+", "-", "*", "//")
    text = limit.text if sums and "\n" not in limit.text else operand(limit)
    return f"{text} + 1" if by > 0 else f"{text} - 1"


def _is_step(code: Code, by: Node, loop: Node) -> bool:
    if by.kind == "integer":
        return by.text.isdecimal() and int(by.text) > 0
    return is_name(by) and is_steady(code, by, loop)


def _counts(code: Code, counter: Node, limit: Node, last: Node, loop: Node) -> bool:
    """Whether the last statement alone changes what is counted, and each turn comes to it."""
    owner = code.owner(counter)
    if (
        owner is None
        or owner is not code.function_of(loop)
        or not are_builtins(code, loop, "range")
    ):
        return False
    if counter.text in owner.outer or owner.changed_within(counter.text):
        return False
    if reads_all_names(code, owner) or kind_of(code, limit) in _TEXTS or not _is_quiet(limit):
        return False
    within = [each for each in owner.bindings[counter.text] if loop.holds(each.node)]
    if not all(last.holds(each.node) for each in within) or not _is_same(code, limit, loop):
        return False
    return not any(
        each.kind == "continue_statement" and _loop_of(each) is loop
        for each in own_nodes(loop["body"])
    )


def _is_same(code: Code, limit: Node, loop: Node) -> bool:
    """Whether a limit stays the same; of a list whose length it is, items may be set."""
    measured = [
        plain(each["arguments"].children[0])
        for each in limit.walk()
        if each.kind == "call" and each["function"].text == "len" and each["arguments"].children
    ]
    lists = {each.text: each for each in measured if each.kind == "identifier"}
    if not is_steady(code, limit, loop, but=lists):
        return False
    if not all(is_same_each_time(code, each, loop) for each in lists.values()):
        return False
    return not any(
        each.kind == "identifier" and each.text in lists and _may_resize(each)
        for each in loop.walk()
    )


def _may_resize(read: Node) -> bool:
    """Whether a list is asked to do something, or a part of it is set or taken out."""
    around = read.parent
    if around is None or around.kind == "attribute":
        return True
    if around.kind != "subscript" or around["value"] is not read or not is_stored(around):
        return around.kind in ("augmented_assignment", "delete_statement")
    deleted = around.parent is not None and around.parent.kind == "delete_statement"
    return deleted or any(each.kind == "slice" for each in around.children)


def _is_quiet(limit: Node) -> bool:
    """Whether a limit is a name, a number, a length, or reckoned of them."""
    return all(
        each.kind not in ("list_comprehension", "generator_expression", "conditional_expression")
        and (each.kind != "call" or each["function"].text in ("len", "int", "min", "max"))
        for each in limit.walk()
    )


def _loop_of(node: Node) -> Node | None:
    return next((a for a in node.above() if a.kind in ("for_statement", "while_statement")), None)


def _is_light(loop: Node) -> bool:
    """Whether a turn does little: counting is part of what it costs."""
    kinds = [each.kind for each in loop["body"].walk()]
    return kinds.count("call") <= _CALLS and _LOOPS.isdisjoint(kinds)


def _before(loop: Node, counter: Node) -> Node | None:
    """The assignment right before the loop that the counter begins with; None: there is none."""
    block = block_of(loop)
    at = block.index(loop)
    first = plain(block[at - 1]) if at else None
    if first is None or first.kind != "assignment" or first.field("type") is not None:
        return None
    right = first.field("right")
    if right is None or right.kind == "assignment" or not alike(first["left"], counter):
        return None
    return first if is_simple(right) else None


def _after(code: Code, loop: Node, count: _Count, before: Node | None) -> str | None:
    """What the counter is after the loop, as a line; empty: nobody asks; None: it is not known."""
    if are_dead(code, [count.counter], loop):
        return ""
    if before is None or count.step not in ("1", "-1") or not _is_plainly(before["right"]):
        return None
    first, pick = written(before["right"]), "max" if count.step == "1" else "min"
    if not are_builtins(code, loop, pick):
        return None
    names = [n.text for n in before["right"].walk() if n.kind == "identifier"]
    owner = code.function_of(loop)
    if any(loop.holds(b.node) for name in names for b in owner.bindings.get(name, ())):
        return None
    known = first == "0" and count.step == "1" and count.stop.startswith("len(")
    last = count.stop if known and fill(count.test, "$i < len($_)", "len($_) > $i") else ""
    line = f"{count.counter.text} = {last or f'{pick}({first}, {count.stop})'}\n"
    breaks = bool(count.rest) or any(
        each.kind == "break_statement" and _loop_of(each) is loop for each in own_nodes(loop)
    )
    return f"else:\n    {line}" if breaks else line


def _is_plainly(first: Node) -> bool:
    """Whether what the counter begins with can be written twice."""
    return all(each.kind in ("integer", "identifier", "binary_operator") for each in first.walk())


def _without(code: Code, statement: Node) -> Edit:
    """Take out the last statement of a block."""
    begin = code.text.rfind("\n", 0, statement.start)
    if code.text[begin : statement.start].strip():
        begin = statement.start
    return Edit(begin, statement.end, "")


TEMPLATE = Template("GT138", "counted-while", ("while_statement",), _make, _ASSUMES)
