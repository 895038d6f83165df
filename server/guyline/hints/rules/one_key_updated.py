"""A dict or a set is made for each key that is put into another.

What: ``table.update({key: value})`` with one key or two, ``known.update([item])``,
``known.update({item})`` and ``known |= {item}``, in a loop.

Why: a dict of one is made, gone over and thrown away each time. ``table[key] = value`` and
``add`` put in what is new itself.

Example::

    def by_name(users):
        table = {}
        for user in users:
            table.update({user.name: user})
        return table

Use instead::

    def by_name(users):
        table = {}
        for user in users:
            table[user.name] = user
        return table

When it is safe: it is a dict or a set.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_DICTS = frozenset({"dict", "collections.defaultdict", "collections.OrderedDict"})
_DOING = frozenset({"call", "await", "yield", "subscript", "named_expression"})
_MOST = 2


def _check(code: Code, node: Node) -> Iterator[Found]:
    statement = node.parent
    if statement is None or statement.kind != "expression_statement":
        return
    told = _given(node)
    if told is None:
        return
    held, given = told
    kind = kind_of(code, held)
    if kind in _DICTS and given.kind == "dictionary":
        lines = _pairs(held, given)
    elif kind == "set" and given.kind in ("set", "list", "tuple"):
        lines = _items(held, given)
    else:
        return
    if not lines or not repeating(code, node):
        return
    edit = replace(code, statement, statement, "\n".join(lines))
    unproved = () if _is_in_any_order(given) else ("that it may be computed in another order",)
    what = "dict" if kind != "set" else given.kind
    yield Found(
        node,
        f"a {what} of {'one' if len(lines) == 1 else 'two'} is made to put it into another; "
        f"{'an assignment' if kind != 'set' else 'add'} puts it in itself",
        Fix(
            "Put it in itself",
            (edit,),
            safety=Safety.OPEN if unproved else Safety.PROVED,
            unproved=unproved,
        )
        if edit is not None
        else None,
    )


def _given(node: Node) -> tuple[Node, Node] | None:
    """What is put into, and what is made for it; None: it is something else."""
    if node.kind == "augmented_assignment":
        if node.operators != ["|="]:
            return None
        return plain(node["left"]), plain(node["right"])
    function, given = plain(node["function"]), arguments(node)
    if function.kind != "attribute" or function["attribute"].text != "update":
        return None
    if len(given) != 1 or named_arguments(node):
        return None
    return plain(function["object"]), plain(given[0])


def _is_in_any_order(given: Node) -> bool:
    """Whether nobody can tell in which order keys and values are computed and put in."""
    parts = [part for each in given.children for part in each.children]
    if given.kind != "dictionary":
        return True
    doing = [part for part in parts if any(each.kind in _DOING for each in part.walk())]
    return len(doing) <= (1 if len(given.children) == 1 else 0)


def _pairs(held: Node, given: Node) -> list[str]:
    """An assignment for each pair of a display; nothing: it is not that plain."""
    pairs = given.children
    if not 0 < len(pairs) <= _MOST or any(each.kind != "pair" for each in pairs):
        return []
    if len(pairs) > 1 and any(held.text in each["value"].text for each in pairs):
        return []
    return [f"{held.text}[{each['key'].text}] = {each['value'].text}" for each in pairs]


def _items(held: Node, given: Node) -> list[str]:
    items = given.children
    if len(items) != 1 or items[0].kind == "list_splat":
        return []
    return [f"{held.text}.add({items[0].text})"]


RULE = Rule(
    "GL147",
    "one-key-updated",
    ("call", "augmented_assignment"),
    _check,
    Example(
        slow=(
            "def f(xs):\n"
            "    table = {}\n"
            "    for x in xs:\n"
            "        table.update({x: 1})\n"
            "    return table\n"
        ),
        fast=(
            "def f(xs):\n    table = {}\n    for x in xs:\n        table[x] = 1\n    return table\n"
        ),
        call="(list(range(10000)),)",
        size="10,000 keys",
    ),
    called=frozenset({"update"}),
)
