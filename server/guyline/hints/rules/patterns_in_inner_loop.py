r"""Each pattern of a list is looked up anew for each text.

What: ``re.search(pattern, text)`` in a loop over patterns, within a loop over texts; also
with a pattern put together of what the inner loop goes over, and with ``re.compile`` there.

Why: ``re`` keeps 512 compiled patterns, and looks for each by its text and its flags. With
more patterns than that each is compiled anew for each text, which takes a hundred times as
long.

Example::

    import re

    def count(words, lines):
        total = 0
        for line in lines:
            for word in words:
                if re.search(rf"\b{word}\b", line):
                    total += 1
        return total

Use instead::

    import re

    def count(words, lines):
        patterns = [re.compile(rf"\b{word}\b") for word in words]
        total = 0
        for line in lines:
            for pattern in patterns:
                if pattern.search(line):
                    total += 1
        return total

When it is safe: nothing changes the list of patterns meanwhile, and each of them is one: a
wrong one is told of before the loops. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments, region_of
from guyline.hints.loops import depends_on, is_constant_in, names_in
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_mutated
from guyline.hints.regexes import FUNCTIONS, call_of
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not any(code.loops(node)):
        return
    call = call_of(code, node)
    if call is not None:
        parts = [call.pattern, *([call.given["flags"]] if "flags" in call.given else [])]
    elif code.calls(node, "re.compile"):
        parts = [*arguments(node), *named_arguments(node).values()]
    else:
        return
    parts = [code.value_of(part) for part in parts]
    loops = list(code.loops(node))
    outer = [loop for loop in repeating(code, node) if loop is not loops[0]]
    if not outer or not parts:
        return
    inner, around = loops[0], outer[-1]
    if inner.kind == "while_statement" or not depends_on(code, parts[0], inner):
        return
    for loop in outer:
        if _is_of_inner(code, parts, inner, loop):
            around = loop
            break
    else:
        return
    yield Found(
        node,
        "each pattern is looked up for each text, and compiled again past 512 of them; "
        "a list of compiled patterns, made before the loops, is not",
        None,
        ((inner, "the loop over patterns"), (around, "the loop over texts")),
    )


def _is_of_inner(code: Code, parts: list[Node], inner: Node, outer: Node) -> bool:
    """Whether the patterns of an inner loop are the same in each round of an outer one."""
    over, left, region = plain(inner["right"]), inner["left"], region_of(outer)
    if not is_constant_in(code, _listed(over), outer):
        return False
    if over.kind in ("identifier", "attribute") and is_mutated(code, over, region):
        return False
    names = set[str]().union(*map(names_in, parts))
    reads = (each for part in parts for each in part.walk() if each.kind == "identifier")
    return all(
        left.holds(binding.node) or not region.holds(binding.node)
        for read in reads
        if read.text in names
        for binding in code.bindings(read)
    )


def _listed(over: Node) -> Node:
    """What patterns are taken from: a mapping, where its items are gone over."""
    function = plain(over["function"]) if over.kind == "call" else None
    if function is not None and function.kind == "attribute" and not arguments(over):
        return plain(function["object"])
    given = arguments(over) if function is not None else []
    return plain(given[0]) if len(given) == 1 else over


RULE = Rule(
    "GL503",
    "patterns-in-inner-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "import re\n"
            "def f(words, lines):\n"
            "    total = 0\n"
            "    for line in lines:\n"
            "        for word in words:\n"
            '            if re.search(rf"\\b{word}\\b", line):\n'
            "                total += 1\n"
            "    return total\n"
        ),
        fast=(
            "import re\n"
            "def f(words, lines):\n"
            '    patterns = [re.compile(rf"\\b{word}\\b") for word in words]\n'
            "    total = 0\n"
            "    for line in lines:\n"
            "        for pattern in patterns:\n"
            "            if pattern.search(line):\n"
            "                total += 1\n"
            "    return total\n"
        ),
        call='([f"w{i}" for i in range(50)], ["w1 w2 w3"] * 200)',
        size="50 patterns, 200 lines",
    ),
    called=FUNCTIONS | {"compile"},
)
