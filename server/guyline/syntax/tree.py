"""A tree-sitter tree with its text, as a frozen value; places are code points."""

from __future__ import annotations

from functools import cache

import tree_sitter
import tree_sitter_python

from guyline.syntax.grammars import grammar_text


@cache
def _language() -> tree_sitter.Language:
    return tree_sitter.Language(tree_sitter_python.language())


@cache
def _wrong() -> tree_sitter.Query:
    return tree_sitter.Query(_language(), grammar_text("python", "wrong.scm"))


class Tree:
    """The syntax of one text.

    Parsing never fails: what does not fit is inside ERROR nodes. :meth:`replace` parses
    incrementally, which costs far less than a new parse.
    """

    __slots__ = ("_data", "_tree", "text")

    def __init__(self, text: str, data: bytes, tree: tree_sitter.Tree) -> None:
        self.text = text
        self._data = data
        self._tree = tree

    @staticmethod
    def parse(text: str) -> Tree:
        """Parse a whole text."""
        data = _encode(text)
        return Tree(text, data, tree_sitter.Parser(_language()).parse(data))

    def replace(self, start: int, end: int, new: str) -> Tree:
        """The tree of the text in which ``start:end`` is replaced by ``new``."""
        begin, stop = self._byte(start), self._byte(end)
        insert = _encode(new)
        data = self._data[:begin] + insert + self._data[stop:]
        old = self._tree.copy()
        old.edit(
            start_byte=begin,
            old_end_byte=stop,
            new_end_byte=begin + len(insert),
            start_point=_point(self._data, begin),
            old_end_point=_point(self._data, stop),
            new_end_point=_point(data, begin + len(insert)),
        )
        tree = tree_sitter.Parser(_language()).parse(data, old)
        return Tree(self.text[:start] + new + self.text[end:], data, tree)

    @property
    def root(self) -> tree_sitter.Node:
        """The node at the top; places in it are bytes of UTF-8."""
        return self._tree.root_node

    def kinds_at(self, offset: int) -> list[str]:
        """The node types at the character ``offset``, innermost first."""
        at = self._byte(offset)
        node = self._tree.root_node.descendant_for_byte_range(at, at + 1)
        kinds = []
        while node is not None:
            kinds.append(node.type)
            node = node.parent
        return kinds

    def errors(self, start: int, end: int) -> int:
        """How many errors touch ``start:end``: ERROR and missing nodes, and Python 2."""
        cursor = tree_sitter.QueryCursor(_wrong())
        cursor.set_byte_range(self._byte(start), self._byte(end) + 1)
        return len(cursor.captures(self._tree.root_node).get("wrong", ()))

    def statement(self, start: int, end: int) -> tuple[int, int]:
        """The span of the top-level statements that touch ``start:end``."""
        first, last = self._byte(start), self._byte(end)
        spans = [
            (child.start_byte, child.end_byte)
            for child in self._tree.root_node.children
            if child.end_byte >= first and child.start_byte <= last
        ]
        if not spans:
            return start, end
        return self._offset(min(s for s, _ in spans)), self._offset(max(e for _, e in spans))

    def _byte(self, offset: int) -> int:
        if len(self._data) == len(self.text):
            return offset
        return len(_encode(self.text[:offset]))

    def _offset(self, byte: int) -> int:
        if len(self._data) == len(self.text):
            return byte
        return len(self._data[:byte].decode("utf-8", "surrogatepass"))


def _encode(text: str) -> bytes:
    # A lone surrogate can come from an editor; it must not stop anything.
    return text.encode("utf-8", "surrogatepass")


def _point(data: bytes, at: int) -> tuple[int, int]:
    row = data.count(b"\n", 0, at)
    return row, at - (data.rfind(b"\n", 0, at) + 1)
