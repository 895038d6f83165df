"""What comes round in a loop: how often, who reads its variables, what runs in it only once."""

from __future__ import annotations

import re
from math import prod

from guyline.hints.arrays import ARRAY, TENSOR, made_by
from guyline.hints.code import Code, arguments, named_arguments, region_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain
from guyline.hints.scopes import How, Scope
from guyline.syntax import Node

_FUNCTIONS = frozenset({"function_definition", "lambda", "class_definition"})
_PATTERNS = frozenset(
    {
        "pattern_list",
        "tuple_pattern",
        "list_pattern",
        "list_splat_pattern",
        "expression_list",
        "tuple",
        "list",
        "parenthesized_expression",
    }
)
_STORES = frozenset({"assignment", "augmented_assignment", "for_statement", "for_in_clause"})
_LEAVES = frozenset({"return_statement", "raise_statement"})
_RARE = frozenset({"raise_statement", "return_statement", "except_clause", "assert_statement"})
FEW = 16
"""Items up to which it does not matter how they are gone over."""

_DEEPEST = 6
"""Names and calls that are looked through for what is gone over."""

_DISPLAYS = frozenset({"dictionary", "expression_list", "list", "set", "tuple"})
_TEXTS = frozenset({"string", "concatenated_string"})
_SAME_SIZE = frozenset(
    {"enumerate", "frozenset", "iter", "list", "reversed", "set", "sorted", "tuple"}
)
_OF_ITEMS = (".array", ".asarray", ".tensor")
"""Makers of arrays that hold as many as they are given."""

_OF_CLASSES = frozenset({"__bases__", "__mro__", "__orig_bases__"})
_SAME_PLACE = frozenset({"items", "keys", "values", "copy"})
_SPLITS = frozenset({"split", "rsplit"})
_LINE = re.compile(r"(?:\w*_)?line", re.IGNORECASE)
_UP = re.compile(r"parent|sibling|outer|enclos|super|^_*up$|^f_back$|^tb_next$|^__c")
_GROWING = frozenset({"add", "append", "extend", "insert", "setdefault", "update"})
_WRITTEN = re.compile(r"-?[0-9][0-9_]*")

_ALL_NAMES = frozenset(
    f"builtins.{name}" for name in ("locals", "vars", "eval", "exec", "globals", "dir")
)


def is_async(loop: Node) -> bool:
    """Whether a loop is ``async for``, which takes other iterables."""
    return loop.text.startswith("async")


def is_stored(node: Node) -> bool:
    """Whether an expression is a target: assigned to, deleted, or bound by a loop or ``with``."""
    below, around = node, node.parent
    while around is not None:
        if around.kind in _STORES:
            return around.field("left") is below
        if around.kind in ("delete_statement", "as_pattern_target"):
            return True
        if around.kind not in _PATTERNS:
            return False
        below, around = around, around.parent
    return False


def reads_reached(code: Code, target: Node, loop: Node) -> list[Node]:
    """The reads that may see what a loop binds one of its names to, in it and after it.

    Args:
        code: The file.
        target: The name, where the loop binds it.
        loop: The statement or the clause of a comprehension.
    """
    name = target.text
    if loop.kind == "for_in_clause":
        held = loop.parent
        return list(code.scope_made_by(held).reads_of(name)) if held is not None else []
    owner, over = code.owner(target), loop.field("right")
    if owner is None:
        return []
    found = []
    for read in owner.reads_of(name):
        if loop.holds(read):
            if over is None or not over.holds(read):
                found.append(read)
        elif not _is_of_another(read, name) and any(
            binding.node is target for binding in code.reaching(read)
        ):
            found.append(read)
    return found


def lookups_by(code: Code, index: Node, loop: Node) -> list[Node]:
    """The ``xs[i]`` that read by a loop's ``i``; nothing: ``i`` is used for more than that.

    Args:
        code: The file.
        index: The name ``i``, where the loop binds it.
        loop: The statement or the clause of a comprehension.
    """
    found = []
    for read in reads_reached(code, index, loop):
        around = read.parent
        if around is None or around.kind != "subscript" or is_stored(around):
            return []
        if around.fields("subscript") != [read] or not region_of(loop).holds(read):
            return []
        found.append(around)
    return found


def _is_of_another(read: Node, name: str) -> bool:
    """Whether a read stands in a loop that binds the name anew each time round."""
    for around in read.above():
        if around.kind in _FUNCTIONS:
            return False
        if around.kind == "for_statement" and around["body"].holds(read):
            left = around["left"]
            if any(n.kind == "identifier" and n.text == name for n in left.walk()):
                return True
    return False


def is_last_time(node: Node, loop: Node) -> bool:
    """Whether a loop is left right after a node has run, or only an error's way comes there."""
    inner = False
    for around in node.above():
        if around is loop or around is region_of(loop):
            return False
        if around.kind in _RARE:
            return True
        if around.kind == "block" and around.children:
            last = around.children[-1]
            if last.kind in _LEAVES or (last.kind == "break_statement" and not inner):
                return True
        inner = inner or around.kind in ("for_statement", "while_statement")
    return False


def is_short(code: Code, loop: Node, most: int = FEW) -> bool:
    """Whether a loop goes over a few things only, as they are written out; see :func:`has_few`."""
    if loop.kind == "while_statement":
        return False
    over = loop.fields("right")
    return len(over) == 1 and has_few(code, over[0], most)


def has_few(code: Code, items: Node, most: int = FEW, depth: int = 0) -> bool:
    """Whether iterating over an expression gives a few items only, as they are written out.

    Args:
        code: The file.
        items: The expression.
        most: How many are a few.
        depth: How many names and calls were looked through already.
    """
    if depth > _DEEPEST:
        return False  # a name that is bound to something of itself
    value = code.value_of(items)
    if _is_of_a_few(code, value, most):
        return True
    if value.kind in _DISPLAYS:
        splats = any(child.kind.endswith("_splat") for child in value.children)
        return not splats and len(value.children) <= most and not _grows(code, items)
    if value.kind in _TEXTS:
        return True
    if value.kind == "binary_operator" and value.operators == ["+"]:
        # Its parts are looked through no further: each number is tried for each of them.
        last = max(depth + 1, _DEEPEST)
        parts = (_number_of(code, each, most, last) for each in value.children)
        return not _grows(code, items) and sum(parts) <= most
    if value.kind != "call":
        return False
    function, given = plain(value["function"]), arguments(value)
    if function.kind == "attribute" and function["attribute"].text in _SAME_PLACE and not given:
        return has_few(code, function["object"], most, depth + 1)
    name = code.qualified(function).removeprefix("builtins.")
    if name == "range":
        sized = arguments(given[-1]) if given and code.calls(given[-1], "builtins.len") else []
        below = len(given) > 2 or given[0].text.startswith("-") if given else True
        if len(sized) == 1 and not below:
            return has_few(code, sized[0], most, depth + 1)
        return _counts_few(given, most)
    if name == "itertools.product" and given and not named_arguments(value):
        return prod(_number_of(code, each, most, depth + 1) for each in given) <= most
    if name in _SAME_SIZE and given:
        return has_few(code, given[0], most, depth + 1)
    if name in ("map", "filter") and len(given) > 1:
        return has_few(code, given[1], most, depth + 1)
    if made_by(name) in (ARRAY, TENSOR) and name.endswith(_OF_ITEMS) and given:
        return has_few(code, given[0], most, depth + 1)
    return name == "zip" and any(has_few(code, each, most, depth + 1) for each in given)


def _number_of(code: Code, items: Node, most: int, depth: int) -> int:
    """How many items are written out; more than ``most`` where it is not known, or is more."""
    value = code.value_of(items)
    if value.kind in _TEXTS:
        return len(value.text)
    numbers = range(1, most + 1)
    return next((n for n in numbers if has_few(code, items, n, depth)), most + 1)


def _is_of_a_few(code: Code, value: Node, most: int) -> bool:
    """Whether it is what is never long: keyword arguments, bases, a way up, a first part."""
    match value.kind:
        case "identifier":
            bound = [each.node.parent for each in code.bindings(value)]
            return bool(bound) and all(
                each is not None and each.kind == "dictionary_splat_pattern" for each in bound
            )
        case "attribute":
            name = value["attribute"].text
            return name in _OF_CLASSES or (name == "parents" and _is_of_another_thing(value))
        case "subscript":
            part = value.fields("subscript")
            cut = part[0] if len(part) == 1 and part[0].kind == "slice" else None
            stop = cut.children[-1] if cut is not None and cut.children else None
            if stop is None or not stop.text.isdigit():
                return False
            one = part[0].text.count(":") == 1 and part[0].text.rstrip().endswith(stop.text)
            return one and int(stop.text) <= most
    return False


def _is_of_another_thing(attribute: Node) -> bool:
    """Whether it is asked of a path or a node, which has a few: a population may keep many."""
    return plain(attribute["object"]).text not in ("self", "cls")


def _counts_few(given: list[Node], most: int) -> bool:
    """Whether a range has few numbers; a start that is not written out is taken to be 0."""
    numbers = [int(n.text) if _WRITTEN.fullmatch(n.text) else None for n in given]
    match numbers:
        case [int(stop)] | [None, int(stop)]:
            return stop <= most
        case [int(start), int(stop)]:
            return stop - start <= most
        case [int(start), int(stop), int(step)]:
            return step != 0 and len(range(start, stop, step)) <= most
    return False


def is_brief(code: Code, items: Node, depth: int = 0) -> bool:
    """Whether something holds some tens at most, so that going over it once more is nothing.

    That is what is written out, what a function is given by ``*args``, the words of one line,
    what short loops put into a list, and copies of these.
    """
    node = plain(items)
    if depth > _DEEPEST:
        return False
    if node.kind == "identifier":
        return _is_bound_briefly(code, node, depth)
    if has_few(code, node):
        return True
    match node.kind:
        case "subscript":
            part = node.fields("subscript")
            cut = len(part) == 1 and part[0].kind == "slice"
            return cut and is_brief(code, node["value"], depth + 1)
        case "list_comprehension" | "generator_expression" | "set_comprehension":
            clauses = [each for each in node.children if each.kind == "for_in_clause"]
            over = clauses[0].fields("right") if len(clauses) == 1 else []
            return len(over) == 1 and is_brief(code, over[0], depth + 1)
        case "call":
            function, given = plain(node["function"]), arguments(node)
            if code.qualified(function).removeprefix("builtins.") in _SAME_SIZE and given:
                return is_brief(code, given[0], depth + 1)
            if function.kind != "attribute":
                return False
            if function["attribute"].text == "copy" and not given:
                return is_brief(code, function["object"], depth + 1)
            return function["attribute"].text in _SPLITS and _is_line(function["object"])
    return False


def _is_bound_briefly(code: Code, name: Node, depth: int) -> bool:
    """Whether all that may have bound a name is brief, and no more is put in than that."""
    owner, bound = code.owner(name), code.reaching(name)
    if owner is None or not bound or owner.changed_within(name.text):
        return False
    given = [each for each in bound if _is_of_arguments(each.node)]
    made = [each for each in bound if each not in given]
    if not made:
        return True
    values = [each.value for each in made if each.how is How.ASSIGNMENT]
    if len(values) < len(made) or not owner.is_function:
        return False
    if any(_grows_by(code, read, made[0].node) for read in owner.reads_of(name.text)):
        return False
    return all(value is not None and is_brief(code, value, depth + 1) for value in values)


def _is_of_arguments(name: Node) -> bool:
    """Whether a name is the ``*args`` of a function."""
    star = name.parent
    held = star.parent if star is not None and star.kind == "list_splat_pattern" else None
    if held is not None and held.kind == "typed_parameter":
        held = held.parent
    return held is not None and held.kind in ("parameters", "lambda_parameters")


def _grows_by(code: Code, read: Node, made: Node) -> bool:
    """Whether a use of a list may make it long: any but an ``append`` a few times."""
    around = read.parent
    if around is None or around.kind == "keyword_argument":
        return True
    if around.kind != "attribute" or around["attribute"].text != "append":
        return _may_grow(code, read)
    same = code.function_of(read) is code.function_of(made)
    loops = [each for each in code.loops(read) if each not in set(code.loops(made))]
    return not same or len(loops) > 1 or not all(is_short(code, each) for each in loops)


def _is_line(text: Node) -> bool:
    """Whether a text is one line, by its name, or the one that was just read."""
    text = plain(text)
    while text.kind == "call":
        function = plain(text["function"])
        if function.kind != "attribute":
            return function.text == "input"
        if function["attribute"].text == "readline":
            return True
        text = plain(function["object"])
    name = text.field("attribute") or text
    return name.kind == "identifier" and _LINE.fullmatch(name.text) is not None


def _grows(code: Code, node: Node) -> bool:
    """Whether anything may be put into what a name stands for."""
    name = plain(node)
    owner = code.owner(name) if name.kind == "identifier" else None
    if owner is None or kind_of(code, name) == "tuple":
        return False
    return any(_may_grow(code, read) for read in owner.reads_of(name.text))


def _may_grow(code: Code, read: Node) -> bool:
    """Whether a use of a value may put something in."""
    around = read.parent
    if around is None:
        return False
    if around.kind == "attribute" and around["attribute"].text in _GROWING:
        return True
    above = around.parent
    if around.kind in ("augmented_assignment", "assignment"):
        return True
    called = above.field("function") if above is not None else None
    if called is not None and around.kind == "argument_list":
        joins = called.kind == "attribute" and called["attribute"].text == "join"
        if not joins and not code.qualified(called).startswith("builtins."):
            return True  # who is given it may put something in
    written = above is not None and above.kind == "assignment"
    return written and above is not None and above.field("left") is around


def reads_all_names(code: Code, scope: Scope) -> bool:
    """Whether a function may read any of its names by a call: ``locals()``, ``eval``."""
    return any(
        n.kind == "call" and code.qualified(n["function"]) in _ALL_NAMES for n in scope.node.walk()
    )


def stepped_by(node: Node) -> str:
    """What a statement asks a name for to go on with: ``parent`` of ``x = x.parent``; else empty.

    A method counts as well, ``x = x.parent()``.
    """
    left, right = node.field("left"), node.field("right")
    if node.kind != "assignment" or left is None or right is None or left.kind != "identifier":
        return ""
    right = plain(right)
    if right.kind == "call":
        right = plain(right["function"])
    if right.kind != "attribute" or not alike(right["object"], left):
        return ""
    return right["attribute"].text


def goes_up(loop: Node) -> bool:
    """Whether a loop goes from a part to its whole, or along its siblings: a few rounds."""
    if loop.kind != "while_statement":
        return False
    return any(_UP.search(stepped_by(node)) is not None for node in loop["body"].walk())
