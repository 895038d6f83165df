"""A table of constants is built anew each time round a loop.

What: a dict or a set of constants, with four entries or more, that is assigned to a name in a
loop and is then only looked into; or a list of them that is made of a call, as ``set([...])``.

Why: each round makes the table, to look up one thing in it. Made before the loop it is made
once.

Example::

    def codes(letters):
        found = []
        for letter in letters:
            table = {"a": 1, "e": 2, "i": 3, "o": 4, "u": 5}
            found.append(table.get(letter, 0))
        return found

Use instead::

    def codes(letters):
        found = []
        table = {"a": 1, "e": 2, "i": 3, "o": 4, "u": 5}
        for letter in letters:
            found.append(table.get(letter, 0))
        return found

When it is safe: nothing changes the table or keeps it, and its name is not bound elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code, arguments, block_of, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.rewrite import indent_of, insert_before
from guyline.hints.rounds import is_last_time, is_short, is_stored, reads_all_names
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_LEAST = 4
"""Entries from which on making the table costs more than looking into it."""

_CONSTANTS = frozenset({"integer", "float", "true", "false", "none"})
_DISPLAYS = frozenset({"set", "dictionary"})
_CALLS = frozenset({"builtins.set", "builtins.frozenset"})
_LOOKS = frozenset({"get", "index", "count", "isdisjoint", "issubset", "issuperset"})
_FUNCTIONS = frozenset({"function_definition", "lambda", "class_definition"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    left, right = node["left"], node.field("right")
    if left.kind != "identifier" or right is None or not _is_table(code, plain(right)):
        return
    loop = _outermost(code, node)
    if loop is None or not _is_only_looked_into(code, left):
        return
    yield Found(
        plain(right),
        "a table of constants is built each time round the loop; "
        "made before the loop it is made once",
        _fix(code, node, loop),
        ((loop, "the loop"),),
    )


def _is_table(code: Code, value: Node) -> bool:
    if value.kind in _DISPLAYS:
        return len(value.children) >= _LEAST and all(map(_is_constant, value.children))
    if value.kind != "call" or code.qualified(value["function"]) not in _CALLS:
        return False
    given = arguments(value)
    if len(given) != 1 or named_arguments(value):
        return False
    of = plain(given[0])
    display = of.kind in ("list", "tuple", "set") and len(of.children) >= _LEAST
    return display and all(map(_is_constant, of.children))


def _is_constant(node: Node) -> bool:
    node = plain(node)
    if node.kind in ("pair", "tuple", "unary_operator", "concatenated_string"):
        return all(map(_is_constant, node.children))
    if node.kind == "string":
        return all(child.kind != "interpolation" for child in node.children)
    return node.kind in _CONSTANTS


def _outermost(code: Code, node: Node) -> Node | None:
    """The outermost loop that is worth leaving; None: there is none."""
    found = None
    for loop in code.loops(node):
        if loop.kind not in LOOPS or is_last_time(node, loop):
            break
        found = found if is_short(code, loop) else loop
    return found


def _is_only_looked_into(code: Code, name: Node) -> bool:
    binding = code.only_binding(name)
    owner = code.owner(name)
    if binding is None or binding.how is not How.ASSIGNMENT or owner is None:
        return False
    if owner is not code.function_of(name) or name.text in owner.outer or owner.is_class:
        return False
    return all(_looks(read, owner.node) for read in owner.reads_of(name.text))


def _looks(read: Node, top: Node) -> bool:
    """Whether a read only looks something up, and not from a function within."""
    for above in read.above():
        if above is top:
            break
        if above.kind in _FUNCTIONS:
            return False
    around = read.parent
    if around is None:
        return False
    match around.kind:
        case "subscript":
            return around["value"] is read and not is_stored(around)
        case "comparison_operator":
            return around.children[-1] is read
        case "for_statement" | "for_in_clause":
            return around["right"] is read
        case "attribute":
            called = around.parent is not None and around.parent.kind == "call"
            return called and around["attribute"].text in _LOOKS
    return False


def _fix(code: Code, node: Node, loop: Node) -> Fix | None:
    """Move the statement before the loop."""
    statement = node.parent
    if statement is None or statement.kind != "expression_statement":
        return None
    block, scope = block_of(statement), code.function_of(node)
    if not scope.is_function or len(block) == 1 or reads_all_names(code, scope):
        return None
    owner, left = code.owner(node["left"]), node["left"]
    reads = owner.reads_of(left.text) if owner is not None else ()
    if any(
        statement.parent is None or not statement.parent.holds(read) or read.start < statement.start
        for read in reads
    ):
        return None
    begin, end = statement.start, statement.end
    indent = indent_of(code, statement)
    before = insert_before(code, loop, f"{statement.text}\n")
    follows = block[block.index(statement) + 1 :]
    if indent is None or before is None or not follows or "\n" in statement.text:
        return None
    gap = code.text[end : follows[0].start]
    if gap.strip():
        return None
    return Fix(
        "Make it before the loop",
        (before, Edit(begin, follows[0].start, "")),
        safety=Safety.PROVED,
    )


RULE = Rule(
    "GL320",
    "constant-built-in-loop",
    ("assignment",),
    _check,
    Example(
        slow=(
            "def f(letters):\n"
            "    found = []\n"
            "    for letter in letters:\n"
            "        table = {'a': 1, 'e': 2, 'i': 3, 'o': 4, 'u': 5}\n"
            "        found.append(table.get(letter, 0))\n"
            "    return found\n"
        ),
        fast=(
            "def f(letters):\n"
            "    found = []\n"
            "    table = {'a': 1, 'e': 2, 'i': 3, 'o': 4, 'u': 5}\n"
            "    for letter in letters:\n"
            "        found.append(table.get(letter, 0))\n"
            "    return found\n"
        ),
        call="(['c', 'e'] * 2000,)",
        size="4,000 rounds of 5 entries",
    ),
)
