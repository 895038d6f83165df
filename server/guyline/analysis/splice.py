"""The tree of a document whose text has changed in a few statements, changed in place.

A question's text differs from the last one's in the line that is being written, and where
that was. To parse a document anew, or to look through it for what can be copied, as parso
does, costs more the longer it is. Here the changed statements alone are parsed and put in
the place of the old ones. It is done only where the result is what a parse of the whole
would give: whole simple statements, free of errors, that begin and end lines of their own
and stand between others in the same block. All else is left to parso.
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

from guyline.analysis.internals import (
    Name,
    NodeCacheItem,
    ParserSyntaxError,
    PythonParser,
    TokenType,
    parser_cache,
    split_lines,
)

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

_LINES = 60
"""Changed lines above which the document is parsed as a whole."""

_ENDS = frozenset({TokenType.DEDENT, TokenType.ERROR_DEDENT})


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines (from 0) that differ: ``old[start:end]`` is ``new[new_start:new_end]``."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Statements that stand one after the other in a block, and what takes their place."""

    parent: Node
    first: int
    last: int
    made: list[Node]
    added_lines: int


def splice(grammar: Any, path: Path, text: str) -> bool:
    """Change the tree that parso keeps for a path into that of ``text``, if it can be done.

    Args:
        grammar: parso's grammar.
        path: What the tree is kept for.
        text: The new text.

    Returns:
        Whether it was done; if not, the tree is as it was.
    """
    kept = parser_cache.get(grammar._hashed, {}).get(path)
    if kept is None:
        return False
    lines = split_lines(text, keepends=True)
    hunks = _hunks(kept.lines, lines)
    if hunks is None:
        return False
    runs: list[_Run] = []
    for hunk in hunks:
        run = _run(grammar, kept.node, hunk, kept.lines, lines)
        if run is None or (runs and runs[-1].parent is run.parent and run.first <= runs[-1].last):
            return False
        runs.append(run)
    for run in reversed(runs):
        _replace(kept.node, run)
    # Others keep what they found in a tree by this item: a changed tree needs a new one.
    item: Any = NodeCacheItem(kept.node, lines, kept.change_time)  # type: ignore[no-untyped-call]
    item.last_used = time.time()
    parser_cache[grammar._hashed][path] = item
    return True


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
    return [*before, middle, *after]


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


def _run(
    grammar: Any, module: Node, hunk: _Hunk, old: Sequence[str], new: Sequence[str]
) -> _Run | None:
    """The statements around a hunk, and those that take their place."""
    start, end = hunk.start, hunk.end
    if start == end or hunk.new_start == hunk.new_end:  # the statement above is parsed with them
        start -= 1
    if start < 0 or end > len(old) - 1:
        return None
    first = _statement(module, start + 1, old[start])
    if first is None:
        return None
    last = first if first.end_pos[0] > end else _statement(module, end, old[end - 1])
    if last is None or last.parent is not first.parent:
        return None
    siblings = first.parent.children
    low, high = siblings.index(first), siblings.index(last)
    if any(sibling.type != "simple_stmt" for sibling in siblings[low : high + 1]):
        return None
    top, bottom = first.start_pos[0] - 1, last.end_pos[0] - 1
    new_top = hunk.new_start - (hunk.start - top)
    new_bottom = hunk.new_end + (bottom - hunk.end)
    made = _parsed(grammar, new[new_top:new_bottom], top + 1, first)
    if made is None:
        return None
    return _Run(first.parent, low, high, made, (new_bottom - new_top) - (bottom - top))


def _statement(module: Node, line: int, text: str) -> Node | None:
    """The simple statement that a line (from 1) is a part of, if it can be replaced."""
    column = len(text) - len(text.lstrip(" \t"))
    leaf = module.get_leaf_for_position((line, column + 1))
    found = leaf.search_ancestor("simple_stmt") if leaf is not None else None
    if found is None or found.parent.type not in ("suite", "file_input"):
        return None
    if not found.start_pos[0] <= line < found.end_pos[0]:
        return None
    before, after = found.get_previous_leaf(), found.get_last_leaf()
    begins = before is None or (before.type == "newline" and before.line < found.start_pos[0])
    ends = after.type == "newline" and after.value in ("\n", "\r\n") and after.end_pos[1] == 0
    return found if begins and ends else None


def _parsed(grammar: Any, lines: Sequence[str], line: int, first: Node) -> list[Node] | None:
    """The statements that some lines are, in place of ``first``; None where they are others."""
    leaf = first.get_first_leaf()
    indent = leaf.column
    blank = lines[0][:indent] if lines else ""
    prefix = leaf.prefix
    if not lines or not prefix.endswith(blank) or blank.strip(" \t") or "\f" in prefix:
        return None
    if lines[0][indent : indent + 1].isspace() or lines[0][indent:].startswith(("#", "\\")):
        return None
    if indent and len(prefix) > indent and prefix[-indent - 1] not in "\n\r":
        return None
    indents = [0, indent] if indent else [0]
    tokens = grammar._tokenizer(
        [*lines, ""], start_pos=(line, 0), indents=indents, is_first_token=False
    )
    parser: Any = PythonParser(  # type: ignore[no-untyped-call]
        grammar._pgen_grammar, error_recovery=False
    )
    try:
        made = parser.parse(_within(tokens))
    except (ParserSyntaxError, _LeavesBlock):
        return None
    *statements, end = made.children
    if not statements or end.prefix or end.start_pos != (line + len(lines), 0):
        return None
    if any(statement.type != "simple_stmt" for statement in statements):
        return None
    begun = statements[0].get_first_leaf()
    if begun.start_pos != (line, indent) or begun.prefix != blank:
        return None
    begun.prefix = prefix
    return list(statements)


class _LeavesBlock(Exception):  # noqa: N818 - what happened
    """The lines begin a block of their own, or end the one they stand in."""


def _within(tokens: Iterator[Any]) -> Iterator[Any]:
    """The tokens without the end of the block that the lines stand in."""
    ended = False
    for token in tokens:
        if token.type in _ENDS:
            ended = True
            continue
        if token.type is TokenType.INDENT or (ended and token.type is not TokenType.ENDMARKER):
            raise _LeavesBlock
        yield token


def _replace(module: Node, run: _Run) -> None:
    """Put a run's new statements in the place of the old ones."""
    children = run.parent.children
    old = children[run.first : run.last + 1]
    if run.added_lines:
        _move(old[-1].get_next_leaf(), run.added_lines)
    children[run.first : run.last + 1] = run.made
    for statement in run.made:
        statement.parent = run.parent
    used = module._used_names
    if used is None:
        return
    for name in (each for statement in old for each in _names(statement)):
        found = used._dict[name.value]
        found.remove(name)
        if not found:
            del used._dict[name.value]
    for name in (each for statement in run.made for each in _names(statement)):
        insort(used._dict.setdefault(name.value, []), name, key=_place)


def _move(leaf: Node | None, lines: int) -> None:
    """Move what stands from a leaf on by some lines."""
    while leaf is not None:
        leaf.line += lines
        leaf = leaf.get_next_leaf()


def _place(name: Node) -> tuple[int, int]:
    return name.line, name.column


def _names(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.__class__ is Name:
            yield child
        elif hasattr(child, "children"):
            yield from _names(child)
