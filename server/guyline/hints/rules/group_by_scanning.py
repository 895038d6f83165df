"""All rows are gone through again for each key, to group them.

What: ``{key: [row for row in rows if row.kind == key] for key in keys}`` and its like, as a
comprehension or as two loops, with a list, a sum or a count within, where the keys were taken
from the very rows.

Why: with k keys each row is looked at k times. One loop can put each row where it belongs.

Example::

    def by_kind(rows):
        kinds = {row.kind for row in rows}
        return {kind: [row for row in rows if row.kind == kind] for kind in kinds}

Use instead::

    def by_kind(rows):
        groups = {kind: [] for kind in {row.kind for row in rows}}
        for row in rows:
            groups[row.kind].append(row)
        return groups

When it is safe: keys are found by what they are equal to, and the rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code, arguments, region_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_mutated, is_same_each_time
from guyline.hints.rounds import has_few
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_DEEPEST = 6
_MAKING = frozenset({"set", "frozenset", "sorted", "list", "tuple", "unique", "fromkeys", "map"})
_FILLING = frozenset({"add", "append", "update", "setdefault"})
_COMPREHENSIONS = frozenset({"list_comprehension", "set_comprehension", "generator_expression"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    rows, row, test = _filter(node)
    if rows is None or row is None or test is None:
        return
    for loop in code.loops(node):
        key = loop["left"] if loop.kind != "while_statement" else None
        if key is None or key.kind != "identifier" or not _asks(test, key, row):
            continue
        parts = arguments(rows) if matches("zip($$_)", rows) is not None else [rows]
        if not all(is_same_each_time(code, part, loop) for part in parts):
            return
        if any(is_mutated(code, part, run) for part in parts for run in _run_by(loop)):
            return
        if has_few(code, rows) or not any(_is_of(code, loop["right"], p) for p in parts):
            return
        yield Found(
            node if node.kind != "for_statement" else node["left"],
            "all rows are gone through for each key: O(n·k); "
            "one loop that puts each row into its group is O(n)",
            related=((loop["left"], "the keys"),),
        )
        return


def _run_by(loop: Node) -> list[Node]:
    """What a loop runs, without what it goes over."""
    if loop.kind == "for_statement":
        return [loop["body"]]
    return [child for child in region_of(loop).children if child is not loop]


def _filter(node: Node) -> tuple[Node | None, Node | None, Node | None]:
    """The rows that are gone through, the name of one, and what all is under."""
    if node.kind == "for_statement":
        body = node["body"].children
        if not body or body[0].kind != "if_statement" or body[0].field("alternative") is not None:
            return None, None, None
        skips = body[0]["consequence"].children[0].kind == "continue_statement"
        if len(body) > 1 and not skips:
            return None, None, None
        return plain(node["right"]), node["left"], plain(body[0]["condition"])
    clauses = node.children[1:]
    kinds = [clause.kind for clause in clauses]
    if kinds != ["for_in_clause", "if_clause"]:
        return None, None, None
    return plain(clauses[0]["right"]), clauses[0]["left"], plain(clauses[1].children[0])


def _asks(test: Node, key: Node, row: Node) -> bool:
    """Whether a condition begins with: something of the row is equal to the key."""
    while test.kind == "boolean_operator":
        if test.operators != ["and"]:
            return False
        test = plain(test["left"])
    around = test.parent
    skips = (
        around is not None
        and around.kind == "if_statement"
        and (around["consequence"].children[0].kind == "continue_statement")
    )
    if test.kind != "comparison_operator" or test.operators != ["!=" if skips else "=="]:
        return False
    one, other = map(plain, test.children)
    if one.kind == "identifier" and one.text == key.text:
        one, other = other, one
    own = {n.text for n in row.walk() if n.kind == "identifier"}
    names = {n.text for n in one.walk() if n.kind == "identifier"}
    return other.kind == "identifier" and other.text == key.text and bool(own & names)


def _is_of(code: Code, keys: Node, rows: Node) -> bool:
    """Whether keys were taken from the rows."""
    value = code.value_of(keys)
    for _ in range(_DEEPEST):
        if value.kind != "call":
            break
        function = plain(value["function"])
        called = function.field("attribute") or function
        given = arguments(value)
        if called.text not in _MAKING or not given:
            break
        value = code.value_of(given[-1])
    if value.kind in _COMPREHENSIONS:
        clause = next(child for child in value.children if child.kind == "for_in_clause")
        return alike(clause["right"], rows)
    if alike(value, rows) and plain(keys) is not value:
        return True
    return plain(keys).kind == "identifier" and _is_filled(code, plain(keys), rows)


def _is_filled(code: Code, keys: Node, rows: Node) -> bool:
    """Whether a loop over the rows puts something into a name."""
    owner = code.owner(keys)
    for read in owner.reads_of(keys.text) if owner is not None else ():
        around = read.parent
        if around is None or around.kind != "attribute":
            continue
        if around["attribute"].text not in _FILLING:
            continue
        loop = next((each for each in code.loops(read) if each.kind in LOOPS), None)
        if loop is not None and loop.kind == "for_statement" and alike(loop["right"], rows):
            return True
    return False


RULE = Rule(
    "GL128",
    "group-by-scanning",
    (*_COMPREHENSIONS, "for_statement"),
    _check,
    Example(
        slow=(
            "def f(rows):\n"
            "    keys = {row[1] for row in rows}\n"
            "    return {key: [row for row in rows if row[1] == key] for key in keys}\n"
        ),
        fast=(
            "def f(rows):\n"
            "    groups = {key: [] for key in {row[1] for row in rows}}\n"
            "    for row in rows:\n"
            "        groups[row[1]].append(row)\n"
            "    return groups\n"
        ),
        call="([(i, i % 150) for i in range(6000)],)",
        size="150 groups of 6,000 rows",
    ),
    growth=("O(n·k)", "O(n)"),
)
