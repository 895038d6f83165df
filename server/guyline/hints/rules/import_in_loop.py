"""A module is imported again each time round a loop.

What: ``import`` or ``from ... import`` in a loop, or in a short function of the file that is
called in one, where it is a module like ``math`` or ``re``.

Why: a module that was imported already is still looked up, and each name taken out of it,
which costs more than a short call. Done before the loop it is done once.

Example::

    def floors(values):
        found = []
        for value in values:
            from math import floor
            found.append(floor(value))
        return found

Use instead::

    def floors(values):
        from math import floor
        found = []
        for value in values:
            found.append(floor(value))
        return found

When it is safe: the module can be imported there. To the top of the file it can go only if
that makes no circle of imports.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import LOOPS, Code
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating, running_often
from guyline.hints.rewrite import indent_of, insert_before
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_HINDERED = frozenset(
    {"if_statement", "elif_clause", "else_clause", "try_statement", "match_statement"}
    | {"except_clause", "with_statement"}
)
_BRIEF = 3
"""Statements of a function, up to which an import takes a good part of its time."""

_NAMES = """
    bisect cmath collections copy datetime decimal fractions functools heapq itertools keyword math
    numbers operator random re string struct time types typing unicodedata
"""
_QUICK = frozenset(_NAMES.split())

_LONGEST = 100
"""Nodes of a loop, up to which an import takes a good part of its time."""

_NAMED = frozenset({"identifier", "attribute", "subscript"})
_LONG = frozenset({"for_statement", "while_statement", "list_comprehension"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if is_test(code) or node.parent is None or node.parent.kind != "block":
        return
    loops = [each for each in repeating(code, node) if each.kind in LOOPS]
    if loops:
        long = sum(1 for _ in loops[0].walk()) > _LONGEST
        if long or not _is_in_each_round(node, loops[0]) or _is_seldom_run(loops[0]):
            return
        yield Found(
            node,
            "the module is looked up again each time round the loop; imported before it, once",
            _fix(code, node, loops[-1]),
            ((loops[-1], "the loop"),),
        )
        return
    function = code.function_of(node).node
    if function.kind != "function_definition" or node.parent is not function["body"]:
        return
    if function.parent is not None and function.parent.kind == "decorated_definition":
        return  # what it gives may be kept
    if len(function["body"].children) > _BRIEF or any(n.kind in _LONG for n in function.walk()):
        return
    again = running_often(code, node)
    if not again or not _is_of_python(node):
        return
    yield Found(
        node,
        f"the module is looked up again each time {function['name'].text} is called, which is "
        "done in a loop; imported at the top of the file, once",
        None,
        ((again[0], "where it is called"),),
    )


def _is_of_python(node: Node) -> bool:
    """Whether all that is imported comes with Python, so that it is there and makes no circle.

    Where its functions take long, as those that read files, the import is no matter.
    """
    module = node.field("module_name")
    names = [module] if module is not None else node.fields("name")
    firsts = {(each.field("name") or each).text.partition(".")[0] for each in names}
    return firsts <= _QUICK


def _is_in_each_round(node: Node, loop: Node) -> bool:
    """Whether nothing stands between an import and a loop that may leave it out."""
    between = (each for each in node.above() if loop.holds(each) and each is not loop)
    return not any(each.kind in _HINDERED for each in between)


def _is_seldom_run(loop: Node) -> bool:
    """Whether a loop goes on for as long as a name is taken, or stands for another.

    That is ``while name in names``: mostly it is not, and then nothing is imported.
    """
    if loop.kind != "while_statement":
        return False
    asked = [plain(loop["condition"])]
    while asked[-1].kind == "boolean_operator" and asked[-1].operators == ["and"]:
        *before, last = map(plain, asked.pop().children)
        asked = [*asked, last, *before]
    return any(
        each.kind == "comparison_operator"
        and each.operators == ["in"]
        and plain(each.children[0]).kind in _NAMED
        for each in asked
    )


def _fix(code: Code, node: Node, loop: Node) -> Fix | None:
    """Import it before the loop."""
    block = node.parent.children if node.parent is not None else []
    indent = indent_of(code, node)
    line_end = code.text.find("\n", node.end)
    before = insert_before(code, loop, node.text)
    if before is None or indent is None or line_end < 0 or len(block) < 2:
        return None
    if code.text[node.end : line_end].strip():
        return None
    return Fix(
        "Import it before the loop",
        (before, Edit(node.start - len(indent), line_end + 1, "")),
        unproved=("that the module is there even where the loop does not run",),
    )


RULE = Rule(
    "GL321",
    "import-in-loop",
    ("import_statement", "import_from_statement"),
    _check,
    Example(
        slow=(
            "def f(xs):\n"
            "    found = []\n"
            "    for x in xs:\n"
            "        from math import floor\n"
            "        found.append(floor(x))\n"
            "    return found\n"
        ),
        fast=(
            "def f(xs):\n"
            "    from math import floor\n"
            "    found = []\n"
            "    for x in xs:\n"
            "        found.append(floor(x))\n"
            "    return found\n"
        ),
        call="([x / 2 for x in range(2000)],)",
        size="2,000 rounds",
    ),
)
