"""The system is asked whether a path exists, and then what it is.

What: ``os.path.exists(path) and os.path.isfile(path)``, ``path.exists() and path.is_dir()``, or
``not os.path.exists(path) or not os.path.isdir(path)``, in a loop or of what is given.

Why: a path that is a file, or a folder, exists. Each question is a call of the system.

Example::

    import os

    def sizes(paths):
        return [1 for path in paths if os.path.exists(path) and os.path.isfile(path)]

Use instead::

    import os

    def sizes(paths):
        return [1 for path in paths if os.path.isfile(path)]

When it is safe: always; the second question alone has the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import is_done_often
from guyline.hints.resources import is_test
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_EXISTS = frozenset({"os.path.exists", "os.path.lexists"})
_KINDS = frozenset({"os.path.isfile", "os.path.isdir"})
_METHODS = frozenset({"is_file", "is_dir"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    operator = node.operators[0] if node.operators else ""
    first, second = plain(node["left"]), plain(node["right"])
    if operator == "or":
        if first.kind != "not_operator" or second.kind != "not_operator":
            return
        first, second = plain(first.children[0]), plain(second.children[0])
    if first.kind == "boolean_operator" and first.operators == ["and"] and operator == "and":
        first = plain(first["right"])
    if first.kind != "call" or second.kind != "call" or is_test(code.function_of(node)):
        return
    path = _asked_twice(code, first, second)
    if path is None or not is_done_often(code, node, path):
        return
    unproved = _unproved(code, first, path)
    yield Found(
        first,
        f"the system is asked twice; {second['function'].text} is false anyway "
        "of what does not exist",
        Fix(
            f"Ask {second['function'].text} only",
            (Edit(node["left"].start if operator == "or" else first.start, _end(node), ""),),
            safety=Safety.OPEN if unproved else Safety.PROVED,
            unproved=unproved,
        ),
    )


def _end(node: Node) -> int:
    return node["right"].start


def _unproved(code: Code, first: Node, path: Node) -> tuple[str, ...]:
    if not code.called(first) and kind_of(code, path) != "pathlib.Path":
        return (f"that {path.text} is a path",)
    if path.kind != "identifier" and path.kind != "attribute":
        return (f"that {path.text} does nothing else",)
    return ()


def _asked_twice(code: Code, first: Node, second: Node) -> Node | None:
    """The path that is asked about twice; None: it is something else that is asked."""
    if code.called(first) in _EXISTS and code.called(second) in _KINDS:
        one, other = arguments(first), arguments(second)
        return one[0] if len(one) == 1 and len(other) == 1 and alike(one[0], other[0]) else None
    asked, kind = plain(first["function"]), plain(second["function"])
    if asked.kind != "attribute" or kind.kind != "attribute" or arguments(first):
        return None
    if asked["attribute"].text != "exists" or kind["attribute"].text not in _METHODS:
        return None
    if arguments(second) or not alike(asked["object"], kind["object"]):
        return None
    return asked["object"]


RULE = Rule(
    "GL861",
    "exists-before-kind",
    ("boolean_operator",),
    _check,
    Example(
        slow=(
            "import os\n"
            "def f(paths):\n"
            "    return [os.path.exists(path) and os.path.isfile(path) for path in paths]\n"
        ),
        fast=("import os\ndef f(paths):\n    return [os.path.isfile(path) for path in paths]\n"),
        call="([os.__file__] * 1000,)",
        size="1,000 files that are there",
        setup="import os\n",
    ),
)
