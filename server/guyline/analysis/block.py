"""Lines parsed as the statements of a block, without the document around them.

The parser's state between two statements of a block is what the block is, no matter what
stands above: a suite or a module that may take another statement. So lines that begin and end
there are parsed as they would be in the document, broken ones included: the recovery from an
error discards what has begun within the block, and no more. Where that can't be told of some
lines (a bracket or a string is open at their end, a header still wants its body, an ``else``
may belong to what stands above), nothing is said of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from guyline.analysis.internals import PythonParser, Stack, StackNode, TokenType

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

CONTINUES = frozenset({"else", "elif", "except", "finally"})
"""Words with which a statement above may go on."""

_NO_STATEMENT = ("#", "\\", "\ufeff")
_SHIFTED = frozenset({"DEDENT", "ERROR_DEDENT"})


def parsed(
    grammar: Any, lines: Sequence[str], line: int, first: Node, *, follows: bool
) -> list[Node] | None:
    """The nodes that some lines are in place of those that begin with ``first``.

    Args:
        grammar: parso's grammar.
        lines: Whole lines.
        line: The number of the first of them, from 1.
        first: A statement, or a part of a broken one, that begins a line of a block.
        follows: Whether another stands above it in its block.

    Returns:
        The nodes; None where they can't be told from these lines alone.
    """
    leaf = first.get_first_leaf()
    indent = leaf.column
    blank = lines[0][:indent] if lines else ""
    if not lines or not _begins(leaf, blank) or not _is_code(lines[0][indent:]):
        return None
    made = _Block(grammar, first.parent, follows=follows).parse(lines, line, indent)
    if not made:
        return None
    begun = made[0].get_first_leaf()
    if begun.start_pos != (line, indent) or begun.prefix != blank or begun.value in CONTINUES:
        return None
    begun.prefix = leaf.prefix
    return made


def _begins(leaf: Node, blank: str) -> bool:
    """Whether a leaf stands behind ``blank`` at the beginning of its line."""
    prefix, indent = leaf.prefix, len(blank)
    if not prefix.endswith(blank) or blank.strip(" \t") or "\f" in prefix:
        return False
    return not indent or len(prefix) == indent or prefix[-indent - 1] in "\n\r"


def _is_code(rest: str) -> bool:
    return not rest[:1].isspace() and not rest.startswith(_NO_STATEMENT)


class _Block:
    """A parser that stands between two statements of a block."""

    def __init__(self, grammar: Any, block: Node, *, follows: bool) -> None:
        self._grammar = grammar
        state = grammar._pgen_grammar.nonterminal_to_dfas[block.type][0]
        self._before: list[Node] = []
        if block.type == "suite":
            state = state.arcs["NEWLINE"].arcs["INDENT"]
            state = state.arcs["stmt"] if follows else state
            # The line end and the indent with which it begins: the recovery counts them.
            self._before = [block.children[0]] * 2
        self._parser: Any = PythonParser(grammar._pgen_grammar)  # type: ignore[no-untyped-call]
        self._bottom: Any = StackNode(state)  # type: ignore[no-untyped-call]
        self._bottom.nodes = list(self._before)
        self._parser.stack = Stack([self._bottom])

    def parse(self, lines: Sequence[str], line: int, indent: int) -> list[Node]:
        """The nodes of some lines; none where these can't be told."""
        indents = [0, indent] if indent else [0]
        tokens = self._grammar._tokenizer(
            [*lines, ""], start_pos=(line, 0), indents=indents, is_first_token=False
        )
        parser = self._parser
        try:
            for token in parser._recovery_tokenize(_within(tokens, (line + len(lines), 0))):
                parser._add_token(token)
        except _LeavesBlock:
            return []
        if not self._is_between():
            return []
        while len(parser.stack) > 1:
            parser._pop()
        made: list[Node] = self._bottom.nodes[len(self._before) :]
        return [] if any(is_shifted(node) for node in made) else made

    def _is_between(self) -> bool:
        """Whether the parser stands between two statements of the block again."""
        parser = self._parser
        whole = parser.stack and parser.stack[0] is self._bottom and not parser._omit_dedent_list
        return bool(whole) and all(node.dfa.is_final for node in parser.stack[1:])


class _LeavesBlock(Exception):  # noqa: N818 - what happened
    """The lines end the block they stand in, or do not end with a line of code."""


def _within(tokens: Iterator[Any], end: tuple[int, int]) -> Iterator[Any]:
    """The tokens without the end of the block that the lines stand in."""
    depth, last = 0, None
    for token in tokens:
        if token.type is TokenType.ENDMARKER:
            if token.prefix or token.start_pos != end or last is not TokenType.NEWLINE:
                raise _LeavesBlock
            return
        if depth < 0 or token.type is TokenType.ERROR_DEDENT:
            raise _LeavesBlock
        if token.type is TokenType.DEDENT:
            depth -= 1
            if depth < 0:
                continue
        elif token.type is TokenType.INDENT:
            depth += 1
        else:
            last = token.type
        yield token


def is_shifted(node: Node) -> bool:
    """Whether a node is where a block ended that had not begun."""
    return node.type == "error_leaf" and node.token_type in _SHIFTED
