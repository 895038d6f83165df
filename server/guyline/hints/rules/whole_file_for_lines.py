r"""A whole file is read to go over its lines.

What: ``for line in file.read().splitlines()``, ``file.read().split("\n")`` or
``path.read_text().splitlines()``.

Why: the text and the list of its lines are in memory at once: more than twice the file. A file
gives its lines one at a time.

Example::

    def longest(path):
        with open(path) as file:
            return max(len(line) for line in file.read().splitlines())

Use instead::

    def longest(path):
        with open(path) as file:
            return max(len(line.rstrip("\n")) for line in file)

When it is safe: ``splitlines`` splits at a few more characters than a file does, and
``split("\n")`` gives an empty line behind the last; the lines of a file end in a line break. No
edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches
from guyline.hints.predicates import is_done_often
from guyline.hints.regexes import literal
from guyline.hints.resources import OPENERS, is_test, maker_of
from guyline.hints.rule import Example, Found, Gain, Rule
from guyline.syntax import Node

_THROUGH = frozenset({"builtins.enumerate", "builtins.iter"})
_LINES = ("\n", b"\n")


def _check(code: Code, node: Node) -> Iterator[Found]:
    text = _split(node)
    if text is None or is_test(code.function_of(node)) or not _is_gone_over(code, node):
        return
    path = _path_of(code, text)
    if path is None or not is_done_often(code, node, path):
        return
    yield Found(
        node,
        "the text of the file and a list of its lines are in memory at once; "
        "a file gives its lines one at a time",
    )


def _split(node: Node) -> Node | None:
    """The text that a call splits into lines."""
    holes = matches("$text.splitlines()", node)
    if holes is None:
        holes = matches("$text.split($by)", node)
        by = holes["by"] if holes is not None else None
        if not isinstance(by, Node) or literal(by) not in _LINES:
            return None
    text = holes["text"] if holes is not None else None
    return text if isinstance(text, Node) else None


def _is_gone_over(code: Code, node: Node) -> bool:
    """Whether a ``for`` takes the lines where they are made."""
    below, around = node, node.parent
    while around is not None:
        if around.kind in ("for_statement", "for_in_clause"):
            return around.field("right") is below
        call = around.parent if around.kind == "argument_list" else None
        if call is not None and code.called(call) in _THROUGH and arguments(call)[0] is below:
            below, around = call, call.parent
        else:
            return False
    return False


def _path_of(code: Code, text: Node) -> Node | None:
    """The path of the file that a text is all of; None: it is something else."""
    text = code.value_of(text)
    holes = matches("$file.read()", text)
    if holes is not None and isinstance(file := holes["file"], Node):
        made = maker_of(code, file)
        given = arguments(made) if made is not None and code.called(made) in OPENERS else []
        return given[0] if given else None
    holes = matches("$path.read_text($$_)", text)
    path = holes["path"] if holes is not None and _names_no_more(text) else None
    if not isinstance(path, Node) or kind_of(code, path) not in ("", "pathlib.Path"):
        return None
    return path


def _names_no_more(call: Node) -> bool:
    """Whether ``read_text`` is told an encoding at most; of a distribution it is told a name."""
    return all(str(literal(each)).startswith(("utf", "ascii", "latin")) for each in arguments(call))


RULE = Rule(
    "GL857",
    "whole-file-for-lines",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(path):\n"
            "    with open(path) as file:\n"
            "        return sum(len(line) for line in file.read().splitlines())\n"
        ),
        fast=(
            "def f(path):\n"
            "    with open(path) as file:\n"
            "        return sum(len(line.rstrip('\\n')) for line in file)\n"
        ),
        call="(path,)",
        size="100,000 lines",
        setup=(
            "import atexit, os, tempfile\n"
            "handle, path = tempfile.mkstemp()\n"
            "os.write(handle, b'some words in a line\\n' * 100000)\n"
            "os.close(handle)\n"
            "atexit.register(os.remove, path)\n"
        ),
    ),
    growth=("O(n) memory", "O(1) memory"),
    gain=Gain.MEMORY,
    called=frozenset({"splitlines", "split"}),
)
