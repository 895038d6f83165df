"""The fix of text and bytes that grow in a loop: pieces in a list, joined behind the loop."""

from __future__ import annotations

from itertools import takewhile

from guyline.hints.code import Code, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.predicates import is_fresh_local
from guyline.hints.rewrite import free_name, indent_of, insert_after, insert_before
from guyline.hints.rule import Edit, Fix, Safety
from guyline.hints.text_growth import Growth, grows, is_bound, is_in_growth, is_shared, sites_in
from guyline.syntax import Node


def join_fix(code: Code, growth: Growth, loop: Node, empty: str) -> Fix | None:
    """Collect the pieces in a list, and join them behind the loop.

    Args:
        code: The file.
        growth: What grows.
        loop: The loop.
        empty: The literal of nothing: ``""`` or ``b""``.
    """
    target, kind = growth.target, "bytes" if empty.startswith("b") else "str"
    if target.kind != "identifier" or not is_fresh_local(code, target):
        return None
    if is_shared(code, target) or not _is_bound_before(code, target, loop):
        return None
    sites = sites_in(loop, target)
    if any(g.front is not growth.front or not g.added for g in sites) or _is_read(loop, target):
        return None
    scope = code.function_of(growth.node)
    around = list(takewhile(lambda above: above is not scope.node, loop.above()))
    within = [n for n in loop.walk() if n.kind in ("function_definition", "lambda")]
    if within or any(above.kind == "try_statement" for above in around):
        return None
    name = free_name(code, scope, "parts")
    before = insert_before(code, loop, f"{name} = [{target.text}]\n")
    ordered = f"reversed({name})" if growth.front else name
    behind = insert_after(code, loop, f"{target.text} = {empty}.join({ordered})\n")
    edits = [_collected(code, site, name) for site in sites]
    if before is None or behind is None or None in edits:
        return None
    unknown = [a.text for g in sites for a in g.added if kind_of(code, a) != kind]
    noun = "bytes" if kind == "bytes" else "a str"
    unproved = tuple(f"that {text} is {noun}" for text in dict.fromkeys(unknown))
    if any(_may_swallow(code, above) for above in around):
        unproved += ("that the with statement around lets errors through",)
    made = (before, *(each for each in edits if each is not None), behind)
    return Fix(
        "Collect the pieces in a list, and join them",
        made,
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=unproved,
    )


def _may_swallow(code: Code, node: Node) -> bool:
    """Whether it is a ``with`` that may end an error: any but that of a file."""
    if node.kind != "with_statement":
        return False
    calls = [n for n in node.children[0].walk() if n.kind == "call"]
    return not calls or any(not code.calls(call, "builtins.open") for call in calls)


def _is_bound_before(code: Code, target: Node, loop: Node) -> bool:
    """Whether every way to the loop goes through an assignment of the name."""
    for binding in code.bindings(target):
        statement, around = statement_of(binding.node), binding.node.parent
        if around is None or around.kind != "assignment" or statement.start >= loop.start:
            continue
        if statement.parent is not None and statement.parent.holds(loop):
            return True
    return False


def _is_read(loop: Node, target: Node) -> bool:
    """Whether the loop reads the name other than to make it longer."""
    return any(
        node.kind == "identifier"
        and node.text == target.text
        and not is_in_growth(node)
        and not (is_bound(node) and grows(node))
        for node in loop.walk()
    )


def _collected(code: Code, site: Growth, name: str) -> Edit | None:
    """What one statement becomes: its pieces go to the list."""
    statement = statement_of(site.node)
    suspended = any(n.kind in ("yield", "await", "named_expression") for n in site.node.walk())
    if statement.kind != "expression_statement" or suspended or indent_of(code, statement) is None:
        return None
    pieces = list(reversed(site.added)) if site.front else list(site.added)
    if len(pieces) == 1:
        text = f"{name}.append({pieces[0].text})"
    else:
        text = f"{name}.extend(({', '.join(piece.text for piece in pieces)}))"
    return Edit(statement.start, statement.end, text)
