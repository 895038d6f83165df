"""A file is copied by way of a text or bytes that hold all of it.

What: ``target.write(source.read())`` where both are files.

Why: the whole of it is in memory at once. ``shutil.copyfileobj`` copies block by block;
``shutil.copyfile`` leaves it to the system.

Example::

    def keep(source, target):
        with open(source, "rb") as old, open(target, "wb") as new:
            new.write(old.read())

Use instead::

    import shutil

    def keep(source, target):
        with open(source, "rb") as old, open(target, "wb") as new:
            shutil.copyfileobj(old, new)

When it is safe: the two are not the same file.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import alike, matches
from guyline.hints.resources import is_file, is_test
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    holes = matches("$target.write($source.read())", node)
    if holes is None or is_test(code.function_of(node)):
        return
    target, source = holes["target"], holes["source"]
    if not isinstance(target, Node) or not isinstance(source, Node) or alike(target, source):
        return
    if not is_file(code, source) or not is_file(code, target):
        return
    yield Found(
        node,
        "all of the file is held in memory to copy it; shutil.copyfileobj copies block by block",
        _fix(node, target, source),
    )


def _fix(node: Node, target: Node, source: Node) -> Fix | None:
    around = node.parent
    if around is None or around.kind != "expression_statement" or source.kind != "identifier":
        return None
    return Fix(
        "Copy block by block",
        (Edit(node.start, node.end, f"shutil.copyfileobj({source.text}, {target.text})"),),
        (("shutil", ""),),
        unproved=(f"that {target.text} and {source.text} are not the same file",),
    )


RULE = Rule(
    "GL858",
    "file-copied-through-memory",
    ("call",),
    _check,
    Example(
        slow=(
            "def f(path, other):\n"
            "    with open(path, 'rb') as old, open(other, 'wb') as new:\n"
            "        new.write(old.read())\n"
        ),
        fast=(
            "import shutil\n"
            "def f(path, other):\n"
            "    with open(path, 'rb') as old, open(other, 'wb') as new:\n"
            "        shutil.copyfileobj(old, new)\n"
        ),
        call="(path, os.devnull)",
        size="20 MB",
        setup=(
            "import atexit, os, tempfile\n"
            "handle, path = tempfile.mkstemp()\n"
            "os.write(handle, bytes(20_000_000))\n"
            "os.close(handle)\n"
            "atexit.register(os.remove, path)\n"
        ),
    ),
    growth=("O(n) memory", "O(1) memory"),
    gain=Gain.MEMORY,
    called=frozenset({"write"}),
)
