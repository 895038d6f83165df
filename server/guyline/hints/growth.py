"""What grows in a loop by being made anew, with all that was in it copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from guyline.hints.code import LOOPS, Code, block_of, statement_of
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import own_nodes
from guyline.hints.rounds import is_short
from guyline.syntax import Node

_ENDS = frozenset({"break_statement", "return_statement", "raise_statement"})
_SIZES = frozenset({"size", "shape", "empty", "index", "append"})

Growth = Callable[[Node, Node], bool]
"""Whether an assignment (its target, its value) makes the target longer."""


def growing_loop(code: Code, target: Node, statement: Node, grows: Growth) -> Node | None:
    """The outermost loop that makes a value longer each time round.

    It neither makes the value anew otherwise, nor reads more of it than its size or an item.
    None: there is none, or it goes round a few times only.
    """
    found = None
    if any(each.kind in _ENDS for each in _after(statement)):
        return None
    for loop in code.loops(statement):
        if loop.kind not in LOOPS or not _only_grows(loop, target, grows):
            break
        if not is_short(code, loop):
            found = loop
    return found


def is_of_a_loop(code: Code, target: Node) -> bool:
    """Whether a name's value is what a loop goes over: each time it grows from the beginning."""
    if target.kind != "identifier":
        return False
    for binding in code.bindings(target):
        below = binding.node
        for around in below.above():
            if around.kind == "for_statement" and around.field("left") is below:
                return True
            if around.kind.endswith("_statement"):
                break
            below = around
    return False


def _after(statement: Node) -> list[Node]:
    """The statements that follow a statement in its block."""
    return [each for each in block_of(statement) if each.start > statement.start]


def _only_grows(loop: Node, target: Node, grows: Growth) -> bool:
    for node in own_nodes(loop):
        if node.kind in ("assignment", "augmented_assignment", "for_statement", "as_pattern"):
            left, right = node.field("left") or node.field("alias"), node.field("right")
            if left is None or not any(alike(part, target) for part in _targets(left)):
                continue
            if node.kind != "assignment" or right is None:
                return False
            if not grows(left, plain(right)) and not _is_first(node, target):
                return False
        elif node.kind == target.kind and alike(node, target) and not _is_told(node, grows):
            return False
    return True


def _is_put(read: Node, made: Node) -> bool:
    """Whether a read is one of the parts that a value is put together from."""
    for around in read.above():
        if around is made:
            return True
        if around.kind not in ("argument_list", "list", "tuple", "parenthesized_expression"):
            return False
    return False


def _is_first(assignment: Node, target: Node) -> bool:
    """Whether a value is made only where there is none yet: ``if xs is None: xs = x``."""
    around = statement_of(assignment).parent
    branch = around.parent if around is not None else None
    condition = branch.field("condition") if branch is not None else None
    if branch is None or branch.kind != "if_statement" or condition is None:
        return False
    if around is not branch.field("consequence"):
        return False
    condition = plain(condition)
    if condition.kind == "not_operator":
        return any(alike(each, target) for each in condition.walk())
    if condition.kind != "comparison_operator" or len(condition.children) != 2:
        return False
    subject, other = condition.children
    told = condition.operators[0]
    if told == "is" and other.kind == "none":
        return alike(subject, target)
    return told == "==" and other.text == "0"


def _targets(left: Node) -> Iterator[Node]:
    if left.kind in ("pattern_list", "tuple_pattern", "list_pattern", "as_pattern_target"):
        for child in left.children:
            yield from _targets(child)
    else:
        yield left


def _is_told(read: Node, grows: Growth) -> bool:
    """Whether a value stands where it grows, or no more than its size or an item is read."""
    around = read.parent
    if around is None:
        return False
    made = plain(statement_of(read))
    if made.kind == "assignment":
        left, right = made["left"], made["right"]
        if read is left or (grows(left, plain(right)) and _is_put(read, plain(right))):
            return True
    if around.kind == "attribute":
        return around["attribute"].text in _SIZES
    if around.kind == "subscript" and around["value"] is read:
        return not any(part.kind == "slice" for part in around.fields("subscript"))
    if around.kind == "comparison_operator" and set(around.operators) <= {"is", "is not"}:
        return True
    call = around.parent if around.kind == "argument_list" else None
    return call is not None and call.kind == "call" and call["function"].text == "len"
