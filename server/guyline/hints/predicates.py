"""What a safe rewrite must know, each said for certain or not at all.

A predicate that can't be proved is false. None of them looks outside the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guyline.hints.code import LOOPS, Code, arguments, region_of
from guyline.hints.kinds import kind_of, type_of
from guyline.hints.pattern import alike, plain
from guyline.hints.scopes import How, Scope
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
_PURE = frozenset(f"builtins.{name}" for name in _BUILTINS.split())
_PURE_MODULES = ("math.", "operator.", "os.path.join", "os.path.basename", "os.path.splitext")
_READERS = frozenset(_METHODS.split())
_KNOWN = frozenset({"str", "bytes", "list", "dict", "set", "frozenset", "tuple", "range"})
_HASHABLE = frozenset({"str", "bytes", "int", "float", "bool"})
_ORDERED = frozenset({"str", "bytes", "int", "bool"})
_EXACT = frozenset({"int", "bool"})
_SUSPENDS = frozenset({"await", "yield"})
_LEAVES = frozenset({"return_statement", "break_statement", "continue_statement"})
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
    below, around = read, read.parent
    while around is not None and around.kind == "parenthesized_expression":
        below, around = around, around.parent
    if around is None:
        return False
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
            call = around.parent
            return call is not None and code.qualified(call["function"]) in _PURE
        case "binary_operator":
            return True
    return False


def is_pure(code: Code, node: Node) -> bool:
    """Whether evaluating an expression changes nothing, and gives the same again.

    Names, literals, operators on builtin types, builtins and methods that only read. Reading
    an attribute may run a property: only of a known type is it pure.
    """
    node = plain(node)
    if node.kind in _SIMPLE:
        return True
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


def _is_pure_call(code: Code, call: Node) -> bool:
    function = plain(call["function"])
    given = call.field("arguments")
    parts = given.children if given is not None else []
    if not all(is_pure(code, part) for part in parts if part.kind != "keyword_argument"):
        return False
    if not all(is_pure(code, p["value"]) for p in parts if p.kind == "keyword_argument"):
        return False
    name = code.qualified(function)
    if name in _PURE or name.startswith(_PURE_MODULES):
        return True
    if function.kind != "attribute" or function["attribute"].text not in _READERS:
        return False
    return kind_of(code, function["object"]) in _KNOWN


def is_same_each_time(code: Code, value: Node, loop: Node) -> bool:
    """Whether a name or an attribute stands for the same object each time round a loop."""
    value, region = plain(value), region_of(loop)
    if value.kind == "identifier":
        return not is_rebound(code, value, region)
    if value.kind != "attribute":
        return False
    written = (n.field("left") for n in region.walk() if n.kind == "assignment")
    if any(left is not None and alike(left, value) for left in written):
        return False
    return is_same_each_time(code, value["object"], loop)


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
        return any(len(owner.bindings[name.text]) > 1 for _ in (0,))
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
    return any(_changes(code, node, value) for node in region.walk() if node is not but)


def _changes(code: Code, node: Node, value: Node) -> bool:
    """Whether one node changes a value, or hands it to somebody who may."""
    match node.kind:
        case "assignment" | "augmented_assignment":
            left = node.field("left")
            target = plain(left) if left is not None else None
            while target is not None and target.kind == "subscript":
                target = plain(target["value"])
                if alike(target, value):
                    return True
            if left is not None and alike(left, value):
                return True
            right = node.field("right")
            return right is not None and alike(right, value)
        case "delete_statement":
            return any(
                alike(plain(s["value"]), value) for s in node.walk() if s.kind == "subscript"
            )
        case "call":
            function = plain(node["function"])
            if function.kind == "attribute" and alike(function["object"], value):
                return function["attribute"].text not in _READERS
            given = [each for each in arguments(node) if alike(each, value)]
            return bool(given) and code.qualified(function) not in _PURE
    return False


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
    return any(node.kind in _SUSPENDS for node in own_nodes(region))


def leaves(region: Node) -> bool:
    """Whether a region may be left other than at its end, by a statement of its own."""
    return any(node.kind in _LEAVES for node in own_nodes(region))


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
    again = any(loop in LOOPS for loop in (each.kind for each in code.loops(region)))
    return not any(
        (again or read.start >= region.end) and not region.holds(read)
        for read in owner.reads_of(name.text)
    )


def is_builtin(code: Code, node: Node, name: str) -> bool:
    """Whether a node is a builtin that nothing in the file hides."""
    return code.qualified(node) == f"builtins.{name}"


def means_builtin(code: Code, node: Node, name: str) -> bool:
    """Whether a name, put in where a node stands, would be the builtin."""
    return code.scope_of(node).owner(name) is None
