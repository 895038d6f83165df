"""Places in a source, and what may be put there instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LINE = re.compile(rb"\r\n|\r|\n")
_ATOMS = (
    ast.Name,
    ast.Constant,
    ast.Call,
    ast.Attribute,
    ast.Subscript,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.JoinedStr,
)
_SKIPPED = re.compile(r"#[^\n\r]*")

Placed = ast.expr | ast.stmt | ast.ExceptHandler | ast.keyword
"""Nodes that have a place."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of one place.

    Attributes:
        start: Offset of the first byte in UTF-8.
        end: Offset of the first byte behind it.
        after: What stands there instead.
        operator: What kind of change it is.
    """

    start: int
    end: int
    after: str
    operator: str


class Text:
    """A source by the places of its nodes.

    Args:
        source: The whole module.
    """

    def __init__(self, source: str) -> None:
        self.data = source.encode()
        self._lines = [0, *(found.end() for found in _LINE.finditer(self.data))]

    def offset(self, line: int, column: int) -> int:
        """The offset of a place as ``ast`` says it: lines from 1, columns in bytes."""
        return self._lines[line - 1] + column

    def line(self, number: int) -> int:
        """Where a line begins; behind the last one, where the text ends."""
        return self._lines[number - 1] if number <= len(self._lines) else len(self.data)

    def start(self, node: Placed) -> int:
        """Where a node begins."""
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: Placed) -> int:
        """Where a node ends."""
        assert node.end_lineno is not None  # noqa: S101 - it was parsed
        assert node.end_col_offset is not None  # noqa: S101
        return self.offset(node.end_lineno, node.end_col_offset)

    def of(self, node: Placed) -> str:
        """A node's text."""
        return self.between(self.start(node), self.end(node))

    def between(self, start: int, end: int) -> str:
        """The text between two offsets."""
        return self.data[start:end].decode()

    def closed(self, node: ast.expr) -> str:
        """An expression's text that can stand beside any operator."""
        return self.of(node) if isinstance(node, _ATOMS) else f"({self.of(node)})"

    def edit(self, node: Placed, after: str, operator: str) -> Edit:
        """Something else in a node's place."""
        return Edit(self.start(node), self.end(node), after, operator)

    def inserted(self, node: Placed, parts: Sequence[tuple[int, int, str]]) -> str:
        """A node's text with parts of it replaced.

        Args:
            node: The node.
            parts: Offsets of their beginnings and ends, and what stands there instead; in order.
        """
        at, texts = self.start(node), []
        for start, end, text in parts:
            texts += [self.between(at, start), text]
            at = end
        return "".join([*texts, self.between(at, self.end(node))])

    def operator(self, left: ast.expr, right: ast.expr, symbol: str) -> tuple[int, int]:
        """Where an operator stands between its operands, brackets and comments aside."""
        start, end = self.end(left), self.start(right)
        gap = _SKIPPED.sub(lambda found: " " * len(found[0].encode()), self.between(start, end))
        pattern = r"\s+(?:\\\s*)?".join(map(re.escape, symbol.split()))
        found = re.search(pattern, gap)
        if found is None:
            return start, start
        return start + found.start(), start + found.end()


def bodies(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks of a statement."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block
