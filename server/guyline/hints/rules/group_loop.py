"""Each time round a loop, a dict is asked whether it has a list for a key already.

What: ``if key not in groups: groups[key] = []`` before ``groups[key]`` is used, or
``if key in groups: groups[key].append(x)`` and ``else: groups[key] = [x]``, in a loop, with a
dict that the function or the class makes empty. Lists, sets, dicts and numbers alike.

Why: the key is looked up twice or three times for each item. A ``defaultdict`` looks it up
once, and makes what is missing itself.

Example::

    def by_length(words):
        groups = {}
        for word in words:
            if len(word) not in groups:
                groups[len(word)] = []
            groups[len(word)].append(word)
        return groups

Use instead::

    from collections import defaultdict

    def by_length(words):
        groups = defaultdict(list)
        for word in words:
            groups[len(word)].append(word)
        return dict(groups)

When it is safe: nobody looks for a key that is not there by ``groups[key]``: a
``defaultdict`` would make it. ``dict(groups)`` gives a plain dict again.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, block_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_fresh_local, is_pure, is_same_each_time
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.hints.shapes import is_item, mentions, only_statement
from guyline.syntax import Node

_EMPTY = {
    "[]": "list",
    "list()": "list",
    "{}": "dict",
    "dict()": "dict",
    "set()": "set",
    "0": "int",
}
_FIRST = {"[$x]": ("list", "append"), "{$x}": ("set", "add")}
_FINE = frozenset({"get", "items", "keys", "values", "pop", "update", "clear", "setdefault"})
_PASSED = frozenset({"builtins.len", "builtins.sorted", "builtins.list", "builtins.set"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    condition = plain(node["condition"])
    turned = condition.kind == "not_operator"
    if turned:
        condition = plain(condition.children[0])
    if condition.kind != "comparison_operator" or condition.operators[0] not in ("in", "not in"):
        return
    if len(condition.children) != 2:
        return
    key, groups = condition.children
    keys = matches("$groups.keys()", groups)
    if keys is not None and isinstance(keys["groups"], Node):
        groups = keys["groups"]
    there = (condition.operators[0] == "in") is not turned
    used = _used(node, key, groups, there)
    if used is None or not _is_made_empty(code, groups):
        return
    loops = [loop for loop in code.loops(node) if is_same_each_time(code, groups, loop)]
    if not loops:
        return
    made, use = used
    yield Found(
        node,
        f"the key is looked up again for each step; collections.defaultdict({made}) looks once",
        _fix(code, node, key, groups, made, use),
        ((loops[0], "the loop"),),
    )


def _used(statement: Node, key: Node, groups: Node, there: bool) -> tuple[str, str] | None:
    """What a missing key gets, and what is done with it; None: it is something else.

    What is done is empty where that is the next statement.
    """
    otherwise = statement.fields("alternative")
    yes = only_statement(statement["consequence"])
    if yes is None:
        return None
    if not otherwise:
        return None if there else _filled(statement, yes, key, groups)
    if len(otherwise) != 1 or otherwise[0].kind != "else_clause":
        return None
    no = only_statement(otherwise[0].field("body"))
    first, again = (no, yes) if there else (yes, no)
    if first is None or again is None:
        return None
    value = _put(first, key, groups)
    if value is None:
        return None
    for form, (made, method) in _FIRST.items():
        holes = matches(form, value)
        item = holes["x"] if holes is not None else None
        if not isinstance(item, Node) or mentions(item, {groups.text}):
            continue
        call = matches(f"$held.{method}($y)", again)
        held, added = (call["held"], call["y"]) if call is not None else (None, None)
        if not isinstance(held, Node) or not isinstance(added, Node):
            continue
        if is_item(held, groups, key) and alike(added, item):
            return made, f"{groups.text}[{key.text}].{method}({item.text})"
    return None


def _put(statement: Node, key: Node, groups: Node) -> Node | None:
    """What a statement puts into the dict for the key; None: it does something else."""
    if statement.kind != "assignment" or not is_item(statement["left"], groups, key):
        return None
    return statement.field("right")


def _filled(statement: Node, put: Node, key: Node, groups: Node) -> tuple[str, str] | None:
    """The same for ``groups[key] = []`` with nothing else."""
    block = block_of(statement)
    at = block.index(statement) + 1
    after = plain(block[at]) if at < len(block) else None
    if after is None:
        return None
    value = _put(put, key, groups)
    if value is None:
        return None
    made = next((made for form, made in _EMPTY.items() if matches(form, value) is not None), None)
    return (made, "") if made is not None and _uses(after, key, groups) else None


def _uses(after: Node, key: Node, groups: Node) -> bool:
    """Whether a simple statement begins with what the dict holds for the key, and uses it."""
    target = after
    if after.kind in ("assignment", "augmented_assignment"):
        target = after["left"]
        if after.kind == "assignment" and plain(target).kind != "subscript":
            return False
        if after.kind == "assignment":
            target = plain(target)["value"]
    elif after.kind == "call" and after["function"].kind == "attribute":
        target = after["function"]["object"]
    else:
        return False
    return is_item(target, groups, key)


def _is_made_empty(code: Code, groups: Node) -> bool:
    """Whether it is a dict of the function's or the class's own, which begins empty."""
    if groups.kind == "identifier":
        bound = code.bindings(groups)
        if not bound or any(b.how is not How.ASSIGNMENT or b.value is None for b in bound):
            return False
        return all(_is_empty(b.value) for b in bound if b.value is not None)
    return groups.kind == "attribute" and kind_of(code, groups) == "dict"


def _is_empty(value: Node) -> bool:
    return any(matches(form, value) is not None for form in ("{}", "dict()"))


def _fix(code: Code, statement: Node, key: Node, groups: Node, made: str, use: str) -> Fix | None:
    """Make it a defaultdict, and a dict again where it is returned."""
    if groups.kind != "identifier" or not is_fresh_local(code, groups):
        return None
    binding = code.only_binding(groups)
    if binding is None or binding.value is None or binding.annotation is not None:
        return None
    around = plain(binding.value).parent
    if around is None or around.kind != "assignment" or around["left"].kind != "identifier":
        return None
    edits = [Edit(binding.value.start, binding.value.end, f"defaultdict({made})")]
    unproved = [] if is_pure(code, key) else [f"that {key.text} gives the same each time"]
    if use and any(each.kind == "try_statement" for each in statement.above()):
        unproved.append("that nothing fails before the item is there")
    missed = _returned(code, statement, key, groups)
    if missed is None:
        unproved.append(f"that {groups.text} is not asked for what is not in it")
    edits += missed or []
    end = statement.end if use else _next(statement).start
    return Fix(
        "Make it a collections.defaultdict",
        (*edits, Edit(statement.start, end, use)),
        (("collections", "defaultdict"),),
        Safety.OPEN if unproved else Safety.PROVED,
        tuple(unproved),
    )


def _next(statement: Node) -> Node:
    block = block_of(statement)
    return block[block.index(statement) + 1]


def _returned(code: Code, statement: Node, key: Node, groups: Node) -> list[Edit] | None:
    """The edits where the dict is returned; None: somebody may ask it for a key it lacks."""
    owner = code.owner(groups)
    edits = []
    own = {id(read) for read in owner.reads.get(groups.text, ())} if owner is not None else set()
    for read in owner.reads_of(groups.text) if owner is not None else ():
        if statement.holds(read) or _is_next_use(statement, read, key, groups):
            continue
        if id(read) in own and _is_returned(read):
            edits.append(Edit(read.start, read.end, f"dict({read.text})"))
        elif not _is_fine(code, read):
            return None
    return edits


def _is_next_use(statement: Node, read: Node, key: Node, groups: Node) -> bool:
    """Whether it is asked for the very key in the next statement, and only begun with."""
    block = block_of(statement)
    at = block.index(statement) + 1
    if at >= len(block) or read.parent is None or not block[at].holds(read):
        return False
    return is_item(read.parent, groups, key)


def _is_returned(read: Node) -> bool:
    around = read.parent
    while around is not None and around.kind in ("expression_list", "tuple"):
        around = around.parent
    return around is not None and around.kind == "return_statement"


def _is_fine(code: Code, read: Node) -> bool:
    """Whether a defaultdict does the same as a dict where it is read."""
    around = read.parent
    if around is None:
        return False
    match around.kind:
        case "attribute":
            return around["attribute"].text in _FINE
        case "for_statement" | "for_in_clause":
            return around.field("right") is read
        case "comparison_operator":
            return around.operators[-1] in ("in", "not in") and around.children[-1] is read
        case "argument_list":
            call = around.parent
            return call is not None and code.qualified(call["function"]) in _PASSED
    return False


RULE = Rule(
    "GL329",
    "group-loop",
    ("if_statement",),
    _check,
    Example(
        slow=(
            "def f(numbers):\n"
            "    groups = {}\n"
            "    for number in numbers:\n"
            "        if number % 100 not in groups:\n"
            "            groups[number % 100] = []\n"
            "        groups[number % 100].append(number)\n"
            "    return groups\n"
        ),
        fast=(
            "from collections import defaultdict\n"
            "def f(numbers):\n"
            "    groups = defaultdict(list)\n"
            "    for number in numbers:\n"
            "        groups[number % 100].append(number)\n"
            "    return dict(groups)\n"
        ),
        call="(list(range(100000)),)",
        size="100,000 items in 100 groups",
    ),
)
