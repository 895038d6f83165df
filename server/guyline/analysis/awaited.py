"""Where ``await`` may stand, and where one is missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.evidence import assigned_outside
from guyline.analysis.expected import expected
from guyline.analysis.hole import shown
from guyline.analysis.scope import functions_above

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node, Value

WORDS = frozenset({"await", "async"})

_CELLS = re.compile(r"^# (?:%%|In\[|\+|---|jupyter:)|get_ipython|^%\w|^!\w", re.MULTILINE)
"""Signs of a notebook: there, ``await`` may stand at the top."""


def outside(spot: Spot, members: Members) -> Answer:
    """Whether a spot is outside of any ``async def``, so that ``await`` is an error there.

    Where the tree and the indentation do not agree on the function, nothing is forbidden.
    """
    del members
    around = next(functions_above(spot), None)
    node = spot.leaf.search_ancestor("funcdef", "lambdef", "classdef")
    if node is not around:
        return Answer.open("it is not sure which function this is in")
    if node is not None:
        if spot.leaf.start_pos < node.children[-1].start_pos:
            return Answer.open("a function's header belongs to what is around it")
        if is_async(node):
            return Answer.open(f"{node.name.value} is async")
        return Answer.wrong(WORDS, f"{node.name.value} is not async")
    path = spot.script.path
    if path is None or Path(path).suffix != ".py" or _CELLS.search(spot.text):
        return Answer.open("a notebook may await at its top level")
    return Answer.wrong(WORDS, "this is outside of a function")


def is_async(node: Node) -> bool:
    """Whether a function is an ``async def``."""
    return node.parent is not None and node.parent.type in ("async_stmt", "async_funcdef")


def coroutine(spot: Spot, members: Members) -> Answer:
    """Whether the statement that calls the word makes a coroutine that nothing awaits.

    What is forbidden then is the statement's first word.
    """
    del members
    call = _statement_of_call(spot.leaf)
    if call is None:
        return Answer.open("no statement that is only a call")
    if spot.leaf.value in assigned_outside(spot.text):
        return Answer.open(f"{spot.leaf.value} is assigned in this file")
    if doubt := expected(spot.leaf):
        return Answer.open(doubt)
    callee = list(call.children[:-1])
    found = spot.evaluator.chain(spot.context_of(callee[0]), callee)
    values = list(found.values)
    if found.doubt or not values:
        return Answer.open(found.doubt or "nothing is known of what is called")
    if not all(_makes_coroutine(value) for value in values):
        return Answer.open("what is called is not known to be async")
    reason = f"{shown(callee)}() makes a coroutine, which does nothing until it is awaited"
    return Answer.wrong(frozenset({callee[0].value}), reason)


def _statement_of_call(leaf: Node) -> Node | None:
    """The call that ends with the word's arguments, if it is a statement of its own."""
    node = leaf.parent.parent if leaf.parent.type == "trailer" else leaf.parent
    if node is None or node.type not in ("atom_expr", "power"):
        return None
    *callee, last = node.children
    plain = callee[0].type == "name" and all(_is_attribute(each) for each in callee[1:])
    called = last.type == "trailer" and last.children[0] == "("
    alone = node.parent is not None and node.parent.type == "simple_stmt"
    return node if plain and called and alone and leaf is callee[-1].get_last_leaf() else None


def _is_attribute(node: Node) -> bool:
    return bool(node.type == "trailer" and node.children[0] == ".")


def _makes_coroutine(value: Value) -> bool:
    node = getattr(value, "tree_node", None)
    if not value.is_function() or node is None or node.type != "funcdef":
        return False
    return is_async(node) and not node.is_generator()
