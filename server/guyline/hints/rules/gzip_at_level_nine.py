"""Something is packed at gzip's slowest level, which is what nobody asked for.

What: ``gzip.open(path, "wb")``, ``gzip.compress(data)``, ``gzip.GzipFile(...)`` to write, or
``tarfile.open(path, "w:gz")``, without a ``compresslevel``.

Why: Python's default is level 9. That of zlib and of the command ``gzip`` is 6: two or three times
as fast, and about one percent longer.

Example::

    import gzip

    def pack(data):
        return gzip.compress(data)

Use instead::

    import gzip

    def pack(data):
        return gzip.compress(data, compresslevel=6)

When it is safe: what is packed may be one percent longer, and nobody compares its bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, argument, arguments, named_arguments
from guyline.hints.predicates import is_done_often
from guyline.hints.regexes import literal
from guyline.hints.resources import is_test
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_LEVELS = {"gzip.open": 2, "gzip.GzipFile": 2, "gzip.compress": 1, "tarfile.open": 99}
"""Which argument is the level."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    called = code.called(node)
    place = _LEVELS.get(called)
    given = arguments(node)
    if place is None or not given or any(e.kind.endswith("_splat") for e in _all(node)):
        return
    if argument(node, place, "compresslevel") is not None or is_test(code.function_of(node)):
        return
    if not _writes(code, node, called) or not is_done_often(code, node, given[0]):
        return
    yield Found(
        node,
        "gzip packs at level 9 unless it is told another; "
        "compresslevel=6 is much faster, for about one percent more",
        _fix(node),
    )


def _all(node: Node) -> list[Node]:
    held = node.field("arguments")
    return held.children if held is not None else []


def _writes(code: Code, node: Node, called: str) -> bool:
    if called == "gzip.compress":
        return True
    mode = argument(node, 1, "mode")
    told = literal(code.value_of(mode)) if mode is not None else None
    if not isinstance(told, str):
        return False
    if called == "tarfile.open":
        return told in ("w:gz", "x:gz")
    return told[:1] in ("w", "a", "x") and "filename" not in named_arguments(node)


def _fix(node: Node) -> Fix | None:
    if node.text.rstrip(")").rstrip().endswith(","):
        return None
    return Fix(
        "Pack at level 6",
        (Edit(node.end - 1, node.end - 1, ", compresslevel=6"),),
        unproved=("that it may be about one percent longer",),
    )


RULE = Rule(
    "GL862",
    "gzip-at-level-nine",
    ("call",),
    _check,
    Example(
        slow="import gzip\ndef f(data):\n    return gzip.compress(data)[:2]\n",
        fast="import gzip\ndef f(data):\n    return gzip.compress(data, compresslevel=6)[:2]\n",
        call="(Path(argparse.__file__).read_bytes(),)",
        size="a source file of 100 KB",
        setup="import argparse\nfrom pathlib import Path\n",
    ),
    called=frozenset({"open", "GzipFile", "compress"}),
)
