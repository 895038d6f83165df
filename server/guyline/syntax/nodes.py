"""A whole tree as plain values: for code that looks at much of it, up, down and sideways.

tree-sitter makes a new object at each step and looks for parents from the top. Here each
node is made once, in one walk: 130,000 lines a second, which is what ``ast`` takes. Unlike
``ast`` it takes any version's syntax, and what is broken stays within ERROR nodes.

Kinds and fields are those of tree-sitter's Python grammar. Comments and backslashes at line
ends are left out of ``children``; so are tokens, but for operators, which are fields.

No tree is deeper than ``DEEPEST``, whatever the text: who goes through one may call itself at
each step. What lies deeper is in a node of the kind ``deep``, which is broken, and whose
children are the names in it.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from guyline.syntax.tree import Tree

if TYPE_CHECKING:
    import tree_sitter

_OPERATORS = frozenset({"operator", "operators"})
_WIDE = re.compile(r"[\x80-\u07ff]+|[\u0800-\uffff]+|[\U00010000-\U0010ffff]+")
_NONE: dict[str, Any] = {}

DEEP = "deep"
DEEPEST = 200
"""Nodes that stand one in the other. CPython gives up at 100 blocks or 200 brackets."""


class Node:
    """One node.

    Attributes:
        kind: Its type in the grammar.
        start: Where it begins, in code points.
        end: Where it ends.
        parent: The node around it; None at the top.
        children: The named nodes within, in order, without comments.
        broken: Whether there is an error within.
    """

    __slots__ = ("_fields", "_source", "broken", "children", "end", "kind", "parent", "start")

    def __init__(
        self, source: Source, kind: str, start: int, end: int, parent: Node | None
    ) -> None:
        self._source = source
        self.kind = kind
        self.start = start
        self.end = end
        self.parent = parent
        self.children: list[Node] = []
        self.broken = False
        self._fields = _NONE

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}:{self.end}>"

    @property
    def text(self) -> str:
        """Its text."""
        return self._source.text[self.start : self.end]

    @property
    def operators(self) -> list[str]:
        """The operators that stand in it, in order: ``["not in"]``, ``["<", "<="]``."""
        found: list[str] = self._fields.get("", [])
        return found

    def field(self, name: str) -> Node | None:
        """The first node in a field; None: there is none."""
        found: list[Node] | None = self._fields.get(name)
        return found[0] if found else None

    def fields(self, name: str) -> list[Node]:
        """All nodes in a field."""
        found: list[Node] = self._fields.get(name, [])
        return found

    def __getitem__(self, name: str) -> Node:
        """The node in a field that is there whenever the node is not broken.

        Raises:
            MissingError: It is not there.
        """
        found: list[Node] | None = self._fields.get(name)
        if not found:
            raise MissingError(f"{self.kind} has no {name}")
        return found[0]

    def walk(self) -> Iterator[Node]:
        """This node and all within, from the top down."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))

    def above(self) -> Iterator[Node]:
        """The nodes around it, from the inside out."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def holds(self, other: Node) -> bool:
        """Whether another node is this one, or within."""
        return self.start <= other.start and other.end <= self.end

    def _put(self, name: str, value: object) -> None:
        if self._fields is _NONE:
            self._fields = {}
        self._fields.setdefault(name, []).append(value)


class MissingError(Exception):
    """Part of a node is not there, as its code is broken."""


class Source:
    """A text and its nodes.

    Attributes:
        text: The text.
        root: The node ``module``.
        comments: The nodes of comments, in order.
    """

    __slots__ = ("comments", "root", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[Node] = []
        tree, collects = Tree.parse(text), gc.isenabled()
        gc.disable()  # it would look at all nodes again and again: three times as long
        try:
            self.root = self._read(tree)
        finally:
            if collects:
                gc.enable()

    def _read(self, tree: Tree) -> Node:
        offset_of = _offsets(self.text)
        cursor, parent, depth = tree.root.walk(), None, 0
        while True:
            told = cursor.node
            assert told is not None  # noqa: S101 - the walk stays within the tree
            if told.is_named:
                start, end = offset_of(told.start_byte), offset_of(told.end_byte)
                node = Node(self, told.type, start, end, parent)
                if node.kind == "comment":
                    self.comments.append(node)
                elif parent is not None and node.kind != "line_continuation":
                    parent.children.append(node)
                    if name := cursor.field_name:
                        parent._put(name, node)
                if told.is_error or told.is_missing:
                    _mark(node)
                if depth == DEEPEST and told.child_count:
                    self._flatten(node, cursor, offset_of)
                elif cursor.goto_first_child():
                    parent, depth = node, depth + 1
                    continue
                if parent is None:
                    return node
                _mark_empty(node)
            elif parent is not None:
                if cursor.field_name in _OPERATORS:
                    parent._put("", told.type)
                if told.is_missing:
                    _mark(parent)
            while not cursor.goto_next_sibling():
                assert parent is not None  # noqa: S101 - the same
                if parent.parent is None:
                    return parent
                _mark_empty(parent)
                cursor.goto_parent()
                parent, depth = parent.parent, depth - 1

    def _flatten(
        self, top: Node, cursor: tree_sitter.TreeCursor, offset_of: Callable[[int], int]
    ) -> None:
        """Make a node hold the names that stand anywhere in it, and nothing else."""
        top.kind = DEEP
        _mark(top)
        below = int(cursor.goto_first_child())
        while below:
            told = cursor.node
            assert told is not None  # noqa: S101 - the walk stays within the tree
            if told.type in ("identifier", "comment"):
                node = Node(
                    self, told.type, offset_of(told.start_byte), offset_of(told.end_byte), top
                )
                (self.comments if told.type == "comment" else top.children).append(node)
            if cursor.goto_first_child():
                below += 1
                continue
            while below and not cursor.goto_next_sibling():
                cursor.goto_parent()
                below -= 1


def _mark_empty(node: Node) -> None:
    """Mark a block without statements, which the tolerant grammar takes."""
    if node.kind == "block" and not node.children:
        _mark(node)


def _mark(node: Node) -> None:
    node.broken = True
    for around in node.above():
        if around.broken:
            return
        around.broken = True


def _offsets(text: str) -> Callable[[int], int]:
    """From bytes of UTF-8 to code points."""
    if text.isascii():
        return int
    # The beginnings of stretches of characters of one length: their bytes, their places.
    bytes_at, places, lengths = [0], [0], [1]
    for match in _WIDE.finditer(text):
        byte = bytes_at[-1] + (match.start() - places[-1]) * lengths[-1]
        width = len(match[0][0].encode("utf-8", "surrogatepass"))
        count = len(match[0])
        bytes_at += [byte, byte + count * width]
        places += [match.start(), match.end()]
        lengths += [width, 1]

    def offset_of(byte: int) -> int:
        stretch = bisect_right(bytes_at, byte) - 1
        return places[stretch] + (byte - bytes_at[stretch]) // lengths[stretch]

    return offset_of
