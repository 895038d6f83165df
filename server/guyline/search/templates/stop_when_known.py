"""A loop goes on when nothing it finds can change the answer; ``break`` ends it.

What: a loop without ``else`` that does nothing but to give one name a constant under a condition:
``found = True``, ``prime = False``. It may have loops within, and names of its own that nobody
reads afterwards.

Before::

    def has_negative(numbers):
        found = False
        for number in numbers:
            if number < 0:
                found = True
        return found

After::

    def has_negative(numbers):
        found = False
        for number in numbers:
            if number < 0:
                found = True
                break
        return found

Of loops within loops the outer ones ask for the name, if it is set to ``True`` or ``False``.

What it takes for granted: that looking at the rest would change nothing and raise nothing, and
that nobody goes on with an iterator where the loop has ended.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code
from guyline.hints.pattern import plain
from guyline.hints.rewrite import insert_after
from guyline.hints.rounds import is_async
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import are_dead, in_place, mentions, seems_pure
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that looking at the rest would change nothing and raise nothing",)
_CONSTANTS = frozenset({"true", "false", "none", "integer", "float", "string"})
_KEPT = frozenset({"if_statement", "pass_statement", "continue_statement"})


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if not _is_plain(node) or _is_within_such(code, node):
        return
    flag = _flag_of(code, node)
    if flag is None:
        return
    settings = _settings(node, flag)
    edits = [_stopped(code, each) for each in settings if _behind(each) is None]
    value = plain(settings[0]["right"])
    inner = [
        each
        for each in node["body"].walk()
        if each.kind in LOOPS and any(map(each.holds, settings))
    ]
    if inner and value.kind not in ("true", "false"):
        return
    asked = flag if value.kind == "true" else f"not {flag}"
    edits += [insert_after(code, each, f"if {asked}:\n    break\n") for each in inner]
    made = [each for each in edits if each is not None]
    if made and len(made) == len(edits):
        yield Fix(f"Stop when {flag} is known", tuple(made), unproved=_ASSUMES)


def _is_plain(loop: Node) -> bool:
    return loop.field("alternative") is None and not is_async(loop)


def _is_within_such(code: Code, loop: Node) -> bool:
    """Whether the loop around it is one itself, which has it ended with this one."""
    for around in loop.above():
        if around.kind in LOOPS:
            return _is_plain(around) and _flag_of(code, around) is not None
        if around.kind not in ("block", "if_statement", "elif_clause", "else_clause"):
            return False
    return False


def _settings(loop: Node, flag: str) -> list[Node]:
    """Where a loop gives a name a value."""
    return [
        each
        for each in loop["body"].walk()
        if each.kind == "assignment" and each["left"].text == flag
    ]


def _flag_of(code: Code, loop: Node) -> str | None:
    """The name that a loop is for; None: it does more."""
    bound = list[Node]()
    if not _only_binds(code, loop, bound):
        return None
    flags = {
        each.text
        for each in bound
        if (made := each.parent) is not None and made.kind == "assignment" and _is_set(made, loop)
    }
    alive = {each.text for each in bound if each.text not in flags}
    left = [each for each in bound if each.text in alive]
    if not are_dead(code, left, loop):
        return None
    kept = [name for name in flags if not are_dead(code, [_first(bound, name)], loop)]
    if len(kept) != 1:
        return None
    flag = kept[0]
    settings = _settings(loop, flag)
    values = {plain(each["right"]).text for each in settings}
    if len(values) > 1 or not all(_is_set(each, loop) for each in settings):
        return None
    if len(settings) < sum(each.text == flag for each in bound):
        return None
    if any(mentions(each["condition"], [flag]) for each in _whiles(loop)):
        return None
    return flag if code.function_of(loop).is_function else None


def _first(names: list[Node], name: str) -> Node:
    return next(each for each in names if each.text == name)


def _whiles(loop: Node) -> Iterator[Node]:
    return (each for each in loop.walk() if each.kind == "while_statement")


def _is_set(assignment: Node, loop: Node) -> bool:
    """Whether a constant is assigned, under a condition, as the last that a block does."""
    right, statement = assignment.field("right"), assignment.parent
    block = statement.parent if statement is not None else None
    if right is None or statement is None or block is None or block.kind != "block":
        return False
    owner = block.parent
    asked = owner is not None and owner.kind in ("if_statement", "elif_clause", "else_clause")
    rest = [each for each in block.children if each.start > statement.start]
    last = [each.kind for each in rest] in ([], ["break_statement"])
    return asked and last and plain(right).kind in _CONSTANTS and loop.holds(statement)


def _behind(setting: Node) -> Node | None:
    """What stands behind a statement that sets the name: ``break``; None: nothing."""
    block = setting.parent.parent if setting.parent is not None else None
    last = block.children[-1] if block is not None else None
    return last if last is not setting.parent else None


def _only_binds(code: Code, node: Node, bound: list[Node]) -> bool:
    """Whether a statement of a loop, or the loop, does no more than to bind names.

    Args:
        code: The file.
        node: The statement.
        bound: The names that it binds are put there.
    """
    if node.kind in LOOPS:
        head = node.field("right") or node.field("condition")
        left = node.field("left")
        if head is None or not _is_plain(node) or not seems_pure(code, head):
            return False
        bound += [n for n in left.walk() if n.kind == "identifier"] if left is not None else []
        return _all_bind(code, node["body"], bound) and (
            left is None or all(n.kind in ("identifier", *_TARGETS) for n in left.walk())
        )
    if node.kind == "expression_statement":
        node = node.children[0]
    if node.kind in ("assignment", "augmented_assignment"):
        right = node.field("right")
        if right is None or right.kind == "assignment" or not seems_pure(code, right):
            return False
        if node["left"].kind != "identifier":
            return False
        bound.append(node["left"])
        return True
    if node.kind == "if_statement":
        blocks = [node, *node.fields("alternative")]
        tests = [each["condition"] for each in blocks if each.field("condition") is not None]
        inner = [n for each in blocks for n in each.children if n.kind == "block"]
        return all(seems_pure(code, each) for each in tests) and all(
            _all_bind(code, each, bound) for each in inner
        )
    if node.kind == "break_statement":
        before = (
            [each for each in node.parent.children if each.start < node.start]
            if node.parent
            else []
        )
        return bool(before) and _sets_a_constant(before[-1])
    return node.kind in _KEPT


def _sets_a_constant(statement: Node) -> bool:
    made = plain(statement)
    right = made.field("right") if made.kind == "assignment" else None
    return right is not None and plain(right).kind in _CONSTANTS


_TARGETS = ("pattern_list", "tuple_pattern")


def _all_bind(code: Code, block: Node, bound: list[Node]) -> bool:
    return all(_only_binds(code, each, bound) for each in block.children)


def _stopped(code: Code, setting: Node) -> Edit | None:
    """``break`` behind a statement, or behind what stands in its line."""
    statement = setting.parent
    if statement is None:
        return None
    return insert_after(code, statement, "break\n") or in_place(
        code, statement, (statement.text, "break")
    )


TEMPLATE = Template(
    "GT141", "stop-when-known", ("for_statement", "while_statement"), _make, _ASSUMES
)
