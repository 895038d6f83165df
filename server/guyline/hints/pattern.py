"""Patterns: Python code with holes, matched against syntax and not against text.

``$x`` stands for one expression, the same one wherever it stands twice. ``$$xs`` stands for
any number of arguments, elements or statements. ``$_`` is any expression, as often as one
likes. Brackets around an expression, quotes of a string and line breaks are of no matter;
keyword arguments may stand in another order.

    sum($lists, [])        $seen.insert(0, $x)        np.append($xs, $$more)

Code is easier to read and to write than queries over node kinds, and as fast: patterns are
kept by the kind of node they begin with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from guyline.syntax import Node, Source

Holes = Mapping[str, "Node | tuple[Node, ...]"]
"""What stands in a pattern's holes; for ``$$xs`` all of it."""

_HOLE = re.compile(r"\$(\$?)(\w+)")
_ONE, _MANY = "hole_", "holes_"
_TRANSPARENT = frozenset({"parenthesized_expression", "expression_statement", "type"})
_NO_WORD = re.compile(r"#[^\n]*|[\s,;()\[\]{}\\]")
_WORDED = frozenset(
    {"slice", "for_statement", "for_in_clause", "with_statement", "yield", "function_definition"}
)
"""Kinds that words and colons between their children tell apart."""

_NAMED = "keyword_argument"


class Pattern:
    """One pattern.

    Args:
        text: An expression or a statement with holes.

    Attributes:
        text: As given.
        kind: The kind of node it matches.
        head: The name that it calls, or of the attribute that it is; empty: any.

    Raises:
        ValueError: The text is no code, or more than one statement.
    """

    __slots__ = ("_top", "head", "kind", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._top = _parse(text)
        self.kind = self._top.kind
        self.head = head_of(self._top)

    def __repr__(self) -> str:
        return f"Pattern({self.text!r})"

    def match(self, node: Node) -> dict[str, Node | tuple[Node, ...]] | None:
        """What stands in its holes at a node; None: the node is something else."""
        if node.kind != self.kind or (self.head and head_of(node) != self.head):
            return None
        holes: dict[str, Node | tuple[Node, ...]] = {}
        return holes if _same(self._top, node, holes) else None

    def all_in(self, top: Node) -> Iterator[tuple[Node, Holes]]:
        """Where it matches within a node, from the top down."""
        for node in top.walk():
            if node.kind == self.kind and (holes := self.match(node)) is not None:
                yield node, holes


@cache
def pattern(text: str) -> Pattern:
    """A pattern, made once."""
    return Pattern(text)


def matches(text: str, node: Node) -> dict[str, Node | tuple[Node, ...]] | None:
    """What stands in a pattern's holes at a node; see :class:`Pattern`."""
    found = pattern(text)
    if node.kind != found.kind and node.kind not in _TRANSPARENT:
        return None
    return found.match(plain(node))


def called(*texts: str) -> frozenset[str]:
    """What calls call, by the last part of the name.

    Args:
        texts: Patterns of calls, and dotted names of what is called.

    Raises:
        ValueError: One of them calls anything.
    """
    names = frozenset(
        pattern(each).head if "(" in each else each.rpartition(".")[2] for each in texts
    )
    if "" in names:
        raise ValueError(f"Not all are calls with a name: {texts}")
    return names


def node_in(holes: Holes, name: str) -> Node:
    """What stands in a hole for one expression."""
    found = holes[name]
    assert isinstance(found, Node)  # noqa: S101 - a hole for one holds one
    return found


def plain(node: Node) -> Node:
    """What stands in brackets, and is a statement of its own, without them."""
    while node.kind in _TRANSPARENT and len(node.children) == 1:
        node = node.children[0]
    return node


def with_brackets(node: Node) -> Node:
    """A node with all the brackets around it, which :func:`plain` takes away."""
    while node.parent is not None and node.parent.kind == "parenthesized_expression":
        node = node.parent
    return node


def alike(one: Node, other: Node) -> bool:
    """Whether two pieces of code are the same, line breaks and brackets aside."""
    return _same(plain(one), plain(other), None)


def _parse(text: str) -> Node:
    code = _HOLE.sub(lambda m: (_MANY if m[1] else _ONE) + m[2], text)
    root = Source(code).root
    if root.broken or len(root.children) != 1:
        raise ValueError(f"Not one statement or expression of Python: {text}")
    return plain(root.children[0])


def head_of(node: Node) -> str:
    """The name that a call calls, or an attribute's own; empty: it has none.

    What it is an attribute of does not count.
    """
    last: Node | None = node
    if node.kind == "call":
        last = node.field("function")
        last = plain(last) if last is not None else None
    elif node.kind != "attribute":
        return ""
    if last is not None and last.kind == "attribute":
        last = last.field("attribute")
    if last is None or last.kind != "identifier":
        return ""
    name = last.text
    return "" if name.startswith((_ONE, _MANY)) else name


def _hole(node: Node, prefix: str) -> str | None:
    """The name of the hole that a node of a pattern is."""
    if node.kind == "expression_statement" and len(node.children) == 1:
        node = node.children[0]
    if node.kind == "identifier" and (name := node.text).startswith(prefix):
        return name[len(prefix) :]
    return None


def _same(wanted: Node, node: Node, holes: dict[str, Node | tuple[Node, ...]] | None) -> bool:
    if holes is not None and (name := _hole(wanted, _ONE)) is not None:
        return _fill(name, node, holes)
    node = plain(node)
    if wanted.kind != node.kind or node.broken or wanted.operators != node.operators:
        return False
    if wanted.kind == "string":
        return _string(wanted) == _string(node)
    if not wanted.children:
        return not node.children and "".join(wanted.text.split()) == "".join(node.text.split())
    if wanted.kind in _WORDED and _words(wanted) != _words(node):
        return False
    return _same_children(wanted.children, node.children, holes)


def _fill(name: str, node: Node, holes: dict[str, Node | tuple[Node, ...]]) -> bool:
    node = plain(node)
    if node.kind in (_NAMED, "list_splat", "dictionary_splat"):
        return False
    if name == "_":
        return True
    there = holes.setdefault(name, node)
    return there is node or (isinstance(there, Node) and _same(there, node, None))


def _same_children(
    wanted: Sequence[Node],
    there: Sequence[Node],
    holes: dict[str, Node | tuple[Node, ...]] | None,
) -> bool:
    """Whether children match one by one, those with names in any order, the rest into ``$$``."""
    named = {c["name"].text: c for c in wanted if c.kind == _NAMED}
    rest: list[Node] = []
    left = dict(named)
    for child in there:
        mine = left.pop(child["name"].text, None) if child.kind == _NAMED else None
        if mine is None:
            rest.append(child)
        elif not _same(plain(mine["value"]), child["value"], holes):
            return False
    if left:
        return False
    places = [c for c in wanted if c.kind != _NAMED]
    for index, place in enumerate(places):
        many = _hole(place, _MANY) if holes is not None else None
        if many is not None:
            assert holes is not None  # noqa: S101 - said above
            after = len(places) - index - 1
            if len(rest) < index + after:
                return False
            taken = tuple(rest[index : len(rest) - after])
            if many != "_" and holes.setdefault(many, taken) != taken:
                return False
            behind = rest[len(rest) - after :]
            return all(map(lambda w, n: _same(plain(w), n, holes), places[index + 1 :], behind))
        if index >= len(rest) or not _same(plain(place), rest[index], holes):
            return False
    return len(places) == len(rest)


def _words(node: Node) -> str:
    """What stands between a node's children: ``async`` and ``from``, and a slice's colons."""
    gaps, at = [], node.start
    for child in node.children:
        gaps.append(node.text[at - node.start : child.start - node.start])
        at = child.end
    gaps.append(node.text[at - node.start :])
    return "_".join(_NO_WORD.sub("", gap) for gap in gaps)


def _string(node: Node) -> tuple[str, list[str]]:
    """A string's prefix and what stands in it; f-strings count as their text."""
    start = next((c.text for c in node.children if c.kind == "string_start"), "")
    inner = [c.text for c in node.children if c.kind not in ("string_start", "string_end")]
    return start.rstrip("\"'").lower(), inner
