"""All lines of a file are kept, though one at a time is wanted.

What: ``for line in file.readlines()``, in a statement or a comprehension.

Why: ``readlines`` makes a list of the whole file first. A file gives its lines by itself, and
keeps one of them at a time.

Example::

    def longest(path):
        with open(path) as file:
            return max(len(line) for line in file.readlines())

Use instead::

    def longest(path):
        with open(path) as file:
            return max(len(line) for line in file)

When it is safe: it is a file, and what the loop does does not change it.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, named_arguments, region_of, statement_of
from guyline.hints.loops import names_in
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import is_pure
from guyline.hints.resources import is_file
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule, Safety
from guyline.syntax import Node

_THROUGH = frozenset({"builtins.enumerate", "builtins.map", "builtins.filter", "builtins.zip"})
_ALL = frozenset(
    {f"builtins.{name}" for name in ("sum", "max", "min", "any", "all", "set", "frozenset")}
    | {"collections.Counter"}
)
"""What goes over all that it is given, once."""

_FILES = frozenset(
    {"IO", "TextIO", "BinaryIO", "TextIOWrapper", "TextIOBase", "IOBase", "RawIOBase"}
    | {"BufferedIOBase", "BufferedReader", "StringIO", "BytesIO", "Any", "Optional", "Union"}
)
"""What a file is annotated with."""

_KEEPING = frozenset({"append", "add"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$file.readlines()", node)
    if holes is None or named_arguments(node):
        return
    file = holes["file"]
    assert isinstance(file, Node)  # noqa: S101 - a hole for one expression
    loop = _loop_over(code, node) or _only_loop(code, node)
    if loop is None or _is_of_another_class(code, file):
        return
    region = region_of(loop) if loop.kind != "call" else loop
    inside = set[str]()
    for each in region.children if loop.kind != "call" else ():
        if not each.holds(node) and each is not loop.field("right"):
            inside |= names_in(each)
    if names_in(file) & (inside - {"self", "sys"}) or _is_touched(file, region, node):
        return
    yield Found(
        node,
        "all lines are kept in memory at once; a file gives them one at a time",
        _fix(code, node, file, region) if region.holds(node) else None,
    )


def _is_of_another_class(code: Code, file: Node) -> bool:
    """Whether it is annotated with a class that may have ``readlines`` and not be gone over."""
    bound = code.only_binding(file) if file.kind == "identifier" else None
    if bound is None or bound.annotation is None:
        return False
    name = plain(bound.annotation)
    named = name.text.rpartition(".")[2].partition("[")[0]
    return named[:1].isupper() and named not in _FILES


def _loop_over(code: Code, node: Node) -> Node | None:
    """What goes over a call's lines: a ``for``, numbered or not, or a call such as ``sum``."""
    below, around = node, node.parent
    while around is not None:
        if around.kind in ("for_statement", "for_in_clause"):
            return around if around.field("right") is below else None
        call = around.parent if around.kind == "argument_list" else None
        if call is not None and code.qualified(call["function"]) in _THROUGH:
            below, around = call, call.parent
        elif call is not None and code.qualified(call["function"]) in _ALL:
            return call
        elif around.kind == "parenthesized_expression":
            below, around = around, around.parent
        else:
            return None
    return None


def _only_loop(code: Code, node: Node) -> Node | None:
    """The ``for`` in the same block that alone reads the name given to the lines."""
    around = node.parent
    if around is None or around.kind != "assignment" or around["left"].kind != "identifier":
        return None
    name = around["left"]
    owner, found = code.owner(name), code.only_binding(name)
    reads = list(owner.reads_of(name.text)) if owner is not None and owner.is_function else []
    loop = _loop_over(code, reads[0]) if len(reads) == 1 and found is not None else None
    here = statement_of(node).parent
    return loop if loop is not None and statement_of(reads[0]).parent is here else None


def _is_touched(file: Node, region: Node, node: Node) -> bool:
    """Whether a loop does something with the file it goes over."""
    return any(
        each.kind == "attribute" and each["object"].text == file.text
        for each in region.walk()
        if not node.holds(each)
    )


def _fix(code: Code, node: Node, file: Node, region: Node) -> Fix:
    unproved = []
    if not is_file(code, file):
        unproved.append(f"that {file.text} is a file")
    calls = (c for c in region.walk() if c.kind == "call" and not c.holds(node))
    if not all(is_pure(code, call) or _only_keeps(call) for call in calls):
        unproved.append("that nothing changes the file meanwhile")
    return Fix(
        "Go over the file",
        (Edit(file.end, node.end, ""),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


def _only_keeps(call: Node) -> bool:
    inner = call["function"].field("attribute")
    return inner is not None and inner.text in _KEEPING


RULE = Rule(
    "GL801",
    "readlines-in-for",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(path):\n"
            "    with open(path) as file:\n"
            "        return sum(len(line) for line in file.readlines())\n"
        ),
        fast=(
            "def f(path):\n"
            "    with open(path) as file:\n"
            "        return sum(len(line) for line in file)\n"
        ),
        call="(path,)",
        size="100,000 lines",
        setup=(
            "import os, tempfile, atexit\n"
            "handle, path = tempfile.mkstemp()\n"
            "os.write(handle, b'some words in a line\\n' * 100000)\n"
            "os.close(handle)\n"
            "atexit.register(os.remove, path)\n"
        ),
    ),
    growth=("O(n) memory", "O(1) memory"),
    gain=Gain.MEMORY,
    called=frozenset({"readlines"}),
)
