"""What a safe rewrite must know, each said for certain or not at all.

A predicate that can't be proved is false. None of them looks outside the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from guyline.hints.code import LOOPS, Code, arguments, named_arguments, region_of
from guyline.hints.kinds import kind_of, type_of
from guyline.hints.methods import used_by_methods
from guyline.hints.pattern import alike, plain, with_brackets
from guyline.hints.rounds import is_stored, reads_all_names
from guyline.hints.scopes import COMPREHENSIONS, How, Scope
from guyline.syntax import Node

_BUILTINS = """
    abs all any ascii bin bool bytes chr complex dict divmod enumerate float format frozenset hex
    int isinstance issubclass len list max min oct ord pow range repr reversed round set slice
    sorted str sum tuple type zip
"""
_METHODS = """
    casefold copy count decode difference encode endswith find format get index intersection
    isalnum isalpha isdecimal isdigit isdisjoint isidentifier islower isnumeric isspace issubset
    issuperset istitle isupper items join keys ljust lower lstrip most_common partition
    removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip split
    splitlines startswith strip swapcase title translate union upper values zfill
"""
PURE = frozenset(f"builtins.{name}" for name in _BUILTINS.split())
PURE_MODULES = ("math.", "operator.", "os.path.join", "os.path.basename", "os.path.splitext")
READERS = frozenset(_METHODS.split())
_KNOWN = frozenset({"str", "bytes", "list", "dict", "set", "frozenset", "tuple", "range"})
_HASHABLE = frozenset({"str", "bytes", "int", "float", "bool"})
_ORDERED = frozenset({"str", "bytes", "int", "bool"})
_EXACT = frozenset({"int", "bool"})
_SUSPENDS = frozenset({"await", "yield"})
_ASYNC = frozenset({"for_statement", "for_in_clause", "with_statement"})
_LEAVES = frozenset(
    {"return_statement", "break_statement", "continue_statement", "raise_statement"}
)
_LAZY = frozenset(f"builtins.{name}" for name in ("enumerate", "reversed", "zip"))
_GONE_OVER = """
    all any bytes dict enumerate frozenset list max min reversed set sorted sum tuple zip
"""
_TAKING = frozenset(f"builtins.{name}" for name in _GONE_OVER.split())
"""Builtins that go over what they are given: an iterator is then at its end."""

_AGAIN = frozenset({"dict_keys", "dict_values", "dict_items", "bytearray", "collections.deque"})
"""What can be gone over again and again, besides the plainest types."""

_CHANGING = """
    add append appendleft clear difference_update discard extend extendleft insert
    intersection_update pop popitem popleft remove reverse rotate setdefault sort
    symmetric_difference_update update
"""
_CHANGERS = frozenset(_CHANGING.split())
_NEAR = 2
"""Nodes from what is used to the call or the statement that uses it."""

_SIMPLE = frozenset(
    {"identifier", "integer", "float", "string", "true", "false", "none", "ellipsis"}
)


def is_fresh_local(code: Code, name: Node) -> bool:
    """Whether a name is a function's own and nothing within the function shares it.

    It is bound in this function alone, is no parameter, and neither a scope within, nor
    ``global`` or ``nonlocal``, can change what it is bound to.
    """
    owner = code.owner(name)
    if owner is None or not owner.is_function or owner is not code.function_of(name):
        return False
    if name.text in owner.outer or owner.changed_within(name.text):
        return False
    hows = {each.how for each in owner.bindings[name.text]}
    return hows <= {How.ASSIGNMENT, How.ANNOTATION, How.AUGMENTED}


def is_unaliased(code: Code, name: Node, allowed: Iterable[Node] = ()) -> bool:
    """Whether the value of a fresh local has no other name while the function runs.

    It is only called upon, iterated, indexed, compared or returned; never assigned, stored,
    captured by a function within, or given to a call that may keep it.
    """
    owner = code.owner(name)
    if owner is None or not is_fresh_local(code, name):
        return False
    fine = set(allowed)
    inner = {id(read) for scope in _functions_in(owner) for read in scope.reads_of(name.text)}
    return all(
        read in fine or (id(read) not in inner and _only_used(code, read))
        for read in owner.reads_of(name.text)
    )


def _functions_in(scope: Scope) -> Iterator[Scope]:
    for inner in scope.inner:
        if inner.is_comprehension:
            yield from _functions_in(inner)
        else:
            yield inner


def _only_used(code: Code, read: Node) -> bool:
    """Whether a value is used where it is read, and not kept."""
    below = with_brackets(read)
    around = below.parent
    if around is None:
        return False
    if is_condition(read):
        return True
    match around.kind:
        case "attribute":
            return around.parent is not None and around.parent.kind == "call"
        case "subscript":
            return below is around.field("value")
        case "comparison_operator" | "not_operator" | "if_clause" | "assert_statement":
            return True
        case "return_statement" | "delete_statement" | "expression_statement":
            return True
        case "augmented_assignment" | "for_statement" | "for_in_clause":
            return True
        case "if_statement" | "while_statement" | "elif_clause":
            return below is around.field("condition")
        case "argument_list":
            return around.parent is not None and _is_read_by(code, around.parent)
        case "binary_operator":
            return True
    return False


def _is_read_by(code: Code, call: Node) -> bool:
    """Whether a call only reads what it is given, and holds it no longer than that."""
    name, around = code.qualified(call["function"]), call.parent
    if name not in _LAZY or around is None:
        return name in PURE
    if around.kind == "argument_list":
        return around.parent is not None and _is_read_by(code, around.parent)
    return around.kind in ("for_statement", "for_in_clause")


def is_pure(code: Code, node: Node) -> bool:
    """Whether evaluating an expression changes nothing, and gives the same again.

    Names, literals, operators on builtin types, builtins and methods that only read. What is
    gone over has to be known: an iterator gives its items once. Reading an attribute may run a
    property: only of a known type is it pure. Truth, length and text of a value are taken to
    be the same again.
    """
    node = plain(node)
    if node.kind in _SIMPLE and not node.children:
        return True
    if node.kind in COMPREHENSIONS and not _goes_over_known(code, node):
        return False
    match node.kind:
        case "call":
            return _is_pure_call(code, node)
        case "attribute":
            return bool(code.qualified(node))
        case "await" | "yield" | "named_expression" | "ERROR" | "lambda":
            return False
        case "subscript" if kind_of(code, node["value"]) not in _KNOWN:
            return False
        case "binary_operator" | "unary_operator" | "comparison_operator":
            if not all(kind_of(code, child) in _KNOWN | _HASHABLE for child in node.children):
                return False
    return all(is_pure(code, child) for child in node.children)


def _goes_over_known(code: Code, comprehension: Node) -> bool:
    clauses = (c for c in comprehension.children if c.kind == "for_in_clause")
    return all(_is_again(code, over) for each in clauses for over in each.fields("right"))


def _is_again(code: Code, items: Node) -> bool:
    """Whether going over something gives the same each time."""
    kind = kind_of(code, items)
    return kind in _KNOWN | _AGAIN


def _is_pure_call(code: Code, call: Node) -> bool:
    function = plain(call["function"])
    given = call.field("arguments")
    parts = given.children if given is not None else []
    if not all(is_pure(code, part) for part in parts if part.kind != "keyword_argument"):
        return False
    if not all(is_pure(code, p["value"]) for p in parts if p.kind == "keyword_argument"):
        return False
    name = code.qualified(function)
    by = named_arguments(call).get("key")
    if by is not None and code.qualified(by) not in PURE:
        return False
    if name in _TAKING and not all(_is_again(code, each) for each in _gone_over(name, call)):
        return False
    if name in PURE or name.startswith(PURE_MODULES):
        return True
    if function.kind != "attribute" or function["attribute"].text not in READERS:
        return False
    return kind_of(code, function["object"]) in _KNOWN


def _gone_over(name: str, call: Node) -> list[Node]:
    given = arguments(call)
    if name in ("builtins.max", "builtins.min") and len(given) > 1:
        return []
    return given if name == "builtins.zip" else given[:1]


def is_same_each_time(code: Code, value: Node, loop: Node) -> bool:
    """Whether a name or an attribute stands for the same object each time round a loop.

    An attribute of ``self`` does if the methods that the loop calls leave it so.
    """
    used = used_by_methods(code, plain(value), region_of(loop))
    return used is not None and not _is_bound(code, value, loop, used)


def is_bound_anew(code: Code, value: Node, loop: Node) -> bool:
    """Whether anything that can be seen binds a name or an attribute while a loop runs.

    What is neither may be another thing each time.
    """
    used = used_by_methods(code, plain(value), region_of(loop))
    return _is_bound(code, value, loop, used or [])


def _is_bound(code: Code, value: Node, loop: Node, used: list[Node]) -> bool:
    """The same; ``used``: where methods that the loop calls use the attribute."""
    value, region = plain(value), region_of(loop)
    if value.kind == "identifier":
        return is_rebound(code, value, region)
    if value.kind != "attribute":
        return True
    if any(n.kind == "attribute" and is_stored(n) and alike(n, value) for n in region.walk()):
        return True
    if any(is_stored(each) for each in used):
        return True
    return is_bound_anew(code, value["object"], loop)


def is_rebound(code: Code, name: Node, region: Node) -> bool:
    """Whether a name may be bound to something else while a region runs."""
    owner = code.owner(name)
    if owner is None:
        return False
    if (
        owner is not code.function_of(name)
        and region.kind in LOOPS
        and _calls_unknown(code, region)
    ):
        found = owner.bindings[name.text]
        return len(found) > 1 or any(region.holds(each.node) for each in found)
    if owner.changed_within(name.text):
        return True
    return any(region.holds(each.node) for each in owner.bindings[name.text])


def is_mutated(code: Code, value: Node, region: Node, but: Node | None = None) -> bool:
    """Whether what an expression stands for may be changed while a region runs.

    It is where the region changes it by name, or gives it to code that is not known. A name's
    value that is of a type that can't change never is. What is known of one node, ``but``, is
    not asked.
    """
    value = plain(value)
    if kind_of(code, value) in ("str", "bytes", "int", "float", "bool", "frozenset", "range"):
        return value.kind == "identifier" and is_rebound(code, value, region)
    if value.kind == "identifier":
        if is_rebound(code, value, region):
            return True
    elif not is_pure(code, value) and value.kind != "attribute":
        return True
    used = used_by_methods(code, value, region)
    if used is None or not all(_leaves_alone(code, each) for each in used):
        return True
    return any(
        node.kind == value.kind
        and alike(node, value)
        and not (but is not None and but in islice(node.above(), _NEAR))
        and not _leaves_alone(code, node)
        for node in region.walk()
    )


def _leaves_alone(code: Code, read: Node) -> bool:
    """Whether a use changes no value, and hands it to nobody who may."""
    if is_condition(read):
        return True
    below = with_brackets(read)
    around = below.parent
    if around is None or is_stored(read):
        return False
    match around.kind:
        case "attribute":
            name, call = around["attribute"].text, around.parent
            if call is not None and call.kind == "call" and call["function"] is around:
                return name in READERS
            return name not in _CHANGERS and not is_stored(around)
        case "subscript":
            return around["value"] is not below or not _is_written(around)
        case "argument_list":
            return around.parent is not None and code.qualified(around.parent["function"]) in PURE
        case "augmented_assignment":
            return around["left"] is not below
        case "keyword_argument" | "assignment" | "named_expression" | "yield" | "lambda" | "await":
            return False
        case "list" | "tuple" | "set" | "pair" | "expression_list" | "conditional_expression":
            return False
        case "boolean_operator" | "as_pattern" | "default_parameter" | "list_splat":
            return False
        case "delete_statement":
            return False
    return True


def _is_written(subscript: Node) -> bool:
    """Whether an item is assigned to or deleted, or one within an item."""
    node = subscript
    while not is_stored(node):
        around = node.parent
        if around is None or around.kind != "subscript" or around["value"] is not node:
            return False
        node = around
    return True


def _calls_unknown(code: Code, region: Node) -> bool:
    """Whether a region calls anything that is not known to be pure."""
    return any(n.kind == "call" and not _is_pure_call(code, n) for n in region.walk())


def has_hashable_items(code: Code, node: Node) -> bool:
    """Whether all that iterating gives can be hashed, equal to what it compares equal to."""
    found = type_of(code, node)
    if found is None:
        return False
    return found.name in ("str", "bytes", "range") or (
        found.item is not None and found.item.name in _HASHABLE
    )


def is_hashable(code: Code, node: Node) -> bool:
    """Whether a value can be hashed."""
    return kind_of(code, node) in _HASHABLE


def has_total_order(code: Code, node: Node) -> bool:
    """Whether what iterating gives is ordered throughout: no NaN, no mixed types."""
    found = type_of(code, node)
    return found is not None and found.item is not None and found.item.name in _ORDERED


def is_exact(code: Code, node: Node) -> bool:
    """Whether arithmetic with a value may be done in any order."""
    return kind_of(code, node) in _EXACT


def suspends(region: Node) -> bool:
    """Whether a region awaits or yields, and others may run meanwhile."""
    return any(
        node.kind in _SUSPENDS or (node.kind in _ASYNC and node.text.startswith("async"))
        for node in own_nodes(region)
    )


def leaves(region: Node) -> bool:
    """Whether a region may be left other than at its end, by a statement of its own."""
    return any(node.kind in _LEAVES for node in own_nodes(region))


def returned_by(function: Node) -> list[list[Node]]:
    """What each ``return`` of a function gives, itself: nothing, or one expression."""
    nodes = own_nodes(function["body"])
    return [each.children for each in nodes if each.kind == "return_statement"]


def own_nodes(region: Node) -> Iterator[Node]:
    """The nodes of a region that run with it: not those of functions within."""
    stack = [region]
    while stack:
        node = stack.pop()
        yield node
        if node is region or node.kind not in ("function_definition", "lambda", "class_definition"):
            stack.extend(reversed(node.children))


def is_done_often(code: Code, node: Node, value: Node) -> bool:
    """Whether a node runs in a loop, or works on what the function is given."""
    if next(code.loops(node), None) is not None:
        return True
    root = plain(value)
    while root.kind in ("attribute", "call", "subscript"):
        root = plain(root.field("object") or root.field("function") or root["value"])
    if root.kind != "identifier" or root.text in ("self", "cls"):
        return False
    return any(each.how in (How.PARAMETER, How.LOOP) for each in code.bindings(root))


def is_condition(node: Node) -> bool:
    """Whether nothing of a value but its truth is looked at."""
    below, around = node, node.parent
    while around is not None:
        match around.kind:
            case "not_operator":
                return True
            case "boolean_operator" | "parenthesized_expression":
                below, around = around, around.parent
            case "if_statement" | "while_statement" | "elif_clause":
                return below is around.field("condition")
            case "if_clause":
                return True
            case "conditional_expression":
                return below is around.children[1]
            case "assert_statement":
                return below is around.children[0]
            case _:
                return False
    return False


def is_dead_after(code: Code, name: Node, region: Node) -> bool:
    """Whether nobody reads a name once a region has run.

    In a loop around the region, what stands before it counts as well.
    """
    owner = code.owner(name)
    if owner is None or not owner.is_function or name.text in owner.outer:
        return False
    if reads_all_names(code, owner):
        return False
    again = any(loop in LOOPS for loop in (each.kind for each in code.loops(region)))
    return not any(
        (again or read.start >= region.end or code.function_of(read) is not owner)
        and not region.holds(read)
        for read in owner.reads_of(name.text)
    )


def is_builtin(code: Code, node: Node, name: str) -> bool:
    """Whether a node is a builtin that nothing in the file hides."""
    return code.qualified(node) == f"builtins.{name}"


def means_builtin(code: Code, node: Node, name: str) -> bool:
    """Whether a name, put in where a node stands, would be the builtin."""
    return code.scope_of(node).owner(name) is None and not code.takes_all
