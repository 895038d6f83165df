"""A whole list is made to take its first item.

What: ``list(items)[0]``, ``[f(x) for x in items if ...][0]``, ``list(filter(...))[0]``, and
``list(table)[0]``, ``list(table.values())[0]`` of a dict.

Why: the list computes and keeps all items, and all but one are thrown away. ``next`` stops at
the first.

Example::

    def first_large(sizes, limit):
        return [size for size in sizes if size > limit][0]

Use instead::

    def first_large(sizes, limit):
        return next(size for size in sizes if size > limit)

When it is safe: there is such an item (``next`` says StopIteration where the list says
IndexError), and computing the others is not wanted for what it does.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.evaluation import acts, binds_or_waits, is_caught, is_never_empty
from guyline.hints.kinds import SEQUENCES, kind_of
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_done_often, means_builtin
from guyline.hints.rounds import has_few, is_stored
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_COPIES = ("builtins.list", "builtins.tuple")
_LAZY = frozenset({"map", "filter", "zip", "enumerate"})
_CAUGHT = frozenset({"IndexError", "LookupError", "Exception"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    index = node.fields("subscript")
    made = plain(node["value"])
    if len(index) != 1 or index[0].text != "0" or is_stored(node) or is_test(code):
        return
    if made.kind == "list_comprehension":
        yield from _computed(code, node, made)
    elif made.kind == "call":
        yield from _copied(code, node, made)


def _computed(code: Code, node: Node, made: Node) -> Iterator[Found]:
    clauses = [child for child in made.children if child.kind == "for_in_clause"]
    rights = clauses[0].fields("right") if clauses else []
    if len(rights) != 1 or has_few(code, rights[0]) or acts(code, made) or binds_or_waits(made):
        return
    if _is_as_long_as_written(code, plain(rights[0])):
        return
    if not is_done_often(code, node, rights[0]):
        return
    yield Found(
        node,
        "all items are computed, and all but the first thrown away; next(...) stops there",
        _fix(code, node, made.text[1:-1].strip(), "that there is one"),
    )


def _copied(code: Code, node: Node, made: Node) -> Iterator[Found]:
    given = arguments(made)
    if len(given) != 1 or named_arguments(made) or given[0].kind == "list_splat":
        return
    if code.qualified(made["function"]) not in _COPIES:
        return
    items = plain(given[0])
    if has_few(code, items) or binds_or_waits(items) or acts(code, items):
        return
    if (
        _is_rare(items, node)
        or _is_only_one(code, items)
        or _is_one_of_many(code, items)
        or _is_as_long_as_written(code, items)
        or not is_done_often(code, node, _source(code, items))
    ):
        return
    kind = kind_of(code, items)
    if kind in SEQUENCES and kind != "list":
        return
    yield Found(
        node,
        f"all items are copied to take the first: O(n); {_helps(kind)} takes it alone",
        _taken(code, node, items, kind),
        sizes=(items,),
    )


def _is_rare(items: Node, node: Node) -> bool:
    """Whether it is a slice, which has few, or runs only where there is an error."""
    index = items.fields("subscript") if items.kind == "subscript" else []
    return any(each.kind == "slice" for each in index) or any(
        each.kind in ("raise_statement", "assert_statement") for each in node.above()
    )


def _is_only_one(code: Code, items: Node) -> bool:
    """Whether the function asks somewhere whether there is but one, so that nothing is lost."""
    names = {each.text for each in items.walk() if each.kind == "identifier"}
    for each in code.function_of(items).node.walk():
        if each.kind != "comparison_operator" or each.children[-1].text not in ("1", "2"):
            continue
        sized = matches("len($of)", each.children[0])
        if sized is not None and names & {n.text for n in node_in(sized, "of").walk()}:
            return True
    return False


def _is_one_of_many(code: Code, items: Node) -> bool:
    """Whether it is what a loop goes over in turn: how much each of these holds nothing tells."""
    source = _source(code, items)
    return source.kind == "identifier" and any(
        each.how in (How.LOOP, How.UNPACKED) for each in code.bindings(source)
    )


def _is_as_long_as_written(code: Code, items: Node) -> bool:
    """Whether the function compares it with a display of some items: it has about as many."""
    for each in code.function_of(items).node.walk():
        if each.kind != "comparison_operator" or not {"==", "!="} & set(each.operators):
            continue
        sides = [plain(side) for side in each.children]
        written = any(side.kind in ("list", "tuple") and side.children for side in sides)
        if written and any(alike(side, items) for side in sides):
            return True
    return False


def _source(code: Code, items: Node) -> Node:
    """What the items come from, in the end."""
    while items.kind in ("call", "generator_expression"):
        if items.kind == "generator_expression":
            clauses = [child for child in items.children if child.kind == "for_in_clause"]
            items = plain(clauses[0]["right"])
        elif code.qualified(items["function"]).startswith("builtins.") and arguments(items):
            items = plain(arguments(items)[-1])
        else:
            break
    return items


def _helps(kind: str) -> str:
    return "[0] of the list itself" if kind == "list" else "next(iter(...))"


def _taken(code: Code, node: Node, items: Node, kind: str) -> Fix | None:
    if kind == "list":
        if items.kind not in ("identifier", "attribute"):
            return None
        edit = Edit(node.start, node.end, f"{items.text}[0]")
        return Fix("Take the first of the list itself", (edit,), safety=Safety.PROVED)
    empty = "" if is_never_empty(code, items) else "that there is one"
    if items.kind == "generator_expression":
        return _fix(code, node, items.text.removeprefix("(").removesuffix(")"), empty)
    name = code.qualified(items["function"]) if items.kind == "call" else ""
    lazy = name.removeprefix("builtins.") in _LAZY
    return _fix(code, node, items.text if lazy else f"iter({items.text})", empty)


def _fix(code: Code, node: Node, inner: str, unproved: str) -> Fix | None:
    """Ask ``next``."""
    if not means_builtin(code, node, "next") or not means_builtin(code, node, "iter"):
        return None
    if is_caught(node, _CAUGHT):
        return None
    return Fix(
        "Ask next for the first",
        (Edit(node.start, node.end, f"next({inner})"),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=(unproved,) if unproved else (),
    )


RULE = Rule(
    "GL140",
    "list-for-first",
    ("subscript",),
    _check,
    Example(
        slow="def f(xs, least):\n    return [x for x in xs if x > least][0]\n",
        fast="def f(xs, least):\n    return next(x for x in xs if x > least)\n",
        call="(list(range(10000)), 100)",
        size="10,000 items, the 100th",
    ),
    growth=("O(n)", "O(1)"),
)
