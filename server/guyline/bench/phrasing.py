"""The same code, said otherwise: what a person may change without changing what it means.

Each way gives edits of a text that parses. A place in the text is carried along, and so is
what the author wrote there.
"""

from __future__ import annotations

import ast
import io
import random
import re
import tokenize
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from guyline.text import LineIndex

_RENAMED = 3
"""Local names that are renamed at the most."""

_COMMENTS = ("# as before", "# see above", "# this comes next", "# nothing special here")
_DOCSTRING = "What this is for is said in other words here."
_TYPES_IN_DOCSTRING = re.compile(
    r":\w*type|:param|:return|>>>|^\s*(?:Args|Arguments|Attributes|Parameters|Returns|Yields)\b",
    re.MULTILINE,
)
"""What an analysis may read types from: such a docstring is left as it is."""

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_LOOKS_AT_LOCALS = frozenset({"locals", "vars", "eval", "exec", "dir"})


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A piece of text that is replaced.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        text: What stands there afterwards.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Phrased:
    """A text said otherwise.

    Attributes:
        text: The text.
        offset: Where the place is now.
        author: What the author wrote there, as it reads now.
        renamed: New names, and what they were.
    """

    text: str
    offset: int
    author: str
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Source:
    """A text with a place in it, parsed."""

    text: str
    offset: int
    end: int
    tree: ast.Module
    lines: LineIndex

    def at(self, line: int, column: int) -> int:
        """The offset of a place as :mod:`ast` tells it: line from 1, column in UTF-8."""
        start = self.lines.start(line - 1)
        whole = self.text[start : self.lines.end(line - 1)]
        return start + len(whole.encode()[:column].decode(errors="ignore"))


def phrase(text: str, offset: int, author: str, way: str, seed: int) -> Phrased | None:
    """Say ``text`` otherwise; None where this way changes nothing, or nothing safely.

    Args:
        text: A text that parses.
        offset: A place in it.
        author: What stands there, to the line's end.
        way: One of :data:`WAYS`.
        seed: Which of the possible changes are made.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    source = _Source(text, offset, offset + len(author), tree, LineIndex(text))
    chance = random.Random(f"{seed} {offset}")  # noqa: S311 - a sample, no secret
    edits, renamed = WAYS[way](source, chance)
    edits = sorted(set(edits))
    if not edits:
        return None
    changed = _apply(text, edits)
    start, end = _moved(offset, edits), _moved(source.end, edits)
    return Phrased(changed, start, changed[start:end], renamed)


def _apply(text: str, edits: Sequence[Edit]) -> str:
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def _moved(offset: int, edits: Sequence[Edit]) -> int:
    """Where an offset is after the edits that end at or before it."""
    return offset + sum(
        len(edit.text) - (edit.end - edit.start) for edit in edits if edit.end <= offset
    )


_Made = tuple[list[Edit], dict[str, str]]


def _rename(source: _Source, chance: random.Random) -> _Made:
    """Local names of the function around the place get other names."""
    function = _function_around(source)
    if function is None or _LOOKS_AT_LOCALS & {
        node.id for node in ast.walk(function) if isinstance(node, ast.Name)
    }:
        return [], {}
    free = sorted(_own_locals(function))
    chosen = chance.sample(free, min(_RENAMED, len(free)))
    new = {name: f"the_{name.lstrip('_')}" for name in chosen}
    taken = {node.id for node in ast.walk(source.tree) if isinstance(node, ast.Name)}
    new = {name: to for name, to in new.items() if to not in taken}
    edits = []
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node.id in new:
            start = source.at(node.lineno, node.col_offset)
            edits.append(Edit(start, start + len(node.id), new[node.id]))
    if any(source.text[e.start : e.end] not in new or _cuts(source, e) for e in edits):
        return [], {}
    return edits, {to: name for name, to in new.items()}


def _own_locals(function: _Function) -> set[str]:
    """Names that are only ever bound by assignments and loops of the function itself."""
    arguments = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    bound: set[str] = set()
    other: set[str] = set(arguments)
    for node in ast.walk(function):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                bound.add(name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                other |= set(names)
            case ast.alias(name=name, asname=asname):
                other.add(asname or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                other.add(name)
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                other.add(name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                if node is not function:
                    other |= {node.name} | _names_in(node)
            case ast.Lambda() | ast.JoinedStr():
                # Python 3.11 can't tell where the names within an f-string stand.
                other |= _names_in(node)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                other |= {n for c in node.generators for n in _names_in(c.target)}
    return {name for name in bound - other if not name.startswith("__")}


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _function_around(source: _Source) -> _Function | None:
    found: _Function | None = None
    line = source.lines.line_at(source.offset) + 1
    for node in ast.walk(source.tree):
        if not isinstance(node, _Function) or not node.lineno < line <= (node.end_lineno or 0):
            continue
        if found is None or node.lineno > found.lineno:
            found = node
    return found


def _cuts(source: _Source, edit: Edit) -> bool:
    """Whether the place lies within what an edit replaces."""
    return edit.start < source.offset < edit.end or edit.start < source.end < edit.end


def _comment(source: _Source, chance: random.Random) -> _Made:
    """Comments stand above some statements."""
    starts = _statement_lines(source)
    edits = []
    for line in chance.sample(starts, min(4, len(starts))):
        start = source.lines.start(line - 1)
        text = source.text[start : source.lines.end(line - 1)]
        indent = text[: len(text) - len(text.lstrip())]
        edits.append(Edit(start, start, f"{indent}{chance.choice(_COMMENTS)}\n"))
    return edits, {}


def _reformat(source: _Source, chance: random.Random) -> _Made:
    """Blank lines between statements, and no blanks behind commas."""
    starts = _statement_lines(source)
    chosen = chance.sample(starts, min(4, len(starts)))
    edits = [
        Edit(source.lines.start(line - 1), source.lines.start(line - 1), "\n") for line in chosen
    ]
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source.text).readline))
    except (tokenize.TokenError, SyntaxError):
        return edits, {}
    near = source.lines.line_at(source.offset) + 1
    fstrings = 0
    for before, after in pairwise(tokens):
        fstrings += _FSTRING.get(before.type, 0)
        apart = after.start[1] - before.end[1]
        if before.string == "," and before.end[0] == after.start[0] and apart == 1 and not fstrings:
            start = source.lines.start(before.end[0] - 1) + before.end[1]
            edit = Edit(start, start + 1, "")
            on_its_line = before.end[0] == near and start < source.offset <= start + 1
            if abs(before.end[0] - near) < _NEAR and not on_its_line and not _cuts(source, edit):
                edits.append(edit)
    return edits, {}


_NEAR = 40
"""Lines around the place that are reformatted."""

_FSTRING = {
    getattr(tokenize, name): step
    for name, step in (("FSTRING_START", 1), ("FSTRING_END", -1))
    if hasattr(tokenize, name)
}


def _reword(source: _Source, _: random.Random) -> _Made:
    """Docstrings say something else, where they say nothing of types."""
    edits = []
    for node in ast.walk(source.tree):
        if not isinstance(node, _Function | ast.ClassDef | ast.Module) or not node.body:
            continue
        first = node.body[0]
        if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
            continue
        value = first.value
        if not isinstance(value.value, str) or _TYPES_IN_DOCSTRING.search(value.value):
            continue
        start = source.at(value.lineno, value.col_offset)
        end = source.at(value.end_lineno or value.lineno, value.end_col_offset or 0)
        edit = Edit(start, end, f'"""{_DOCSTRING}"""')
        if not (start <= source.offset <= end or start <= source.end <= end):
            edits.append(edit)
    return edits, {}


def _statement_lines(source: _Source) -> list[int]:
    """Lines, from 1, above the place's own that begin with a statement, near it."""
    here = source.lines.line_at(source.offset) + 1
    first = {
        min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        for node in ast.walk(source.tree)
        if isinstance(node, ast.stmt)
    }
    inside = _inside_statements(source)
    return sorted(
        line for line in first if here - _NEAR < line <= here and not _covered(inside, line)
    )


def _inside_statements(source: _Source) -> list[tuple[int, int]]:
    """Lines that lie within a simple statement, but for its first: nothing can be put there."""
    return sorted(
        (node.lineno + 1, node.end_lineno or node.lineno)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.stmt) and not hasattr(node, "body") and not hasattr(node, "cases")
    )


def _covered(spans: list[tuple[int, int]], line: int) -> bool:
    at = bisect_right(spans, (line, 1 << 60))
    return any(first <= line <= last for first, last in spans[max(0, at - 50) : at])


WAYS: Mapping[str, Callable[[_Source, random.Random], _Made]] = {
    "renamed": _rename,
    "commented": _comment,
    "reformatted": _reformat,
    "reworded": _reword,
}
"""The ways, by what they do to a text."""
