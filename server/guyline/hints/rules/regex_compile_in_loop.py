"""A pattern is compiled again each time round a loop.

What: ``re.compile(pattern)`` in a loop, with a pattern that is the same each time.

Why: ``re`` keeps what it compiled, and looks it up by the pattern's type, text and flags. In
a loop that takes longer than matching a short text does. Past 512 other patterns it is
compiled anew.

Example::

    import re

    def names(rows):
        for row in rows:
            word = re.compile(r"[a-z]+")
            yield word.findall(row)

Use instead::

    import re

    def names(rows):
        word = re.compile(r"[a-z]+")
        for row in rows:
            yield word.findall(row)

When it is safe: the pattern is written out, and is one: a wrong one is told of before the
loop, and not within.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, block_of, named_arguments, statement_of
from guyline.hints.loops import depends_on, is_constant_in
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_fresh_local
from guyline.hints.regexes import compiles, literal
from guyline.hints.repeats import running_often
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    if function.kind == "attribute" and function["attribute"].text != "compile":
        return
    if not code.calls(node, "re.compile"):
        return
    given = [*arguments(node), *named_arguments(node).values()]
    loops = [
        loop
        for loop in running_often(code, node)
        if all(is_constant_in(code, each, loop) for each in given)
    ]
    if not loops or not given:
        return
    yield Found(
        node,
        "the same pattern is compiled, or looked up, in each round of the loop; "
        "before the loop once is enough",
        _fix(code, node, loops[-1]),
        ((loops[-1], "the loop"),),
    )


def _fix(code: Code, node: Node, loop: Node) -> Fix | None:
    """Compile it before the loop: the whole assignment moves, where it is the name's only one."""
    scope, statement = code.function_of(node), statement_of(node)
    if scope.node.kind != "function_definition" or "\n" in node.text or loop is scope.node:
        return None
    if any(depends_on(code, each, loop) for each in arguments(node)):
        return None
    made = plain(statement)
    left = made.field("left") if made.kind == "assignment" else None
    moves = (
        left is not None
        and left.kind == "identifier"
        and plain(made["right"]) is node
        and _is_its_only_one(code, left, statement)
        and len(block_of(statement)) > 1
    )
    if moves and left is not None:
        cut = _line_of(code, statement)
        before = insert_before(code, statement_of(loop), f"{statement.text}\n")
        after = Edit(*cut, "") if cut is not None else None
    else:
        name = free_name(code, scope, "pattern")
        before = insert_before(code, statement_of(loop), f"{name} = {node.text}\n")
        after = Edit(node.start, node.end, name)
    if before is None or after is None:
        return None
    return Fix(
        "Compile the pattern before the loop",
        (before, after),
        safety=Safety.PROVED if _is_sure(node) else Safety.OPEN,
        unproved=() if _is_sure(node) else ("that the pattern is one, and stays the same",),
    )


def _is_its_only_one(code: Code, left: Node, statement: Node) -> bool:
    """Whether a name is bound here only, and read below, in the same block."""
    owner, only = code.owner(left), code.only_binding(left)
    block = statement.parent
    if owner is None or only is None or block is None or not is_fresh_local(code, left):
        return False
    reads = list(owner.reads_of(left.text))
    return all(block.holds(read) and read.start > statement.end for read in reads)


def _line_of(code: Code, statement: Node) -> tuple[int, int] | None:
    """The lines of a statement; None: something else stands in them."""
    begin = code.text.rfind("\n", 0, statement.start) + 1
    end = code.text.find("\n", statement.end) + 1
    around = code.text[begin : statement.start] + code.text[statement.end : end]
    return (begin, end) if end and not around.strip() else None


def _is_sure(call: Node) -> bool:
    given = arguments(call)
    pattern = literal(given[0]) if len(given) == 1 and not named_arguments(call) else None
    return pattern is not None and compiles(pattern)


RULE = Rule(
    "GL502",
    "regex-compile-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "import re\n"
            "def f(xs):\n"
            "    out = []\n"
            "    for x in xs:\n"
            '        head = re.compile(r"\\w+:")\n'
            "        out.append(bool(head.match(x)))\n"
            "    return out\n"
        ),
        fast=(
            "import re\n"
            "def f(xs):\n"
            '    head = re.compile(r"\\w+:")\n'
            "    out = []\n"
            "    for x in xs:\n"
            "        out.append(bool(head.match(x)))\n"
            "    return out\n"
        ),
        call='(["name: value"] * 20000,)',
        size="20,000 short texts",
    ),
    called=frozenset({"compile"}),
)
