"""Where a document will be asked about: before its dots, and within its calls.

What is asked there first takes longest, as the types of other files have to be found. So
the places are gone through while nobody waits; what was found of other files lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guyline.analysis.answer import Kind
from guyline.analysis.internals import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.typed import Node


@dataclass(frozen=True, slots=True)
class Place:
    """A question that a document is likely to bring.

    Attributes:
        kind: What is asked.
        offset: Where, in characters.
    """

    kind: Kind
    offset: int


def places(module: Any, text: str) -> list[Place]:
    """The attributes and calls of a document, in order; of those that are alike the first.

    Args:
        module: The document's tree.
        text: The document.
    """
    starts = [0]
    for line in split_lines(text, keepends=True):
        starts.append(starts[-1] + len(line))
    found: dict[tuple[Any, ...], Place] = {}
    leaves = [leaf for each in module.get_used_names().values() for leaf in each]
    for leaf in sorted(leaves, key=lambda leaf: leaf.start_pos):
        for kind, position, alike in _of(leaf):
            offset = starts[position[0] - 1] + position[1]
            found.setdefault((kind, *alike), Place(kind, offset))
    return sorted(found.values(), key=lambda place: place.offset)


def _of(leaf: Node) -> Iterator[tuple[Kind, tuple[int, int], tuple[Any, ...]]]:
    """What is asked at a name, where, and what tells it from others that are alike."""
    function = leaf.search_ancestor("funcdef", "lambdef")
    before, after = leaf.get_previous_leaf(), leaf.get_next_leaf()
    access = before is not None and before == "." and before.parent.type == "trailer"
    receiver = _written_before(before.parent) if access else ""
    if access:
        yield Kind.ATTRIBUTE, leaf.start_pos, (function, receiver)
    if after is not None and after == "(" and after.parent.type == "trailer":
        for kind in (Kind.ARITY, Kind.KEYWORD):
            yield kind, after.end_pos, (function, receiver, leaf.value)


def _written_before(trailer: Node) -> str:
    """The receiver of an attribute, as it is written."""
    children = trailer.parent.children
    return "".join(child.get_code() for child in children[: children.index(trailer)]).strip()
