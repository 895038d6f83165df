"""Which loops run something many times, and what stays the same in them."""

from __future__ import annotations

from guyline.hints.code import LOOPS, Code, arguments, named_arguments, region_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_mutated, is_pure, is_same_each_time
from guyline.hints.scopes import How
from guyline.syntax import Node

_FEW = 32
"""Rounds of a loop that are written out, up to which nothing in it is slow."""

_BRIEF = 3
"""Statements of a function of the module, up to which a loop that calls it is what it is for."""

_LITTLE = 60
"""Nodes of what a loop runs, up to which its own cost is a good part of a round."""

_LIGHT = frozenset({"append", "add"})
_OF_TEXT = frozenset(
    {"re.escape", "os.path.join", "os.path.abspath", "os.path.expanduser", "builtins.str"}
    | {"pathlib.Path", "os.fspath", "os.path.dirname", "os.path.basename"}
)
"""What makes the same of the same texts and paths."""

_VIEWS = ("builtins.enumerate", "builtins.sorted", "builtins.reversed", "builtins.list")


def repeating_loops(code: Code, node: Node) -> list[Node]:
    """The loops that may run a node many times, inside out.

    Not those that go over a few things that are written out, and not those that are left
    each time the node has run.
    """
    return [
        loop for loop in code.loops(node) if not is_short(code, loop) and comes_back(node, loop)
    ]


def repeating(code: Code, node: Node) -> list[Node]:
    """The loops that may run a node many times; else the function within that a loop calls.

    That is a lambda that is given to ``map``, ``filter`` or as a ``key``, or a function that is
    called by its name in a loop of the file.
    """
    if found := repeating_loops(code, node):
        return found
    scope = code.function_of(node)
    if not scope.is_function:
        return []
    return [scope.node] if _is_called_often(code, scope.node) else []


def _is_called_often(code: Code, function: Node) -> bool:
    if function.kind == "lambda":
        return _is_given_to_loop(code, function)
    name = function["name"]
    owner = code.owner(name)
    if owner is None or owner.is_class or code.only_binding(name) is None:
        return False
    if not owner.is_function and len(function["body"].children) > _BRIEF:
        return False
    return any(
        _is_given_to_loop(code, read)
        or (
            read.parent is not None
            and read.parent.kind == "call"
            and read.parent.field("function") is read
            and not function.holds(read)
            and bool(repeating_loops(code, read.parent))
        )
        for read in owner.reads_of(name.text)
    )


def _is_given_to_loop(code: Code, function: Node) -> bool:
    """Whether a function is given to what calls it for each of many things."""
    around = function.parent
    if around is None:
        return False
    if around.kind == "keyword_argument":
        return around["name"].text == "key"
    call = around.parent if around.kind == "argument_list" else None
    if call is None or call.kind != "call":
        return False
    return code.qualified(call["function"]) in ("builtins.map", "builtins.filter")


def is_short(code: Code, loop: Node) -> bool:
    """Whether a loop goes over a few things that are written out in the file."""
    over = loop.field("right") if loop.kind != "while_statement" else None
    if over is None:
        return False
    over = code.value_of(over)
    while over.kind == "call" and (given := arguments(over)):
        function = plain(over["function"])
        if code.qualified(function) == "builtins.range":
            last = given[-1 if len(given) < 3 else 1]
            return last.kind == "integer" and last.text.isdigit() and int(last.text) <= _FEW
        if code.qualified(function) not in _VIEWS:
            break
        over = code.value_of(given[0])
    if over.kind == "call" and (function := plain(over["function"])).kind == "attribute":
        if function["attribute"].text not in ("items", "keys", "values"):
            return False
        over = code.value_of(function["object"])
    if over.kind in ("string", "concatenated_string"):
        return True
    written = over.kind in ("list", "tuple", "set", "dictionary", "expression_list")
    stars = any(child.kind in ("list_splat", "dictionary_splat") for child in over.children)
    return written and not stars and len(over.children) <= _FEW


def comes_back(node: Node, loop: Node) -> bool:
    """Whether a loop may go on after a node has run: no way out stands behind it for certain."""
    below = node
    if loop.kind == "for_in_clause":
        return not _is_asked_once(loop)
    for around in node.above():
        if around.kind == "block":
            rest = [each for each in around.children if each.start >= below.start]
            if any(_leaves_loop(each, loop) for each in rest):
                return False
        if around is loop or around.kind in ("function_definition", "lambda"):
            return True
        below = around
    return True


def _is_asked_once(clause: Node) -> bool:
    """Whether ``next`` takes the first of a generator, whatever that is."""
    made = region_of(clause)
    call = made.parent
    if call is not None and call.kind == "argument_list":
        call = call.parent
    if made.kind != "generator_expression" or call is None or call.kind != "call":
        return False
    every = not any(each.kind == "if_clause" for each in made.children)
    return every and call["function"].text == "next"


def _leaves_loop(statement: Node, loop: Node) -> bool:
    if statement.kind == "return_statement":
        return True
    inside = [each for each in statement.above() if loop.holds(each)]
    if statement.kind == "break_statement":
        return next((each for each in inside if each.kind in LOOPS), None) is loop
    caught = any(each.kind == "try_statement" for each in inside)
    return statement.kind == "raise_statement" and not caught


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
        if is_same_each_time(code, node, loop):
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
