"""A whole list is made before `any` or `all` looks at its first item.

What: ``any([...])`` or ``all([...])`` around a comprehension, ``any(list(...))``, and a name
for such a list that nobody but ``any`` reads.

Why: ``any`` stops at the first true item, ``all`` at the first false one. With a list in
between each item is computed and kept first.

Example::

    def has_large(sizes, limit):
        return any([size > limit for size in sizes])

Use instead::

    def has_large(sizes, limit):
        return any(size > limit for size in sizes)

When it is safe: computing an item changes nothing and can't fail, as the items behind the
one that decides are no longer computed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.evaluation import acts, binds_or_waits, is_total, looks
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_asserted
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_ASKS = ("any", "all")
_MADE = frozenset({"list_comprehension", "set_comprehension"})
_COPIES = frozenset({"builtins.list", "builtins.tuple", "builtins.set"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind != "identifier" or function.text not in _ASKS:
        return
    given = arguments(node)
    if len(given) != 1 or named_arguments(node):
        return
    made = plain(given[0])
    named = made.kind == "identifier"
    if named:
        made = _only_for_this(code, made)
    lazy = made if made.kind in _MADE else _copied(code, made)
    if lazy is None or code.qualified(function) != f"builtins.{function.text}":
        return
    if is_asserted(node) or _is_small(code, lazy) or binds_or_waits(lazy) or _does(code, lazy):
        return
    ends = "true" if function.text == "any" else "false"
    yield Found(
        made,
        f"the whole list is made before {function.text} looks at it; "
        f"with a generator it stops at the first {ends} item",
        None if named else _fix(code, node, given[0], lazy),
    )


def _does(code: Code, lazy: Node) -> bool:
    """Whether each item may be wanted for what computing it does."""
    if lazy.kind != "call":
        return acts(code, lazy)
    function = arguments(lazy)[0]
    return not looks(code, function) or any(acts(code, each) for each in arguments(lazy)[1:])


def _only_for_this(code: Code, name: Node) -> Node:
    """What a name stands for, where it is read here only; else the name."""
    owner, binding = code.owner(name), code.only_binding(name)
    if (
        owner is None
        or binding is None
        or not owner.is_function
        or code.scope_of(name) is not owner
    ):
        return name
    if len(list(owner.reads_of(name.text))) != 1 or list(code.loops(name)) != list(
        code.loops(binding.node)
    ):
        return name
    return code.value_of(name)


def _copied(code: Code, made: Node) -> Node | None:
    """The generator or map that ``list(...)`` goes over; None: it is something else."""
    if made.kind != "call" or code.qualified(made["function"]) not in _COPIES:
        return None
    given = arguments(made)
    if len(given) != 1:
        return None
    inner = plain(given[0])
    is_map = inner.kind == "call" and code.qualified(inner["function"]) == "builtins.map"
    return inner if is_map or inner.kind == "generator_expression" else None


def _is_small(code: Code, lazy: Node) -> bool:
    if lazy.kind == "call":
        return has_few(code, lazy)
    clauses = [child for child in lazy.children if child.kind == "for_in_clause"]
    return all(has_few(code, clause["right"]) for clause in clauses)


def _fix(code: Code, call: Node, given: Node, lazy: Node) -> Fix | None:
    """Take the brackets away."""
    held = call["arguments"]
    if given is not plain(given) or "," in code.text[given.end : held.end]:
        return None
    edits: tuple[Edit, ...]
    if lazy is given:
        edits = (
            Edit(lazy.start, lazy.start + 1, ""),
            Edit(lazy.end - 1, lazy.end, ""),
        )
    else:
        inner = lazy.text[1:-1] if lazy.text.startswith("(") else lazy.text
        edits = (Edit(given.start, given.end, inner),)
    if lazy.kind == "call" or any(child.text == "super" for child in lazy.walk()):
        sure = False
    else:
        sure = all(is_total(code, part) for part in _computed(lazy))
    return Fix(
        f"Give {call['function'].text} a generator",
        edits,
        safety=Safety.PROVED if sure else Safety.OPEN,
        unproved=() if sure else ("that computing the rest changes nothing and does not fail",),
    )


def _computed(lazy: Node) -> Iterator[Node]:
    """What is computed for each item."""
    yield lazy["body"]
    for number, clause in enumerate(lazy.children[1:]):
        if clause.kind == "if_clause":
            yield from clause.children
        elif number or clause["left"].kind != "identifier":
            yield clause  # going over what is not known, or unpacking it, may fail


RULE = Rule(
    "GL125",
    "list-in-any",
    ("call",),
    _check,
    Example(
        slow="def f(xs, least):\n    return any([x >= least for x in xs])\n",
        fast="def f(xs, least):\n    return any(x >= least for x in xs)\n",
        call="(list(range(100000)), 50)",
        size="100,000 items, one of the first decides",
    ),
    growth=("O(n)", "O(1) to O(n)"),
    called=frozenset(_ASKS),
)
