"""A loop copies items one by one into an empty list.

What: ``for item in items: copied.append(item)`` and nothing else, after ``copied = []``.

Why: each item costs a round of the loop and a call; ``list`` copies without either.

Example::

    def copy(items):
        copied = []
        for item in items:
            copied.append(item)
        return copied

Use instead::

    def copy(items):
        copied = list(items)
        return copied

When it is safe: the loop's variable is not read after it, and going over the items does not
look at the new list.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import BUILTINS, Code, block_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_fresh_local
from guyline.hints.rewrite import replace
from guyline.hints.rounds import is_async, reads_all_names, reads_reached
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_EMPTY = ("[]", "list()")


def _check(code: Code, node: Node) -> Iterator[Found]:
    body = node["body"].children
    if len(body) != 1 or is_async(node) or node.field("alternative") is not None:
        return
    holes = matches("$copied.append($item)", body[0])
    if holes is None:
        return
    copied, item, target = holes["copied"], holes["item"], node["left"]
    assert isinstance(copied, Node)  # noqa: S101 - holes for one expression
    assert isinstance(item, Node)  # noqa: S101 - the same
    if copied.kind != "identifier" or target.kind != "identifier" or not alike(item, target):
        return
    made = _made(node, copied)
    if made is None or any(n.text == copied.text for n in node["right"].walk()):
        return
    if "list" in code.module.bindings or any(n.kind == "try_statement" for n in node.above()):
        return  # what came before an error is wanted, perhaps
    yield Found(
        node,
        "a loop copies items one by one; list(...) copies them without a round for each",
        _fix(code, node, made, copied),
    )


def _made(loop: Node, copied: Node) -> Node | None:
    """The statement before a loop that makes the list; None: it is not that plain."""
    block = block_of(loop)
    for statement in reversed(block[: block.index(loop)]):
        before = plain(statement)
        if before.kind == "assignment" and alike(before["left"], copied):
            right = before.field("right")
            empty = right is not None and any(matches(f, right) is not None for f in _EMPTY)
            return statement if empty else None
        if any(n.kind == "identifier" and n.text == copied.text for n in statement.walk()):
            return None
    return None


def _fix(code: Code, loop: Node, made: Node, copied: Node) -> Fix | None:
    """Make the copy where the empty list was made."""
    scope, target, items = code.function_of(loop), loop["left"], loop["right"]
    if not scope.is_function or reads_all_names(code, scope) or target.text in BUILTINS:
        return None
    if len(reads_reached(code, target, loop)) != 1 or target.text in scope.outer:
        return None
    text = f"({items.text})" if items.kind == "expression_list" else items.text
    block, right = block_of(loop), plain(made)["right"]
    if block.index(made) + 1 == block.index(loop):
        told = code.text[made.start : right.start]  # with the annotation, if there is one
        edit = replace(code, made, loop, f"{told}list({text})")
    else:
        edit = replace(code, loop, loop, f"{copied.text}.extend({text})")
    if edit is None:
        return None
    known = bool(kind_of(code, items)) and is_fresh_local(code, copied)
    return Fix(
        f"Copy with list({items.text})",
        (edit,),
        safety=Safety.PROVED if known else Safety.OPEN,
        unproved=() if known else (f"that going over {items.text} does not use {copied.text}",),
    )


RULE = Rule(
    "GL307",
    "copy-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    copied = []\n"
            "    for item in items:\n"
            "        copied.append(item)\n"
            "    return copied\n"
        ),
        fast="def f(items):\n    copied = list(items)\n    return copied\n",
        call="(list(range(5000)),)",
        size="5,000 items",
    ),
)
