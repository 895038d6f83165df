"""What stays the same in a loop, and what changes."""

from __future__ import annotations

from guyline.hints.code import Code, arguments, named_arguments, region_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_bound_anew, is_mutated, is_pure
from guyline.hints.scopes import How
from guyline.syntax import Node

_LITTLE = 60
"""Nodes of what a loop runs, up to which its own cost is a good part of a round."""

_LIGHT = frozenset({"append", "add"})
_OF_TEXT = frozenset(
    {"re.escape", "os.path.join", "os.path.abspath", "os.path.expanduser", "builtins.str"}
    | {"pathlib.Path", "os.fspath", "os.path.dirname", "os.path.basename"}
)
"""What makes the same of the same texts and paths."""

_VIEWS = ("builtins.enumerate", "builtins.sorted", "builtins.reversed", "builtins.list")


def is_light(code: Code, region: Node) -> bool:
    """Whether what a loop runs takes no longer than the loop: no calls but of builtins."""
    for number, node in enumerate(region.walk()):
        if number > _LITTLE:
            return False
        if node.kind != "call":
            continue
        function = plain(node["function"])
        method = function.kind == "attribute" and function["attribute"].text in _LIGHT
        if not method and not code.qualified(function).startswith("builtins."):
            return False
    return True


def is_on_error(node: Node, loop: Node) -> bool:
    """Whether a node runs only after an exception, within a loop."""
    return any(each.kind == "except_clause" and loop.holds(each) for each in node.above())


def names_in(node: Node) -> set[str]:
    """The names that are read within an expression."""
    found = set()
    for each in node.walk():
        around = each.parent
        if each.kind != "identifier" or around is None:
            continue
        if around.kind == "attribute" and around.field("attribute") is each:
            continue
        if around.kind == "keyword_argument" and around.field("name") is each:
            continue
        found.add(each.text)
    return found


def is_constant_in(code: Code, node: Node, loop: Node) -> bool:
    """Whether an expression gives the same text or number each time round a loop.

    Literals, names and attributes the loop does not bind, and what operators, f-strings and
    known functions make of them.
    """
    node = plain(node)
    if node.kind in ("identifier", "attribute"):
        if not is_bound_anew(code, node, loop):
            return True
        made = code.value_of(node)
        return made is not node and is_constant_in(code, made, loop)
    match node.kind:
        case "await" | "yield" | "named_expression" | "ERROR" | "lambda":
            return False
        case "list" | "set" | "dictionary" | "list_comprehension" | "generator_expression":
            return False
        case "call":
            return _is_constant_call(code, node, loop)
    return all(is_constant_in(code, child, loop) for child in node.children)


def _is_constant_call(code: Code, call: Node, loop: Node) -> bool:
    function = plain(call["function"])
    parts = [*arguments(call), *named_arguments(call).values()]
    if code.qualified(function) in _OF_TEXT:
        return all(is_constant_in(code, part, loop) for part in parts)
    if not is_pure(code, call):
        return False
    if function.kind == "attribute" and not code.qualified(function):
        parts.append(function["object"])
    if any(not is_constant_in(code, part, loop) for part in parts):
        return False
    joins = function.kind == "attribute" and function["attribute"].text == "join"
    region = region_of(loop)
    return not joins or not any(is_mutated(code, part, region) for part in arguments(call))


def depends_on(code: Code, node: Node, loop: Node) -> bool:
    """Whether an expression reads a name that a loop binds: another value in each round."""
    names, region = names_in(node), region_of(loop)
    return any(
        region.holds(each.node)
        for read in node.walk()
        if read.kind == "identifier" and read.text in names
        for each in code.bindings(read)
    )


def goes_over(code: Code, loop: Node) -> Node | None:
    """What a ``for`` takes its things from: ``enumerate``, ``sorted``, ``list`` looked through."""
    over = loop.field("right") if loop.kind != "while_statement" else None
    while over is not None:
        over = code.value_of(over)
        if over.kind != "call" or not (given := arguments(over)):
            return over
        if code.qualified(over["function"]) not in _VIEWS:
            return over
        over = given[0]
    return None


def carries_over(code: Code, node: Node, loop: Node) -> bool:
    """Whether an expression reads what an earlier round of a loop has left behind.

    A name that the loop binds, other than by its own target, at the expression or below it.
    """
    left, region = loop.field("left"), region_of(loop)
    names = names_in(node)
    for read in node.walk():
        if read.kind != "identifier" or read.text not in names:
            continue
        for each in code.bindings(read):
            own = left is not None and left.holds(each.node)
            if region.holds(each.node) and not own and each.node.end > node.start:
                return True
            if each.how is How.AUGMENTED and region.holds(each.node):
                return True
    return False
