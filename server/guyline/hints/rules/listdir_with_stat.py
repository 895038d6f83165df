"""The system is asked about each name of a folder, though listing it has told.

What: ``os.path.isdir``, ``isfile``, ``islink``, ``getsize`` or ``os.stat`` of what
``os.listdir`` gives, in a loop.

Why: each of them is a call of the system. ``os.scandir`` gives the kind of each entry with its
name, and keeps what ``stat`` tells of it.

Example::

    import os

    def folders(top):
        return [name for name in os.listdir(top) if os.path.isdir(os.path.join(top, name))]

Use instead::

    import os

    def folders(top):
        with os.scandir(top) as entries:
            return [entry.name for entry in entries if entry.is_dir()]

When it is safe: the loop does not change the entries it has not come to. ``is_dir`` raises
an error where a link can't be followed for want of rights; ``isdir`` is false. No edit is
offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, region_of
from guyline.hints.loops import goes_over, names_in
from guyline.hints.pattern import alike, plain
from guyline.hints.regexes import literal
from guyline.hints.repeats import repeating
from guyline.hints.rounds import is_short
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_ASKED = frozenset(
    {
        *(f"os.path.{name}" for name in ("isfile", "isdir", "islink", "getsize", "getmtime")),
        *(f"os.path.{name}" for name in ("getatime", "getctime")),
        *("os.stat", "os.lstat"),
    }
)
_NAMES = frozenset(name.rpartition(".")[2] for name in _ASKED)


def _check(code: Code, node: Node) -> Iterator[Found]:
    loop = _loop_of(code, node)
    if loop is None:
        return
    region = region_of(loop)
    first = next(
        each for each in region.walk() if each.kind == "call" and _loop_of(code, each) is loop
    )
    if first is not node:
        return
    yield Found(
        node,
        "the system is asked about each name of a folder; os.scandir tells with the name "
        "what it is, and keeps its stat",
        None,
        ((loop, "the loop"),),
    )


def _loop_of(code: Code, node: Node) -> Node | None:
    """The loop over a folder's names, one of which a call asks about; None: there is none."""
    function = plain(node["function"])
    name = function.field("attribute") or function
    if name.text not in _NAMES and function.kind == "attribute":
        return None
    given = arguments(node)
    if len(given) != 1 or code.qualified(function) not in _ASKED:
        return None
    loops = repeating(code, node)
    path = code.value_of(given[0]) if loops else given[0]
    for loop in loops:
        over = goes_over(code, loop)
        if over is None or not code.calls(over, "os.listdir") or is_short(code, loop):
            continue
        listed = [each for each in arguments(over) if literal(each) not in (".", b".")]
        if _is_entry(code, path, listed, loop):
            return loop
    return _loop_over_paths(code, given[0], loops)


def _loop_over_paths(code: Code, path: Node, loops: list[Node]) -> Node | None:
    """The loop over a list that was made of the paths of a folder's names."""
    for loop in loops:
        over, path = goes_over(code, loop), plain(path)
        if over is None or path.kind != "identifier" or loop["left"].text != path.text:
            continue
        if over.kind not in ("list_comprehension", "generator_expression"):
            continue
        clause = next(each for each in over.children if each.kind == "for_in_clause")
        listing = goes_over(code, clause)
        if listing is None or not code.calls(listing, "os.listdir"):
            continue
        if _is_entry(code, plain(over["body"]), arguments(listing), clause):
            return loop
    return None


def _is_entry(code: Code, path: Node, listed: list[Node], loop: Node) -> bool:
    """Whether a path is that of the name a loop is at, in the folder that is listed."""
    if path.kind == "identifier":
        return not listed and _is_name(code, path, loop)
    parts = _parts(code, path)
    if len(parts) < 2 or not _is_name(code, parts[-1], loop):
        return False
    rest = parts[:-1]
    if not listed:
        return all(each.kind == "string" for each in rest)
    return any(alike(each, listed[0]) for each in rest)


def _parts(code: Code, path: Node) -> list[Node]:
    """What a path is joined of."""
    if code.calls(path, "os.path.join"):
        return [plain(each) for each in arguments(path)]
    if path.kind == "binary_operator":
        left = _parts(code, plain(path["left"])) or [plain(path["left"])]
        return [*left, plain(path["right"])]
    if path.kind == "string":
        return [plain(e["expression"]) for e in path.children if e.kind == "interpolation"]
    return []


def _is_name(code: Code, node: Node, loop: Node) -> bool:
    """Whether it is the name that a loop binds, in each round anew."""
    left = loop.field("left")
    if node.kind != "identifier" or left is None or node.text not in names_in(left) | {left.text}:
        return False
    found = code.reaching(node)
    return all(each.how in (How.LOOP, How.UNPACKED) for each in found)


RULE = Rule(
    "GL804",
    "listdir-with-stat",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(top):\n"
            "    found = []\n"
            "    for name in os.listdir(top):\n"
            "        if os.path.isfile(os.path.join(top, name)):\n"
            "            found.append(name)\n"
            "    return sorted(found)\n"
        ),
        fast=(
            "def f(top):\n"
            "    with os.scandir(top) as entries:\n"
            "        return sorted(entry.name for entry in entries if entry.is_file())\n"
        ),
        call="(folder,)",
        size="500 files",
        setup=(
            "import atexit, os, shutil, tempfile\n"
            "folder = tempfile.mkdtemp()\n"
            "atexit.register(shutil.rmtree, folder, True)\n"
            "for number in range(500):\n"
            "    open(os.path.join(folder, str(number)), 'w').close()\n"
        ),
    ),
    called=_NAMES,
)
