"""What it takes to evaluate an expression: what it does, and what may go wrong."""

from __future__ import annotations

import re
from collections.abc import Collection

from guyline.hints.code import Code, arguments
from guyline.hints.kinds import annotated, kind_of
from guyline.hints.pattern import alike, plain
from guyline.hints.scopes import How
from guyline.syntax import Node

_LOOKING = """
    abspath all any as_posix basename casefold ceil copy count date difference dirname endswith
    exists exp fabs find findall finditer floor fnmatch format fullmatch group groups index
    intersection isalnum isalpha isclose isdecimal isdigit isdir isdisjoint isfile isfinite
    isidentifier isinf islower isnan isnumeric isoformat isspace issubclass issubset issuperset
    isupper items join joinpath keys log10 lower lstrip match max mean min most_common partition
    removeprefix removesuffix rfind rindex rpartition rsplit rstrip search split splitext
    splitlines sqrt startswith strip sum timestamp title total_seconds union upper values
"""
_READERS = frozenset(_LOOKING.split())
_LOOKING_MODULES = ("math.", "operator.", "os.path.", "re.", "fnmatch.", "numpy.is", "inspect.is")
_QUESTION = re.compile(r"_*(is(?!sue|olate)|has(?!h)|can(?!cel))[a-zA-Z]")
_QUESTIONS = frozenset({"is", "can", "has"})
_ASKING = frozenset({"contains", "get", "in", "needs", "should", "supports"})
"""First words of names of functions that are asked, and do nothing."""
_DOERS = frozenset(
    {"delattr", "eval", "exec", "input", "is_valid", "next", "open", "print", "setattr"}
)
_CHANGING = frozenset(
    {"await", "delete_statement", "global_statement", "nonlocal_statement", "yield"}
)
_CONSTANTS = frozenset({"identifier", "integer", "float", "true", "false", "none", "string"})
_NUMBERS = frozenset({"int", "float", "bool"})
_SIZED = frozenset({"dict", "frozenset", "list", "set", "str", "tuple"})
_TEXT_TESTS = frozenset(
    {"isalnum", "isalpha", "isdecimal", "isdigit", "islower", "isnumeric", "isspace", "isupper"}
)
_TEXT_CHANGES = frozenset({"lower", "upper", "strip", "lstrip", "rstrip", "casefold", "title"})
_ENDS = frozenset({"startswith", "endswith"})
_TRUTHS = frozenset({"not_operator", "parenthesized_expression", "comparison_operator"})


def is_asserted(node: Node) -> bool:
    """Whether all that is done with a value is to assert it: it is shown where that fails."""
    around = node.parent
    while around is not None and around.kind in _TRUTHS:
        around = around.parent
    return around is not None and around.kind == "assert_statement"


def is_total(code: Code, node: Node) -> bool:
    """Whether evaluating an expression changes nothing and can't fail, whatever its names hold.

    Names are taken to be bound. Comparing for order needs numbers, or texts, on both sides.
    """
    node = plain(node)
    match node.kind:
        case "identifier" | "integer" | "float" | "true" | "false" | "none":
            return True
        case "string":
            return not any(child.kind == "interpolation" for child in node.children)
        case "not_operator" | "boolean_operator":
            return all(is_total(code, child) for child in node.children)
        case "comparison_operator":
            return _is_total_comparison(code, node)
        case "call":
            return _is_total_call(code, node)
        case "binary_operator":
            numbers = all(kind_of(code, child) == "int" for child in node.children)
            safe = node.operators[:1] in (["+"], ["-"], ["*"], ["&"], ["|"], ["^"])
            return numbers and safe and all(is_total(code, child) for child in node.children)
    return False


def _is_total_comparison(code: Code, node: Node) -> bool:
    if not all(is_total(code, child) for child in node.children):
        return False
    if set(node.operators) <= {"is", "is not"}:
        return True
    kinds = [kind_of(code, child) for child in node.children]
    numbers = all(kind in _NUMBERS for kind in kinds)
    texts = all(kind == "str" for kind in kinds)
    if numbers:
        return not {"in", "not in"} & set(node.operators)
    return texts


def _is_total_call(code: Code, call: Node) -> bool:
    function, given = plain(call["function"]), arguments(call)
    if function.kind != "attribute" or kind_of(code, function["object"]) != "str":
        return False
    if not is_total(code, function["object"]):
        return False
    name = function["attribute"].text
    if name in _TEXT_TESTS | _TEXT_CHANGES:
        return not given
    return (
        name in _ENDS
        and len(given) == 1
        and kind_of(code, given[0]) == "str"
        and (is_total(code, given[0]))
    )


def binds_or_waits(node: Node) -> bool:
    """Whether an expression binds names, awaits or yields."""
    return any(
        each.kind in ("named_expression", "await", "yield")
        or (each.kind == "for_in_clause" and each.text.startswith("async"))
        for each in node.walk()
    )


def acts(code: Code, region: Node) -> bool:
    """Whether anything in a piece of code may be wanted for what it does.

    That is a call of something that is neither known to only look, nor named as if it did.
    """
    return any(each.kind == "call" and not looks(code, each["function"]) for each in region.walk())


def looks(code: Code, function: Node, depth: int = 2) -> bool:
    """Whether calling a function only looks at something, as far as its name tells."""
    function = plain(function)
    dotted = code.qualified(function)
    if dotted.startswith("builtins."):
        return function.text not in _DOERS
    if dotted.startswith(_LOOKING_MODULES):
        return True
    if function.kind == "attribute":
        name = function["attribute"].text
    elif function.kind == "identifier":
        name = function.text
    else:
        return False
    if name in _DOERS:
        return False
    found = code.only_binding(function) if function.kind == "identifier" and depth else None
    if found is not None and found.how is How.DEFINITION and found.value is not None:
        return not _does(code, found.value, depth - 1)
    words = name.strip("_").split("_")
    asks = _QUESTION.match(name) or words[0] in _ASKING or not _QUESTIONS.isdisjoint(words)
    return name in _READERS or bool(asks)


def _does(code: Code, definition: Node, depth: int) -> bool:
    """Whether a function of the file changes anything, as far as its body tells."""
    body = definition.field("body")
    if definition.kind != "function_definition" or body is None:
        return True
    for each in body.walk():
        if each.kind in _CHANGING:
            return True
        if each.kind in ("assignment", "augmented_assignment"):
            left = each.field("left")
            if left is None or left.kind not in ("identifier", "pattern_list"):
                return True
        if each.kind == "call" and not looks(code, each["function"], depth):
            return True
    return False


def is_never_empty(code: Code, node: Node) -> bool:
    """Whether an expression has an item where it stands.

    It is written out with one, or stands in what only runs where the very name is true.
    """
    value = code.value_of(node)
    if value.kind in ("list", "tuple", "set") and value.children:
        written = any(not child.kind.endswith("_splat") for child in value.children)
        if written and (value is plain(node) or value.kind == "tuple"):
            return True
    name = plain(node)
    if name.kind != "identifier" or kind_of(code, name) not in _SIZED:
        return False
    below = name
    for around in name.above():
        if around.kind in ("function_definition", "lambda", "module"):
            return False
        then = around.field("consequence")
        if around.kind == "conditional_expression":
            then = around.children[0]
        condition = around.field("condition")
        if around.kind == "conditional_expression":
            condition = around.children[1]
        if below is then and condition is not None and alike(condition, name):
            between = [n for n in then.walk() if then.start <= n.start < name.start]
            if any(loop is around or around.holds(loop) for loop in code.loops(name)):
                return False
            return not any(
                (n.kind in ("call", "await", "yield") and not n.holds(name))
                or (n.kind == "identifier" and n.text == name.text)
                for n in between
            )
        below = around
    return False


def holds_list(code: Code, node: Node) -> bool:
    """Whether an expression is a list, as far as the file tells.

    An attribute is one where the file only ever assigns lists to what has its name, and
    does so somewhere: of a class with bases this is not certain, as another file may differ.
    """
    if kind := kind_of(code, node):
        return kind == "list"
    node = plain(node)
    if node.kind != "attribute":
        return False
    name, found = node["attribute"].text, False
    for assignment in code.by_kind.get("assignment", ()):
        left, right = assignment.field("left"), assignment.field("right")
        if left is None or left.kind != "attribute" or left["attribute"].text != name:
            continue
        told = assignment.field("type")
        kind = kind_of(code, right) if right is not None else ""
        if told is not None and (type_told := annotated(code, told)) is not None:
            kind = type_told.name
        if kind not in ("list", ""):
            return False
        found = found or kind == "list"
    return found


def is_caught(node: Node, names: Collection[str]) -> bool:
    """Whether something around waits for one of some errors, which a node may raise.

    Args:
        node: The node.
        names: The errors' names, as ``IndexError``.
    """
    for around in node.above():
        if around.kind == "try_statement":
            for clause in around.children:
                if clause.kind == "except_clause" and any(
                    each.kind == "identifier" and each.text in names
                    for child in clause.children[:-1]
                    for each in child.walk()
                ):
                    return True
        if around.kind in ("function_definition", "lambda"):
            return False
    return False
