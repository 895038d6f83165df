"""What was done with a local variable since it was bound, as far as the text proves it.

The facts, in the order of the text:

``named NAME``
    What was called to make the object, as it is imported: ``sqlite3.connect``.
``made NAME``
    The same where it is defined: ``_sqlite3.connect``; one for each possible.
``call NAME``
    A method was called, on every way to the spot.
``maybe NAME``
    A method may have been called.
``exit``, ``maybe exit``
    A ``with`` block of it has ended.
``read NAME``
    An attribute was read and not called.
``look``
    Whether it is true, or None, was asked.
``escape``
    From here on others may do something with it: it was passed on, or a loop may have
    come round.

A statement lies on every way to the spot when it stands before it in a block that holds
both; and so does one in a ``finally`` there, or in a ``try`` that catches nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.expected import caught, expected
from guyline.analysis.hole import Hole
from guyline.analysis.origin import full_name, named
from guyline.analysis.scope import functions_above

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node

_SCOPES = ("funcdef", "lambdef", "classdef")
_LOOPS = frozenset({"for_stmt", "while_stmt"})
_CONDITIONAL = frozenset(
    {"or_test", "and_test", "test", "lambdef", "comp_for", "sync_comp_for", "testlist_comp"}
    | {"argument", "dictorsetmaker", "comparison"}
)
"""What may leave out, put off or repeat what it holds."""
_LOOKS = frozenset({"if_stmt", "while_stmt", "not_test", "assert_stmt"})


def history(spot: Spot, members: Members) -> Answer:
    """The facts about the variable before the dot."""
    del members
    hole = Hole.after_dot(spot.leaf)
    if isinstance(hole, str):
        return Answer.open(hole)
    if len(hole.parts) != 1 or hole.parts[0].type != "name":
        return Answer.open("the receiver is no variable", receiver=hole.receiver)
    facts = _facts(spot, hole.parts[0])
    if isinstance(facts, str):
        return Answer.open(facts, receiver=hole.receiver)
    reason = "" if facts else "nothing is known to have been done with it"
    return Answer(None, closed=False, reason=reason, receiver=hole.receiver, facts=tuple(facts))


def _facts(spot: Spot, variable: Node) -> list[str] | str:
    """The facts, or why there are none."""
    function = variable.search_ancestor(*_SCOPES)
    if function is None or function.type != "funcdef":
        return "the receiver is not local to a function"
    if next(functions_above(spot), None) is not function or variable.search_ancestor("error_node"):
        return "what stands around it does not parse"
    if doubt := expected(variable) or caught(variable):
        return doubt
    uses = list(_uses(function, variable))
    if any(use.search_ancestor("error_node", "global_stmt", "nonlocal_stmt") for use in uses):
        return "it is not sure what is done with it"
    bound = [use for use in uses if use.is_definition()]
    last = next((use for use in reversed(bound) if _binds_surely(use, variable)), None)
    if last is None:
        return "it is not bound on every way to here"
    end = _end_of_loops(last, variable)
    if any(last.start_pos < use.start_pos < end for use in bound):
        return "it is bound again on some way to here"
    made = _makers(spot, last)
    if isinstance(made, str):
        return made
    later = [use for use in uses if last.start_pos < use.start_pos < end]
    events = sorted(_events(last, later, variable), key=lambda event: event[0])
    return [*made, *(fact for _, fact in events)]


def _uses(function: Node, variable: Node) -> Iterator[Node]:
    """Where the variable stands in a function, in the order of the text."""
    found = function.get_root_node().get_used_names().get(variable.value, ())
    for leaf in sorted(found, key=lambda leaf: leaf.start_pos):
        if not function.start_pos <= leaf.start_pos < function.end_pos or leaf is variable:
            continue
        parent = leaf.parent
        attribute = parent.type == "trailer" and parent.children[0] == "."
        keyword = (
            parent.type == "argument" and parent.children[0] is leaf and len(parent.children) == 3
        )
        if not attribute and not keyword:
            yield leaf


def _binds_surely(use: Node, variable: Node) -> bool:
    """Whether a binding stands before the variable, on every way to it."""
    if use.start_pos > variable.start_pos:
        return False
    block = _with_of(use)
    if block is not None and _is_within(variable, block.children[-1]):
        return True
    statement = use.parent if use.parent.type == "expr_stmt" else block
    if block is not None and block.children[1] is not use.parent:
        return False  # an outer one of its managers may suppress that this one failed
    return statement is not None and _is_sure(statement, variable)


def _with_of(use: Node) -> Node | None:
    """The ``with`` that binds a name."""
    item = use.parent
    if item.type != "with_item" or item.children[-1] is not use:
        return None
    return item.parent if item.parent.type == "with_stmt" else None


def _is_within(node: Node, outer: Node) -> bool:
    return bool(outer.start_pos <= node.start_pos < outer.end_pos)


def _is_sure(statement: Node, variable: Node) -> bool:
    """Whether a statement was carried out on every way to the variable."""
    node = statement
    if node.parent.type == "simple_stmt":
        node = node.parent
    while (block := node.parent) is not None and node.end_pos <= variable.start_pos:
        if block.type != "suite":
            return False
        if _is_within(variable, block):
            return True
        outer = block.parent
        if outer.type != "try_stmt":
            return False
        words = {str(child.value) for child in outer.children if child.type == "keyword"}
        before = block.get_previous_sibling().get_previous_sibling()
        catches = "except" in words or any(c.type == "except_clause" for c in outer.children)
        if before != "finally" and (before != "try" or catches):
            return False
        node = outer
    return False


def _end_of_loops(last: Node, variable: Node) -> tuple[int, int]:
    """Where the outmost loop around the variable ends that begins after ``last``."""
    end: tuple[int, int] = variable.start_pos
    node = variable
    while (node := node.parent) is not None and node.start_pos > last.start_pos:
        if node.type in _LOOPS:
            end = node.end_pos
    return end


def _makers(spot: Spot, last: Node) -> list[str] | str:
    """What was called to make what is bound, or why that is not known."""
    definition = last.parent
    if definition.type == "expr_stmt" and len(definition.children) == 3:
        call = definition.children[2] if definition.children[1] == "=" else None
        call = call if definition.children[0] is last else None
    else:
        call = definition.children[0] if _with_of(last) is not None else None
    if call is None or call.type not in ("atom_expr", "power"):
        return "it is not bound to what a call gives"
    *callee, arguments = call.children
    if arguments.type != "trailer" or arguments.children[0] != "(" or callee[0] == "await":
        return "it is not bound to what a call gives"
    context = spot.context_of(callee[0])
    found = spot.evaluator.chain(context, callee)
    as_imported = named(spot, context, callee)
    if found.doubt or not found.values:
        unknown = found.doubt or "it is not known what is called"
        return [f"named {as_imported}"] if as_imported else unknown
    facts = [f"named {as_imported}"] if as_imported else []
    return facts + sorted({f"made {full_name(value)}" for value in found.values})


Event = tuple[tuple[int, int], str]


def _events(last: Node, uses: list[Node], variable: Node) -> Iterator[Event]:
    """What happens after the binding, each with its place."""
    block = _with_of(last)
    if block is not None and block.end_pos <= variable.start_pos:
        first = _is_sure(block, variable) and block.children[1] is last.parent
        yield block.end_pos, "exit" if first else "maybe exit"
    scope = variable.search_ancestor(*_SCOPES)
    for use in uses:
        loop = _loop_since(last, use, variable)
        if loop is not None:
            yield loop, "escape"  # it may have come round, with what stands further down
        if use.start_pos > variable.start_pos:
            continue
        if use.search_ancestor(*_SCOPES) is not scope:
            yield use.start_pos, "escape"
            continue
        managed = _managed(use)
        if managed is None:
            yield use.start_pos, _event(use, variable)
        elif managed.end_pos <= variable.start_pos:
            plain = managed.children[1] is use and _is_sure(managed, variable)
            yield managed.end_pos, "exit" if plain else "maybe exit"
        else:
            yield use.start_pos, "maybe __enter__"


def _loop_since(last: Node, use: Node, variable: Node) -> tuple[int, int] | None:
    """Where the outmost loop begins that holds a use and the variable, but not the binding."""
    begin: tuple[int, int] | None = None
    node = variable
    while (node := node.parent) is not None and node.start_pos > last.start_pos:
        if node.type in _LOOPS and _is_within(use, node):
            begin = node.start_pos
    return begin


def _managed(use: Node) -> Node | None:
    """The ``with`` that a use is the manager of: ``with it:``."""
    item = use.parent
    if item.type == "with_item" and item.children[0] is use:
        item = item.parent
    return item if item.type == "with_stmt" else None


def _event(use: Node, variable: Node) -> str:
    """What one use does."""
    chain = use.parent
    if chain.type not in ("atom_expr", "power") or chain.children[0] is not use:
        looks = chain.type in _LOOKS or (
            chain.type == "comparison" and chain.children[1].get_code().strip().startswith("is")
        )
        return "look" if looks else "escape"
    first, called = chain.children[1], len(chain.children) > 2
    if first.type != "trailer" or first.children[0] != ".":
        return "escape"
    name = first.children[1].value
    if not called or chain.children[2].type != "trailer" or chain.children[2].children[0] != "(":
        return f"read {name}"
    return f"{'call' if _is_unconditional(chain, variable) else 'maybe'} {name}"


def _is_unconditional(chain: Node, variable: Node) -> bool:
    """Whether a call is made whenever the statement it stands in is, and that is sure."""
    node = chain
    while node.parent is not None and node.parent.type not in ("simple_stmt", "suite"):
        if node.parent.type in _CONDITIONAL or node.parent.type.endswith("_stmt"):
            plain = node.parent.type in ("expr_stmt", "return_stmt", "assert_stmt")
            if not plain:
                return False
        node = node.parent
    return (
        node.parent is not None and node.parent.type == "simple_stmt" and _is_sure(node, variable)
    )
