"""All of a list is gone through to find what has an equal key; a dict by key is made before.

What: an inner loop, or a second ``for`` of a comprehension, all of which stands under
``key(x) == key(y)`` and more conditions perhaps, over what the outer loop leaves as it is; also
over the rest of the same list (``range(i + 1, len(xs))``); also where a sum or a difference has to
be equal (``xs[i] + xs[j] == total``), of whole numbers.

Before::

    def matched(orders, people):
        found = []
        for order in orders:
            for person in people:
                if order.by == person.name:
                    found.append((order, person))
        return found

After::

    def matched(orders, people):
        found = []
        by_key = {}
        for person in people:
            by_key.setdefault(person.name, []).append(person)
        for order in orders:
            for person in by_key.get(order.by, ()):
                if order.by == person.name:
                    found.append((order, person))
        return found

Things come in the order in which they came before, and the condition stays: what a dict takes for
equal and ``==`` does not, as NaN, is left out still. Where keys are reckoned with and nothing tells
that they are whole numbers, the new code looks, and else goes over all as before.

What it takes for granted: that keys can be hashed, and that each thing has one.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import are_builtins, mentions, proposal
from guyline.search.templates.keyed import Search, condition_of, search_of
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that keys can be hashed, and that each thing has one",)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    found = search_of(code, node)
    if found is None or not _are_own(code, node, found.targets):
        return
    scope = code.function_of(node)
    names = [free_name(code, scope, each) for each in ("by_key", "whole", "each")]
    by_key, whole, each = names
    things = found.targets[0] if len(found.targets) == 1 else f"({', '.join(found.targets)})"
    lines = [
        f"for {', '.join(found.targets)} in {found.over}{_unless_empty(found)}:",
        f"    {by_key}.setdefault({found.key}, []).append({things})",
    ]
    over = f"{by_key}.get({found.wanted}, ())"
    if found.wanted_fails and found.whole is None:
        over = f"{over} if {by_key} else ()"
    if found.whole is not None:
        if not are_builtins(code, node, "all", "isinstance", "int"):
            return
        test = f"{whole} = all(isinstance({each}, int) for {each} in {found.whole})"
        lines = [test, f"{by_key} = {{}}", f"if {whole}:", *(f"    {line}" for line in lines)]
        over = f"{over} if {whole} else {node['right'].text}"
    else:
        lines.insert(0, f"{by_key} = {{}}")
    if node.kind == "for_in_clause" and " if " in over:
        over = f"({over})"
    yield from proposal(
        "Go by a dict of keys instead of through all",
        (
            insert_before(code, statement_of(found.outer), "\n".join(lines) + "\n"),
            Edit(node["right"].start, node["right"].end, over),
            *_narrowed(node, found),
        ),
        assumes=_ASSUMES,
    )


def _unless_empty(found: Search) -> str:
    """No keys are made where the outer loop has nothing: a thing may have none."""
    over = found.outer.field("right")
    known = over is not None and over.kind in ("identifier", "attribute")
    return f" if {over.text} else ()" if found.key_fails and known and over is not None else ""


def _narrowed(loop: Node, found: Search) -> list[Edit]:
    """The condition with what tells the part of all that the loop went over."""
    condition = condition_of(loop)
    if not found.part or condition is None:
        return []
    return [Edit(condition.start, condition.start, f"{found.part} and ")]


def _are_own(code: Code, loop: Node, names: tuple[str, ...]) -> bool:
    """Whether names are read nowhere but where a loop binds them: another may bind them too."""
    scope = code.function_of(loop)
    if loop.kind == "for_in_clause":
        return scope.bindings.keys().isdisjoint(names)
    return all(
        any(
            around.kind in ("for_statement", "for_in_clause") and mentions(around["left"], [name])
            for around in (read, *read.above())
        )
        for name in names
        for read in scope.reads_of(name)
    )


TEMPLATE = Template("GT104", "joined-by-key", ("for_statement", "for_in_clause"), _make, _ASSUMES)
