"""A key is looked up again and again.

What: ``if key in table:`` in a loop, where the block reads ``table[key]`` twice or more;
``if key not in table: continue`` before two reads or more; and ``if key in table: del
table[key]``.

Why: each of them hashes the key and searches the dict. ``get`` and ``pop`` do that once, and
say whether it was there.

Example::

    def total(prices, names):
        found = 0
        for name in names:
            if name in prices:
                if prices[name] > 0:
                    found += prices[name]
        return found

Use instead::

    def total(prices, names):
        found = 0
        for name in names:
            price = prices.get(name)
            if price is not None:
                if price > 0:
                    found += price
        return found

When it is safe: it is a dict, and None is no value in it (else a value of one's own says that
nothing is there).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guyline.hints.code import Code, block_of
from guyline.hints.kinds import kind_of
from guyline.hints.mappings import DICTS
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_rebound, own_nodes
from guyline.hints.rounds import is_short, is_stored
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_CHAIN = frozenset({"identifier", "attribute", "subscript", "string", "integer", "tuple"})
_CONSTANTS = frozenset({"string", "integer"})
_SELVES = frozenset({"self", "cls", "super()"})
_LEAVES = frozenset(
    {"continue_statement", "return_statement", "raise_statement", "break_statement"}
)
_BRANCHES = frozenset({"if_statement", "elif_clause", "conditional_expression"})
_ENOUGH = 2
_CLASS = re.compile(r"_?[A-Z]+[a-z]\w*")


def _check(code: Code, node: Node) -> Iterator[Found]:
    asked = plain(node["condition"])
    while asked.kind == "boolean_operator" and asked.operators == ["and"]:
        asked = plain(asked.children[0])
    if asked.kind != "comparison_operator" or asked.operators[0] not in ("in", "not in"):
        return
    loop = next(code.loops(node), None)
    if len(asked.children) != 2 or loop is None or is_short(code, loop):
        return
    key, table = map(plain, asked.children)
    if not _is_plain(key) or not _is_plain(table) or table.text in _SELVES:
        return
    kind = kind_of(code, table)
    if kind not in (*DICTS, "") or key.kind in _CONSTANTS:
        return
    if not kind and _CLASS.fullmatch(key.text.rpartition(".")[2]):
        return  # what has parts by their class is seldom a dict: a packet's layers
    if asked.operators == ["in"]:
        region = [plain(node["condition"]), node["consequence"]]
        if kind and _is_removal(node, key, table):
            return  # pop(key, None) is no faster, and slower where there is nothing
    elif asked is plain(node["condition"]) and node.kind == "if_statement" and _leaves(node):
        block = block_of(node)
        region = block[block.index(node) + 1 :]
    else:
        return
    count = _reads(code, region, key, table)
    if count >= _ENOUGH:
        yield Found(
            asked,
            f"{key.text} is looked up in {table.text} {count + 1} times; "
            "get looks it up once, and says whether it is there",
        )


def _is_plain(node: Node) -> bool:
    return all(n.kind in _CHAIN or n.kind.startswith("string_") for n in node.walk())


def _leaves(node: Node) -> bool:
    """Whether a condition's block is not gone on from, and it has no other."""
    if node.kind != "if_statement" or len(node.children) != 2:
        return False
    body = node["consequence"].children
    return bool(body) and _is_left(body[-1])


def _is_left(last: Node) -> bool:
    if last.kind == "try_statement":
        blocks = [c if c.kind == "block" else c.children[-1] for c in last.children]
        return all(b.kind == "block" and _is_left(b.children[-1]) for b in blocks)
    return last.kind in _LEAVES


def _reads(code: Code, region: list[Node], key: Node, table: Node) -> int:
    """How often the item is read, as it is nowhere changed; 0: it may be."""
    names = [n for n in (*key.walk(), *table.walk()) if n.kind == "identifier"]
    for part in region:
        if any(is_rebound(code, name, part) for name in names if code.owner(name) is not None):
            return 0
        if any(_changes(each, key, table) for each in own_nodes(part)):
            return 0
    return _on_the_way(region, key, table)


def _changes(node: Node, key: Node, table: Node) -> bool:
    """Whether a node is a target, and is the table, the key or an item of the table."""
    if node.kind not in ("subscript", "attribute", "identifier") or not is_stored(node):
        return False
    return any(alike(each, table) or alike(each, key) for each in node.walk())


def _on_the_way(parts: Iterable[Node], key: Node, table: Node) -> int:
    """How often the item is read at most, whichever branch is taken."""
    count = most = 0
    for part in parts:
        if part.kind in _BRANCHES:
            tested, *branches = part.children
            if part.kind == "conditional_expression":
                yes, tested, no = part.children
                branches = [yes, no]
            count += _on_the_way([tested], key, table)
            counts = [_on_the_way([each], key, table) for each in branches]
            most = max(most, count + max(counts))
            count += 0 if _leaves(part) else max(counts)
        elif part.kind == "subscript" and alike(part["value"], table):
            where = part.fields("subscript")
            count += len(where) == 1 and alike(where[0], key)
        elif part.kind not in ("function_definition", "lambda", "class_definition"):
            count += _on_the_way(part.children, key, table)
    return max(most, count)


def _is_removal(node: Node, key: Node, table: Node) -> bool:
    """Whether all that is done is to take the key away."""
    body = node["consequence"].children
    if len(body) != 1 or len(node.children) != 2 or node.kind != "if_statement":
        return False
    if plain(node["condition"]).kind != "comparison_operator":
        return False
    for form in ("del $table[$key]", "$table.pop($key)", "$table.pop($key, None)"):
        holes = matches(form, body[0])
        if holes is not None and isinstance(holes["table"], Node):
            same = holes["key"]
            return alike(holes["table"], table) and isinstance(same, Node) and alike(same, key)
    return False


RULE = Rule(
    "GL312",
    "key-looked-up-again",
    ("if_statement", "elif_clause"),
    _check,
    Example(
        slow=(
            "def f(prices, names):\n"
            "    found = 0\n"
            "    for name in names:\n"
            "        if name in prices:\n"
            "            if prices[name] > 0:\n"
            "                found += prices[name]\n"
            "    return found\n"
        ),
        fast=(
            "def f(prices, names):\n"
            "    found = 0\n"
            "    for name in names:\n"
            "        price = prices.get(name)\n"
            "        if price is not None:\n"
            "            if price > 0:\n"
            "                found += price\n"
            "    return found\n"
        ),
        call="({(i, i): i for i in range(4000)}, [(i, i) for i in range(4000)])",
        size="4,000 keys",
    ),
)
