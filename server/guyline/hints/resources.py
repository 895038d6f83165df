"""What has to be opened, connected or started: what made it, who keeps it, how long a loop takes.

Files, clients, connections and pools: the rules about them ask the same things.
"""

from __future__ import annotations

import re

from guyline.hints.code import Code, argument, arguments, every_argument, name_of_call, region_of
from guyline.hints.loops import is_constant_in
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_condition, own_nodes
from guyline.hints.regexes import literal
from guyline.hints.scopes import Scope
from guyline.syntax import Node

OPENERS = frozenset({"builtins.open", "io.open"})
_PACKED = frozenset({"gzip.open", "bz2.open", "lzma.open"})
_WAITS = frozenset(
    {"sleep", "input", "wait", "recv", "accept", "select", "poll", "readline", "get", "fork"}
    | {"raw_input", "getch"}
)
"""Calls that make a loop wait: it runs for long, and what it does has to be seen."""

_KEEPS = frozenset(
    {"append", "appendleft", "add", "insert", "extend", "put", "put_nowait", "submit", "setattr"}
    | {"update", "Thread", "Process", "create_task", "enter_context", "enter_async_context"}
    | {"push", "register", "partial", "setdefault", "callback", "addCleanup", "addfinalizer"}
)
"""Calls that keep what they are given."""

_TRIES = re.compile(r"attempt|retr|tries|try\b", re.IGNORECASE)


def maker_of(code: Code, node: Node) -> Node | None:
    """The call that made what an expression stands for, by ``=`` or ``with``; None: not told.

    What is awaited counts as made by the call.
    """
    made = code.value_of(node)
    if made.kind == "identifier":
        found = code.reaching(made)
        around = found[0].node.parent if len(found) == 1 else None
        while around is not None and around.kind in ("as_pattern_target", "with_item"):
            around = around.parent
        if around is None or around.kind != "as_pattern":
            return None
        made = plain(around.children[0])
    if made.kind == "await" and made.children:
        made = plain(made.children[0])
    return made if made.kind == "call" else None


def is_file(code: Code, file: Node) -> bool:
    """Whether it is what ``open`` gave, of the builtins or of a module of packed files."""
    made = maker_of(code, file)
    return made is not None and code.called(made) in OPENERS | _PACKED


def mode_of(code: Code, opened: Node) -> str | None:
    """The mode of a call of ``open``; None: it is not written out."""
    mode = argument(opened, 1, "mode")
    if mode is None:
        return "r"
    told = literal(code.value_of(mode))
    return told if isinstance(told, str) else None


def in_coroutine(code: Code, node: Node) -> bool:
    """Whether a node is part of an ``async def`` itself, not of a function within it."""
    return is_coroutine(code.function_of(node).node)


def is_coroutine(function: Node) -> bool:
    """Whether a function is an ``async def``."""
    return function.kind == "function_definition" and function.text.startswith("async")


def is_test(scope: Scope) -> bool:
    """Whether a function is a test, or part of one: nobody waits for it but its own."""
    around: Scope | None = scope
    while around is not None:
        name = around.node.field("name")
        if name is not None and name.text.lower().startswith("test"):
            return True
        around = around.parent
    return False


def waits(loop: Node) -> bool:
    """Whether a loop waits for something: time, a person, another process."""
    for each in region_of(loop).walk():
        if each.kind == "call":
            name = name_of_call(each)
            if name in _WAITS and not (name == "get" and arguments(each)):
                return True
    return False


def calls_one_of(region: Node, names: frozenset[str]) -> bool:
    """Whether a region calls anything of these last names."""
    return any(each.kind == "call" and name_of_call(each) in names for each in own_nodes(region))


def is_retry(loop: Node) -> bool:
    """Whether a loop does the same thing until it works: its name, or no name, says so."""
    left = loop.field("left")
    return left is not None and bool(_TRIES.search(left.text) or _TRIES.search(loop["right"].text))


def has_same_arguments(code: Code, call: Node, loop: Node) -> bool:
    """Whether a call is given the same in each round of a loop."""
    return all(is_constant_in(code, each, loop) for each in every_argument(call))


def is_let_go(code: Code, made: Node, loop: Node) -> bool:
    """Whether nothing holds what a call makes once a round of a loop is over, as far as is seen."""
    below, around = made, made.parent
    while around is not None and around.kind in ("await", "parenthesized_expression"):
        below, around = around, around.parent
    if around is None:
        return False
    call = around.parent if around.kind == "argument_list" else None
    if call is not None and name_of_call(call) in ("closing", "aclosing"):
        below, around = call, call.parent
    if around is None:
        return False
    if around.kind in ("attribute", "with_item", "as_pattern"):
        return True
    left = around.field("left") if around.kind == "assignment" else None
    if left is None or left.kind != "identifier" or around.field("right") is not below:
        return False
    owner = code.owner(left)
    if owner is None or left.text in code.function_of(left).outer:
        return False
    region = region_of(loop)
    return all(region.holds(read) and _is_used(read) for read in owner.reads_of(left.text))


def _is_used(read: Node) -> bool:
    """Whether a name's value is used where it is read, and not kept."""
    around = read.parent
    if around is None:
        return False
    if around.kind == "argument_list" and around.parent is not None:
        return name_of_call(around.parent) not in _KEEPS
    if around.kind in ("attribute", "with_item", "as_pattern", "delete_statement"):
        return True
    return is_condition(read)
