"""A dict is gone through to find one key.

What: ``for key, value in table.items(): if key == wanted:`` with nothing else in the loop,
``for key in table.keys(): if key == wanted:``, and the same in a comprehension.

Why: a dict finds a key at once. The loop compares each of them.

Example::

    def price_of(prices, wanted):
        for name, price in prices.items():
            if name == wanted:
                return price
        return None

Use instead::

    def price_of(prices, wanted):
        if wanted in prices:
            return prices[wanted]
        return None

When it is safe: it is a dict, and the key can be hashed and is found by what it is equal to.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, block_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain, with_brackets
from guyline.hints.predicates import is_dead_after, is_hashable
from guyline.hints.rewrite import replace
from guyline.hints.rounds import has_few
from guyline.hints.rule import Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_DICTS = frozenset({"dict", "collections.defaultdict", "collections.OrderedDict"})
_STEADY = frozenset({"identifier", "attribute", "string", "integer", "subscript", "tuple"})
_MANY = ("attr", "elem", "field", "header", "multi", "node", "param", "query")
"""Parts of names of what may hold a key more than once, or is no dict."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "for_statement" and node.text.startswith("async"):
        return
    left, right = node["left"], plain(node["right"])
    key, table = _table(code, left, right)
    if key is None or table is None:
        return
    test = _only_test(node)
    wanted = _wanted(test, key, left) if test is not None else None
    if wanted is None or not _is_dict(code, right, table) or has_few(code, table):
        return
    if node.kind == "for_in_clause" and not _is_alone(node):
        return
    yield Found(
        node if node.kind == "for_in_clause" else left,
        f"all keys are compared to find one: O(n); {table.text}[{wanted.text}] is found at once",
        _fix(code, node, table, wanted) if node.kind == "for_statement" else None,
    )


def _table(code: Code, left: Node, right: Node) -> tuple[Node | None, Node | None]:
    """The name for a key, and the dict that is gone through."""
    if right.kind == "call":
        function = plain(right["function"])
        if code.qualified(function) == "builtins.list" and len(arguments(right)) == 1:
            return _table(code, left, plain(arguments(right)[0]))
        if function.kind != "attribute" or arguments(right):
            return None, None
        method, table = function["attribute"].text, plain(function["object"])
    else:
        method, table = "keys", right
        if kind_of(code, table) not in _DICTS and not _is_asked_by_key(table, left):
            return None, None
    if method == "items" and left.kind in ("pattern_list", "tuple_pattern"):
        if len(left.children) == 2 and left.children[0].kind == "identifier":
            return left.children[0], table
    elif method == "keys" and left.kind == "identifier":
        return left, table
    return None, None


def _is_asked_by_key(table: Node, key: Node) -> bool:
    """Whether ``table[key]`` stands where the keys are gone through."""
    loop = key.parent if key.parent is not None and key.parent.kind == "for_statement" else None
    return loop is not None and any(
        n.kind == "subscript" and alike(n["value"], table) and alike(n.children[1], key)
        for n in loop["body"].walk()
    )


def _is_dict(code: Code, right: Node, table: Node) -> bool:
    """Whether it is a dict, as far as its methods and its name tell."""
    kind = kind_of(code, table)
    if kind:
        return kind in _DICTS
    if table.kind not in ("identifier", "attribute", "subscript"):
        return False
    own = table.kind == "identifier" and table.text in ("self", "cls")
    return not own and not any(part in table.text.lower() for part in _MANY)


def _only_test(loop: Node) -> Node | None:
    """The condition that all a loop does is under; None: it does more."""
    if loop.kind == "for_in_clause":
        around = loop.parent
        tests = [c for c in around.children if c.kind == "if_clause"] if around else []
        held = around.parent if around is not None else None
        if held is not None and held.kind == "argument_list":
            held = held.parent
        if not tests and held is not None and held.kind == "call" and around is not None:
            return around["body"] if held["function"].text == "any" else None
        return tests[0].children[0] if len(tests) == 1 else None
    body = loop["body"].children
    if not body or body[0].kind != "if_statement" or loop.field("alternative") is not None:
        return None
    first = body[0]
    if first.field("alternative") is not None:
        return None
    if len(body) == 1:
        return first["condition"]
    then = first["consequence"].children
    skips = len(then) == 1 and then[0].kind == "continue_statement"
    test = plain(first["condition"])
    return test if skips and test.operators == ["!="] else None


def _wanted(test: Node, key: Node, left: Node) -> Node | None:
    """What the key is compared with, first of all; None: something else is asked."""
    test = plain(test)
    while test.kind == "boolean_operator":
        if test.operators != ["and"]:
            return None
        test = plain(test["left"])
    if test.kind != "comparison_operator" or test.operators not in (["=="], ["!="]):
        return None
    if test.operators == ["!="] and not _is_skip(test):
        return None
    one, other = map(plain, test.children)
    if other.kind == "identifier" and other.text == key.text:
        one, other = other, one
    if one.kind != "identifier" or one.text != key.text or other.kind not in _STEADY:
        return None
    own = {n.text for n in left.walk() if n.kind == "identifier"}
    used = {n.text for n in other.walk() if n.kind == "identifier"}
    return other if not own & used else None


def _is_skip(test: Node) -> bool:
    around = with_brackets(test).parent
    if around is None or around.kind != "if_statement":
        return False
    return around["consequence"].children[0].kind == "continue_statement"


def _is_alone(clause: Node) -> bool:
    """Whether it is the only ``for`` of its comprehension."""
    children = clause.parent.children if clause.parent is not None else []
    return sum(1 for child in children if child.kind == "for_in_clause") == 1


def _fix(code: Code, loop: Node, table: Node, wanted: Node) -> Fix | None:
    """Ask the dict, where the loop returns the value that it finds."""
    body = loop["body"].children
    if len(body) != 1 or plain(body[0]["condition"]).kind != "comparison_operator":
        return None
    then = body[0]["consequence"].children
    names = [n for n in loop["left"].walk() if n.kind == "identifier"]
    value = names[1] if len(names) > 1 else None
    if len(then) != 1 or then[0].kind != "return_statement" or len(then[0].children) != 1:
        return None
    given = then[0].children[0]
    found = wanted.text if alike(given, names[0]) else None
    if value is not None and alike(given, value):
        found = f"{table.text}[{wanted.text}]"
    elif given.kind in ("true", "false", "none", "integer", "string"):
        found = given.text
    if found is None or not all(is_dead_after(code, name, loop) for name in names):
        return None
    if loop not in block_of(loop):
        return None
    edit = replace(code, loop, loop, f"if {wanted.text} in {table.text}:\n    return {found}\n")
    if edit is None:
        return None
    unproved = []
    if kind_of(code, table) not in _DICTS:
        unproved.append(f"that {table.text} is a dict")
    if not is_hashable(code, wanted):
        unproved.append(f"that {wanted.text} can be hashed")
    if alike(given, names[0]) and kind_of(code, wanted) != "str":
        unproved.append(f"that {wanted.text} will do for the key it is equal to")
    return Fix(
        "Ask the dict",
        (edit,),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL129",
    "items-to-find-key",
    ("for_statement", "for_in_clause"),
    _check,
    Example(
        slow=(
            "def f(table, names):\n"
            "    total = 0\n"
            "    for name in names:\n"
            "        for key, value in table.items():\n"
            "            if key == name:\n"
            "                total += value\n"
            "    return total\n"
        ),
        fast=(
            "def f(table, names):\n"
            "    total = 0\n"
            "    for name in names:\n"
            "        if name in table:\n"
            "            total += table[name]\n"
            "    return total\n"
        ),
        call="({i: 2 * i for i in range(1000)}, list(range(500, 1500)))",
        size="1,000 names in 1,000 keys",
    ),
    growth=("O(n)", "O(1)"),
)
