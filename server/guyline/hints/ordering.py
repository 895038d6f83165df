"""What becomes of a list once it is sorted."""

from __future__ import annotations

from guyline.hints.code import Code
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
