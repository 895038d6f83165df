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
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from guyline.syntax.tree import Tree

if TYPE_CHECKING:
    import tree_sitter

_OPERATORS = frozenset({"operator", "operators"})
_WIDE = re.compile(r"[\x80-\u07ff]+|[\u0800-\uffff]+|[\U00010000-\U0010ffff]+")
_NO_NODES: list[Node] = []
_NO_OPERATORS: list[str] = []
_KINDS: dict[int, str] = {}
_ROLES: dict[int, str] = {}
"""Names of kinds and of fields, each one object: so they are compared and looked up fastest."""

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
        role: The field of its parent that it is in; empty: none.
        children: The named nodes within, in order, without comments.
        operators: The operators that stand in it, in order: ``["not in"]``, ``["<", "<="]``.
        broken: Whether there is an error within.
    """

    __slots__ = (
        "_source",
        "broken",
        "children",
        "end",
        "kind",
        "operators",
        "parent",
        "role",
        "start",
    )

    def __init__(
        self, source: Source, kind: str, start: int, end: int, parent: Node | None, role: str = ""
    ) -> None:
        self._source = source
        self.kind = kind
        self.start = start
        self.end = end
        self.parent = parent
        self.role = role
        self.children = _NO_NODES
        self.operators = _NO_OPERATORS
        self.broken = False

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}:{self.end}>"

    @property
    def text(self) -> str:
        """Its text."""
        return self._source.text[self.start : self.end]

    def field(self, name: str) -> Node | None:
        """The first node in a field; None: there is none."""
        for child in self.children:
            if child.role == name:
                return child
        return None

    def fields(self, name: str) -> list[Node]:
        """All nodes in a field."""
        return [child for child in self.children if child.role == name]

    def __getitem__(self, name: str) -> Node:
        """The node in a field that is there whenever the node is not broken.

        Raises:
            MissingError: It is not there.
        """
        for child in self.children:
            if child.role == name:
                return child
        raise MissingError(f"{self.kind} has no {name}")

    def walk(self) -> Iterator[Node]:
        """This node and all within, from the top down."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            if node.children:
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


class MissingError(Exception):
    """Part of a node is not there, as its code is broken."""


class Source:
    """A text and its nodes.

    Attributes:
        text: The text.
        root: The node ``module``.
        comments: The nodes of comments, in order.
        by_kind: The nodes of each kind, from the top down, but for comments and those within
            what is broken.
    """

    __slots__ = ("by_kind", "comments", "root", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[Node] = []
        self.by_kind: dict[str, list[Node]] = {}
        with uncollected():
            top = Tree.parse(text).root
            self.root = read(self, top, offsets(text), self.comments, self.by_kind)


def read(
    source: Source,
    top: tree_sitter.Node,
    offset_of: Callable[[int], int] | None,
    comments: list[Node],
    by_kind: dict[str, list[Node]],
    depth: int = 0,
) -> Node:
    """Make the nodes of a subtree; what is done here is done for each of them.

    Args:
        source: What they belong to.
        top: The subtree.
        offset_of: See :func:`offsets`.
        comments: Takes the comments within.
        by_kind: Takes the others, by kind.
        depth: How many nodes stand around the subtree.
    """
    kinds, roles, flawed = _KINDS, _ROLES, top.has_error
    cursor, parent = top.walk(), None
    lost: Node | None = None  # the outermost ERROR that is being read
    while True:
        told = cursor.node
        assert told is not None  # noqa: S101 - the walk stays within the tree
        if told.is_named:
            kind = kinds.get(told.kind_id) or _kind(told.kind_id, told.type)
            start, end = told.start_byte, told.end_byte
            if offset_of is not None:
                start, end = offset_of(start), offset_of(end)
            node = Node(source, kind, start, end, parent)
            if kind == "comment":
                comments.append(node)
            elif kind != "line_continuation":
                if parent is not None:
                    if parent.children:
                        parent.children.append(node)
                    else:
                        parent.children = [node]
                    if (field := cursor.field_id) is not None:
                        node.role = roles.get(field) or _role(field, cursor.field_name)
                if flawed and told.is_error and lost is None:
                    lost = node
                if lost is None:
                    if kind in by_kind:
                        by_kind[kind].append(node)
                    else:
                        by_kind[kind] = [node]
            if flawed and (told.is_error or told.is_missing):
                _mark(node)
            if depth >= DEEPEST and told.child_count:
                _flatten(node, cursor, offset_of, comments)
                if lost is None:
                    by_kind[kind].pop()
            elif cursor.goto_first_child():
                parent, depth = node, depth + 1
                continue
            elif kind == "block":
                _mark(node)  # the tolerant grammar takes blocks without statements
            if parent is None:
                return node
            if node is lost:
                lost = None
        elif parent is not None:
            if (field := cursor.field_id) is not None and cursor.field_name in _OPERATORS:
                parent.operators = [*parent.operators, told.type]
            if flawed and told.is_missing:
                _mark(parent)
        while not cursor.goto_next_sibling():
            assert parent is not None  # noqa: S101 - the same
            if parent.children is _NO_NODES and parent.kind == "block":
                _mark(parent)
            if parent.parent is None:
                return parent
            if parent is lost:
                lost = None
            cursor.goto_parent()
            parent, depth = parent.parent, depth - 1


def _flatten(
    top: Node,
    cursor: tree_sitter.TreeCursor,
    offset_of: Callable[[int], int] | None,
    comments: list[Node],
) -> None:
    """Make a node hold the names that stand anywhere in it, and nothing else."""
    top.kind, held = DEEP, list[Node]()
    _mark(top)
    below = int(cursor.goto_first_child())
    while below:
        told = cursor.node
        assert told is not None  # noqa: S101 - the walk stays within the tree
        if told.type in ("identifier", "comment"):
            start, end = told.start_byte, told.end_byte
            if offset_of is not None:
                start, end = offset_of(start), offset_of(end)
            node = Node(top._source, told.type, start, end, top)
            (comments if told.type == "comment" else held).append(node)
        if cursor.goto_first_child():
            below += 1
            continue
        while below and not cursor.goto_next_sibling():
            cursor.goto_parent()
            below -= 1
    top.children = held


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: of many new objects that all stay, there is none."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _kind(number: int, name: str) -> str:
    return _KINDS.setdefault(number, sys.intern(name))


def _role(number: int, name: str | None) -> str:
    return _ROLES.setdefault(number, sys.intern(name or ""))


def _mark(node: Node) -> None:
    node.broken = True
    for around in node.above():
        if around.broken:
            return
        around.broken = True


def offsets(text: str) -> Callable[[int], int] | None:
    """From bytes of UTF-8 to code points; None: they are the same."""
    if text.isascii():
        return None
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
