"""The word that is being written, as a hole in the text, and what stands before its dot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.facts import HOLE
from guyline.text import place_of, statement_at, word_end, word_start

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

_NEXT = re.compile(r"[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?P<indent>[ \t]*)[\w@]")
"""The rest of a line without code, and the beginning of the next that has some."""

_SHOWN = 80
"""Characters of a receiver that are shown."""


def find_hole(text: str, offset: int) -> tuple[str, tuple[int, int]]:
    """The text with its hole filled, and where: jedi's line (from 1) and column.

    Brackets that are still open where the next statement begins are closed, or the parser
    would take that for a part of this one.
    """
    start, end = word_start(text, offset), word_end(text, offset)
    filled = text[:start] + HOLE + _closers(text, start, end) + text[end:]
    line, column = place_of(filled, start)
    return filled, (line + 1, column)


def find_word(text: str, offset: int) -> tuple[str, tuple[int, int]]:
    """The text as it is, its open brackets closed behind the word, and where the word is."""
    start, end = word_start(text, offset), word_end(text, offset)
    whole = text[:end] + _closers(text, start, end) + text[end:]
    line, column = place_of(whole, start)
    return whole, (line + 1, column)


def leaf_behind(module: Node, place: tuple[int, int]) -> Node | None:
    """The leaf of which the character behind a place is a part; None at the end of the text."""
    line, column = place
    try:
        return module.get_leaf_for_position((line, column + 1), include_prefixes=True)
    except ValueError:
        return None


def word_leaf(module: Node, place: tuple[int, int]) -> Node | str:
    """The name at a place, or why there is none."""
    leaf = leaf_behind(module, place)
    if leaf is None or leaf.type != "name" or leaf.start_pos != place:
        return _elsewhere(leaf)
    return leaf


def _closers(text: str, start: int, end: int) -> str:
    """What has to be closed for the next statement to begin where it does."""
    statement = statement_at(text, start)
    follows = _NEXT.match(text, end)
    if not statement.brackets or statement.string or follows is None:
        return ""
    indent = len(follows["indent"].expandtabs())
    return statement.closers if indent <= statement.indent else ""


def hole_leaf(module: Node, place: tuple[int, int]) -> Node | str:
    """The leaf that fills the hole at a place, or why there is none."""
    leaf = leaf_behind(module, place)
    if leaf is None or leaf.type != "name" or leaf.value != HOLE:
        return _elsewhere(leaf)
    return leaf


@dataclass(frozen=True, slots=True)
class Hole:
    """A hole after a dot.

    Attributes:
        leaf: What fills it.
        last: The last leaf of the receiver.
        parts: The receiver, as an atom and its trailers.
        receiver: The receiver as written, on one line, shortened.
    """

    leaf: Node
    last: Node
    parts: list[Node]
    receiver: str

    @staticmethod
    def after_dot(leaf: Node) -> Hole | str:
        """The hole that ``leaf`` fills, or why it is not an attribute's."""
        dot = leaf.get_previous_leaf()
        if dot is None or dot.type != "operator" or dot.value != ".":
            return "no attribute access stands here"
        if leaf.search_ancestor("import_name", "import_from") is not None:
            return "the modules of an import are not attributes"
        parts = _parts(dot)
        if not parts:
            return "what stands before the dot does not parse"
        return Hole(leaf, dot.get_previous_leaf(), parts, shown(parts))


def written_parts(leaf: Node) -> list[Node]:
    """The expression that ends with a word: alone, or with the names before its dots."""
    trailer = leaf.parent
    if trailer.type != "trailer":
        return [leaf]
    children = trailer.parent.children
    if trailer.parent.type not in ("atom_expr", "power"):
        return []
    parts = list(children[: children.index(trailer) + 1])
    return parts if parts[0].type == "name" else []


def shown(parts: list[Node]) -> str:
    """Code on one line, shortened, for people to read."""
    first, *rest = parts
    written = first.get_code(include_prefix=False) + "".join(part.get_code() for part in rest)
    code = " ".join(written.split())
    return code if len(code) <= _SHOWN else code[: _SHOWN - 1] + "…"


def _elsewhere(leaf: Node | None) -> str:
    if leaf is not None and HOLE in leaf.prefix:
        return "this is a comment"
    if leaf is not None and (leaf.type.startswith("fstring") or leaf.type in ("string", "strings")):
        return "this is a string"
    return "no word can be written here"


def _parts(dot: Node) -> list[Node]:
    """The atom and the trailers before a dot; none where the text is too broken to tell."""
    trailer = dot.parent
    if trailer.type == "dotted_name":  # a decorator's
        return list(trailer.children[: trailer.children.index(dot)])
    if trailer.type == "trailer":
        children = trailer.parent.children
        before = list(children[: children.index(trailer)])
        broken = trailer.parent.type == "error_node"
    else:
        before = list(trailer.children[: trailer.children.index(dot)])
        broken = True
    if broken:
        start = len(before) - 1
        while start > 0 and before[start].type == "trailer":
            start -= 1
        before = before[max(start, 0) :]
    if before and before[0] == "await":
        before = before[1:]  # it awaits what the whole chain gives
    if before and before[0].type in ("error_leaf", "keyword", "operator", "newline"):
        return before if before[0].value in ("None", "True", "False") else []
    return before
