"""Taking from the front of a list moves all the rest of it.

What: ``items.pop(0)`` or ``del items[0]`` in a loop, where ``items`` is a list.

Why: a list is an array. What stands behind its first item is moved each time, so that
emptying it takes n²/2 moves. A deque takes from either end at once.

Example::

    def drain(tasks):
        queue = list(tasks)
        while queue:
            queue.pop(0)()

Use instead::

    from collections import deque

    def drain(tasks):
        queue = deque(tasks)
        while queue:
            queue.popleft()()

When it is safe: the list is the function's own, nobody else holds it, and it is used as a
queue only: a deque has no slices, and is no list to whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import Code, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_condition, is_fresh_local, is_same_each_time
from guyline.hints.rounds import is_brief
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_FORMS = ("$items.pop(0)", "del $items[0]")
_BLANK = re.compile(r"""(["'])(\s|\\[ntrf])*\1""")
_OF_BOTH = frozenset(
    {"append", "extend", "clear", "count", "remove", "reverse", "index", "insert", "copy"}
)
"""Methods that a deque has as a list does."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    items = next((h["items"] for form in _FORMS if (h := matches(form, node)) is not None), None)
    if not isinstance(items, Node) or not any(
        is_same_each_time(code, items, loop) for loop in code.loops(node)
    ):
        return
    if kind_of(code, items) != "list" or _is_more(code, items) or _trims(code, node, items):
        return
    if is_brief(code, items):
        return
    yield Found(
        node,
        "taking from the front of a list moves all the rest: O(n²) in this loop; "
        "collections.deque has popleft, O(n)",
        _fix(code, items),
    )


def _trims(code: Code, node: Node, items: Node) -> bool:
    """Whether only blanks at the beginning are cut off, or all until something else comes."""
    loops = list(code.loops(node))
    if len(loops) != 1 or loops[0].kind != "while_statement":
        return False
    if any(each.kind == "break_statement" for each in loops[0]["body"].walk()):
        tests = (each["condition"] for each in node.above() if each.kind == "if_statement")
        return any(_asks_first(items, test) for test in tests)
    return any(
        _asks_first(items, each) and (each.kind == "not_operator" or _is_with_blanks(each))
        for each in loops[0]["condition"].walk()
        if each.kind in ("not_operator", "comparison_operator")
    )


def _asks_first(items: Node, test: Node) -> bool:
    """Whether a test looks at the first item."""
    return any(
        each.kind == "subscript"
        and alike(each["value"], items)
        and [at.text for at in each.fields("subscript")] == ["0"]
        for each in test.walk()
    )


def _is_with_blanks(test: Node) -> bool:
    """Whether it is compared for equality with nothing, or with white space."""
    blank = _BLANK.fullmatch(test.children[-1].text)
    return blank is not None and test.operators in (["=="], ["in"])


def _is_more(code: Code, items: Node) -> bool:
    """Whether it is used as no deque can be: sorted, cut, or put together with others."""
    owner = code.owner(items) if items.kind == "identifier" else None
    for read in owner.reads_of(items.text) if owner is not None else ():
        around = read.parent
        if around is None:
            continue
        if around.kind == "attribute" and around["attribute"].text == "sort":
            return True
        if around.kind == "subscript" and any(n.kind == "slice" for n in around.children):
            return True
        if around.kind == "binary_operator":
            return True
    return False


def _fix(code: Code, items: Node) -> Fix | None:
    """Make a local list that is used as a queue a deque."""
    if items.kind != "identifier" or not is_fresh_local(code, items):
        return None
    owner = code.owner(items)
    binding = code.only_binding(items)
    if owner is None or binding is None or binding.how is not How.ASSIGNMENT:
        return None
    made = plain(binding.value) if binding.value is not None else None
    if made is None or binding.annotation is not None:
        return None
    edits = [_made(made)]
    for read in owner.reads_of(items.text):
        edit = _used(code, read)
        if edit is None:
            return None
        edits += [edit] if edit.text or edit.end > edit.start else []
    return Fix(
        "Make it a collections.deque", tuple(edits), (("collections", "deque"),), Safety.PROVED
    )


def _made(made: Node) -> Edit:
    """The deque in place of what made the list."""
    matched = matches("list($of)", made)
    if matched is not None and isinstance(matched["of"], Node):
        return Edit(made.start, made.end, f"deque({matched['of'].text})")
    empty = made.kind == "list" and not made.children
    return Edit(made.start, made.end, "deque()" if empty else f"deque({made.text})")


def _used(code: Code, read: Node) -> Edit | None:
    """The edit of one use; an empty one where it may stay; None: a deque does not take it."""
    nothing = Edit(read.start, read.start, "")
    around = read.parent
    if around is None or is_condition(read):
        return nothing
    match around.kind:
        case "attribute":
            return _called(around, nothing)
        case "for_statement" | "for_in_clause":
            return nothing if around.field("right") is read else None
        case "argument_list":
            call = around.parent
            name = code.qualified(call["function"]) if call is not None else ""
            return nothing if name in ("builtins.len", "builtins.bool", "builtins.sum") else None
        case "comparison_operator":
            inside = around.operators[-1] in ("in", "not in") and around.children[-1] is read
            return nothing if inside else None
        case "subscript":
            return _indexed(around, nothing)
    return None


def _called(attribute: Node, nothing: Edit) -> Edit | None:
    call = attribute.parent
    if call is None or call.kind != "call" or call.field("function") is not attribute:
        return None
    if matches("$_.pop(0)", call) is not None:
        return Edit(attribute["attribute"].start, call.end, "popleft()")
    name = attribute["attribute"].text
    if name == "pop":
        return nothing if matches("$_.pop()", call) is not None else None
    return nothing if name in _OF_BOTH and not named_arguments(call) else None


def _indexed(subscript: Node, nothing: Edit) -> Edit | None:
    statement = subscript.parent
    if statement is not None and statement.kind == "delete_statement":
        first = matches("$_[0]", subscript) is not None
        text = f"{subscript['value'].text}.popleft()"
        return Edit(statement.start, statement.end, text) if first else None
    ends = any(matches(form, subscript) is not None for form in ("$_[0]", "$_[-1]"))
    return nothing if ends else None


RULE = Rule(
    "GL105",
    "list-pop-zero",
    ("call", "delete_statement"),
    _check,
    Example(
        slow=(
            "def f(items):\n"
            "    queue, total = list(items), 0\n"
            "    while queue:\n"
            "        total += queue.pop(0)\n"
            "    return total\n"
        ),
        fast=(
            "from collections import deque\n"
            "def f(items):\n"
            "    queue, total = deque(items), 0\n"
            "    while queue:\n"
            "        total += queue.popleft()\n"
            "    return total\n"
        ),
        call="(range(40000),)",
        size="40,000 items",
    ),
    growth=("O(n²)", "O(n)"),
    called=frozenset({"pop"}),
)
