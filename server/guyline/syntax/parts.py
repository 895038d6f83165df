"""A text from one version to the next: what has not changed stays the same nodes.

A text is made of *parts*, the statements of the module and of its classes, and of *frames*,
which hold them: the module, a class, its block. A part whose lines a change does not touch,
and that is a statement of the same kind and extent behind it, is the same piece of syntax: one
text, read from one state, up to one end. It is kept as it is, moved to where it stands now.
Frames are made anew.

A frame says who looks at what is in it (:attr:`Parts.looked`): what was found by looking at
one part alone holds as long as the part does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import tree_sitter

from guyline.syntax.nodes import Node, Source, offsets, read, uncollected
from guyline.syntax.tree import Tree
from guyline.text import common_end, common_start

_FRAMES = frozenset({"module", "class_definition", "decorated_definition", "block"})


class Frame(Node):
    """A node that holds parts. Looking at what is in it is told to its :class:`Parts`."""

    __slots__ = ("_end", "_held", "_start")

    _source: Parts

    @property
    def children(self) -> list[Node]:
        """As of any node."""
        self._source.looked(self)
        return self._held

    @children.setter
    def children(self, held: list[Node]) -> None:
        self._held = held

    @property
    def start(self) -> int:
        """As of any node."""
        self._source.looked(self)
        return self._start

    @start.setter
    def start(self, start: int) -> None:
        self._start = start

    @property
    def end(self) -> int:
        """As of any node."""
        self._source.looked(self)
        return self._end

    @end.setter
    def end(self, end: int) -> None:
        self._end = end

    @property
    def held(self) -> list[Node]:
        """Its children, for who keeps the parts and not for who looks at them."""
        return self._held

    @property
    def extent(self) -> tuple[int, int]:
        """Where it begins and ends, for the same."""
        return self._start, self._end

    def holds(self, other: Node) -> bool:
        """As of any node; a part stays within its frame, so nothing is looked at."""
        start, end = other.extent if isinstance(other, Frame) else (other.start, other.end)
        return self._start <= start and end <= self._end


@dataclass(slots=True, eq=False)
class Part:
    """What stays the same, or is made anew as a whole.

    Attributes:
        root: Its node.
        nodes: That and all within, from the top down.
        start: Where its first line begins.
        end: Where its last line ends, with what ends it.
        around: The kinds of the frames around it, from the inside out.
        comments: The comments within.
        by_kind: Its nodes of each kind.
    """

    root: Node
    nodes: list[Node]
    start: int
    end: int
    around: tuple[str, ...]
    comments: list[Node]
    by_kind: dict[str, list[Node]]

    def move(self, by: int) -> None:
        """Stand somewhere else."""
        self.start += by
        self.end += by
        for node in self.nodes:
            node.start += by
            node.end += by
        for node in self.comments:
            node.start += by
            node.end += by


@dataclass(frozen=True, slots=True)
class _Change:
    """What lies between two texts: ``start:end`` of the old one, and how much longer it is."""

    start: int
    end: int
    longer: int


class Parts(Source):
    """A text that changes, and its nodes.

    Attributes:
        parts: Its parts, in order.
        frames: Its frames, from the top down.
        looked: Is told of a frame when somebody looks at what is in it.

    Raises:
        ValueError: The text does not parse, or nests too deeply.
    """

    __slots__ = ("_by_kind", "_tree", "frames", "looked", "parts")

    _by_kind: dict[str, list[Node]] | None
    frames: list[Frame]

    def __init__(self, text: str) -> None:
        self.looked: Callable[[Frame], None] = lambda _: None
        self.parts: list[Part] = []
        tree = Tree.parse(text)
        if tree.root.has_error:
            raise ValueError("The text does not parse")
        self._make(text, tree, _Change(0, 0, 0))
        if not self._is_sound():
            raise ValueError("The text does not parse")

    @property
    def by_kind(self) -> dict[str, list[Node]]:
        """As of any text."""
        if self._by_kind is None:
            found = self._by_kind = dict[str, list[Node]]()
            for node in self.root.walk():
                found.setdefault(node.kind, []).append(node)
        return self._by_kind

    @by_kind.setter
    def by_kind(self, by_kind: dict[str, list[Node]]) -> None:
        self._by_kind = by_kind

    def change(self, text: str) -> bool:
        """Become another text; false: that does not parse, and its nodes are of no use.

        The nodes of frames, and of parts that are not kept, are of no more use.
        """
        change = _between(self.text, text)
        inserted = text[change.start : change.end + change.longer]
        tree = self._tree.replace(change.start, change.end, inserted)
        if tree.root.has_error:
            return False
        self._make(text, tree, change)
        return self._is_sound()

    def _is_sound(self) -> bool:
        """Whether nothing is broken: a part, or a class without statements."""
        return not any(part.root.broken for part in self.parts) and not any(
            frame.kind == "block" and not frame.held for frame in self.frames
        )

    def _make(self, text: str, tree: Tree, change: _Change) -> None:
        kept = {part.root.start: part for part in self.parts}
        self.text, self._tree = text, tree
        self.comments, self._by_kind = [], None
        self.parts, self.frames = [], []
        with uncollected():
            self.root = _Maker(self, kept, change).frame(tree.root, None, "")


class _Maker:
    """Makes the nodes of one version."""

    def __init__(self, source: Parts, kept: dict[int, Part], change: _Change) -> None:
        self._source = source
        self._kept = kept
        self._change = change
        self._offsets = offsets(source.text)
        self._offset_of = self._offsets or int

    def frame(self, told: tree_sitter.Node, parent: Frame | None, role: str) -> Frame:
        """A frame and all in it."""
        source, offset_of = self._source, self._offset_of
        start, end = offset_of(told.start_byte), offset_of(told.end_byte)
        frame = Frame(source, sys.intern(told.type), start, end, parent, role)
        source.frames.append(frame)
        held: list[Node] = []
        around = (frame.kind, *(each.kind for each in frame.above()))
        for child, place in _named(told):
            if child.type == "comment":
                read(source, child, self._offsets, source.comments, {})
            elif child.type == "line_continuation":
                continue
            elif _is_frame(child, frame):
                held.append(self.frame(child, frame, place))
            else:
                part = self._same(child, around) or self._new(child, around)
                part.root.parent, part.root.role = frame, sys.intern(place)
                source.parts.append(part)
                source.comments += part.comments
                held.append(part.root)
        frame.children = held
        return frame

    def _same(self, told: tree_sitter.Node, around: tuple[str, ...]) -> Part | None:
        """The part that a subtree was before, moved to its place; None: it is new."""
        change, begin = self._change, self._offset_of(told.start_byte)
        behind = begin >= change.start
        by = change.longer if behind else 0
        part = self._kept.get(begin - by)
        if part is None or (part.root.kind, part.around) != (told.type, around):
            return None
        if part.start < change.end if behind else part.end > change.start:
            return None
        if part.root.end + by != self._offset_of(told.end_byte):
            return None
        text, start, end = self._source.text, part.start + by, part.end + by
        if (start and text[start - 1] != "\n") or text[end - 1 : end] != "\n":
            return None
        if by:
            part.move(by)
        return part

    def _new(self, told: tree_sitter.Node, around: tuple[str, ...]) -> Part:
        text, comments, by_kind = self._source.text, list[Node](), dict[str, list[Node]]()
        root = read(self._source, told, self._offsets, comments, by_kind, len(around))
        line_end = text.find("\n", root.end)
        return Part(
            root,
            list(root.walk()),
            text.rfind("\n", 0, root.start) + 1,
            line_end + 1 if line_end >= 0 else len(text),
            around,
            comments,
            by_kind,
        )


def _named(told: tree_sitter.Node) -> Iterator[tuple[tree_sitter.Node, str]]:
    """The named children of a node, each with the field it is in."""
    cursor = told.walk()
    more = cursor.goto_first_child()
    while more:
        child = cursor.node
        if child is not None and child.is_named:
            yield child, cursor.field_name or ""
        more = cursor.goto_next_sibling()


def _is_frame(told: tree_sitter.Node, parent: Frame) -> bool:
    """Whether a node in a frame is one as well: a class, what decorates it, and its block."""
    match told.type:
        case "class_definition":
            return True
        case "decorated_definition":
            inner = told.child_by_field_name("definition")
            return inner is not None and inner.type == "class_definition"
        case "block":
            return parent.kind == "class_definition"
    return False


def _between(old: str, new: str) -> _Change:
    """The one change that makes a text another: all between what both begin and end with."""
    start = common_start(old, new)
    rest = common_end(old[start:], new[start:])
    return _Change(start, len(old) - rest, len(new) - len(old))
