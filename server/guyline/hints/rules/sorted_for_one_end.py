"""All is sorted to take the first or the last of it.

What: ``sorted(items)[0]``, ``sorted(items)[-1]``, ``sorted(items).pop()``, and a name for what
was sorted of which only the two ends are read.

Why: sorting takes n·log n comparisons, and a new list. ``min`` and ``max`` look at each item
once.

Example::

    def newest(files):
        return sorted(files, key=lambda file: file.changed)[-1]

Use instead::

    def newest(files):
        return max(files, key=lambda file: file.changed)

When it is safe: there is an item (``min`` says ValueError where the list says IndexError),
items are ordered throughout, and of equal ones it does not matter which is taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments, statement_of
from guyline.hints.evaluation import is_caught, is_never_empty
from guyline.hints.kinds import SEQUENCES, kind_of
from guyline.hints.ordering import is_expected, read_after_sort, reads_of_value
from guyline.hints.pattern import matches, plain, with_brackets
from guyline.hints.predicates import has_total_order, is_condition
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_ENDS = {
    "$_[0]": 0,
    "$_[-1]": -1,
    "$_.pop()": -1,
    "$_.pop(-1)": -1,
    "$_.pop(0)": 0,
    "next(iter($_))": 0,
}
_COUNTS = frozenset({"count", "index"})
"""Keys that go through all items for each: next to these the sort is nothing."""

_NOT_EMPTY = frozenset({"IndexError", "LookupError", "StopIteration"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind == "attribute" and function["attribute"].text == "sort":
        yield from _in_place(code, node, plain(function["object"]))
        return
    if function.text != "sorted" or not arguments(node):
        return
    backwards = named_arguments(node).get("reverse")
    if backwards is not None and backwards.kind not in ("true", "false"):
        return
    given = arguments(node)
    if len(given) != 1 or given[0].kind == "list_splat" or has_few(code, given[0]):
        return
    if is_expected(node):
        return
    uses = [node] if _end(node) is not None else _reads(code, node)
    ends = [_end(each) for each in uses]
    if not ends or None in ends or code.qualified(node["function"]) != "builtins.sorted":
        return
    key = named_arguments(node).get("key")
    if key is not None and key.kind == "attribute" and key["attribute"].text in _COUNTS:
        return
    turned = backwards is not None and backwards.kind == "true"
    said = {n.text for n in statement_of(node).walk() if n.kind == "identifier"}
    if {"min", "max"} & said:
        return  # it is compared with them
    names = sorted({"max" if (end == -1) != turned else "min" for end in ends}, reverse=True)
    yield Found(
        node,
        f"all is sorted, O(n log n), for one end of it; {_find(names)} it in O(n)"
        + (", of reversed(...) for the last of equals" if key is not None and -1 in ends else ""),
        _fix(code, node, names[0], turned) if uses == [node] else None,
        sizes=(given[0],),
    )


def _in_place(code: Code, node: Node, items: Node) -> Iterator[Found]:
    """A list of one's own that is sorted for its ends."""
    after = read_after_sort(code, node, items)
    backwards = named_arguments(node).get("reverse")
    if not after or (backwards is not None and backwards.kind not in ("true", "false")):
        return
    if any(_end(each) is None or _is_written(each) for each in after):
        return
    if any((whole := _whole(each)) is None or whole.kind == "call" for each in after):
        return
    yield Found(
        node,
        "all is sorted, O(n log n), for its ends; min and max find them in O(n)",
        sizes=(items,),
    )


def _find(names: list[str]) -> str:
    return f"{names[0]} finds" if len(names) == 1 else f"{' and '.join(names)} find"


def _whole(value: Node) -> Node | None:
    """The expression that takes one end of a value; it may be none."""
    around = with_brackets(value).parent
    if around is None:
        return None
    if around.kind == "attribute" and around["object"].holds(value):
        return around.parent
    if around.kind == "argument_list" and around.parent is not None:
        held = around.parent.parent
        return held.parent if held is not None else None
    return around


def _end(value: Node) -> int | None:
    """Which end of a value is taken where it stands: 0 or -1; None: it is used otherwise."""
    whole = _whole(value)
    if whole is None or whole.kind not in ("subscript", "call"):
        return None
    return next((end for form, end in _ENDS.items() if matches(form, whole) is not None), None)


def _reads(code: Code, node: Node) -> list[Node]:
    """Where a local name for what was sorted is read; nothing: it has none."""
    reads = [each for each in reads_of_value(code, node) if not is_condition(each)]
    if any((whole := _whole(each)) is None or whole.kind == "call" for each in reads):
        again = list(code.loops(reads[0])) != list(code.loops(node))
        reads = [] if again or len(reads) > 1 else reads
    return [] if any(_is_written(each) for each in reads) else reads


def _is_written(read: Node) -> bool:
    whole = _whole(read)
    around = whole.parent if whole is not None else None
    if whole is None or around is None:
        return True
    assigned = around.kind in ("assignment", "augmented_assignment")
    return around.kind == "delete_statement" or (assigned and around.field("left") is whole)


def _fix(code: Code, node: Node, name: str, turned: bool) -> Fix | None:
    """Ask ``min`` or ``max``."""
    whole = _whole(node)
    if whole is None or _is_written(node) or is_caught(whole, _NOT_EMPTY):
        return None
    given = arguments(node)[0]
    key = named_arguments(node).get("key")
    if code.scope_of(node).owner(name) is not None or given.kind == "generator_expression":
        return None
    last, unproved = _end(node) == -1, []
    text = f"{name}({given.text})"
    if key is not None:
        items = f"reversed({given.text})" if last else given.text
        text = f"{name}({items}, key={key.text})"
        if last and kind_of(code, given) not in SEQUENCES:
            unproved.append(f"that {given.text} can be gone over backwards")
    if not is_never_empty(code, given):
        unproved.append(f"that {given.text} is not empty")
    if not has_total_order(code, given) or key is not None:
        unproved.append("that items are ordered throughout")
    if last and key is None and not has_total_order(code, given):
        unproved.append("that of equal items the first will do as well as the last")
    return Fix(
        f"Ask {name}",
        (Edit(whole.start, whole.end, text),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL116",
    "sorted-for-one-end",
    ("call",),
    _check,
    Example(
        slow="def f(xs):\n    return sorted(xs)[-1]\n",
        fast="def f(xs):\n    return max(xs)\n",
        call="([(i * 7919) % 1000003 for i in range(100000)],)",
        size="100,000 numbers",
    ),
    growth=("O(n log n)", "O(n)"),
    called=frozenset({"sort", "sorted"}),
)
