r"""The same file is opened again each time round a loop.

What: ``open(path, "a")`` in a loop, where the path is the same each time; also
``path.open("a")``.

Why: the system looks for the file each time, and closing it writes what was kept back to
be written at once. Writing a line takes far less.

Example::

    def save(rows, path):
        for row in rows:
            with open(path, "a") as out:
                out.write(f"{row}\n")

Use instead::

    def save(rows, path):
        with open(path, "a") as out:
            for row in rows:
                out.write(f"{row}\n")

When it is safe: nobody reads the file meanwhile, nothing else in the loop writes to it, and
what was written before an error need not be there at once. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments, region_of
from guyline.hints.loops import is_constant_in, is_on_error, names_in
from guyline.hints.pattern import plain
from guyline.hints.regexes import literal
from guyline.hints.repeats import repeating
from guyline.hints.resources import waits
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_OPENERS = frozenset({"builtins.open", "io.open", "codecs.open"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    name = function.field("attribute") or function
    if not name.text.endswith("open"):
        return
    opened = _appended(code, node, function)
    if opened is None:
        return
    loops = [loop for loop in repeating(code, node) if _is_same(code, opened, loop)]
    if not loops or any(is_on_error(node, loop) or waits(loop) for loop in loops):
        return
    yield Found(
        node,
        "the same file is opened and closed in each round of the loop; "
        "open it before the loop, once",
        None,
        ((loops[-1], "the loop"),),
    )


def _appended(code: Code, node: Node, function: Node) -> Node | None:
    """The path of a file that is opened to append to it."""
    given, named = arguments(node), named_arguments(node)
    if code.qualified(function) in _OPENERS:
        mode = named.get("mode") or (given[1] if len(given) > 1 else None)
        path = named.get("file") or (given[0] if given else None)
    elif function.kind == "attribute" and function["attribute"].text == "open":
        mode = named.get("mode") or (given[0] if given else None)
        path = function["object"]
    else:
        return None
    told = literal(code.value_of(mode)) if mode is not None else None
    return path if isinstance(told, str) and "a" in told and set(told) <= set("abt+") else None


def _is_same(code: Code, path: Node, loop: Node) -> bool:
    """Whether a path is the same each time, and the loop does nothing else with it."""
    if not is_constant_in(code, path, loop):
        return False
    names = names_in(path)
    return not names or not any(
        each.kind == "attribute" and each["attribute"].text in ("unlink", "rename", "replace")
        for each in region_of(loop).walk()
    )


RULE = Rule(
    "GL803",
    "open-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(rows, path):\n"
            "    for row in rows:\n"
            '        with open(path, "a") as out:\n'
            "            out.write(row)\n"
        ),
        fast=(
            "def f(rows, path):\n"
            '    with open(path, "a") as out:\n'
            "        for row in rows:\n"
            "            out.write(row)\n"
        ),
        call='(["line\\n"] * 1000, os.devnull)',
        size="1,000 lines",
        setup="import os\n",
    ),
)
