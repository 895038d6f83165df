"""Words as a tree of their beginnings.

Side by side, llama.cpp would follow each of 800 words apart from the others at every
token it considers; as a tree it follows the few that begin alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from guyline.models.dialects.notation import Notation, is_plain

_LONGEST = 64
"""How many characters words may share. It bounds how deep groups are nested: Rust's regular
expressions may be some 80 groups deep, and llguidance's Lark grammars some 25, which it
says of a grammar that goes beyond."""


class _Node:
    """A beginning that several words share, what may follow it, and whether it is a word."""

    __slots__ = ("branches", "depth", "whole")

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.branches: list[str] = []
        self.whole = False


def tree(words: Sequence[str], notation: Notation) -> str:
    """An expression for ``words``: at least one, none empty, sorted, each once.

    The time is linear: a node is closed, and written, when a word comes that does not
    begin as it does.
    """
    text = notation.plain if is_plain("".join(words)) else notation.text
    space = notation.space
    node = _Node(0)
    above: list[_Node] = []
    for word, shared in zip(words, _shared(words), strict=True):
        if shared > node.depth:
            above.append(node)
            node = _Node(shared)
        if len(word) == node.depth:
            node.whole = True
        else:
            node.branches.append(text(word[node.depth :]))
        while shared < node.depth:
            # A node between the two is known of only now: its first branch is the closed one.
            parent = above.pop() if above[-1].depth >= shared else _Node(shared)
            beginning = text(word[parent.depth : node.depth])
            parent.branches.append(f"{beginning}{space}{_written(node, notation)}")
            node = parent
    return _written(node, notation)


def _written(node: _Node, notation: Notation) -> str:
    return (notation.optional if node.whole else notation.either)(node.branches)


def _shared(words: Sequence[str]) -> list[int]:
    """How many characters each word shares with the next; none for the last."""
    found = []
    count = 0
    for word, following in pairwise(words):
        # Mostly as many as the two before.
        if not following.startswith(word[:count]):
            count = 0
        most = min(len(word), len(following), _LONGEST)
        while count < most and word[count] == following[count]:
            count += 1
        found.append(count)
    return [*found, 0]
