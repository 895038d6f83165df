"""The tree of a document whose text has changed in a few statements, changed in place.

A question's text differs from the last one's in the line that is being written, and where
that was. To parse a document anew, or to look through it for what can be copied, as parso
does, costs more the longer it is. Here the statements that the changed lines are a part of,
with all that is indented below them, are parsed alone (``block.py``) and put in the place of
the old ones, broken ones too. It is done only where the result is what a parse of the whole
would give. All else is left to parso.
"""

from __future__ import annotations

import operator
import time
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.analysis.block import CONTINUES, is_shifted, parsed
from guyline.analysis.internals import Name, NodeCacheItem, jedi, parser_cache, split_lines
from guyline.text import common_end, common_start

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

_LINES = 60
"""Changed lines above which the document is parsed as a whole."""

_PARSED = 150
"""Lines above which a statement, and what is below it, is left to parso, which copies."""

_LONGEST = 1_000_000
"""Characters above which a document is left to jedi, which cuts it off."""

_BLOCKS = ("suite", "file_input")
_NEWLINES = ("\n", "\r\n")


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines (from 0) that differ: ``old[start:end]`` is ``new[new_start:new_end]``."""

    start: int
    end: int
    new_start: int
    new_end: int

    def moved(self, lines: int) -> _Hunk:
        """The same, so many lines below."""
        return _Hunk(
            self.start + lines, self.end + lines, self.new_start + lines, self.new_end + lines
        )

    def up_to(self, below: _Hunk) -> _Hunk:
        """This and another further down, with what stands between."""
        return _Hunk(self.start, below.end, self.new_start, below.new_end)


@dataclass(frozen=True, slots=True)
class _Run:
    """Statements that stand one after the other in a block, and what takes their place.

    Attributes:
        hunk: What has changed of them.
        parent: The block.
        first: The place of the first among the block's.
        last: That of the last.
        top: The line (from 0) that the first begins.
        bottom: The line behind the last.
        made: What takes their place.
        added_lines: How many lines that has more.
    """

    hunk: _Hunk
    parent: Node
    first: int
    last: int
    top: int
    bottom: int
    made: list[Node]
    added_lines: int

    def touches(self, above: _Run) -> bool:
        """Whether no statement stands between this and one further up."""
        begun = self.parent.children[self.first].get_first_leaf()
        behind = above.parent.children[above.last].get_next_leaf()
        return self.top <= above.bottom or behind is begun


class Opened(jedi.Script):  # type: ignore[misc] # jedi has no types
    """jedi's document, of a tree that was spliced: nothing is parsed or split again."""

    def __init__(self, path: Path, text: str, item: Any, state: Any) -> None:
        self._orig_path = self.path = path
        self._inference_state = state
        self._module_node = item.node
        self._code_lines = item.lines
        self._code = text


def note_text(grammar: Any, path: Path | None, text: str) -> None:
    """Note what text the tree that parso keeps for a path was made of."""
    kept: Any = parser_cache.get(grammar._hashed, {}).get(path)
    if kept is not None:
        kept.text = text


def splice(grammar: Any, path: Path, text: str) -> Any:
    """Change the tree that parso keeps for a path into that of ``text``, if it can be done.

    Args:
        grammar: parso's grammar.
        path: What the tree is kept for.
        text: The new text.

    Returns:
        What the tree is kept as (its ``node`` and ``lines``); None if it could not be done,
        and the tree is as it was.
    """
    kept: Any = parser_cache.get(grammar._hashed, {}).get(path)
    if kept is None or len(text) > _LONGEST:
        return None
    lines, hunks = _compared(kept, text)
    runs = None if hunks is None else _runs(grammar, kept.node, hunks, kept.lines, lines)
    if runs is None:
        return None
    scopes: dict[Node, Node] = getattr(kept, "scopes", {})
    for run in reversed(runs):
        for name in _replace(kept.node, run):
            scopes.pop(name, None)
            scopes.pop(name.parent, None)
    # Others keep what they found in a tree by this item: a changed tree needs a new one.
    item: Any = NodeCacheItem(kept.node, lines, kept.change_time)  # type: ignore[no-untyped-call]
    item.last_used = time.time()
    item.text, item.scopes = text, scopes
    parser_cache[grammar._hashed][path] = item
    return item


def is_far(grammar: Any, path: Path, text: str) -> bool:
    """Whether a text differs in too much from that of the tree kept for a path, if any is."""
    kept: Any = parser_cache.get(grammar._hashed, {}).get(path)
    return kept is None or _compared(kept, text)[1] is None


def _compared(kept: Any, text: str) -> tuple[list[str], list[_Hunk] | None]:
    """The lines of a text, and where they differ from those of a tree's."""
    old, old_lines = getattr(kept, "text", None), kept.lines
    if old is None or "\r" in text or "\r" in old:
        lines = split_lines(text, keepends=True)
        return lines, _hunks(old_lines, lines)
    start = common_start(old, text)
    tail = common_end(old[start:], text[start:])
    top = text.count("\n", 0, start)
    # Whole lines, those behind the first line end that the ends of both texts have.
    below = text.count("\n", len(text) - tail)
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", len(text) - tail) + 1 if below else len(text)
    middle = split_lines(text[begin:end], keepends=True)
    if below:
        del middle[-1]
    lines = [*old_lines[:top], *middle, *old_lines[len(old_lines) - below :]]
    hunks = _hunks(old_lines[top : len(old_lines) - below], middle)
    return lines, None if hunks is None else [hunk.moved(top) for hunk in hunks]


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[_Hunk] | None:
    """Where two texts differ; None where it is in too much."""
    if len(old) == len(new):
        return _grouped(_differing(old, new, 0), len(old), 0)
    added = len(new) - len(old)
    if abs(added) > _LINES:
        return None
    first = next(compress(count(), map(operator.ne, old, new)), min(len(old), len(new)))
    last = next(compress(count(), map(operator.ne, reversed(old), reversed(new))), len(old))
    best = None
    # Where the lines were added: right where the texts begin to differ, or to be the same.
    for place in dict.fromkeys((first, first + 1, len(old) - last, len(old) - last - 1)):
        split = max(0, min(place, len(old) + min(0, added)))
        differing = _differing(old[:split], new, 0)
        rest = split + max(0, -added)
        behind = _differing(old[rest:], new[split + max(0, added) :], rest)
        if best is None or len(differing) + len(behind) < len(best[0]) + len(best[1]):
            best = differing, behind, split
    if best is None:
        return None
    differing, behind, split = best
    before = _grouped(differing, split, 0)
    after = _grouped(behind, len(old), added)
    if before is None or after is None:
        return None
    middle = _Hunk(split, split + max(0, -added), split, split + max(0, added))
    return _joined([*before, middle, *after])


def _joined(hunks: list[_Hunk]) -> list[_Hunk]:
    """Hunks that follow each other at once, as one."""
    joined: list[_Hunk] = []
    for hunk in hunks:
        if joined and joined[-1].end == hunk.start:
            joined.append(joined.pop().up_to(hunk))
        else:
            joined.append(hunk)
    return joined


def _differing(old: Sequence[str], new: Sequence[str], start: int) -> list[int]:
    return list(compress(count(start), map(operator.ne, old, new)))


def _grouped(lines: list[int], end: int, added: int) -> list[_Hunk] | None:
    """Differing lines as hunks; None where there are too many."""
    if len(lines) > _LINES:
        return None
    hunks: list[_Hunk] = []
    for line in lines:
        if hunks and hunks[-1].end == line:
            begun = hunks.pop()
            start = begun.start
        else:
            start = line
        hunks.append(_Hunk(start, line + 1, start + added, line + 1 + added))
    return hunks if all(hunk.end <= end for hunk in hunks) else None


def _runs(
    grammar: Any, module: Node, hunks: list[_Hunk], old: Sequence[str], new: Sequence[str]
) -> list[_Run] | None:
    """What has to be replaced; None where it can't be told of some of it."""
    runs: list[_Run] = []
    for hunk in hunks:
        run = _run(grammar, module, hunk, old, new)
        while run is not None and runs and run.touches(runs[-1]):
            both = runs.pop().hunk.up_to(run.hunk)
            run = _run(grammar, module, both, old, new)
        if run is None:
            return None
        runs.append(run)
    return runs


def _run(
    grammar: Any, module: Node, hunk: _Hunk, old: Sequence[str], new: Sequence[str]
) -> _Run | None:
    """The statements around a hunk, and those that take their place."""
    start, end = hunk.start, hunk.end
    if start == end or hunk.new_start == hunk.new_end:  # the statement above is parsed with them
        start -= 1
    if start < 0 or end > len(old) - 1:
        return None
    found = _around(module, start + 1, old[start], end, old[max(start, end - 1)])
    found = None if found is None else _whole(*found)
    if found is None:
        return None
    parent, low, high = found
    first, last = parent.children[low], parent.children[high]
    top, bottom = first.start_pos[0] - 1, last.end_pos[0] - 1
    new_top = hunk.new_start - (hunk.start - top)
    new_bottom = hunk.new_end + (bottom - hunk.end)
    if top > start or bottom < end or max(bottom - top, new_bottom - new_top) > _PARSED:
        return None
    follows = low > (parent.type == "suite")
    made = parsed(grammar, new[new_top:new_bottom], top + 1, first, follows=follows)
    if made is None:
        return None
    added = (new_bottom - new_top) - (bottom - top)
    return _Run(hunk, parent, low, high, top, bottom, made, added)


def _around(
    module: Node, line: int, text: str, last_line: int, last_text: str
) -> tuple[Node, int, int] | None:
    """The block, and the places in it, of what two lines (from 1) are parts of."""
    firsts = _parts(module, line, text)
    lasts = firsts if last_line <= line else _parts(module, last_line, last_text)
    for first in firsts:
        for last in lasts:
            if first.parent is last.parent:
                siblings = first.parent.children
                return first.parent, siblings.index(first), siblings.index(last)
    return None


def _parts(module: Node, line: int, text: str) -> list[Node]:
    """What the first code of a line is a part of, of each block around it, inmost first."""
    column = len(text) - len(text.lstrip(" \t"))
    node = module.get_leaf_for_position((line, column + 1))
    found = []
    while node is not None and node.parent is not None:
        if node.parent.type in _BLOCKS:
            found.append(node)
        node = node.parent
    return found


def _whole(parent: Node, low: int, high: int) -> tuple[Node, int, int] | None:
    """The places of what begins and ends lines of its own, with all that is indented below.

    None where what stands above may go on with it, or what stands below belong to it.
    """
    siblings = parent.children
    while low > 0 and not _begins_line(siblings[low]):
        low -= 1
    indent = siblings[low].get_first_leaf().column
    while high + 1 < len(siblings):
        leaf = siblings[high + 1].get_first_leaf()
        if leaf.type == "endmarker":
            break
        if _ends_line(siblings[high]) and leaf.value and leaf.column <= indent:
            break
        high += 1
    above, behind = siblings[low - 1] if low else None, siblings[high].get_next_leaf()
    if above is not None and above.type == "error_node" and _ends_line(above):
        return None
    if not _begins_line(siblings[low]) or not _ends_line(siblings[high]) or behind is None:
        return None
    deeper = behind.column > indent and behind.type != "endmarker"
    goes_on = behind.value in CONTINUES and high + 1 < len(siblings)
    if deeper or goes_on or any(map(is_shifted, siblings[low : high + 1])):
        return None
    return parent, low, high


def _begins_line(node: Node) -> bool:
    """Whether a node is the first code of its line."""
    if not node.get_first_leaf().value:
        return False
    before = node.get_previous_leaf()
    while before is not None and not before.value:
        before = before.get_previous_leaf()
    return before is None or (before.value in _NEWLINES and before.line < node.start_pos[0])


def _ends_line(node: Node) -> bool:
    return node.get_last_leaf().value in _NEWLINES


def _replace(module: Node, run: _Run) -> list[Node]:
    """Put a run's new statements in the place of the old ones; the names that are gone."""
    children = run.parent.children
    old = children[run.first : run.last + 1]
    if run.added_lines:
        _move_below(old[-1], run.added_lines)
    children[run.first : run.last + 1] = run.made
    for statement in run.made:
        statement.parent = run.parent
    used = module._used_names
    gone, come = list(_names_in(old)), list(_names_in(run.made))
    if used is None:
        return gone
    for name in gone:
        found = used._dict[name.value]
        found.remove(name)
        if not found:
            del used._dict[name.value]
    for name in come:
        insort(used._dict.setdefault(name.value, []), name, key=_place)
    used.change({name.value for name in (*gone, *come)})
    return gone


def _move_below(node: Node, lines: int) -> None:
    """Move what stands behind a node by some lines."""
    while node.parent is not None:
        siblings = node.parent.children
        _move(siblings[siblings.index(node) + 1 :], lines)
        node = node.parent


def _move(nodes: Sequence[Node], lines: int) -> None:
    for node in nodes:
        if hasattr(node, "children"):
            _move(node.children, lines)
        else:
            node.line += lines


def _place(name: Node) -> tuple[int, int]:
    return name.line, name.column


def _names_in(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        if node.__class__ is Name:
            yield node
        elif hasattr(node, "children"):
            yield from _names_in(node.children)
