"""A copy is made only to go over it.

What: ``for x in list(xs)``, ``for k, v in list(table.items())`` of what the loop leaves as it
is.

Why: all items are copied before the first is looked at, and pairs are made that all stay until
the end. What is gone over gives its items one by one.

Example::

    def total(table: dict[str, int]):
        found = 0
        for name, value in list(table.items()):
            found += len(name) * value
        return found

Use instead::

    def total(table: dict[str, int]):
        found = 0
        for name, value in table.items():
            found += len(name) * value
        return found

When it is safe: nothing changes what is gone over until the loop is done.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import SELVES, Code, arguments, named_arguments, region_of
from guyline.hints.evaluation import acts
from guyline.hints.kinds import HASHED, SEQUENCES, kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_mutated, suspends
from guyline.hints.rounds import has_few, is_async
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.shapes import mentions
from guyline.syntax import Node

_COPIES = frozenset({"builtins.list", "builtins.tuple"})
_USES = frozenset(
    f"builtins.{name}"
    for name in ("list", "set", "tuple", "dict", "sorted", "sum", "min", "max", "any", "all")
)
_VIEWS = frozenset({"keys", "values", "items"})
_HELD = SEQUENCES | HASHED | {"collections.deque", "collections.OrderedDict"}


def _check(code: Code, node: Node) -> Iterator[Found]:
    over = node.field("right")
    copy = plain(over) if over is not None else None
    if copy is None or copy.kind != "call" or is_async(node) or len(arguments(copy)) != 1:
        return
    if code.qualified(copy["function"]) not in _COPIES or named_arguments(copy) or is_test(code):
        return
    items = plain(arguments(copy)[0])
    held, view = _held(items)
    if held.kind != "identifier" or held.text in SELVES or has_few(code, held):
        return
    if kind_of(code, held) not in _HELD and (kind_of(code, held) or not view):
        return
    region = node["body"] if node.kind == "for_statement" else region_of(node)
    if not _is_left_alone(code, held, node, region):
        return
    known = kind_of(code, held) in _HELD
    yield Found(
        copy,
        f"all of {held.text} is copied to be gone over once, and nothing changes it meanwhile; "
        "it can be gone over as it is",
        Fix(
            f"Go over {items.text}",
            (Edit(copy.start, copy.end, items.text),),
            safety=Safety.PROVED if known else Safety.OPEN,
            unproved=() if known else (f"that {held.text} is a dict",),
        ),
    )


def _held(items: Node) -> tuple[Node, bool]:
    """What holds the items, and whether they are seen by a view of it."""
    if items.kind == "call" and not arguments(items):
        function = plain(items["function"])
        if function.kind == "attribute" and function["attribute"].text in _VIEWS:
            return plain(function["object"]), True
    return items, False


def _is_left_alone(code: Code, held: Node, loop: Node, region: Node) -> bool:
    """Whether nothing changes what is gone over: only what is known runs meanwhile."""
    owner = code.owner(held)
    if owner is None or not owner.is_function or owner is not code.function_of(held):
        return False
    if suspends(region) or acts(code, region) or owner.changed_within(held.text):
        return False
    if loop.kind == "for_statement":
        if _puts(region):
            return False  # it may be what the loop puts something into
        return not mentions(region, {held.text}) or not is_mutated(code, held, region)
    if region.kind == "generator_expression" and not _is_used_up(code, region):
        return False
    parts = [child for child in region.children if child is not loop]
    return not any(is_mutated(code, held, part) for part in parts)


def _puts(region: Node) -> bool:
    """Whether a region puts something into a container, or takes it out."""
    for node in region.walk():
        if node.kind == "delete_statement":
            return True
        left = node.field("left") if "assignment" in node.kind else None
        if left is not None and any(each.kind == "subscript" for each in left.walk()):
            return True
    return False


def _is_used_up(code: Code, generator: Node) -> bool:
    """Whether a builtin goes over all of a generator at once, and changes nothing."""
    held = generator.parent
    call = held.parent if held is not None and held.kind == "argument_list" else held
    if call is None or call.kind != "call" or generator not in arguments(call):
        return False
    return code.qualified(call["function"]) in _USES


RULE = Rule(
    "GL314",
    "copy-to-iterate",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f(table):\n"
            "    found = 0\n"
            "    for name, value in list(table.items()):\n"
            "        found += value\n"
            "    return found\n"
        ),
        fast=(
            "def f(table):\n"
            "    found = 0\n"
            "    for name, value in table.items():\n"
            "        found += value\n"
            "    return found\n"
        ),
        call="({i: i for i in range(50000)},)",
        size="50,000 pairs",
    ),
)
