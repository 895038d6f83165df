"""``json.dump`` writes by Python code what ``json.dumps`` makes in C.

What: ``json.dump(value, file)`` without ``indent``.

Why: to write piece by piece, ``json.dump`` walks through the value in Python, and calls the file's
``write`` for each number, name and comma. ``json.dumps`` makes the whole text in C.

Example::

    import json

    def save(records, path):
        with open(path, "w") as file:
            json.dump(records, file)

Use instead::

    import json

    def save(records, path):
        with open(path, "w") as file:
            file.write(json.dumps(records))

When it is safe: the text fits into memory. Where a value can't be written as JSON, ``json.dump``
leaves a part of the text in the file, and ``json.dumps`` nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, argument, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_done_often
from guyline.hints.resources import is_test
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_DISPLAYS = frozenset({"dictionary", "list", "tuple"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.called(node) != "json.dump":
        return
    given, named = arguments(node), named_arguments(node)
    if len(given) != 2 or any(each.kind.endswith("_splat") for each in node["arguments"].children):
        return
    indent = named.get("indent")
    if (indent is not None and indent.kind != "none") or "cls" in named:
        return
    if is_test(code.function_of(node)) or not _may_be_long(code, node, given[0]):
        return
    yield Found(
        node,
        "json.dump walks through the value in Python and writes each piece alone; "
        "file.write(json.dumps(value)) makes the text in C",
        _fix(node),
    )


def _may_be_long(code: Code, node: Node, value: Node) -> bool:
    """Whether it is done often, or to what may be long: not a few things that are written out."""
    made = code.value_of(value)
    if is_done_often(code, node, value):
        return not (made.kind in _DISPLAYS and not made.children)
    return _is_filled(code, value)


def _is_filled(code: Code, value: Node) -> bool:
    """Whether a loop puts something into what was written out."""
    value = plain(value)
    owner = code.owner(value) if value.kind == "identifier" else None
    if owner is None:
        return False
    return any(
        read.parent is not None
        and read.parent.kind in ("attribute", "subscript")
        and next(code.loops(read), None) is not None
        for read in owner.reads_of(value.text)
    )


def _fix(node: Node) -> Fix | None:
    """Write what dumps makes; where the call stands alone, and both are names."""
    around, function = node.parent, plain(node["function"])
    value, file = argument(node, 0, "obj"), argument(node, 1, "fp")
    if around is None or around.kind != "expression_statement" or value is None or file is None:
        return None
    if function.kind != "attribute" or file.kind not in ("identifier", "attribute"):
        return None
    held = node["arguments"]
    if held.children[:2] != [value, file]:
        return None
    return Fix(
        "Write what json.dumps makes",
        (
            Edit(node.start, node.start, f"{file.text}.write("),
            Edit(function["attribute"].end, function["attribute"].end, "s"),
            Edit(value.end, file.end, ""),
            Edit(node.end, node.end, ")"),
        ),
        unproved=("that its text fits into memory", "that all of it can be written as JSON"),
    )


RULE = Rule(
    "GL511",
    "json-dump-to-file",
    ("call",),
    _check,
    Example(
        slow=(
            "import json\n"
            "def f(value):\n"
            "    with open(os.devnull, 'w') as file:\n"
            "        json.dump(value, file)\n"
        ),
        fast=(
            "import json\n"
            "def f(value):\n"
            "    with open(os.devnull, 'w') as file:\n"
            "        file.write(json.dumps(value))\n"
        ),
        call="(value,)",
        size="2,000 records",
        setup=(
            "import os\n"
            "value = [{'name': f'n{n}', 'size': n, 'tags': ['a', 'b']} for n in range(2000)]\n"
        ),
    ),
    called=frozenset({"dump"}),
)
