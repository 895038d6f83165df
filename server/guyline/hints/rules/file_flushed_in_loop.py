"""A file is written to the disk's cache after each line.

What: ``file.flush()`` in a loop that only writes, or lines printed to a file with ``flush=True``;
a file that is opened with ``buffering=0`` or ``1`` for it.

Why: a file gathers what is written, and hands 8 KiB at a time to the system. Each flush is a call
of the system for one line.

Example::

    def save(rows, path):
        with open(path, "w") as file:
            for row in rows:
                file.write(row)
                file.flush()

Use instead::

    def save(rows, path):
        with open(path, "w") as file:
            for row in rows:
                file.write(row)

When it is safe: nobody reads the file while the loop runs, and what a crash loses may be lost. No
edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, argument, arguments, named_arguments
from guyline.hints.loops import is_on_error
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import own_nodes
from guyline.hints.repeats import repeating
from guyline.hints.resources import OPENERS, is_test, maker_of, mode_of
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_WRITING = """
    write flush print format join str repr int float len round strip rstrip lstrip replace
    split get items keys values append enumerate zip range sorted encode decode lower upper
    dumps item list tuple dict set min max sum abs index count startswith endswith title
    tolist zfill ljust rjust writelines isinstance
"""
_BRIEF = frozenset(_WRITING.split())
"""Calls that take microseconds: beside anything else a flush takes no time."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    file = _flushed(code, node)
    if file is None or is_test(code.function_of(node)):
        return
    made = maker_of(code, file)
    if made is None or code.called(made) not in OPENERS:
        return
    if not set(mode_of(code, made) or "") & set("wax"):
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None or loop.kind != "for_statement" or is_on_error(node, loop):
        return
    if loop.holds(made) or not _only_writes(loop):
        return
    yield Found(
        node,
        "the system is called for each line of the file; without a flush the file hands "
        "over thousands of bytes at a time",
        None,
        ((loop, "the loop"),),
    )


def _flushed(code: Code, node: Node) -> Node | None:
    """The file that a call hands over at once; None: it does not."""
    holes = matches("$file.flush()", node)
    if holes is not None and isinstance(file := holes["file"], Node):
        return file if file.kind == "identifier" else None
    named = named_arguments(node)
    if code.called(node) == "builtins.print" and "flush" in named:
        return named.get("file") if named["flush"].kind == "true" else None
    function = plain(node["function"])
    if function.kind != "attribute" or function["attribute"].text != "write" or not arguments(node):
        return None
    made = maker_of(code, function["object"])
    if made is None or code.called(made) not in OPENERS:
        return None
    buffering = argument(made, 2, "buffering")
    return function["object"] if buffering is not None and buffering.text in "01" else None


def _only_writes(loop: Node) -> bool:
    """Whether a loop does nothing that takes long, or that others might see."""
    for each in own_nodes(loop["body"]):
        if each.kind in ("await", "yield", "with_statement", "while_statement"):
            return False
        if each.kind == "call":
            name = plain(each["function"])
            last = name.field("attribute") or name
            if last.text not in _BRIEF:
                return False
    return True


RULE = Rule(
    "GL859",
    "file-flushed-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(path, rows):\n"
            "    with open(path, 'w') as file:\n"
            "        for row in rows:\n"
            "            file.write(row)\n"
            "            file.flush()\n"
        ),
        fast=(
            "def f(path, rows):\n"
            "    with open(path, 'w') as file:\n"
            "        for row in rows:\n"
            "            file.write(row)\n"
        ),
        call="(path, ['some words in a line\\n'] * 3000)",
        size="3,000 lines",
        setup=(
            "import atexit, os, tempfile\n"
            "handle, path = tempfile.mkstemp()\n"
            "os.close(handle)\n"
            "atexit.register(os.remove, path)\n"
        ),
    ),
    called=frozenset({"flush", "print", "write"}),
)
