"""What becomes of a list once it is made or sorted."""

from __future__ import annotations

from guyline.hints.code import Code, block_of, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.predicates import is_unaliased
from guyline.syntax import Node


def read_after_sort(code: Code, call: Node, items: Node) -> list[Node]:
    """Where a list of a function's own is read after ``items.sort()``.

    Empty where nobody can say: the list has another name, is bound more than once, or a loop
    sorts it again.
    """
    statement, binding = call.parent, None
    if items.kind == "identifier" and kind_of(code, items) == "list":
        binding = code.only_binding(items)
    if binding is None or statement is None or statement.kind != "expression_statement":
        return []
    if list(code.loops(call)) != list(code.loops(binding.node)):
        return []
    owner = code.owner(items)
    if owner is None or not is_unaliased(code, items):
        return []
    return [read for read in owner.reads_of(items.text) if read.start > call.end]


def reads_of_value(code: Code, value: Node) -> list[Node]:
    """Where a function reads what ``name = value`` binds, by that name.

    Up to the next statement of the block that binds the name again. Empty where there is no
    such name, or where other ways lead to the same reads.
    """
    assignment = value.parent
    if (
        assignment is None
        or assignment.kind != "assignment"
        or (assignment.field("right") is not value)
    ):
        return []
    name, scope = assignment["left"], code.scope_of(assignment)
    if name.kind != "identifier" or not scope.is_function or name.text in scope.outer:
        return []
    if scope.changed_within(name.text):
        return []
    made, end = statement_of(assignment), None
    later = [b for b in scope.bindings[name.text] if b.node.start > assignment.end]
    if later:
        end = statement_of(later[0].node)
        if end not in block_of(made) or end.kind != "expression_statement":
            return []
    earlier = [b for b in scope.bindings[name.text] if b.node.start < assignment.start]
    if (earlier or later) and any(True for _ in code.loops(assignment)):
        return []
    reads = [
        read
        for read in scope.reads_of(name.text)
        if read.start > assignment.end and (end is None or read.start < end.end)
    ]
    if earlier and not all(_runs_after(made, read) for read in reads):
        return []
    return reads


def _runs_after(made: Node, read: Node) -> bool:
    """Whether a read stands in the block of a statement, or in one within it."""
    return made.parent is not None and made.parent.holds(read)
